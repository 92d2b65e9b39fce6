//! A streaming replica that answers the public's queries. It may be behind: whoever has seen more than it has waits for it a moment, and is
//! answered by the database itself if that takes too long. It may be gone: then it is left alone for a while.

use crate::clock;
use crate::error::Result;
use crate::log_end::LogEnd;
use crate::view::Reader;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// How long a replica that does not answer keeps a request waiting.
pub const PATIENCE: Duration = Duration::from_secs(1);
/// How long a replica that is behind does, and how often it is looked at.
const CATCHES_UP: Duration = Duration::from_millis(500);
const INTERVAL: Duration = Duration::from_millis(10);
/// Milliseconds for which a replica that failed is asked nothing.
const REST: i64 = 5_000;

pub struct Replica {
    reader: Reader,
    present: LogEnd,
    /// The time before which it is left alone, in milliseconds since 1970.
    rests_until: AtomicI64,
}

impl Replica {
    pub fn new(reader: Reader, present: LogEnd) -> Self {
        Self { reader, present, rests_until: AtomicI64::new(0) }
    }

    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Where the log ends in it now.
    pub async fn present(&self) -> Result<i64> {
        self.present.position().await
    }

    /// Where the log ends in it; none if it does not answer, or has not reached `at_least` in time.
    pub async fn position(&self, at_least: Option<i64>) -> Option<i64> {
        let now = clock::now_millis();
        // A rest that is longer than any is of a clock that has gone back since.
        if (now + 1..=now + 2 * REST).contains(&self.rests_until.load(Ordering::Relaxed)) {
            return None;
        }
        let at_least = at_least.unwrap_or(0);
        let caught_up = async {
            loop {
                match tokio::time::timeout(PATIENCE, self.present.position()).await {
                    Ok(Ok(position)) if position >= at_least => return Some(position),
                    Ok(Ok(_)) => tokio::time::sleep(INTERVAL).await,
                    Ok(Err(_)) | Err(_) => {
                        self.leave_alone();
                        return None;
                    }
                }
            }
        };
        tokio::time::timeout(CATCHES_UP + PATIENCE, caught_up).await.ok().flatten()
    }

    /// Asks it nothing for a while.
    pub fn leave_alone(&self) {
        let until = clock::now_millis() + REST;
        if self.rests_until.swap(until, Ordering::Relaxed) < until - REST {
            tracing::warn!("the replica does not answer; queries go to the database itself");
        }
    }
}
