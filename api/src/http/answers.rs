//! Whole answers, kept until the archive changes. They are of nobody in particular: who is signed in gets none and leaves none.

use super::negotiation::Media;
use actix_web::web::Bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that an answer is expected to have; only a guess to begin with.
const EXPECTED: u64 = 8 * 1024;

/// What a request asks for, whoever asks it: its operation, its variables and the representation.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Question([u8; 32]);

impl Question {
    pub fn new(document: &str, operation: Option<&str>, variables: &Json, media: Media) -> Self {
        let mut hash = Sha256::new();
        hash.update([u8::from(media == Media::Json)]);
        for part in [document, operation.unwrap_or_default(), &variables.to_string()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

/// An answer as it is sent.
pub struct Answer {
    /// Where the log ended in what it tells.
    pub position: i64,
    pub body: Bytes,
    /// Names the body, whoever gives it.
    pub etag: String,
}

impl Answer {
    pub fn new(position: i64, body: Bytes) -> Self {
        let sum = Sha256::digest(&body);
        let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(sum.get(..18).unwrap_or_default()));
        Self { position, body, etag }
    }
}

/// The answers of a process.
pub struct Answers {
    kept: Option<Cache<Question, Arc<Answer>, Size>>,
    pub hits: AtomicU64,
    pub misses: AtomicU64,
}

#[derive(Clone)]
struct Size;

impl Weighter<Question, Arc<Answer>> for Size {
    fn weight(&self, _: &Question, answer: &Arc<Answer>) -> u64 {
        answer.body.len() as u64 + 200
    }
}

impl Answers {
    /// Keeps up to so many bytes; none at all if that is nothing.
    pub fn new(bytes: u64) -> Self {
        let kept = (bytes > 0).then(|| {
            let expected = usize::try_from(bytes / EXPECTED).unwrap_or(usize::MAX).clamp(16, 100_000);
            Cache::with_weighter(expected, bytes, Size)
        });
        Self { kept, hits: AtomicU64::new(0), misses: AtomicU64::new(0) }
    }

    pub fn is_on(&self) -> bool {
        self.kept.is_some()
    }

    /// The answer to a question when the log ends at `position`.
    pub fn get(&self, question: &Question, position: i64) -> Option<Arc<Answer>> {
        let kept = self.kept.as_ref()?;
        let answer = kept.get(question).filter(|answer| answer.position == position);
        let counter = if answer.is_some() { &self.hits } else { &self.misses };
        counter.fetch_add(1, Ordering::Relaxed);
        answer
    }

    /// Keeps an answer, unless a newer one is there.
    pub fn keep(&self, question: Question, answer: &Arc<Answer>) {
        let Some(kept) = &self.kept else { return };
        if kept.peek(&question).is_none_or(|known| known.position <= answer.position) {
            kept.insert(question, Arc::clone(answer));
        }
    }

    /// Bytes that are kept.
    pub fn bytes(&self) -> u64 {
        self.kept.as_ref().map_or(0, Cache::weight)
    }
}
