//! The GraphQL request in an HTTP request (the working draft of the GraphQL-over-HTTP specification): which is one, and what it asks for.

use super::negotiation::Media;
use super::upload;
use crate::auth::Viewer;
use crate::error::{Error, Violation};
use crate::graphql::limits::{Limits, within};
use crate::text::has_nul;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};
use async_graphql::Request;
use serde_json::{Map, Value as Json};

/// Why a request is not one of GraphQL over HTTP.
#[derive(Clone)]
pub struct Refusal {
    pub status: StatusCode,
    pub error: Error,
}

/// What a request asks for.
pub enum Asked {
    Plain(Parameters),
    /// It brings files.
    WithFiles(Box<Request>),
}

/// The parameters of a request.
pub struct Parameters {
    /// The document, or none where it is named.
    pub query: Option<String>,
    /// The name of a document that the server knows, or is to know from now on.
    pub document: Option<String>,
    pub operation_name: Option<String>,
    pub variables: Json,
}

/// Reads a request.
pub async fn read(
    http: &HttpRequest,
    media: Option<Media>,
    body: web::Payload,
    viewer: Option<&Viewer>,
    limits: &Limits,
) -> Result<Asked, Refusal> {
    let content_type = content_type(http);
    let mut with_files = None;
    let parameters = match *http.method() {
        Method::GET => from_query(http.query_string())?,
        Method::POST if is_multipart(http) => {
            let nobody = Viewer::Anonymous;
            with_files = Some(upload::read(content_type, body, viewer.unwrap_or(&nobody)).await.map_err(unwelcome)?);
            Map::new()
        }
        Method::POST => from_body(http, body, limits).await?,
        _ => {
            return Err(refuse(
                StatusCode::METHOD_NOT_ALLOWED,
                "method",
                format!("{} is not allowed; use GET or POST", http.method()),
            ));
        }
    };
    if media.is_none() {
        let message =
            "neither application/graphql-response+json nor application/json is accepted; there is no other representation";
        return Err(refuse(StatusCode::NOT_ACCEPTABLE, "Accept", message));
    }
    match with_files {
        Some(request) => Ok(Asked::WithFiles(Box::new(request))),
        None => Ok(Asked::Plain(checked(parameters)?)),
    }
}

/// Whether a request brings files.
pub fn is_multipart(http: &HttpRequest) -> bool {
    content_type(http).trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

fn content_type(http: &HttpRequest) -> &str {
    http.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn from_query(query: &str) -> Result<Map<String, Json>, Refusal> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(query)
        .map_err(|error| refuse(StatusCode::BAD_REQUEST, "query string", error.to_string()))?;
    let mut parameters = Map::new();
    for (name, text) in pairs.into_inner().into_iter().filter(|(_, text)| !text.is_empty()) {
        let value = match name.as_str() {
            "variables" | "extensions" => serde_json::from_str(&text)
                .map_err(|error| refuse(StatusCode::BAD_REQUEST, &name, format!("is not JSON: {error}")))?,
            _ => Json::String(text),
        };
        parameters.insert(name, value);
    }
    Ok(parameters)
}

/// Why files are not taken.
fn unwelcome(error: Error) -> Refusal {
    let status = match &error {
        Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::LimitExceeded { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    };
    Refusal { status, error }
}

async fn from_body(http: &HttpRequest, body: web::Payload, limits: &Limits) -> Result<Map<String, Json>, Refusal> {
    let content_type = content_type(http);
    if !is_json(content_type) {
        let message = format!("'{content_type}' is not understood; send application/json in UTF-8");
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content-Type", message));
    }
    let too_large = |asked| {
        let refused = |error| Refusal { status: StatusCode::PAYLOAD_TOO_LARGE, error };
        within("the number of bytes of a body", limits.body_bytes, asked).map_err(refused)
    };
    let length = http.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    too_large(length.unwrap_or_default())?;
    let body = match body.to_bytes_limited(limits.body_bytes).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return Err(refuse(StatusCode::BAD_REQUEST, "body", "could not be read")),
        Err(_) => {
            too_large(limits.body_bytes.saturating_add(1))?;
            return Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, "body", "is too large"));
        }
    };
    match serde_json::from_slice(&body) {
        Ok(Json::Object(parameters)) => Ok(parameters),
        Ok(_) => Err(refuse(StatusCode::BAD_REQUEST, "body", "is not a JSON object; batches are not supported")),
        Err(error) => Err(refuse(StatusCode::BAD_REQUEST, "body", format!("is not JSON: {error}"))),
    }
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(|part| part.trim().to_ascii_lowercase());
    parts.next().as_deref() == Some("application/json")
        && parts.all(|part| part.strip_prefix("charset=").is_none_or(|charset| charset.trim_matches('"') == "utf-8"))
}

/// Checks the parameters, all of them before any is refused.
fn checked(mut parameters: Map<String, Json>) -> Result<Parameters, Refusal> {
    let mut violations = Vec::new();
    let mut wrong = |path: &str, message: &str| violations.push(Violation { path: path.to_owned(), message: message.to_owned() });
    let mut take = |name| parameters.remove(name).unwrap_or(Json::Null);
    let mut text = |name, json, message| match json {
        Json::String(text) => Some(text).filter(|text: &String| !text.is_empty()),
        Json::Null => None,
        _ => {
            wrong(name, message);
            None
        }
    };
    let query = text("query", take("query"), "is not a string");
    let operation_name = text("operationName", take("operationName"), "is neither a string nor null");
    let named = text("documentId", take("documentId"), "is neither a string nor null");
    let variables = take("variables");
    let extensions = take("extensions");
    let hash = extensions.pointer("/persistedQuery/sha256Hash").cloned().unwrap_or(Json::Null);
    let hash = text("extensions.persistedQuery.sha256Hash", hash, "is not a string");
    let document = named.or(hash);
    if query.is_none() && document.is_none() && violations.is_empty() {
        violations.push(Violation { path: "query".to_owned(), message: "is missing; it is the GraphQL document".to_owned() });
    }
    let mut wrong = |path: &str, message: &str| violations.push(Violation { path: path.to_owned(), message: message.to_owned() });
    if !matches!(variables, Json::Object(_) | Json::Null) {
        wrong("variables", "is neither an object nor null");
    }
    if !matches!(extensions, Json::Object(_) | Json::Null) {
        wrong("extensions", "is neither an object nor null");
    }
    if has_nul(&variables) {
        wrong("variables", "contain the character U+0000, which no text of the archive has");
    }
    let query_text = query.as_deref().unwrap_or_default();
    if ["\0", "\\u0000", "\\u{0}", "\\u{0000}"].iter().any(|nul| query_text.contains(nul)) {
        wrong("query", "contains the character U+0000, which no text of the archive has");
    }
    if violations.is_empty() {
        Ok(Parameters { query, document, operation_name, variables })
    } else {
        Err(Refusal { status: StatusCode::BAD_REQUEST, error: Error::BadUserInput(violations) })
    }
}

pub fn refuse(status: StatusCode, path: &str, message: impl Into<String>) -> Refusal {
    Refusal { status, error: Error::bad_input(path, message) }
}
