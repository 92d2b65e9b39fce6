//! What whoever runs the server relies on.

mod limits;
mod metrics;
mod rate;
