//! Who asks, how they prove it, and what they may do.

mod session;

use serde_json::{Value, json};

const CREDENTIALS: &str =
    "accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { id displayName role email }";

/// Sends `signIn` and gives the answer.
async fn sign_in(app: &support::App, email: &str, password: &str) -> support::Answer {
    let query = format!(
        "mutation SignIn($email: String!, $password: String!) {{ signIn(email: $email, password: $password) {{ {CREDENTIALS} }} }}"
    );
    app.ask(&query, json!({ "email": email, "password": password })).await
}

/// Sends `refreshSession` and gives the answer.
async fn refresh(app: &support::App, token: &str) -> support::Answer {
    let query = format!("mutation($token: String!) {{ refreshSession(refreshToken: $token) {{ {CREDENTIALS} }} }}");
    app.ask(&query, json!({ "token": token })).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn code(answer: &support::Answer) -> &str {
    text(&answer.body["errors"][0]["extensions"]["code"])
}
