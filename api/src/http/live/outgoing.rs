//! What is on its way to one client: bounded in bytes, however large its messages are.

use actix_web::web::Bytes;
use actix_ws::{CloseReason, Closed, Session};
use bytestring::ByteString;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

/// Bytes that wait for the client to take them, beside what the operating system keeps. A message that is longer waits alone.
const BYTES: usize = 128 * 1024;

/// The way to one client.
pub struct Outgoing {
    session: Session,
    waiting: Arc<Waiting>,
}

#[derive(Default)]
struct Waiting {
    bytes: AtomicUsize,
    fewer: Notify,
}

/// A message that counts for as long as it waits.
struct Counted {
    text: String,
    waiting: Arc<Waiting>,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.waiting.bytes.fetch_sub(self.text.len(), Ordering::AcqRel);
        self.waiting.fewer.notify_one();
    }
}

impl Outgoing {
    pub fn new(session: Session) -> Self {
        Self { session, waiting: Arc::default() }
    }

    /// Sends a text when there is room for it.
    pub async fn text(&self, text: String) -> Result<(), Closed> {
        while self.waiting.bytes.load(Ordering::Acquire) > BYTES {
            self.waiting.fewer.notified().await;
        }
        self.waiting.bytes.fetch_add(text.len(), Ordering::AcqRel);
        let counted = Bytes::from_owner(Counted { text, waiting: Arc::clone(&self.waiting) });
        // Only texts are counted, so that it is one again.
        let text = ByteString::try_from(counted).map_err(|_| Closed)?;
        self.session.clone().text(text).await
    }

    pub async fn ping(&self) -> Result<(), Closed> {
        self.session.clone().ping(b"").await
    }

    pub async fn pong(&self, bytes: &[u8]) -> Result<(), Closed> {
        self.session.clone().pong(bytes).await
    }

    pub async fn close(self, reason: Option<CloseReason>) -> Result<(), Closed> {
        self.session.close(reason).await
    }
}
