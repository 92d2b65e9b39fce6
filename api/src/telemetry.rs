//! What the server tells about itself: structured logs on standard error.

use crate::config::{LogFormat, Logging};
use tracing_subscriber::EnvFilter;

/// Sends logs to standard error from here on. Tells what is wrong with the directives, if they are.
pub fn start(logging: &Logging) -> Result<(), String> {
    let filter = EnvFilter::try_new(&logging.log).map_err(|error| format!("--log '{}': {error}", logging.log))?;
    // What cannot be written, because the log's disk is full, is left out: to complain of it on standard error would end whatever logs.
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .log_internal_errors(false);
    let started = match logging.log_format {
        LogFormat::Text => subscriber.compact().try_init(),
        LogFormat::Json => subscriber.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| error.to_string())
}
