//! What whoever runs the server relies on.

mod metrics;
