//! Records that may be one and the same thing: found by likeness, judged by people. What was judged is remembered, so that a duplicate once
//! refused stays refused.

pub mod likeness;
mod mutation;
mod object;
mod query;
pub mod service;

pub use mutation::DuplicateMutation;
pub use object::{DuplicateCandidate, Verdict};
pub use query::DuplicateQuery;
