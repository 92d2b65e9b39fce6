//! Places.

mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
mod query;
pub mod service;

pub use filter::{PlaceFilter, PlaceOrder};
pub use input::PlaceInput;
pub use mutation::PlaceMutation;
pub use object::{Place, PlaceKind};
pub use query::PlaceQuery;
