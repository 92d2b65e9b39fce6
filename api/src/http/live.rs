//! Subscriptions over `WebSocket`s, by the protocol `graphql-transport-ws`, on the path of all other requests.

use super::Archive;
use crate::auth::Viewer;
use crate::error::{Error, failure};
use crate::graphql::limits::MAX_BODY;
use crate::schema::ArchiveSchema;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage, CloseReason};
use async_graphql::http::{WebSocket, WebSocketProtocols, WsMessage};
use async_graphql::parser::types::{DocumentOperations, OperationType};
use async_graphql::{Data, Executor, Request, Response};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use std::sync::Arc;
use std::time::Duration;

/// How long a client may take to say who asks.
const GREETING: Duration = Duration::from_secs(10);
/// Whoever says nothing for so long, not even that they are there, is gone.
const SILENCE: Duration = Duration::from_mins(1);

/// Answers a request that wants to be a WebSocket.
pub async fn answer(request: HttpRequest, archive: web::Data<Archive>, body: web::Payload) -> actix_web::Result<HttpResponse> {
    let wanted = request.headers().get("sec-websocket-protocol").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !wanted.split(',').any(|one| one.trim() == "graphql-transport-ws") {
        return Ok(HttpResponse::BadRequest()
            .body("a WebSocket here speaks the protocol graphql-transport-ws; name it in Sec-WebSocket-Protocol"));
    }
    let (mut response, mut session, messages) = actix_ws::handle(&request, body)?;
    response.headers_mut().insert(
        actix_web::http::header::SEC_WEBSOCKET_PROTOCOL,
        actix_web::http::header::HeaderValue::from_static("graphql-transport-ws"),
    );
    let incoming = messages.max_frame_size(MAX_BODY).aggregate_continuations().max_continuation_size(MAX_BODY);
    let answering = session.clone();
    let texts = incoming
        .take_while(|message| std::future::ready(!matches!(message, Err(_) | Ok(AggregatedMessage::Close(_)))))
        .filter_map(move |message| {
            let mut session = answering.clone();
            async move {
                match message {
                    Ok(AggregatedMessage::Text(text)) => Some(text.as_bytes().to_vec()),
                    Ok(AggregatedMessage::Ping(bytes)) => {
                        let _ = session.pong(&bytes).await;
                        None
                    }
                    _ => None,
                }
            }
        });
    let (auth, db) = (archive.auth.clone(), archive.db.clone());
    let socket = WebSocket::new(OnlySubscriptions(archive.schema.clone()), texts, WebSocketProtocols::GraphQLWS)
        .keepalive_timeout(SILENCE)
        .on_connection_init(move |payload| async move {
            // As in the header of other requests: {"Authorization": "Bearer …"}.
            let header = payload.get("Authorization").or(payload.get("authorization")).and_then(|value| value.as_str());
            let viewer = match header {
                Some(header) => auth.viewer(header).await.map_err(|error| async_graphql::Error::new(error.to_string()))?,
                None => Viewer::Anonymous,
            };
            let mut data = Data::default();
            data.insert(viewer);
            data.insert(db);
            Ok(data)
        });
    actix_web::rt::spawn(async move {
        let mut socket = Box::pin(socket);
        let mut is_greeted = false;
        loop {
            let next = if is_greeted {
                socket.next().await
            } else {
                tokio::time::timeout(GREETING, socket.next()).await.unwrap_or(None)
            };
            is_greeted = true;
            let sent = match next {
                Some(WsMessage::Text(text)) => session.text(text).await,
                Some(WsMessage::Close(code, reason)) => {
                    let _ = session.close(Some(CloseReason { code: code.into(), description: Some(reason) })).await;
                    return;
                }
                None => break,
            };
            if sent.is_err() {
                return;
            }
        }
        let _ = session.close(None).await;
    });
    Ok(response)
}

/// The schema for subscriptions alone: queries and mutations have rules of their own, which requests over HTTP keep.
#[derive(Clone)]
struct OnlySubscriptions(ArchiveSchema);

impl Executor for OnlySubscriptions {
    async fn execute(&self, _request: Request) -> Response {
        refused()
    }

    fn execute_stream(&self, mut request: Request, session: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        let is_subscription = request.parsed_query().is_ok_and(|document| {
            let mut kinds: Vec<OperationType> = match &document.operations {
                DocumentOperations::Single(operation) => vec![operation.node.ty],
                DocumentOperations::Multiple(operations) => operations.values().map(|operation| operation.node.ty).collect(),
            };
            kinds.retain(|kind| *kind != OperationType::Subscription);
            kinds.is_empty()
        });
        if is_subscription {
            Executor::execute_stream(&self.0, request, session)
        } else {
            Box::pin(stream::once(async { refused() }))
        }
    }
}

fn refused() -> Response {
    failure(Error::bad_input("query", "only subscriptions are answered here; send queries and mutations by POST"))
}
