//! What is left to do for editors: records that lack something, found by what they lack.

mod kind;
mod query;

pub use kind::WorklistKind;
pub use query::WorklistQuery;
