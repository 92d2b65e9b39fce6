//! The end of the log: read once for all who follow it, and only while somebody does.

use crate::db::Db;
use crate::error::Result;
use crate::log::{Entry, Present, entry};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast;

/// Entries that are read at once, and told of in one state of the archive.
pub const ENTRIES: u64 = 100;
/// Batches that wait for those who are slow at making events of them. Who is slower reads the log again.
const BATCHES: usize = 64;
/// How long is waited when the log cannot be read.
const PAUSE: Duration = Duration::from_secs(1);

/// Some entries, and which part of the log they are.
#[derive(Debug)]
pub struct Batch {
    pub after: i64,
    pub until: i64,
    pub entries: Vec<Entry>,
}

/// Hands out the end of the log.
pub struct Tail {
    present: Present,
    /// The position up to which it was handed out, and to whom.
    handed: Mutex<Handed>,
}

struct Handed {
    until: Option<i64>,
    to: broadcast::Sender<Arc<Batch>>,
}

impl Tail {
    pub fn new(present: Present) -> Self {
        Self { present, handed: Mutex::new(Handed { until: None, to: broadcast::channel(BATCHES).0 }) }
    }

    /// All that is handed out from now on, and the position it comes behind.
    pub fn subscribe(&self) -> (broadcast::Receiver<Arc<Batch>>, i64) {
        let mut handed = self.handed.lock().unwrap_or_else(PoisonError::into_inner);
        // Before the first look nothing was handed out. What comes until then must be, behind what is known now.
        let known = Some(self.present.position()).filter(|known| *known >= 0);
        handed.until = handed.until.or(known);
        (handed.to.subscribe(), handed.until.unwrap_or_default())
    }

    /// Hands out what is new for as long as the process lives.
    pub async fn run(&self, db: &Db) {
        let mut watched = self.present.subscribe();
        loop {
            let head = *watched.borrow_and_update();
            if let Err(error) = self.hand_out(db, head).await {
                tracing::warn!(%error, "the log could not be read for subscribers; it is tried again");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            if watched.changed().await.is_err() {
                return;
            }
        }
    }

    async fn hand_out(&self, db: &Db, head: i64) -> Result<()> {
        while let Some(after) = self.begin(head) {
            let (entries, until) = entry::page(db.read(), after, head, ENTRIES).await?;
            let mut handed = self.handed.lock().unwrap_or_else(PoisonError::into_inner);
            handed.until = Some(until);
            // Nobody may be there any more.
            let _ = handed.to.send(Arc::new(Batch { after, until, entries }));
        }
        Ok(())
    }

    /// Where the next batch begins, if there is any to hand out and somebody to take it.
    fn begin(&self, head: i64) -> Option<i64> {
        let mut handed = self.handed.lock().unwrap_or_else(PoisonError::into_inner);
        let after = handed.until.filter(|until| *until <= head && handed.to.receiver_count() > 0);
        if after.is_none() {
            handed.until = (head >= 0).then_some(head);
        }
        after.filter(|after| *after < head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_before_the_first_look_is_handed_out_to_who_was_there() {
        let tail = Tail::new(Present::at(5));
        let (_receiver, at) = tail.subscribe();
        assert_eq!((at, tail.begin(6)), (5, Some(5)));
        // Without anybody there is nothing to hand out.
        let tail = Tail::new(Present::at(5));
        assert_eq!(tail.begin(6), None);
        assert_eq!(tail.subscribe().1, 6);
    }
}
