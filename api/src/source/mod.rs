//! Sources: where texts come from.

mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
mod query;
pub mod service;

pub use filter::{SourceFilter, SourceOrder};
pub use input::SourceInput;
pub use mutation::SourceMutation;
pub use object::Source;
pub use query::SourceQuery;
