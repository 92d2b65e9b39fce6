//! What every record has: an id, slugs, a version, times, names, external ids and sources; and how to find a record by them.

pub mod input;
pub mod loader;
pub mod object;
pub mod query;
pub mod reference;
pub mod service;

pub use object::{ExternalId, Name, RecordFields};
pub use query::NodeQuery;
