//! What one subscriber has missed: read for it alone, until it is where the others are.

use super::Live;
use super::group::{Member, Told};
use super::message::Asked;
use super::tail::ENTRIES;
use crate::auth::Viewer;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::log::{Entries, Entry, entry};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;

/// Positions behind the others at most when a subscriber joins them: what they are told meanwhile must not become too much for it.
const NEAR: i64 = 500;
/// How long is waited for a position that another server has told of and this one does not know yet.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long is waited when the log cannot be read.
const PAUSE: Duration = Duration::from_secs(1);

/// The place among those who ask for the same, what they are told from now on, and the position it comes behind.
pub struct Joined {
    pub member: Member,
    pub receiver: Receiver<Arc<Told>>,
    pub at: i64,
}

/// The log, from where the subscriber wants it to where it has joined the others.
pub struct Personal {
    live: Live,
    db: Db,
    key: String,
    asked: Asked,
    viewer: Viewer,
    member: Option<Member>,
    at: i64,
    until: i64,
    is_joined: bool,
    joined: Arc<Mutex<Option<Joined>>>,
}

impl Personal {
    /// `joined` is where the subscriber finds the others, when it has been told all that it had missed.
    pub fn new(live: Live, key: String, asked: Asked, viewer: Viewer, joined: Arc<Mutex<Option<Joined>>>) -> Self {
        let db = live.0.db.follower();
        Self { live, db, key, asked, viewer, member: None, at: 0, until: 0, is_joined: false, joined }
    }

    /// Joins the others and keeps what they are told from now on. Whether they are there.
    fn join(&mut self) -> bool {
        let Some(member) = self.member.take() else { return false };
        let Some((receiver, at)) = member.receive() else { return false };
        (self.until, self.is_joined) = (at, true);
        *self.joined.lock().unwrap_or_else(PoisonError::into_inner) = Some(Joined { member, receiver, at: at.max(self.at) });
        true
    }
}

#[async_trait::async_trait]
impl Entries for Personal {
    /// Called by the resolver, so that only what can be executed has others who ask for the same.
    async fn begin(&mut self, after: Option<i64>) -> Result<()> {
        let known = self.live.0.present.reaches(after.unwrap_or_default(), PATIENCE).await;
        if let Some(after) = after.filter(|after| *after > known) {
            let message = format!("is position {after}, but the archive's log ends at {known}");
            return Err(Error::bad_input("after", message));
        }
        self.member = Some(self.live.join(&self.key, &self.asked, &self.viewer)?);
        if let Some(after) = after {
            self.at = after;
        } else {
            self.join();
            self.at = self.until;
        }
        Ok(())
    }

    async fn next(&mut self) -> Option<Vec<Entry>> {
        while self.at >= self.until && !self.is_joined {
            let others = self.member.as_ref().map_or(0, Member::at);
            if others - self.at > NEAR {
                self.until = others;
            } else if !self.join() {
                return None;
            }
        }
        while self.at < self.until {
            let turn = self.live.0.readers.acquire().await.ok()?;
            match entry::page(self.db.read(), self.at, self.until, ENTRIES).await {
                Ok((entries, until)) => {
                    self.at = until;
                    return Some(entries);
                }
                Err(error) => tracing::warn!(%error, "what a subscriber has missed could not be read; it is tried again"),
            }
            drop(turn);
            tokio::time::sleep(PAUSE).await;
        }
        None
    }
}
