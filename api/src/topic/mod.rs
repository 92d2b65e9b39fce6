//! Topics.

mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
mod query;
pub mod service;

pub use filter::{TopicFilter, TopicOrder};
pub use input::TopicInput;
pub use mutation::TopicMutation;
pub use object::Topic;
pub use query::TopicQuery;
