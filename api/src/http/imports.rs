//! `/imports/{number}/result.jsonl`: what became of each record of an import, for those who may import.

use super::Archive;
use super::graphql::client;
use crate::auth::{Needs, Viewer};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::import::job::{self, FileInfo};
use crate::import::result;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;

pub async fn result(request: HttpRequest, number: web::Path<i64>, archive: web::Data<Archive>) -> HttpResponse {
    let number = number.into_inner();
    match allowed(&request, &archive, number).await {
        Ok(files) => {
            let db = archive.db.clone();
            let pieces = stream::unfold((db, files, -1), move |(db, files, last)| async move {
                match piece(&db, number, &files, last).await {
                    Ok(None) => None,
                    Ok(Some((text, last))) => Some((Ok(web::Bytes::from(text)), (db, files, last))),
                    // What was sent is cut off, so that nobody takes it for the whole.
                    Err(error) => Some((Err(std::io::Error::other(error.to_string())), (db, files, i64::MAX))),
                }
            });
            HttpResponse::Ok()
                .insert_header((CONTENT_TYPE, "application/jsonl; charset=utf-8"))
                .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"import-{number}.jsonl\"")))
                .insert_header((CACHE_CONTROL, "private, no-store"))
                .streaming(Box::pin(pieces))
        }
        Err(error @ Error::Unauthenticated(_)) => {
            HttpResponse::Unauthorized().insert_header((WWW_AUTHENTICATE, "Bearer")).body(error.to_string())
        }
        Err(error @ Error::Forbidden(_)) => HttpResponse::Forbidden().body(error.to_string()),
        Err(error @ Error::NotFound { .. }) => HttpResponse::NotFound().body(error.to_string()),
        Err(error) => {
            tracing::error!(%error, "the result of an import could not be read");
            HttpResponse::InternalServerError().body(error.to_string())
        }
    }
}

async fn allowed(request: &HttpRequest, archive: &Archive, number: i64) -> Result<Vec<FileInfo>> {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let viewer = match header {
        Some(header) => archive.auth.viewer(header, &client(request, archive)).await?,
        None => Viewer::Anonymous,
    };
    Needs::Import.check(&viewer)?;
    Ok(job::files(&job::find(archive.db.read(), number).await?))
}

/// The next lines, and where they end; nothing behind the last.
async fn piece(db: &Db, job: i64, files: &[FileInfo], last: i64) -> Result<Option<(String, i64)>> {
    let lines = job::lines_after(db.read(), job, last).await?;
    let Some(end) = lines.last().map(|line| line.ordinal) else { return Ok(None) };
    let mut text = String::new();
    for line in &lines {
        text.push_str(&result::line(line, job::file_of(files, line)).to_string());
        text.push('\n');
    }
    Ok(Some((text, end)))
}
