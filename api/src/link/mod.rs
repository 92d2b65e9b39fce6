//! Links between statements: the reply graph.

mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
mod query;
pub mod service;

pub use filter::{LinkFilter, LinkOrder};
pub use input::LinkInput;
pub use mutation::LinkMutation;
pub use object::{Link, LinkKind};
pub use query::LinkQuery;
