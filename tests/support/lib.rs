//! The harness: the real server on a fresh, migrated database, spoken to over HTTP.
//!
//! A test is written once and runs on each database: `on_each(async |app| …)`.

pub mod account;
mod app;
pub mod builder;
mod database;
mod faulty;
pub mod node;
mod replicated;

pub use app::{Answer, App, ISSUER, settings};
pub use database::{Database, databases};
pub use faulty::Faulty;
pub use replicated::Replicated;

/// Runs `test` on a fresh archive with countries, on each database in turn.
pub fn on_each(test: impl AsyncFn(App)) {
    for database in databases() {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
            eprintln!("on {database:?}");
            test(App::start(database).await).await;
        });
    }
}

/// Says something although the test passes: what was left out must not go unnoticed.
pub fn loudly(text: &str) {
    use std::io::Write;
    // Not the printing macro: what it prints is only shown when a test fails.
    let _ = writeln!(std::io::stderr(), "\n*** {text} ***\n");
}

/// Tells that something was left out because of what the machine lacks; where nothing may be left out, fails.
pub fn left_out(what: &str, why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{what} must not be left out where CI is set: {why}");
    loudly(&format!("{what} LEFT OUT: {why}"));
}
