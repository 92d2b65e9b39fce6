//! What a subscription to the log is fed with. The resolver says which entries are events and what is told of them; where the entries come
//! from, and who shares them, is the server's affair.

use super::Entry;
use crate::error::{Error, Result};
use crate::graphql::batch::RequestLoader;
use crate::graphql::context::ContextExt;
use async_graphql::Context;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, Stream};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Entries of the log, in order and without gaps.
#[async_trait::async_trait]
pub trait Entries: Send {
    /// Begins behind `after`, or where the log ends now.
    async fn begin(&mut self, after: Option<i64>) -> Result<()>;

    /// The next entries, when there are any. Asked for more, it knows that all it gave before has been delivered. None where it ends.
    async fn next(&mut self) -> Option<Vec<Entry>>;
}

/// Where the resolver of one subscription finds its entries.
#[derive(Clone)]
pub struct Feed(Arc<Shared>);

struct Shared {
    entries: Mutex<Option<Box<dyn Entries>>>,
    /// The position of the event that is being told.
    delivering: AtomicI64,
}

impl Feed {
    pub fn new(entries: impl Entries + 'static) -> Self {
        Self(Arc::new(Shared { entries: Mutex::new(Some(Box::new(entries))), delivering: AtomicI64::new(0) }))
    }

    /// The position of the event that was told last.
    pub fn position(&self) -> i64 {
        self.0.delivering.load(Ordering::Acquire)
    }
}

/// What becomes of entries: the events among them, each with its position, in order.
pub type Select<T> = Box<dyn FnMut(Vec<Entry>) -> BoxFuture<'static, Result<Vec<(i64, T)>>> + Send>;

/// The events behind `after`, or of what happens from now on.
///
/// What an event shows is never older than its position: entries that come together are looked at in one state of the archive, which has them all.
pub async fn events<T: Send + 'static>(
    ctx: &Context<'_>,
    after: Option<i64>,
    select: Select<T>,
) -> Result<impl Stream<Item = Result<T>> + use<T>> {
    let feed = ctx.data_opt::<Feed>().cloned();
    let entries = feed.as_ref().and_then(|feed| feed.0.entries.lock().unwrap_or_else(PoisonError::into_inner).take());
    let (Some(feed), Some(mut entries)) = (feed, entries) else {
        return Err(Error::bad_input("subscription", "follows the log once; ask for one field, over a WebSocket"));
    };
    if after.is_some_and(|after| after < 0) {
        return Err(Error::bad_input("after", "must not be negative; 0 is before the first change"));
    }
    entries.begin(after).await?;
    let events = Events { feed, entries, loader: ctx.loader().clone(), select, waiting: VecDeque::new() };
    Ok(stream::unfold(Some(events), |events| async move {
        let mut events = events?;
        match events.next().await {
            Ok(Some(event)) => Some((Ok(event), Some(events))),
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    }))
}

struct Events<T> {
    feed: Feed,
    entries: Box<dyn Entries>,
    loader: RequestLoader,
    select: Select<T>,
    waiting: VecDeque<(i64, T)>,
}

impl<T> Events<T> {
    async fn next(&mut self) -> Result<Option<T>> {
        loop {
            if let Some((position, event)) = self.waiting.pop_front() {
                self.feed.0.delivering.store(position, Ordering::Release);
                return Ok(Some(event));
            }
            // While nothing happens, no state of the archive is held; what happens next is seen in the state of then.
            self.loader.forget();
            let Some(entries) = self.entries.next().await else { return Ok(None) };
            self.waiting.extend((self.select)(entries).await?);
        }
    }
}
