//! Links between statements: the reply graph.

mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
mod query;
mod reply;
pub mod service;

pub use filter::{LinkFilter, LinkOrder};
pub use input::LinkInput;
pub use mutation::LinkMutation;
pub use object::{Link, LinkKind};
pub use query::LinkQuery;
pub use reply::ReplyQuery;
