//! Answers GraphQL requests: from memory, or by executing them, and with which status (the working draft of the GraphQL-over-HTTP
//! specification).

use super::Archive;
use super::answers::{Answer, Question};
use super::documents::Document;
use super::graphiql;
use super::negotiation::{Media, wants_page};
use super::request::{Asked, Parameters, Refusal, is_multipart, read, refuse};
use crate::auth::{Client, Viewer};
use crate::clock;
use crate::db::Source;
use crate::error::{Error, failure, finish, refusal};
use crate::graphql::context::{Executed, execute, execute_public};
use crate::stack;
use actix_web::http::header::{
    ACCEPT, ALLOW, AUTHORIZATION, CACHE_CONTROL, ETAG, HeaderName, IF_NONE_MATCH, RETRY_AFTER, USER_AGENT, VARY, WWW_AUTHENTICATE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response, Value, Variables};
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Instant;

/// Where the log ended in what an answer tells. A client that sends it back is told nothing older.
pub const POSITION: HeaderName = HeaderName::from_static("communique-position");

/// What is sent back.
struct Sent {
    status: StatusCode,
    body: Bytes,
    etag: Option<String>,
    position: Option<i64>,
    retry_after: Option<i64>,
    /// What the log tells of it.
    codes: String,
    is_kept: bool,
}

/// `GET`, `POST` and everything else on `/graphql`.
pub async fn answer(request: HttpRequest, archive: web::Data<Archive>, body: web::Payload) -> HttpResponse {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let names_document = ["query=", "documentId=", "extensions="].iter().any(|name| request.query_string().contains(name));
    if request.method() == Method::GET && wants_page(accept) && !names_document {
        return graphiql::page(&request);
    }
    let started = Instant::now();
    let request_id = clock::request_id();
    let media = Media::wanted(accept);
    // Who asks is known before anything large is read.
    let asking = viewer(&request, &archive).await;
    let who = asking.as_ref().ok().and_then(|viewer| viewer.signed_in().ok()).map(|account| account.user_id);
    let mut operation = None;
    let read = match &asking {
        // Nobody's files are read before it is known whose they are.
        Err(refusal) if is_multipart(&request) => Err(refusal.clone()),
        _ => read(&request, media, body, asking.as_ref().ok()).await,
    };
    let media = media.unwrap_or(Media::Json);
    let sent = match (read, asking) {
        (Err(refusal), _) | (Ok(_), Err(refusal)) => refused(refusal, &request_id),
        (Ok(asked), Ok(viewer)) => {
            let call = Call { http: &request, archive: &archive, media, request_id: &request_id };
            let result = match asked {
                Asked::Plain(parameters) => call.plain(parameters, viewer, &mut operation).await,
                Asked::WithFiles(with_files) => Ok(call.with_files(*with_files, viewer, &mut operation).await),
            };
            result.unwrap_or_else(|refusal| refused(refusal, &request_id))
        }
    };
    tracing::info!(
        request_id,
        operation = operation.as_deref().unwrap_or("-"),
        method = %request.method(),
        status = sent.status.as_u16(),
        milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        viewer = who,
        kept = sent.is_kept,
        codes = sent.codes,
        "graphql"
    );
    respond(&request, sent, media, request_id)
}

fn respond(request: &HttpRequest, sent: Sent, media: Media, request_id: String) -> HttpResponse {
    let mut http = HttpResponse::build(sent.status);
    http.insert_header((VARY, "Accept, Authorization")).insert_header(("X-Request-Id", request_id));
    if let Some(position) = sent.position {
        http.insert_header((POSITION, position));
    }
    if sent.status == StatusCode::METHOD_NOT_ALLOWED {
        http.insert_header((ALLOW, if request.method() == Method::GET { "POST" } else { "GET, POST" }));
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

/// One request, while it is answered.
struct Call<'c> {
    http: &'c HttpRequest,
    archive: &'c Archive,
    media: Media,
    request_id: &'c str,
}

impl Call<'_> {
    async fn plain(&self, asked: Parameters, viewer: Viewer, operation: &mut Option<String>) -> Result<Sent, Refusal> {
        let is_public = matches!(viewer, Viewer::Anonymous);
        let text = self.archive.documents.wanted(&asked, is_public)?;
        let at_least = self.at_least()?;
        let question = is_public.then(|| Question::new(&text, asked.operation_name.as_deref(), &asked.variables, self.media));
        let source = match &question {
            Some(_) => Some(self.archive.db.source(at_least, self.wants_position()).await.map_err(unavailable)?),
            None => None,
        };
        if let Some(question) = &question
            && let Some(position) = source.as_ref().and_then(|source| source.position)
            && let Some(kept) = self.archive.answers.get(question, position)
        {
            *operation = asked.operation_name;
            return Ok(self.given(&kept, true));
        }
        let document = self.archive.documents.parse(&text);
        let (name, kind) = document.selected(asked.operation_name.as_deref());
        *operation = name;
        if self.http.method() == Method::GET && kind.is_some_and(|kind| kind != OperationType::Query) {
            return Err(refuse(StatusCode::METHOD_NOT_ALLOWED, "query", "only queries may be sent by GET; use POST"));
        }
        let missing = document.missing(asked.operation_name.as_deref(), &asked.variables);
        if !missing.is_empty() {
            let status = if self.media == Media::GraphqlResponse { StatusCode::BAD_REQUEST } else { StatusCode::OK };
            return Err(Refusal { status, error: Error::BadUserInput(missing) });
        }
        let request = Plain { text, document, operation_name: asked.operation_name, variables: asked.variables };
        match (kind, question, source) {
            // Boxed, so that what answers from memory need not carry the room that executing takes.
            (Some(OperationType::Query), Some(question), Some(source)) => {
                Ok(Box::pin(self.public(request, question, source)).await)
            }
            (Some(OperationType::Mutation), ..) => Ok(Box::pin(self.mutate(request.make(), viewer, &request)).await),
            _ => Ok(Box::pin(self.query(request.make(), viewer, &request)).await),
        }
    }

    async fn with_files(&self, mut request: Request, viewer: Viewer, operation: &mut Option<String>) -> Sent {
        let document = Arc::new(Document::new(request.parsed_query().ok().cloned()));
        let (name, kind) = document.selected(request.operation_name.as_deref());
        *operation = name;
        let operation_name = request.operation_name.clone();
        let asked = Plain { text: Arc::from(request.query.as_str()), document, operation_name, variables: Json::Null };
        match kind {
            Some(OperationType::Mutation) => self.mutate(request, viewer, &asked).await,
            _ => self.query(request, viewer, &asked).await,
        }
    }

    /// Whether answers tell where the log ended in what they tell.
    fn wants_position(&self) -> bool {
        self.archive.answers.is_on() || self.archive.db.has_replica()
    }

    /// The position that the client has seen.
    fn at_least(&self) -> Result<Option<i64>, Refusal> {
        let Some(header) = self.http.headers().get(POSITION) else { return Ok(None) };
        let position = header.to_str().ok().and_then(|text| text.trim().parse().ok()).filter(|position| *position >= 0);
        let wrong = || {
            let message = format!("{header:?} is not a position, which answers give in the header of this name");
            refuse(StatusCode::BAD_REQUEST, "Communique-Position", message)
        };
        position.map(Some).ok_or_else(wrong)
    }

    /// A query of nobody in particular, whose answer is kept if it may be.
    async fn public(&self, request: Plain, question: Question, source: Source) -> Sent {
        let turn = match self.archive.reads.turn().await {
            Ok(turn) => turn,
            Err(error) => return self.sent(failure(error)),
        };
        let (schema, itself) = (self.archive.schema.clone(), self.archive.db.clone());
        let client = client(self.http, self.archive);
        let Source { db, position: before } = source;
        let executing = async move {
            let make = || request.make().data(client.clone());
            let mut executed = execute_public(&schema, make, &db, before).await;
            if is_broken(&executed.response) && db.has_failed() {
                executed = execute_public(&schema, make, &itself, None).await;
            }
            drop(turn);
            executed.response = request.arranged(executed.response);
            executed
        };
        // An embedded database keeps the thread busy that asks it: not one that answers other requests too.
        let executed = if self.archive.db.is_embedded() {
            let runtime = tokio::runtime::Handle::current();
            tokio::task::spawn_blocking(move || runtime.block_on(executing)).await
        } else {
            Ok(executing.await)
        };
        let Executed { response, position, is_lasting } = match executed {
            Ok(executed) => executed,
            Err(cause) => return self.sent(failure(Error::internal(cause))),
        };
        let is_good = response.errors.is_empty() && response.extensions.is_empty();
        let mut sent = self.sent(response);
        sent.position = position;
        if let Some(position) = position
            && is_good
            && is_lasting
        {
            let answer = Arc::new(Answer::new(position, sent.body.clone()));
            self.archive.answers.keep(question, &answer);
            return self.given(&answer, false);
        }
        sent
    }

    async fn query(&self, request: Request, viewer: Viewer, asked: &Plain) -> Sent {
        let turn = match self.archive.reads.turn().await {
            Ok(turn) => turn,
            Err(error) => return self.sent(failure(error)),
        };
        let request = request.data(client(self.http, self.archive));
        let response = execute(&self.archive.schema, request, &self.archive.db, viewer).await;
        drop(turn);
        self.sent(asked.arranged(response))
    }

    /// Executes a mutation where there is room for it.
    async fn mutate(&self, request: Request, viewer: Viewer, asked: &Plain) -> Sent {
        let turn = match self.archive.writes.turn().await {
            Ok(turn) => turn,
            Err(error) => return self.sent(failure(error)),
        };
        let Archive { schema, db, .. } = self.archive.clone();
        let request = request.data(client(self.http, self.archive));
        let executed = stack::run(async move { execute(&schema, request, &db, viewer).await }).await;
        drop(turn);
        self.archive.present.wake();
        let mut sent = self.sent(asked.arranged(executed.unwrap_or_else(|cause| failure(Error::internal(cause)))));
        sent.position = self.archive.db.present().await.ok();
        sent
    }

    /// A kept answer, or that it is the one that the client has.
    fn given(&self, answer: &Answer, is_kept: bool) -> Sent {
        let wanted = self.http.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let is_known = self.http.method() == Method::GET
            && wanted.is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == answer.etag));
        Sent {
            status: if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK },
            body: answer.body.clone(),
            etag: Some(answer.etag.clone()),
            position: Some(answer.position),
            retry_after: None,
            codes: String::new(),
            is_kept,
        }
    }

    fn sent(&self, response: Response) -> Sent {
        let response = finish(response, self.request_id);
        let mut status = status_of(&response, self.media);
        let retry_after = retry_after(&response);
        if retry_after.is_some() {
            status = StatusCode::SERVICE_UNAVAILABLE;
        }
        Sent {
            status,
            body: body_of(&response),
            etag: None,
            position: None,
            retry_after,
            codes: codes(&response),
            is_kept: false,
        }
    }
}

/// What a request without files executes, as often as is needed.
struct Plain {
    text: Arc<str>,
    document: Arc<Document>,
    operation_name: Option<String>,
    variables: Json,
}

impl Plain {
    /// The answer, its fields in the order in which they were asked for.
    fn arranged(&self, mut response: Response) -> Response {
        self.document.arrange(self.operation_name.as_deref(), &mut response.data);
        response
    }

    fn make(&self) -> Request {
        let mut request = Request::new(&*self.text).variables(Variables::from_json(self.variables.clone()));
        request.operation_name.clone_from(&self.operation_name);
        if let Some(document) = &self.document.parsed {
            request.set_parsed_query(document.clone());
        }
        request
    }
}

fn refused(Refusal { status, error }: Refusal, request_id: &str) -> Sent {
    let response = refusal(&error, request_id);
    let retry_after = retry_after(&response);
    Sent { status, body: body_of(&response), etag: None, position: None, retry_after, codes: codes(&response), is_kept: false }
}

/// The database did not even tell where the log ends.
fn unavailable(cause: Error) -> Refusal {
    tracing::error!(%cause, "the database does not answer");
    let error = Error::Unavailable { reason: "the database does not answer", retry_after_seconds: 5 };
    Refusal { status: StatusCode::SERVICE_UNAVAILABLE, error }
}

/// Who sent the request: nobody in particular without a token, and never anybody by a bad one.
async fn viewer(http: &HttpRequest, archive: &Archive) -> Result<Viewer, Refusal> {
    let mut headers = http.headers().get_all(AUTHORIZATION);
    let refused = |error: Error| {
        let status = match &error {
            Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Error::Forbidden(_) => StatusCode::FORBIDDEN,
            Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
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

/// Whether something failed that is not the client's fault.
fn is_broken(response: &Response) -> bool {
    response.errors.iter().any(|error| matches!(error.source::<Error>(), Some(Error::Internal(_))))
}

fn codes(response: &Response) -> String {
    let codes = response.errors.iter().filter_map(|error| error.extensions.as_ref()?.get("code"));
    codes.map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// A response in JSON. One that was not executed has no `data` at all.
fn body_of(response: &Response) -> Bytes {
    #[derive(serde::Serialize)]
    struct Refused<'r> {
        errors: &'r [async_graphql::ServerError],
    }
    let body =
        if executed(response) { serde_json::to_vec(response) } else { serde_json::to_vec(&Refused { errors: &response.errors }) };
    body.map_or_else(|_| Bytes::from_static(br#"{"errors":[{"message":"the answer could not be written"}]}"#), Bytes::from)
}
