//! People and the offices they hold.

mod filter;
pub mod loader;
mod object;
mod query;
pub mod service;
mod tenure;

pub use filter::{PersonFilter, PersonOrder};
pub use object::Person;
pub use query::PersonQuery;
pub use tenure::Tenure;
