//! People and the offices they hold.

mod filter;
mod holder;
mod input;
pub mod loader;
mod mutation;
mod object;
mod query;
pub mod service;
mod tenure;

pub use filter::{PersonFilter, PersonOrder};
pub use holder::{Certainty, HolderQuery, OfficeHolder, certainty, offices_of};
pub use input::{PersonInput, TenureInput};
pub use mutation::PersonMutation;
pub use object::Person;
pub use query::PersonQuery;
pub use tenure::Tenure;
