//! Offices: what people speak as.

mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
mod query;
pub mod service;

pub use filter::{OfficeFilter, OfficeOrder};
pub use input::OfficeInput;
pub use mutation::OfficeMutation;
pub use object::{Office, OfficeKind};
pub use query::OfficeQuery;
