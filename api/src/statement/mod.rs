//! Statements: what was said or written, turn by turn, with its dates, its occasion and its sources.

mod count;
mod country;
mod exchange;
mod exchange_list;
mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
mod order;
mod query;
pub mod service;
mod turns;

pub use count::{CountQuery, Interval, Timeline, count_by, timeline};
pub use country::StatementCountry;
pub use exchange::Exchange;
pub use exchange_list::ExchangeQuery;
pub use filter::StatementFilter;
pub use input::StatementInput;
pub use mutation::StatementMutation;
pub use object::{Holding, Statement, StatementKind};
pub use order::StatementOrder;
pub use query::StatementQuery;
