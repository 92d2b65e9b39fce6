//! Subscriptions over `WebSocket`s, by the protocol `graphql-transport-ws`, on the path of all other requests.
//!
//! The library's own handler of that protocol leaves out what a server needs with many subscribers: events that all of them share, a limit of
//! what waits for a slow one, and most of the protocol's close codes.

mod close;
mod execution;
mod group;
mod message;
mod outgoing;
mod personal;
mod socket;
mod subscriber;
mod tail;

pub use tail::Tail;

use super::graphql::client;
use super::{Archive, rate};
use crate::db::Db;
use crate::graphql::limits::{Limits, MAX_BODY, MAX_SOCKETS};
use crate::log::Present;
use crate::schema::ArchiveSchema;
use actix_web::http::header::{HeaderValue, RETRY_AFTER, SEC_WEBSOCKET_PROTOCOL};
use actix_web::{HttpRequest, HttpResponse, web};
use group::Groups;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Semaphore, watch};

/// The one protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";
/// How many subscribers read what they have missed at once; the others wait for their turn.
const READERS: usize = 4;

/// What all sockets of a process share.
#[derive(Clone)]
pub struct Live(Arc<Shared>);

struct Shared {
    db: Db,
    schema: ArchiveSchema,
    limits: Limits,
    present: Present,
    tail: Tail,
    groups: Groups,
    readers: Semaphore,
    sockets: AtomicUsize,
    /// True when the server stops.
    ending: watch::Sender<bool>,
}

impl Live {
    pub fn new(db: Db, schema: ArchiveSchema, present: Present, limits: Limits) -> Self {
        let tail = Tail::new(present.clone());
        let (readers, ending) = (Semaphore::new(READERS), watch::channel(false).0);
        Self(Arc::new(Shared {
            db,
            schema,
            limits,
            present,
            tail,
            groups: Groups::default(),
            readers,
            sockets: AtomicUsize::new(0),
            ending,
        }))
    }

    /// Hands what is new in the log to those who follow it, for as long as the process lives.
    pub async fn follow(self) {
        self.0.tail.run(&self.0.db.follower()).await;
    }

    /// Closes every socket: the server goes away.
    pub fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// How many sockets are open.
    pub fn sockets(&self) -> usize {
        self.0.sockets.load(Ordering::Relaxed)
    }

    /// How many different subscriptions to the log there are: those that ask for the same share one.
    pub fn groups(&self) -> usize {
        self.0.groups.len()
    }

    fn enter(&self) -> Option<Place> {
        let place = Place(self.clone());
        let others = self.0.sockets.fetch_add(1, Ordering::Relaxed);
        (others < MAX_SOCKETS && !*self.0.ending.borrow()).then_some(place)
    }
}

/// The place that an open socket takes.
struct Place(Live);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.sockets.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Answers a request that wants to be a WebSocket.
pub async fn answer(request: HttpRequest, archive: web::Data<Archive>, body: web::Payload) -> actix_web::Result<HttpResponse> {
    let wanted = request.headers().get(SEC_WEBSOCKET_PROTOCOL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !wanted.split(',').any(|one| one.trim() == PROTOCOL) {
        return Ok(HttpResponse::BadRequest()
            .body("a WebSocket here speaks the protocol graphql-transport-ws; name it in Sec-WebSocket-Protocol"));
    }
    if let Some(refused) = rate::refusal(&request, &archive) {
        return Ok(refused);
    }
    let Some(place) = archive.live.enter() else {
        return Ok(HttpResponse::ServiceUnavailable().insert_header((RETRY_AFTER, "10")).body("no more sockets are taken now"));
    };
    let (mut response, session, messages) = actix_ws::handle(&request, body)?;
    response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    let messages = messages.max_frame_size(MAX_BODY).aggregate_continuations().max_continuation_size(MAX_BODY);
    let live = archive.live.clone();
    let (auth, client) = (archive.auth.clone(), client(&request, &archive));
    actix_web::rt::spawn(async move {
        socket::run(live, auth, client, session, messages).await;
        drop(place);
    });
    Ok(response)
}
