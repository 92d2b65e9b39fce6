//! Turns: who says what in a statement, one after the other.

mod addressee;
mod date;
mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
pub mod service;
mod spoken_as;

pub use addressee::Addressee;
pub use filter::{TurnFilter, TurnOrder};
pub use input::TurnInput;
pub use mutation::TurnMutation;
pub use object::{Completeness, Turn, TurnKind};
pub use spoken_as::SpokenAs;
