//! Mentions: spans of a turn that name a record.

mod filter;
mod input;
pub mod loader;
mod object;
mod query;
pub mod service;

pub use filter::{MentionFilter, MentionOrder};
pub use input::MentionInput;
pub use object::Mention;
pub use query::MentionQuery;
