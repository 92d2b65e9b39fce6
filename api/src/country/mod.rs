//! Countries and territories, present and former.

mod filter;
pub mod loader;
mod object;
mod query;
pub mod reference;
pub mod service;

pub use filter::{CountryFilter, CountryOrder};
pub use object::Country;
pub use query::CountryQuery;
