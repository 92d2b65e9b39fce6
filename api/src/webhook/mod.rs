//! Webhooks: other servers that are told of changes, from the log, in order, at least once, each message signed. For administrators.

mod delivery;
mod input;
mod message;
mod mutation;
mod object;
mod query;
mod service;
mod target;

pub use delivery::run;
pub use mutation::WebhookMutation;
pub use object::{Webhook, WebhookState};
pub use query::WebhookQuery;
pub use target::Target;

use std::time::Duration;

/// How webhooks are delivered.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Whether addresses that are not of the public network, and http, are allowed.
    pub allow_private: bool,
    /// How long is waited after the first failure; after each further one twice as long.
    pub first_pause: Duration,
    /// After so many failures in a row it is given up.
    pub failures: i32,
}

impl Default for Settings {
    /// Given up after about three days.
    fn default() -> Self {
        Self { allow_private: false, first_pause: Duration::from_secs(5), failures: 24 }
    }
}
