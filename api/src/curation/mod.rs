//! The way of a mutation: what editors and contributors enter becomes changes, which are applied at once or wait for review.

mod mutation;
mod payload;
mod resolve;
mod split;
mod write;

pub use mutation::CurationMutation;
pub use payload::Payload;
pub use resolve::{part, under};
pub use write::{ChangeOptions, Curated, change, create, merge, update, write};
