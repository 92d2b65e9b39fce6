//! Topics.

mod filter;
mod input;
pub mod loader;
mod object;
mod query;
pub mod service;

pub use filter::{TopicFilter, TopicOrder};
pub use input::TopicInput;
pub use object::Topic;
pub use query::TopicQuery;
