//! One socket: what its client says, what is said to it, and when it is closed.

use super::Live;
use super::close::Close;
use super::message::{Asked, Incoming, Said, acknowledged, pong};
use super::outgoing::Outgoing;
use super::subscriber::{self, Letter};
use crate::auth::{Auth, Client, Viewer};
use crate::error::{Error, refusal};
use crate::graphql::limits::MAX_SUBSCRIPTIONS;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, Closed, Session};
use futures_util::StreamExt;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, timeout};

/// How long a client may take to say who asks.
const GREETING: Duration = Duration::from_secs(10);
/// How often a client is asked whether it is there.
const BEAT: Duration = Duration::from_secs(25);
/// After how many such questions it is looked at whether its token is still good.
const LOOK: u32 = 4;
/// Whoever says nothing for so long, not even that they are there, is gone.
const SILENCE: Duration = Duration::from_mins(1);
/// How long a client may take no bytes at all.
const STUCK: Duration = Duration::from_secs(10);
/// How long is waited for a client that is closed to take the reason.
const FAREWELL: Duration = Duration::from_secs(30);
/// Letters that wait to be sent, of all subscriptions of the socket together.
const LETTERS: usize = 16;

struct Socket {
    live: Live,
    auth: Auth,
    client: Client,
    outgoing: Outgoing,
    /// Who asks, and by which header; nobody before they have said so.
    viewer: Option<(Viewer, Option<String>)>,
    subscriptions: HashMap<u64, Subscription>,
    tasks: JoinSet<Result<(), Close>>,
    given: u64,
    letters: Sender<Letter>,
    heard: Instant,
    beats: u32,
}

struct Subscription {
    id: String,
    task: AbortHandle,
    /// The position of the event that was sent last.
    at: Option<i64>,
}

/// Serves a socket until it is closed.
pub async fn run(live: Live, auth: Auth, client: Client, session: Session, messages: AggregatedMessageStream) {
    let (letters, waiting) = channel(LETTERS);
    let (subscriptions, tasks, heard) = (HashMap::new(), JoinSet::new(), Instant::now());
    let mut socket = Socket {
        live,
        auth,
        client,
        outgoing: Outgoing::new(session),
        viewer: None,
        subscriptions,
        tasks,
        given: 0,
        letters,
        heard,
        beats: 0,
    };
    let close = socket.serve(messages, waiting).await;
    let Socket { outgoing, .. } = socket;
    if let Err(Some(close)) = close {
        tracing::debug!(?close, "a socket is closed");
        // A client that is stuck finds the reason behind all that it has not taken yet.
        let _ = timeout(FAREWELL, outgoing.close(Some(close.reason()))).await;
    } else {
        let _ = timeout(FAREWELL, outgoing.close(None)).await;
    }
}

/// Why serving ends; nothing where the client has gone.
type Ended = Option<Close>;

impl Socket {
    async fn serve(&mut self, mut messages: AggregatedMessageStream, mut waiting: Receiver<Letter>) -> Result<(), Ended> {
        let mut ending = self.live.0.ending.subscribe();
        let mut beat = tokio::time::interval(BEAT);
        let greeting = tokio::time::sleep(GREETING);
        tokio::pin!(greeting);
        beat.reset();
        loop {
            tokio::select! {
                message = messages.next() => match message {
                    None | Some(Err(_) | Ok(AggregatedMessage::Close(_))) => return Ok(()),
                    Some(Ok(message)) => self.hear(message).await?,
                },
                Some(letter) = waiting.recv() => self.deliver(letter).await?,
                Some(ended) = self.tasks.join_next() => match ended {
                    Ok(Err(close)) => return Err(Some(self.with_position(close))),
                    Ok(Ok(())) => {}
                    Err(error) if error.is_cancelled() => {}
                    Err(error) => {
                        tracing::error!(%error, "a subscription broke down");
                        return Err(Some(self.with_position(Close::TryAgain { why: "something went wrong", after: None })));
                    }
                },
                () = &mut greeting, if self.viewer.is_none() => return Err(Some(Close::Late)),
                _ = beat.tick() => self.beat().await?,
                _ = ending.wait_for(|ending| *ending) => return Err(Some(Close::GoingAway)),
            }
        }
    }

    async fn hear(&mut self, message: AggregatedMessage) -> Result<(), Ended> {
        self.heard = Instant::now();
        let text = match message {
            AggregatedMessage::Text(text) => text,
            AggregatedMessage::Ping(bytes) => return self.sent(self.outgoing.pong(&bytes)).await,
            AggregatedMessage::Binary(_) => return Err(Some(Close::BadRequest("binary messages are not understood".into()))),
            AggregatedMessage::Pong(_) | AggregatedMessage::Close(_) => return Ok(()),
        };
        let message = serde_json::from_str(&text).map_err(|error| Some(Close::BadRequest(format!("not a message: {error}"))))?;
        match message {
            Incoming::ConnectionInit { payload } => self.greet(&payload.unwrap_or_default()).await,
            Incoming::Ping { payload } => self.send(pong(payload)).await,
            Incoming::Pong {} => Ok(()),
            Incoming::Subscribe { id, payload } => self.subscribe(id, payload).await,
            Incoming::Complete { id } => {
                let number = self.subscriptions.iter().find(|(_, one)| one.id == id).map(|(number, _)| *number);
                if let Some(subscription) = number.and_then(|number| self.subscriptions.remove(&number)) {
                    subscription.task.abort();
                }
                Ok(())
            }
        }
    }

    /// Who asks is said as in the header of other requests: `{"Authorization": "Bearer …"}`.
    async fn greet(&mut self, payload: &Map<String, Value>) -> Result<(), Ended> {
        if self.viewer.is_some() {
            return Err(Some(Close::Twice));
        }
        let header = payload.get("Authorization").or(payload.get("authorization"));
        let viewer = match header.filter(|header| !header.is_null()) {
            None => (Viewer::Anonymous, None),
            Some(Value::String(header)) => (self.viewer(header).await?, Some(header.clone())),
            Some(_) => return Err(Some(Close::BadRequest("Authorization is not a string".into()))),
        };
        self.viewer = Some(viewer);
        self.send(acknowledged()).await
    }

    async fn viewer(&self, header: &str) -> Result<Viewer, Ended> {
        self.auth.viewer(header, &self.client).await.map_err(|error| match error {
            Error::Internal(cause) => {
                tracing::error!(%cause, "who opened a socket could not be found out");
                Some(Close::TryAgain { why: "the archive cannot be read", after: None })
            }
            error => Some(Close::Forbidden(error.to_string())),
        })
    }

    async fn subscribe(&mut self, id: String, asked: Asked) -> Result<(), Ended> {
        let Some((viewer, _)) = self.viewer.clone() else { return Err(Some(Close::Unauthorized)) };
        if self.subscriptions.values().any(|one| one.id == id) {
            return Err(Some(Close::Taken(id)));
        }
        let open = self.subscriptions.len();
        if open >= MAX_SUBSCRIPTIONS {
            let limit = "the number of subscriptions of a socket";
            let error = Error::LimitExceeded { limit, allowed: MAX_SUBSCRIPTIONS, asked: open + 1 };
            let refused = refusal(&error, &crate::clock::request_id());
            return self.send(Said::Error(super::execution::errors(&refused)).message(&id)).await;
        }
        self.given += 1;
        let number = self.given;
        let task = self.tasks.spawn(subscriber::run(self.live.clone(), asked, viewer, number, self.letters.clone()));
        self.subscriptions.insert(number, Subscription { id, task, at: None });
        Ok(())
    }

    async fn deliver(&mut self, Letter { number, said }: Letter) -> Result<(), Ended> {
        // It may have been given up meanwhile.
        let Some(subscription) = self.subscriptions.get(&number) else { return Ok(()) };
        let message = said.message(&subscription.id);
        self.send(message).await?;
        if said.is_last() {
            self.subscriptions.remove(&number);
        } else if let Some(subscription) = self.subscriptions.get_mut(&number) {
            subscription.at = said.position().or(subscription.at);
        }
        Ok(())
    }

    async fn beat(&mut self) -> Result<(), Ended> {
        if self.heard.elapsed() > SILENCE {
            return Err(Some(Close::Silent));
        }
        self.beats += 1;
        if self.beats.is_multiple_of(LOOK)
            && let Some((viewer, Some(header))) = &self.viewer
            && self.viewer(header).await? != *viewer
        {
            return Err(Some(Close::Forbidden("what this token allows has changed; connect again".into())));
        }
        self.sent(self.outgoing.ping()).await
    }

    async fn send(&mut self, text: String) -> Result<(), Ended> {
        self.sent(self.outgoing.text(text)).await
    }

    /// Waits until it is sent, if the client takes it.
    async fn sent(&self, sending: impl Future<Output = Result<(), Closed>>) -> Result<(), Ended> {
        match timeout(STUCK, sending).await {
            Ok(sent) => sent.map_err(|_| None),
            Err(_) => Err(Some(self.with_position(Close::TryAgain { why: "too slow", after: None }))),
        }
    }

    /// The reason with the position behind which the client misses nothing in any of its subscriptions.
    fn with_position(&self, close: Close) -> Close {
        match close {
            Close::TryAgain { why, .. } => {
                Close::TryAgain { why, after: self.subscriptions.values().filter_map(|one| one.at).min() }
            }
            close => close,
        }
    }
}
