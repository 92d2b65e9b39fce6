//! The archive as a whole: making it ready for use.

use crate::db::Db;
use crate::error::{Error, Result};
use crate::import::countries;
use migration::{Migrator, MigratorTrait};

/// Brings the tables up to date, and loads the countries if there are none. Done again, it changes nothing.
pub async fn prepare(db: &Db) -> Result<()> {
    Migrator::up(db.write(), None).await.map_err(Error::internal)?;
    if let Some(applied) = countries::import(db).await? {
        tracing::info!(records = applied.created, position = applied.position, "countries loaded");
    }
    Ok(())
}
