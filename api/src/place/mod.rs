//! Places.

mod filter;
mod input;
pub mod loader;
mod object;
mod query;
pub mod service;

pub use filter::{PlaceFilter, PlaceOrder};
pub use input::PlaceInput;
pub use object::{Place, PlaceKind};
pub use query::PlaceQuery;
