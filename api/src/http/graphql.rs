//! Answers GraphQL requests: from memory, or by executing them, and with which status (the working draft of the GraphQL-over-HTTP
//! specification).

use super::Archive;
use super::answers::{Answer, Question};
use super::documents::{Document, hash};
use super::graphiql;
use super::negotiation::{Media, has, wants_page};
use super::request::{Asked, Parameters, Refusal, is_multipart, read, refuse};
use super::sent::{POSITION, Sent, refused, respond};
use crate::auth::{Client, Viewer};
use crate::clock;
use crate::db::Source;
use crate::embedded::END;
use crate::error::{Error, failure};
use crate::graphql::context::{Executed, execute, execute_public};
use crate::metrics::{Kind, counting};
use crate::stack;
use actix_web::http::header::{ACCEPT, AUTHORIZATION, HeaderName, USER_AGENT};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use async_graphql::parser::types::OperationType;
use async_graphql::{Name, Request, Response, Value, Variables};
use serde_json::Value as Json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::time::timeout;

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
    let counted = archive.rates.count(asking.as_ref().ok(), || client(&request, &archive));
    let (asking, rate) = match counted {
        Ok(told) => (asking, told),
        Err((error, told)) => (Err(Refusal { status: StatusCode::TOO_MANY_REQUESTS, error }), Some(told)),
    };
    let who = asking.as_ref().ok().and_then(|viewer| viewer.signed_in().ok()).map(|account| account.user_id);
    let mut about = About::default();
    let read = match &asking {
        // Nobody's files are read before it is known whose they are.
        Err(refusal) if is_multipart(&request) => Err(refusal.clone()),
        _ => read(&request, media, body, asking.as_ref().ok(), &archive.limits).await,
    };
    let media = media.unwrap_or(Media::Json);
    let sent = match (read, asking) {
        (Err(refusal), _) | (Ok(_), Err(refusal)) => refused(refusal, &request_id),
        (Ok(asked), Ok(viewer)) => {
            let call = Call { http: &request, archive: &archive, media, request_id: &request_id };
            let result = match asked {
                Asked::Plain(parameters) => call.plain(parameters, viewer, &mut about).await,
                Asked::WithFiles(with_files) => Ok(call.with_files(*with_files, viewer, &mut about).await),
            };
            result.unwrap_or_else(|refusal| refused(refusal, &request_id))
        }
    };
    let took = started.elapsed();
    tracing::info!(
        request_id,
        operation = about.name.as_deref().unwrap_or("-"),
        method = %request.method(),
        status = sent.status.as_u16(),
        milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        viewer = who,
        kept = sent.is_kept,
        codes = sent.codes.join(","),
        "graphql"
    );
    about.tell(&archive, &sent, took, &request_id);
    respond(&request, sent, media, request_id, rate)
}

/// What a request turned out to be about.
#[derive(Default)]
struct About {
    /// The name of its operation.
    name: Option<String>,
    kind: Option<OperationType>,
    document: Option<Arc<str>>,
    /// What it costs, if that was asked for.
    cost: Option<usize>,
    /// How many SQL statements it took.
    statements: Arc<AtomicU64>,
}

impl About {
    /// Counts it, and tells of it if it was slow.
    fn tell(&self, archive: &Archive, sent: &Sent, took: Duration, request_id: &str) {
        let statements = self.statements.load(Ordering::Relaxed);
        if let Some(metrics) = &archive.metrics {
            let kind = match self.kind {
                _ if sent.is_kept => Kind::Kept,
                Some(OperationType::Mutation) => Kind::Mutation,
                Some(_) => Kind::Query,
                None => Kind::Unread,
            };
            metrics.answered(kind, sent.codes.first().map(String::as_str), took, statements);
        }
        if archive.slow.is_some_and(|slow| took >= slow) {
            // Neither variables nor the document, which may hold what variables should.
            tracing::warn!(
                request_id,
                operation = self.name.as_deref().unwrap_or("-"),
                document = self.document.as_deref().map(hash),
                milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
                statements,
                bytes = sent.body.len(),
                "slow operation"
            );
        }
    }
}

/// Asks what an operation costs.
const COST: HeaderName = HeaderName::from_static("communique-cost");

/// Counts the SQL statements of an operation.
type Counter = Arc<AtomicU64>;

/// One request, while it is answered.
struct Call<'c> {
    http: &'c HttpRequest,
    archive: &'c Archive,
    media: Media,
    request_id: &'c str,
}

impl Call<'_> {
    async fn plain(&self, asked: Parameters, viewer: Viewer, about: &mut About) -> Result<Sent, Refusal> {
        let is_public = matches!(viewer, Viewer::Anonymous);
        let text = self.archive.documents.wanted(&asked, is_public)?;
        about.document = Some(Arc::clone(&text));
        let at_least = self.at_least()?;
        let question = (is_public && !self.http.headers().contains_key(COST))
            .then(|| Question::new(&text, asked.operation_name.as_deref(), &asked.variables, self.media));
        let source = match &question {
            Some(_) => Some(self.archive.db.source(at_least, self.wants_position()).await.map_err(|cause| unavailable(&cause))?),
            None => None,
        };
        if let Some(question) = &question
            && let Some(position) = source.as_ref().and_then(|source| source.position)
            && let Some(kept) = self.archive.answers.get(question, position)
        {
            about.name = asked.operation_name;
            return Ok(self.given(&kept, true));
        }
        let document = self.archive.documents.parse(&text, &self.archive.limits).map_err(|error| self.unasked(error))?;
        let (name, kind) = document.selected(asked.operation_name.as_deref());
        (about.name, about.kind) = (name, kind);
        if self.http.method() == Method::GET && kind.is_some_and(|kind| kind != OperationType::Query) {
            return Err(refuse(StatusCode::METHOD_NOT_ALLOWED, "query", "only queries may be sent by GET; use POST"));
        }
        let complexity = self.admit(&document, asked.operation_name.as_deref(), &asked.variables);
        let complexity = complexity.map_err(|error| self.unasked(error))?;
        about.cost = self.http.headers().contains_key(COST).then_some(complexity);
        let request = Plain { text, document, operation_name: asked.operation_name, variables: asked.variables };
        let (counter, cost) = (Arc::clone(&about.statements), about.cost);
        // Boxed, so that what answers from memory need not carry the room that executing takes.
        let sent = match (kind, question, source) {
            (Some(OperationType::Query), Some(question), Some(source)) => {
                Box::pin(self.public(request, question, source, counter)).await
            }
            (Some(OperationType::Mutation), ..) => Box::pin(self.mutate(request.make(), viewer, &request, counter, cost)).await,
            _ => Box::pin(self.query(request.make(), viewer, &request, counter, cost)).await,
        };
        Ok(sent.unwrap_or_else(|error| self.sent(failure(error))))
    }

    async fn with_files(&self, mut request: Request, viewer: Viewer, about: &mut About) -> Sent {
        let document = Arc::new(Document::new(request.parsed_query().ok().cloned()));
        if let Some(executed) = document.executed() {
            request.set_parsed_query(executed.clone());
        }
        let (name, kind) = document.selected(request.operation_name.as_deref());
        (about.name, about.kind) = (name, kind);
        let operation_name = request.operation_name.clone();
        let asked = Plain { text: Arc::from(request.query.as_str()), document, operation_name, variables: Json::Null };
        let counter = Arc::clone(&about.statements);
        let variables = request.variables.clone().into_value().into_json().unwrap_or_default();
        let sent = match (self.admit(&asked.document, asked.operation_name.as_deref(), &variables), kind) {
            (Err(error), _) => Err(error),
            (Ok(_), Some(OperationType::Mutation)) => self.mutate(request, viewer, &asked, counter, None).await,
            (Ok(_), _) => self.query(request, viewer, &asked, counter, None).await,
        };
        sent.unwrap_or_else(|error| self.sent(failure(error)))
    }

    /// Lets an operation be executed that has what it needs and does not ask for too much. Gives what it costs.
    fn admit(&self, document: &Document, operation: Option<&str>, variables: &Json) -> Result<usize, Error> {
        let missing = document.missing(operation, variables);
        if !missing.is_empty() {
            return Err(Error::BadUserInput(missing));
        }
        let measured = document.measured(operation, variables).unwrap_or_default();
        self.archive.limits.check(&measured)?;
        Ok(measured.complexity)
    }

    /// Why nothing is executed.
    fn unasked(&self, error: Error) -> Refusal {
        let status = if self.media == Media::GraphqlResponse { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        Refusal { status, error }
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
    async fn public(&self, request: Plain, question: Question, source: Source, counter: Counter) -> Result<Sent, Error> {
        let turn = self.archive.reads.turn().await?;
        let (schema, itself) = (self.archive.schema.clone(), self.archive.db.clone());
        let (client, limit) = (client(self.http, self.archive), self.archive.limits.operation);
        let Source { db, position: before } = source;
        let executing = Box::pin(counting(counter, async move {
            let make = || request.make().data(client.clone());
            let executing = async {
                let seen = execute_public(&schema, make, &db, before).await;
                if is_broken(seen.response()) && db.has_failed() {
                    return execute_public(&schema, make, &itself, None).await;
                }
                seen
            };
            let end = Instant::now() + limit;
            let mut executed = match timeout(limit, END.scope(end, executing)).await {
                // Where the log ends is asked for the sake of who keeps the answer, and is not the operation's affair.
                Ok(seen) if !is_slow(seen.response()) || Instant::now() < end => seen.placed().await,
                _ => Executed { response: failure(too_slow(limit)), position: None, is_lasting: false },
            };
            drop(turn);
            executed.response = request.arranged(executed.response);
            executed
        }));
        // An embedded database keeps the thread busy that asks it: not one that answers other requests too.
        let executed = if self.archive.db.is_embedded() {
            let runtime = tokio::runtime::Handle::current();
            tokio::task::spawn_blocking(move || runtime.block_on(executing)).await
        } else {
            Ok(executing.await)
        };
        let Executed { response, position, is_lasting } = executed.map_err(Error::internal)?;
        let is_good = response.errors.is_empty() && response.extensions.is_empty();
        let mut sent = self.sent(response);
        sent.position = position;
        if let Some(position) = position
            && is_good
            && is_lasting
        {
            let answer = Arc::new(Answer::new(position, sent.body.clone()));
            self.archive.answers.keep(question, &answer);
            return Ok(self.given(&answer, false));
        }
        Ok(sent)
    }

    async fn query(
        &self,
        request: Request,
        viewer: Viewer,
        asked: &Plain,
        counter: Counter,
        cost: Option<usize>,
    ) -> Result<Sent, Error> {
        let turn = self.archive.reads.turn().await?;
        let request = request.data(client(self.http, self.archive));
        let limit = self.archive.limits.operation;
        let executing = timeout(limit, Box::pin(execute(&self.archive.schema, request, &self.archive.db, viewer)));
        let response = counting(counter, executing).await.unwrap_or_else(|_| failure(too_slow(limit)));
        drop(turn);
        Ok(self.sent(self.with_cost(asked.arranged(response), cost)))
    }

    /// Executes a mutation where there is room for it.
    async fn mutate(
        &self,
        request: Request,
        viewer: Viewer,
        asked: &Plain,
        counter: Counter,
        cost: Option<usize>,
    ) -> Result<Sent, Error> {
        let turn = self.archive.writes.turn().await?;
        let Archive { schema, db, .. } = self.archive.clone();
        let request = request.data(client(self.http, self.archive));
        let executed = stack::run(Box::pin(counting(counter, async move { execute(&schema, request, &db, viewer).await }))).await;
        drop(turn);
        self.archive.present.wake();
        let executed = executed.unwrap_or_else(|cause| failure(Error::internal(cause)));
        let mut sent = self.sent(self.with_cost(asked.arranged(executed), cost));
        sent.position = self.archive.db.present().await.ok();
        Ok(sent)
    }

    /// A kept answer, or that it is the one that the client has.
    fn given(&self, answer: &Answer, is_kept: bool) -> Sent {
        let is_known = self.http.method() == Method::GET && has(self.http, &answer.etag);
        Sent {
            status: if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK },
            body: answer.body.clone(),
            etag: Some(answer.etag.clone()),
            position: Some(answer.position),
            retry_after: None,
            codes: Vec::new(),
            is_kept,
        }
    }

    /// The response with what it costs, if that was asked for.
    fn with_cost(&self, response: Response, cost: Option<usize>) -> Response {
        let Some(cost) = cost else { return response };
        let told = [("complexity", cost), ("allowed", self.archive.limits.complexity)];
        let told = told.into_iter().map(|(name, number)| (Name::new(name), Value::from(number))).collect();
        response.extension("cost", Value::Object(told))
    }

    fn sent(&self, mut response: Response) -> Sent {
        let allowed = self.archive.limits.statement.as_millis();
        for error in &mut response.errors {
            if let Some(Error::SlowStatement) = error.source::<Error>() {
                let slow = Error::TooSlow { limit: "the time of an SQL statement", allowed };
                error.message = slow.to_string();
                error.source = Some(Arc::new(slow));
            }
        }
        Sent::of(response, self.media, self.request_id, self.archive.limits.answer_bytes)
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
        if let Some(document) = self.document.executed() {
            request.set_parsed_query(document.clone());
        }
        request
    }
}

/// Whether the database stopped a statement.
fn is_slow(response: &Response) -> bool {
    response.errors.iter().any(|error| matches!(error.source::<Error>(), Some(Error::SlowStatement)))
}

fn too_slow(limit: Duration) -> Error {
    Error::TooSlow { limit: "the time of an operation", allowed: limit.as_millis() }
}

/// The database did not even tell where the log ends.
fn unavailable(cause: &Error) -> Refusal {
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
        (Some(header), None) => {
            archive.auth.viewer(header.to_str().unwrap_or_default(), &client(http, archive)).await.map_err(refused)
        }
        (Some(_), Some(_)) => Err(refused(Error::Unauthenticated("the header Authorization is given twice".into()))),
    }
}

/// Where the request comes from.
pub fn client(http: &HttpRequest, archive: &Archive) -> Client {
    let text = |name: &HeaderName| http.headers().get_all(name).filter_map(|value| value.to_str().ok()).collect::<Vec<_>>();
    let forwarded = text(&HeaderName::from_static("x-forwarded-for"));
    let agent = text(&USER_AGENT).first().copied().unwrap_or_default().to_owned();
    let peer = http.peer_addr().map(|peer| peer.ip());
    Client::new(peer, forwarded.into_iter(), &agent, &archive.auth.settings().trusted_proxies)
}

/// Whether something failed that is not the client's fault.
fn is_broken(response: &Response) -> bool {
    response.errors.iter().any(|error| matches!(error.source::<Error>(), Some(Error::Internal(_))))
}
