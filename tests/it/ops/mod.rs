//! What whoever runs the server relies on.

mod backup;
mod clock;
mod faults;
mod limits;
mod metrics;
mod rate;
mod settings;
