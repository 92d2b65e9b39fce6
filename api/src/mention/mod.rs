//! Mentions: spans of a turn that name a record.

mod filter;
mod input;
pub mod loader;
mod mutation;
mod named;
mod object;
mod plan;
mod query;
pub mod service;

pub use filter::{MentionFilter, MentionOrder};
pub use input::MentionInput;
pub use mutation::MentionMutation;
pub use object::Mention;
pub use query::MentionQuery;
