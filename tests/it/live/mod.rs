//! What is told as it happens: over sockets, and to webhooks.

mod filter;
mod many;
mod protocol;
mod resume;
mod review;
mod socket;
mod webhook;

use support::App;
use support::builder::statement;

/// Where the log ends.
async fn head(app: &App) -> i64 {
    api::changeset::position(app.db.read()).await.expect("a position")
}

/// Publishes a statement, and gives its row.
async fn publish(app: &App, title: &str) -> i64 {
    app.write(async |set| set.create(statement(title)).await.expect("a statement")).await
}
