//! Offices: what people speak as.

mod filter;
pub mod loader;
mod object;
mod query;
pub mod service;

pub use filter::{OfficeFilter, OfficeOrder};
pub use object::{Office, OfficeKind};
pub use query::OfficeQuery;
