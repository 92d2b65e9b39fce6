//! Bringing things in: read → compare with the archive → apply as a change set → report, record by record.

pub mod countries;
pub mod page;
mod report;

pub use report::{Outcome, Report};
