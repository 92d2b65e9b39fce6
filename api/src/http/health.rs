//! Whether the process lives, and whether it can answer.

use super::Archive;
use crate::archive::unknown;
use actix_web::{HttpResponse, web};
use migration::{Migrator, MigratorTrait};
use serde_json::json;
use std::time::Duration;

/// How long the database may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// The process lives.
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// The database answers and its tables are those that this program knows.
pub async fn readyz(archive: web::Data<Archive>) -> HttpResponse {
    let asking = Migrator::get_pending_migrations(archive.db.read().pool());
    let Ok(asked) = tokio::time::timeout(PATIENCE, asking).await else { return unready("the database does not answer") };
    match asked {
        Ok(pending) if pending.is_empty() => HttpResponse::Ok().json(json!({ "status": "ready" })),
        Ok(pending) => unready(&format!("{} migrations have not been applied: run 'communique migrate'", pending.len())),
        Err(error) if unknown(&error).is_some() => unready("the database was made by a newer version of this program"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            unready("the database does not answer")
        }
    }
}

fn unready(reason: &str) -> HttpResponse {
    HttpResponse::ServiceUnavailable().insert_header(("Retry-After", "5")).json(json!({ "status": "unready", "reason": reason }))
}
