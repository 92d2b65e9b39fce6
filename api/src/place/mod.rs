//! Places.

mod filter;
pub mod loader;
mod object;
mod query;
pub mod service;

pub use filter::{PlaceFilter, PlaceOrder};
pub use object::{Place, PlaceKind};
pub use query::PlaceQuery;
