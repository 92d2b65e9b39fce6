//! Who asks, how they prove it, and what they may do.

mod account;
mod api_token;
mod command;
mod key;
mod matrix;
mod provider;
mod second_factor;
mod session;
mod sign_in;
mod throttle;
mod token;

use serde_json::{Value, json};
use support::{Answer, App};

const CREDENTIALS: &str =
    "accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { id displayName role email }";

/// Sends `signIn` and gives the answer.
async fn sign_in(app: &App, email: &str, password: &str) -> Answer {
    app.ask(&sign_in_query(), json!({ "email": email, "password": password })).await
}

fn sign_in_query() -> String {
    format!(
        "mutation SignIn($email: String!, $password: String!) {{ signIn(email: $email, password: $password) {{ {CREDENTIALS} }} }}"
    )
}

/// Sends `refreshSession` and gives the answer.
async fn refresh(app: &App, token: &str) -> Answer {
    let query = format!("mutation($token: String!) {{ refreshSession(refreshToken: $token) {{ {CREDENTIALS} }} }}");
    app.ask(&query, json!({ "token": token })).await
}

/// Whether a token is taken: the account's id, or why not.
async fn viewer(app: &App, token: &str) -> Result<String, String> {
    let answer = app.ask_as(Some(token), "{ viewer { id } }", Value::Null).await;
    match answer.body["data"]["viewer"]["id"].as_str() {
        Some(id) => Ok(id.to_owned()),
        None => Err(text(&answer.body["errors"][0]["message"]).to_owned()),
    }
}

/// Changes rows as nothing in the archive would: time passes, or something breaks.
async fn execute(app: &App, sql: &str) {
    sea_orm::ConnectionTrait::execute_unprepared(app.db.write(), sql).await.expect(sql);
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn code(answer: &Answer) -> &str {
    text(&answer.body["errors"][0]["extensions"]["code"])
}
