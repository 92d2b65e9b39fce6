//! Mentions: spans of a turn that name a record.

mod filter;
pub mod loader;
mod object;
mod query;
pub mod service;

pub use filter::{MentionFilter, MentionOrder};
pub use object::Mention;
pub use query::MentionQuery;
