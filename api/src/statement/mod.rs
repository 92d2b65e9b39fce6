//! Statements: what was said or written, turn by turn, with its dates, its occasion and its sources.

mod country;
mod exchange;
mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
mod order;
mod query;
pub mod service;
mod turns;

pub use country::StatementCountry;
pub use exchange::Exchange;
pub use filter::StatementFilter;
pub use input::StatementInput;
pub use mutation::StatementMutation;
pub use object::{Holding, Statement, StatementKind};
pub use order::StatementOrder;
pub use query::StatementQuery;
