//! `/export`: the public archive as files. What is made for one position of the archive is kept, so that it is made once however often
//! it is asked for, and answers with 304 whoever has it.

use super::Archive;
use super::negotiation::has;
use crate::changeset::position;
use crate::db::Db;
use crate::error::Error;
use crate::export::{ExportFormat, Request};
use crate::stack;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use tempfile::TempPath;
use tokio::io::AsyncReadExt;
use tokio::sync::{Mutex, Semaphore};

/// Exports that are made at once.
const AT_ONCE: usize = 2;
/// Exports that are kept.
const KEPT: usize = 8;
/// Bytes that are sent at once.
const PIECE: usize = 256 * 1024;

/// What an export is called by, and where it is.
type Made = (String, Arc<TempPath>);

/// What was exported last.
#[derive(Clone)]
pub struct Exports {
    kept: Arc<Mutex<VecDeque<Made>>>,
    free: Arc<Semaphore>,
}

impl Default for Exports {
    fn default() -> Self {
        Self { kept: Arc::default(), free: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

#[derive(serde::Deserialize)]
pub struct Query {
    filter: Option<String>,
}

/// `GET /export/archive.jsonl`, `/export/people.csv`, `/export/statements.akn.xml` and the like.
pub async fn answer(
    request: HttpRequest,
    name: web::Path<String>,
    query: web::Query<Query>,
    archive: web::Data<Archive>,
) -> HttpResponse {
    let Some(wanted) = named(&name, query.into_inner().filter) else {
        let all = "archive.jsonl, archive.popolo.json, and statements, people, organisations, offices, places, topics, events, countries and sources as .jsonl or .csv, statements as .akn.xml or .tei.xml";
        return HttpResponse::NotFound().body(format!("there is no export '{}'; there are {all}", name.as_str()));
    };
    match send(&request, &name, &wanted, &archive).await {
        Ok(response) => response,
        Err(Error::Internal(cause)) => {
            tracing::error!(%cause, "an export failed");
            HttpResponse::InternalServerError().body("the export could not be made; the cause was logged")
        }
        Err(error) => HttpResponse::BadRequest().body(error.to_string()),
    }
}

async fn send(request: &HttpRequest, name: &str, wanted: &Request, archive: &Archive) -> Result<HttpResponse, Error> {
    let view = archive.db.view();
    let position = position(view.read()).await?;
    let said = format!("{wanted:?}");
    let key = format!("{position}-{:x}", Sha256::digest(said)).chars().take(40).collect::<String>();
    let tag = format!("\"{key}\"");
    if has(request, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, tag))
            .insert_header((CACHE_CONTROL, "public, no-cache"))
            .finish());
    }
    let Some(path) = made(archive, &view, &key, wanted).await? else {
        return Ok(HttpResponse::ServiceUnavailable()
            .insert_header((RETRY_AFTER, "10"))
            .body(format!("{AT_ONCE} exports are being made already; try again in a few seconds")));
    };
    let file = tokio::fs::File::open(&**path).await.map_err(Error::internal)?;
    let length = file.metadata().await.map_err(Error::internal)?.len();
    // The file goes when nobody sends it any more.
    let pieces = stream::unfold((file, path), |(mut file, path)| async move {
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some((Ok::<_, std::io::Error>(web::Bytes::from(piece)), (file, path)))
            }
            Err(error) => Some((Err(error), (file, path))),
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, wanted.format.media_type()))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, "public, no-cache"))
        .no_chunking(length)
        .streaming(Box::pin(pieces)))
}

/// The file of an export: one that is there, or a new one; none where too many are being made.
async fn made(archive: &Archive, view: &Db, key: &str, wanted: &Request) -> Result<Option<Arc<TempPath>>, Error> {
    let kept = |list: &VecDeque<Made>| list.iter().find(|(known, _)| known == key).map(|(_, path)| Arc::clone(path));
    if let Some(path) = kept(&*archive.exports.kept.lock().await) {
        return Ok(Some(path));
    }
    let Ok(_turn) = archive.exports.free.try_acquire() else { return Ok(None) };
    let (view, wanted) = (view.clone(), wanted.clone());
    // It is much work: not on the threads that answer everybody else.
    let made = stack::run(async move {
        let (file, path) = tempfile::NamedTempFile::new().map_err(Error::internal)?.into_parts();
        let mut out = BufWriter::with_capacity(PIECE, file);
        wanted.write(view.read(), &mut out, &mut || {}).await?;
        out.flush().map_err(Error::internal)?;
        Ok::<_, Error>(path)
    });
    let path = Arc::new(made.await.map_err(Error::internal)??);
    let mut list = archive.exports.kept.lock().await;
    list.push_back((key.to_owned(), Arc::clone(&path)));
    while list.len() > KEPT {
        list.pop_front();
    }
    Ok(Some(path))
}

/// What a file name asks for.
fn named(name: &str, filter: Option<String>) -> Option<Request> {
    let (what, end) = name.split_once('.')?;
    let kind = match what {
        "archive" => None,
        "statements" => Some("Statement"),
        "people" => Some("Person"),
        "organisations" => Some("Organisation"),
        "offices" => Some("Office"),
        "places" => Some("Place"),
        "topics" => Some("Topic"),
        "events" => Some("Event"),
        "countries" => Some("Country"),
        "sources" => Some("Source"),
        _ => return None,
    };
    let format = match end {
        "jsonl" => ExportFormat::Jsonl,
        "csv" => ExportFormat::Csv,
        "akn.xml" => ExportFormat::AkomaNtoso,
        "tei.xml" => ExportFormat::Tei,
        "popolo.json" => ExportFormat::Popolo,
        _ => return None,
    };
    Some(Request { format, types: kind.map(ToOwned::to_owned).into_iter().collect(), filter })
}
