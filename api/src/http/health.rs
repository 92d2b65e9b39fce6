//! Whether the process lives, and whether it can answer.

use super::Archive;
use actix_web::{HttpResponse, web};
use migration::{Migrator, MigratorTrait};
use serde_json::json;

/// The process lives.
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// The database answers and its tables are those that this program knows.
pub async fn readyz(archive: web::Data<Archive>) -> HttpResponse {
    match Migrator::get_pending_migrations(archive.db.read().pool()).await {
        Ok(pending) if pending.is_empty() => HttpResponse::Ok().json(json!({ "status": "ready" })),
        Ok(pending) => unready(&format!("{} migrations have not been applied: run 'communique migrate'", pending.len())),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            unready("the database does not answer")
        }
    }
}

fn unready(reason: &str) -> HttpResponse {
    HttpResponse::ServiceUnavailable().insert_header(("Retry-After", "5")).json(json!({ "status": "unready", "reason": reason }))
}
