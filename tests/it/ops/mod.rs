//! What whoever runs the server relies on.

mod backup;
mod limits;
mod metrics;
mod rate;
mod settings;
