//! How much is done at once. What comes beyond waits its turn, and what would wait too long is told at once to come again.

use crate::error::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Turns, as many at once as the server can use, and a queue for them.
#[derive(Clone)]
pub struct Budget(Arc<Inner>);

struct Inner {
    turns: Arc<Semaphore>,
    at_once: usize,
    waiting: AtomicUsize,
    longest: usize,
    refused: AtomicUsize,
}

/// A turn; it ends when this is dropped.
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Budget {
    /// So many at once, and a queue of so many.
    pub fn new(at_once: usize, longest: usize) -> Self {
        let at_once = at_once.max(1);
        let turns = Arc::new(Semaphore::new(at_once));
        Self(Arc::new(Inner { turns, at_once, waiting: AtomicUsize::new(0), longest, refused: AtomicUsize::new(0) }))
    }

    /// Waits for a turn.
    pub async fn turn(&self) -> Result<Turn> {
        let Inner { turns, waiting, longest, refused, .. } = &*self.0;
        if let Ok(permit) = Arc::clone(turns).try_acquire_owned() {
            return Ok(Turn { _permit: permit });
        }
        let place = Place(waiting);
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        let turn = if before < *longest {
            tokio::time::timeout(PATIENCE, Arc::clone(turns).acquire_owned()).await.ok().and_then(Result::ok)
        } else {
            None
        };
        drop(place);
        turn.map(|permit| Turn { _permit: permit }).ok_or_else(|| {
            refused.fetch_add(1, Ordering::Relaxed);
            Error::Unavailable { reason: "the server has more to do than it can", retry_after_seconds: 1 }
        })
    }

    /// How many have their turn.
    pub fn in_flight(&self) -> usize {
        self.0.at_once.saturating_sub(self.0.turns.available_permits())
    }

    /// How many wait.
    pub fn queued(&self) -> usize {
        self.0.waiting.load(Ordering::Relaxed)
    }

    /// How many were sent away so far.
    pub fn refused(&self) -> usize {
        self.0.refused.load(Ordering::Relaxed)
    }
}

/// A place in the queue; whoever gives up leaves it.
struct Place<'b>(&'b AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
