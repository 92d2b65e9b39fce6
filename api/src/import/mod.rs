//! Bringing things in: read → compare with the archive → apply as a change set → report, record by record.

pub mod apply;
pub mod countries;
mod decide;
pub mod engine;
mod filter;
pub mod format;
pub mod job;
mod mutation;
mod object;
mod open;
pub mod page;
pub mod plan;
mod query;
mod report;
pub mod result;
pub mod stream;
mod subscription;
pub mod undo;
pub mod worker;

pub use mutation::ImportMutation;
pub use query::ImportQuery;
pub use report::{Outcome, Report};
pub use subscription::ImportSubscription;
