//! The public keys by which others may check our tokens (RFC 7517).

use super::Archive;
use crate::clock;
use crate::error::refusal;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};

/// The keys that are believed now.
pub async fn keys(archive: web::Data<Archive>) -> HttpResponse {
    match archive.auth.jwks().await {
        Ok(keys) => HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(keys),
        Err(error) => HttpResponse::InternalServerError().json(refusal(&error, &clock::request_id())),
    }
}
