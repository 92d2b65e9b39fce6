//! GraphQL over HTTP (the working draft of the GraphQL-over-HTTP specification): which request is one, and what status it gets.

use super::Archive;
use super::negotiation::{Media, wants_page};
use super::{graphiql, upload};
use crate::auth::{Client, Viewer};
use crate::clock;
use crate::error::{Error, Violation, failure, finish, refusal};
use crate::graphql::context::execute;
use crate::graphql::limits::MAX_BODY;
use crate::stack;
use crate::text::has_nul;
use actix_web::http::header::{
    ACCEPT, ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderName, USER_AGENT, VARY, WWW_AUTHENTICATE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Request, Response, Value, Variables};
use serde_json::{Map, Value as Json};
use std::time::Instant;

/// Why a request is not one of GraphQL over HTTP.
struct Refusal {
    status: StatusCode,
    error: Error,
}

/// `GET`, `POST` and everything else on `/graphql`.
pub async fn answer(request: HttpRequest, archive: web::Data<Archive>, body: web::Payload) -> HttpResponse {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    if request.method() == Method::GET && wants_page(accept) && !request.query_string().contains("query=") {
        return graphiql::page(&request);
    }
    let started = Instant::now();
    let request_id = clock::request_id();
    let media = Media::wanted(accept);
    let mut who = None;
    // Who asks is known before anything large is read.
    let asking = viewer(&request, &archive).await;
    let (status, response, operation) = match read(&request, media, body, asking.as_ref().ok()).await {
        Err(Refusal { status, error }) => (status, refusal(&error, &request_id), None),
        Ok((query, operation, kind)) => match asking {
            Err(Refusal { status, error }) => (status, refusal(&error, &request_id), operation),
            Ok(viewer) => {
                who = viewer.signed_in().ok().map(|account| account.user_id);
                let query = query.data(client(&request, &archive));
                let response = match kind {
                    Some(OperationType::Mutation) => mutate(&archive, query, viewer).await,
                    _ => execute(&archive.schema, query, &archive.db, viewer).await,
                };
                let response = finish(response, &request_id);
                (status_of(&response, media.unwrap_or(Media::Json)), response, operation)
            }
        },
    };
    let codes: Vec<_> =
        response.errors.iter().filter_map(|error| error.extensions.as_ref()?.get("code")).map(ToString::to_string).collect();
    tracing::info!(
        request_id,
        operation = operation.as_deref().unwrap_or("-"),
        method = %request.method(),
        status = status.as_u16(),
        milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        viewer = who,
        codes = codes.join(","),
        "graphql"
    );
    let mut http = HttpResponse::build(status);
    http.insert_header((VARY, "Accept, Authorization")).insert_header(("X-Request-Id", request_id));
    http.insert_header((CONTENT_TYPE, media.unwrap_or(Media::Json).content_type()));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        http.insert_header((ALLOW, if request.method() == Method::GET { "POST" } else { "GET, POST" }));
    }
    if request.headers().contains_key(AUTHORIZATION) {
        http.insert_header((CACHE_CONTROL, "private, no-store"));
    }
    if status == StatusCode::UNAUTHORIZED {
        http.insert_header((WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }
    http.body(body_of(&response))
}

/// Executes a mutation where there is room for it.
async fn mutate(archive: &Archive, request: Request, viewer: Viewer) -> Response {
    let Archive { schema, db, .. } = archive.clone();
    let executed = stack::run(async move { execute(&schema, request, &db, viewer).await }).await;
    archive.present.wake();
    executed.unwrap_or_else(|cause| failure(Error::internal(cause)))
}

/// Who sent the request: nobody in particular without a token, and never anybody by a bad one.
async fn viewer(http: &HttpRequest, archive: &Archive) -> Result<Viewer, Refusal> {
    let mut headers = http.headers().get_all(AUTHORIZATION);
    let refused = |error: Error| {
        let status = match &error {
            Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Error::Forbidden(_) => StatusCode::FORBIDDEN,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Refusal { status, error }
    };
    match (headers.next(), headers.next()) {
        (None, _) => Ok(Viewer::Anonymous),
        (Some(header), None) => archive.auth.viewer(header.to_str().unwrap_or_default()).await.map_err(refused),
        (Some(_), Some(_)) => Err(refused(Error::Unauthenticated("the header Authorization is given twice".into()))),
    }
}

/// Where the request comes from.
fn client(http: &HttpRequest, archive: &Archive) -> Client {
    let text = |name: &HeaderName| http.headers().get_all(name).filter_map(|value| value.to_str().ok()).collect::<Vec<_>>();
    let forwarded = text(&HeaderName::from_static("x-forwarded-for"));
    let agent = text(&USER_AGENT).first().copied().unwrap_or_default().to_owned();
    let peer = http.peer_addr().map(|peer| peer.ip());
    Client::new(peer, forwarded.into_iter(), &agent, &archive.auth.settings().trusted_proxies)
}

/// The GraphQL request in an HTTP request, and the name and the kind of its operation.
async fn read(
    http: &HttpRequest,
    media: Option<Media>,
    body: web::Payload,
    viewer: Option<&Viewer>,
) -> Result<(Request, Option<String>, Option<OperationType>), Refusal> {
    let content_type = http.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut with_files = None;
    let parameters = match *http.method() {
        Method::GET => from_query(http.query_string())?,
        Method::POST if content_type.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") => {
            let nobody = Viewer::Anonymous;
            with_files = Some(upload::read(content_type, body, viewer.unwrap_or(&nobody)).await.map_err(unwelcome)?);
            Map::new()
        }
        Method::POST => from_body(http, body).await?,
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
    let mut request = match with_files {
        Some(request) => request,
        None => request_of(parameters)?,
    };
    // A document that does not parse is refused when it is executed, like one that does not validate.
    let Ok(document) = async_graphql::parser::parse_query(&request.query) else { return Ok((request, None, None)) };
    let operation = selected(&document, request.operation_name.as_deref());
    let name = operation.as_ref().and_then(|(name, _)| name.clone());
    let kind = operation.map(|(_, kind)| kind);
    if http.method() == Method::GET && kind.is_some_and(|kind| kind != OperationType::Query) {
        return Err(refuse(StatusCode::METHOD_NOT_ALLOWED, "query", "only queries may be sent by GET; use POST"));
    }
    request.set_parsed_query(document);
    Ok((request, name, kind))
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

async fn from_body(http: &HttpRequest, body: web::Payload) -> Result<Map<String, Json>, Refusal> {
    let content_type = http.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_json(content_type) {
        let message = format!("'{content_type}' is not understood; send application/json in UTF-8");
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content-Type", message));
    }
    let body = match body.to_bytes_limited(MAX_BODY).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return Err(refuse(StatusCode::BAD_REQUEST, "body", "could not be read")),
        Err(_) => {
            let message = format!("is larger than the {MAX_BODY} bytes that are allowed");
            return Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, "body", message));
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
fn request_of(mut parameters: Map<String, Json>) -> Result<Request, Refusal> {
    let mut violations = Vec::new();
    let mut wrong = |path: &str, message: &str| violations.push(Violation { path: path.to_owned(), message: message.to_owned() });
    let mut take = |name| parameters.remove(name).unwrap_or(Json::Null);
    let query = match take("query") {
        Json::String(query) => query,
        Json::Null => {
            wrong("query", "is missing; it is the GraphQL document");
            String::new()
        }
        _ => {
            wrong("query", "is not a string");
            String::new()
        }
    };
    let operation_name = match take("operationName") {
        Json::String(name) => Some(name).filter(|name| !name.is_empty()),
        Json::Null => None,
        _ => {
            wrong("operationName", "is neither a string nor null");
            None
        }
    };
    let variables = take("variables");
    if !matches!(variables, Json::Object(_) | Json::Null) {
        wrong("variables", "is neither an object nor null");
    }
    if !matches!(take("extensions"), Json::Object(_) | Json::Null) {
        wrong("extensions", "is neither an object nor null");
    }
    if has_nul(&variables) {
        wrong("variables", "contain the character U+0000, which no text of the archive has");
    }
    if ["\0", "\\u0000", "\\u{0}", "\\u{0000}"].iter().any(|nul| query.contains(nul)) {
        wrong("query", "contains the character U+0000, which no text of the archive has");
    }
    if !violations.is_empty() {
        return Err(Refusal { status: StatusCode::BAD_REQUEST, error: Error::BadUserInput(violations) });
    }
    let mut request = Request::new(query).variables(Variables::from_json(variables));
    request.operation_name = operation_name;
    Ok(request)
}

/// The operation of a document that is to be executed.
fn selected(document: &ExecutableDocument, name: Option<&str>) -> Option<(Option<String>, OperationType)> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some((name.map(ToOwned::to_owned), operation.node.ty)),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| (Some(name.to_owned()), operation.node.ty))
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut named = operations.iter();
            let (name, operation) = named.next()?;
            named.next().is_none().then(|| (Some(name.to_string()), operation.node.ty))
        }
    }
}

fn refuse(status: StatusCode, path: &str, message: impl Into<String>) -> Refusal {
    Refusal { status, error: Error::bad_input(path, message) }
}

/// Whether the request was executed: a request error leaves no data and comes from no field.
fn executed(response: &Response) -> bool {
    response.errors.is_empty() || response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty())
}

fn status_of(response: &Response, media: Media) -> StatusCode {
    if media == Media::GraphqlResponse && !executed(response) { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

/// A response in JSON. One that was not executed has no `data` at all.
fn body_of(response: &Response) -> String {
    #[derive(serde::Serialize)]
    struct Refused<'r> {
        errors: &'r [async_graphql::ServerError],
    }
    let body = if executed(response) {
        serde_json::to_string(response)
    } else {
        serde_json::to_string(&Refused { errors: &response.errors })
    };
    body.unwrap_or_else(|_| r#"{"errors":[{"message":"the answer could not be written"}]}"#.to_owned())
}
