//! Countries and territories, present and former.

mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
mod query;
pub mod reference;
mod relation;
pub mod service;

pub use filter::{CountryFilter, CountryOrder};
pub use input::CountryInput;
pub use mutation::CountryMutation;
pub use object::Country;
pub use query::CountryQuery;
pub use relation::RelationQuery;
