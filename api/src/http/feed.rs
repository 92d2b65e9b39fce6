//! `/feed.atom`: what changed in the archive, the latest first, for those who mirror it (RFC 4287, with the tombstones of RFC 6721).

use super::Archive;
use crate::changeset::position;
use crate::error::Error;
use crate::graphql::id;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, SecondsFormat};
use entity::{Operation, change, change_set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use std::fmt::Write as _;

/// Entries of a page.
const ENTRIES: u64 = 100;

#[derive(serde::Deserialize)]
pub struct Query {
    /// Only changes before this position: the next page.
    before: Option<i64>,
}

pub async fn answer(request: HttpRequest, query: web::Query<Query>, archive: web::Data<Archive>) -> HttpResponse {
    match feed(&request, query.before, &archive).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "the feed could not be made");
            HttpResponse::InternalServerError().body("the feed could not be made; the cause was logged")
        }
    }
}

async fn feed(request: &HttpRequest, before: Option<i64>, archive: &Archive) -> Result<HttpResponse, Error> {
    let view = archive.db.view();
    let tag = format!("\"feed-{}-{}\"", position(view.read()).await?, before.unwrap_or_default());
    let has = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    if has.flat_map(|value| value.split(',')).any(|value| value.trim() == tag) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, tag)).finish());
    }
    let mut applied = change::Entity::find().filter(change::Column::Position.is_not_null());
    if let Some(before) = before {
        applied = applied.filter(change::Column::Position.lt(before));
    }
    let changes = applied.order_by_desc(change::Column::Position).limit(ENTRIES).all(view.read()).await?;
    let sets = change_set::Entity::find().filter(change_set::Column::Id.is_in(changes.iter().map(|change| change.change_set_id)));
    let sets: HashMap<i64, change_set::Model> = sets.all(view.read()).await?.into_iter().map(|set| (set.id, set)).collect();
    let base = {
        let connection = request.connection_info();
        format!("{}://{}", connection.scheme(), connection.host())
    };
    let body = document(&base, before, &changes, &sets);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/atom+xml; charset=utf-8"))
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, "public, no-cache"))
        .body(body))
}

fn document(base: &str, before: Option<i64>, changes: &[change::Model], sets: &HashMap<i64, change_set::Model>) -> String {
    let base = escaped(base);
    let time = |change: &change::Model| {
        let at = sets.get(&change.change_set_id).and_then(|set| set.applied_at).unwrap_or_default();
        DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
    };
    let updated = changes.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), time);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let own = before.map(|before| format!("?before={before}")).unwrap_or_default();
    let _ = writeln!(xml, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\">");
    let _ =
        writeln!(xml, "<id>{base}/feed.atom</id><title>Communiqué: changes of the archive</title><updated>{updated}</updated>");
    let _ = writeln!(xml, "<link rel=\"self\" href=\"{base}/feed.atom{own}\"/><author><name>Communiqué</name></author>");
    if let Some(last) = changes.last().and_then(|change| change.position).filter(|position| *position > 1) {
        let _ = writeln!(xml, "<link rel=\"next\" href=\"{base}/feed.atom?before={last}\"/>");
    }
    for change in changes {
        let kind = change.record_kind.name();
        let record = id::encode(kind, change.record_id.unwrap_or_default()).to_string();
        let position = change.position.unwrap_or_default();
        let when = time(change);
        let title = sets.get(&change.change_set_id).map(|set| escaped(&set.title)).unwrap_or_default();
        // A query that any client of the API can send, as an address.
        let link = format!("{base}/graphql?query=%7Bnode%28id%3A%22{record}%22%29%7B__typename%20id%7D%7D");
        match change.operation {
            Operation::Delete | Operation::Merge => {
                let word = if change.operation == Operation::Merge { "merged" } else { "deleted" };
                let _ = writeln!(
                    xml,
                    "<at:deleted-entry ref=\"urn:communique:{record}\" when=\"{when}\"><at:comment>{kind} {word} at position {position}: {title}</at:comment></at:deleted-entry>"
                );
            }
            Operation::Create | Operation::Update | Operation::Restore => {
                let word = match change.operation {
                    Operation::Create => "created",
                    Operation::Restore => "restored",
                    _ => "updated",
                };
                let _ = writeln!(
                    xml,
                    "<entry><id>urn:communique:{record}:{position}</id><title>{kind} {word}: {title}</title><updated>{when}</updated><category term=\"{kind}\"/><link rel=\"alternate\" href=\"{link}\"/><summary>{kind} {record} at position {position}</summary></entry>"
                );
            }
        }
    }
    xml.push_str("</feed>\n");
    xml
}

/// Text as XML may hold it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            control if control.is_control() && !matches!(control, '\n' | '\t') => {}
            other => escaped.push(other),
        }
    }
    escaped
}
