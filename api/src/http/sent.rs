//! What is sent back, with its status and its headers (the working draft of the GraphQL-over-HTTP specification).

use super::negotiation::Media;
use super::rate::Told;
use super::request::Refusal;
use crate::error::{Error, finish, refusal};
use crate::graphql::limits::within;
use actix_web::http::header::{ALLOW, AUTHORIZATION, CACHE_CONTROL, ETAG, HeaderName, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::{Response, Value};

/// Where the log ended in what an answer tells. A client that sends it back is told nothing older.
pub const POSITION: HeaderName = HeaderName::from_static("communique-position");

/// What is sent back.
pub struct Sent {
    pub status: StatusCode,
    pub body: Bytes,
    pub etag: Option<String>,
    pub position: Option<i64>,
    pub retry_after: Option<i64>,
    /// Of its errors, in their order.
    pub codes: Vec<String>,
    pub is_kept: bool,
}

impl Sent {
    pub fn of(response: Response, media: Media, request_id: &str, most_bytes: usize) -> Self {
        let response = finish(response, request_id);
        let body = match body_of(&response, most_bytes) {
            Ok(body) => body,
            Err(error) => return refused(Refusal { status: StatusCode::OK, error }, request_id),
        };
        let retry_after = retry_after(&response);
        let status = if retry_after.is_some() { StatusCode::SERVICE_UNAVAILABLE } else { status_of(&response, media) };
        let codes = codes(&response);
        Self { status, body, etag: None, position: None, retry_after, codes, is_kept: false }
    }
}

pub fn refused(Refusal { status, error }: Refusal, request_id: &str) -> Sent {
    let response = refusal(&error, request_id);
    let retry_after = match &error {
        Error::Unavailable { retry_after_seconds, .. } | Error::TooOften { retry_after_seconds, .. } => {
            Some(*retry_after_seconds)
        }
        _ => None,
    };
    Sent {
        status,
        body: body_of(&response, usize::MAX).unwrap_or_default(),
        etag: None,
        position: None,
        retry_after,
        codes: codes(&response),
        is_kept: false,
    }
}

pub fn respond(request: &HttpRequest, sent: Sent, media: Media, request_id: String, rate: Option<Told>) -> HttpResponse {
    let mut http = HttpResponse::build(sent.status);
    http.insert_header((VARY, "Accept, Authorization")).insert_header(("X-Request-Id", request_id));
    if let Some(position) = sent.position {
        http.insert_header((POSITION, position));
    }
    if sent.status == StatusCode::METHOD_NOT_ALLOWED {
        http.insert_header((ALLOW, if request.method() == Method::GET { "POST" } else { "GET, POST" }));
    }
    if let Some(told) = rate {
        told.write(&mut http);
    }
    if let Some(seconds) = sent.retry_after {
        http.insert_header((RETRY_AFTER, seconds));
    }
    if request.headers().contains_key(AUTHORIZATION) {
        http.insert_header((CACHE_CONTROL, "private, no-store"));
    } else if let Some(etag) = &sent.etag {
        // Whoever keeps it asks each time whether it still holds.
        http.insert_header((ETAG, etag.as_str())).insert_header((CACHE_CONTROL, "public, no-cache"));
    }
    if sent.status == StatusCode::UNAUTHORIZED {
        http.insert_header((WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }
    if sent.status == StatusCode::NOT_MODIFIED {
        return http.finish();
    }
    http.content_type(media.content_type()).body(sent.body)
}

/// Whether the request was executed: a request error leaves no data and comes from no field.
fn executed(response: &Response) -> bool {
    response.errors.is_empty() || response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty())
}

fn status_of(response: &Response, media: Media) -> StatusCode {
    if media == Media::GraphqlResponse && !executed(response) { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

/// After how many seconds a client may try again, where nothing of the request was answered.
fn retry_after(response: &Response) -> Option<i64> {
    let mut errors = response.errors.iter().filter_map(|error| error.extensions.as_ref());
    let unavailable = errors.find(|extensions| extensions.get("code") == Some(&Value::from("UNAVAILABLE")))?;
    match unavailable.get("retryAfter") {
        Some(Value::Number(seconds)) => seconds.as_i64(),
        _ => Some(1),
    }
}

fn codes(response: &Response) -> Vec<String> {
    let codes = response.errors.iter().filter_map(|error| error.extensions.as_ref()?.get("code"));
    codes.map(|code| if let Value::String(code) = code { code.clone() } else { code.to_string() }).collect()
}

/// A response in JSON. One that was not executed has no `data` at all.
fn body_of(response: &Response, most: usize) -> Result<Bytes, Error> {
    #[derive(serde::Serialize)]
    struct Refused<'r> {
        errors: &'r [async_graphql::ServerError],
    }
    let mut body = Bounded { bytes: Vec::new(), asked: 0, most };
    let written = if executed(response) {
        serde_json::to_writer(&mut body, response)
    } else {
        serde_json::to_writer(&mut body, &Refused { errors: &response.errors })
    };
    written.map_err(Error::internal)?;
    within("the number of bytes of an answer", most, body.asked)?;
    Ok(Bytes::from(body.bytes))
}

/// Takes so many bytes, and only counts the others.
struct Bounded {
    bytes: Vec<u8>,
    asked: usize,
    most: usize,
}

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.asked += bytes.len();
        if self.asked <= self.most {
            self.bytes.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
