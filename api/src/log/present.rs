//! Where the archive's log ends: asked of the database by one task of a process for all who wait for it to grow.

use crate::changeset::position;
use crate::db::Db;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How often the database is asked when nobody says that something has changed.
const INTERVAL: Duration = Duration::from_millis(300);
/// What it is before the database was asked.
const UNKNOWN: i64 = -1;

/// The newest position of the log that this process knows of. All clones are one.
#[derive(Clone)]
pub struct Present(Arc<Shared>);

struct Shared {
    position: watch::Sender<i64>,
    alarm: Notify,
}

impl Default for Present {
    fn default() -> Self {
        Self::at(UNKNOWN)
    }
}

impl Present {
    /// One that knows this position.
    pub fn at(position: i64) -> Self {
        Self(Arc::new(Shared { position: watch::channel(position).0, alarm: Notify::new() }))
    }

    /// Lets somebody wait for the log to grow. The value is less than nothing before it is known.
    pub fn subscribe(&self) -> watch::Receiver<i64> {
        self.0.position.subscribe()
    }

    /// The position that is known.
    pub fn position(&self) -> i64 {
        *self.0.position.borrow()
    }

    /// Says that the log may have grown, so that it is looked at at once.
    pub fn wake(&self) {
        self.0.alarm.notify_one();
    }

    /// Waits until the log has reached `position`, but not longer than `patience`; gives the position that is known then.
    pub async fn reaches(&self, position: i64, patience: Duration) -> i64 {
        let mut watched = self.subscribe();
        if *watched.borrow() < position {
            self.wake();
            // Not reached in time, what is known tells.
            let _ = tokio::time::timeout(patience, watched.wait_for(|known| *known >= position)).await;
        }
        self.position()
    }

    /// Looks at the log for as long as the process lives.
    pub async fn follow(self, db: Db) {
        loop {
            match position(db.read()).await {
                Ok(position) => {
                    self.0.position.send_if_modified(|known| std::mem::replace(known, position) != position);
                }
                Err(error) => tracing::warn!(%error, "the end of the log could not be read; it is tried again"),
            }
            let _ = tokio::time::timeout(INTERVAL, self.0.alarm.notified()).await;
        }
    }
}
