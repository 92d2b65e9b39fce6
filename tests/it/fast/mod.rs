//! What makes answers fast must not make them wrong.

mod answers;
mod documents;
mod servers;
