//! Where time and randomness come from, so that there is one place to look.

use chrono::Utc;
use std::hash::{BuildHasher, RandomState};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks for the time")]
pub fn now_millis() -> i64 {
    Utc::now().timestamp_millis()
}

/// A number that names one request in the logs. It is no secret.
pub fn request_id() -> String {
    format!("{:016x}", RandomState::new().hash_one(now_millis()))
}
