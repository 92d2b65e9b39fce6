//! What this process has written down of late, so that it does not do so with each request.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// How many are remembered: where there are more, some are written down again before their time.
const MOST: usize = 10_000;

/// When something was last written down, by what it is about.
pub struct Noted<K>(Mutex<HashMap<K, i64>>);

impl<K> Default for Noted<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Noted<K> {
    /// Whether nothing was written down of `key` within so many milliseconds of now, before or after. Asked once, it has been.
    pub fn is_due(&self, key: K, now: i64, within: i64) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.get(&key).is_some_and(|last| (now - last).abs() < within) {
            return false;
        }
        if noted.len() >= MOST {
            noted.clear();
        }
        noted.insert(key, now);
        true
    }
}
