//! The archive as a whole: making it ready for use.

use crate::auth::key;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::import::countries;
use migration::{Migrator, MigratorTrait};
use sea_orm::DbErr;
use std::time::Duration;

/// How often the migrations are tried, and how long is waited in between: another process may be applying them.
const TRIES: u32 = 15;
const PAUSE: Duration = Duration::from_millis(200);

/// Brings the tables up to date, loads the countries if there are none, and makes a signing key if there is none. Done again, it
/// changes nothing.
pub async fn prepare(db: &Db) -> Result<()> {
    migrate(db).await?;
    if let Some(applied) = countries::import(db).await? {
        tracing::info!(records = applied.created, position = applied.position, "countries loaded");
    }
    key::ensure(db).await
}

/// The migration that the database has had and this program does not know.
pub fn unknown(error: &DbErr) -> Option<String> {
    let DbErr::Custom(text) = error else { return None };
    let is_missing = text.contains("has been applied but its file is missing");
    text.split('\'').nth(1).filter(|_| is_missing).map(ToOwned::to_owned)
}

/// Each migration is a transaction: of two processes that apply the same one, the slower fails, and finds it applied when it looks again.
async fn migrate(db: &Db) -> Result<()> {
    for _ in 1..TRIES {
        match Migrator::up(db.write(), None).await {
            Ok(()) => return Ok(()),
            Err(error) => {
                if let Some(version) = unknown(&error) {
                    return Err(Error::Conflict(format!(
                        "it was made by a newer version of this program: it has had the migration {version}, which this one does not \
                         know; use that version, or a backup from before"
                    )));
                }
                tracing::debug!(%error, "the migrations are tried again");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    Migrator::up(db.write(), None).await.map_err(Error::internal)
}
