//! Guessing gets slower, and nobody is locked out by others.

use super::{code, execute, sign_in_query};
use api::auth::sign_in::Attempt;
use api::auth::{Auth, Client};
use entity::{Role, SignInKind, SignInOutcome};
use serde_json::{Value, json};
use support::account::{self, PASSWORD};
use support::{App, on_each};

/// Signs in as if from `address`, through a proxy that is trusted.
async fn from(app: &App, address: &str, email: &str, password: &str) -> Value {
    let body = json!({ "query": sign_in_query(), "variables": { "email": email, "password": password } });
    let request = app.request(reqwest::Method::POST, "/graphql").header("X-Forwarded-For", address);
    request.json(&body).send().await.expect("an answer").json().await.expect("JSON")
}

/// Begins an attempt from `address`, if it need not wait.
async fn attempt(auth: &Auth, login: &str, address: &str) -> bool {
    let client = Client { address: address.to_owned(), agent: String::new() };
    Attempt::begin(auth, SignInKind::Password, SignInOutcome::WrongPassword, login, &client).await.is_ok()
}

fn is_in(answer: &Value) -> bool {
    answer["data"]["signIn"].is_object()
}

fn retry_after(answer: &Value) -> i64 {
    let extensions = &answer["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "LIMIT_EXCEEDED", "{answer}");
    extensions["retryAfter"].as_i64().expect("seconds")
}

fn behind_proxy(app: &App) -> App {
    app.another(|settings| settings.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")])
}

#[test]
fn who_guesses_waits_alone() {
    on_each(async |app| {
        let app = behind_proxy(&app);
        for (email, is_known) in
            [(account::create(&app.auth, Role::Editor).await.login, true), ("nobody@example.org".into(), false)]
        {
            for _ in 0..3 {
                let answer = from(&app, "192.0.2.1", &email, "wrong").await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
            }
            execute(&app, "UPDATE sign_in_failure SET failures = 8").await;
            // Not even the right password is looked at.
            let wait = retry_after(&from(&app, "192.0.2.1", &email, PASSWORD).await);
            assert!((30..=33).contains(&wait), "{wait}");
            // A refusal does not prolong the wait, and others do not wait.
            assert!(retry_after(&from(&app, "192.0.2.1", &email, PASSWORD).await) <= wait);
            assert_eq!(is_in(&from(&app, "192.0.2.2", &email, PASSWORD).await), is_known);
            execute(&app, "UPDATE sign_in_failure SET last_at = last_at - 33000").await;
            assert_eq!(is_in(&from(&app, "192.0.2.1", &email, PASSWORD).await), is_known);
        }
    });
}

#[test]
fn attempts_at_once_are_as_many_attempts() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        let attempts: Vec<_> = (0..8)
            .map(|_| {
                let (auth, login) = (app.auth.clone(), user.login.clone());
                tokio::spawn(async move { attempt(&auth, &login, "192.0.2.1").await })
            })
            .collect();
        let mut allowed = 0;
        for attempt in attempts {
            allowed += usize::from(attempt.await.expect("it ends"));
        }
        assert!(allowed <= 4, "{allowed} were let through");
    });
}

#[test]
fn a_crowd_that_guesses_locks_nobody_out() {
    on_each(async |app| {
        let app = behind_proxy(&app);
        let user = account::create(&app.auth, Role::Editor).await;
        assert!(is_in(&from(&app, "203.0.113.7", &user.login, PASSWORD).await), "the owner's own place");
        for number in 0..25 {
            attempt(&app.auth, &user.login, &format!("198.51.100.{number}")).await;
        }
        let wait = retry_after(&from(&app, "198.51.100.200", &user.login, "wrong").await);
        assert!((55..=61).contains(&wait), "a stranger waits before the first attempt: {wait}");
        assert!(is_in(&from(&app, "203.0.113.7", &user.login, PASSWORD).await), "where they have signed in before");
        retry_after(&from(&app, "203.0.113.99", &user.login, PASSWORD).await);
        execute(&app, "UPDATE sign_in_failure SET last_at = last_at - 61000").await;
        assert!(is_in(&from(&app, "203.0.113.99", &user.login, PASSWORD).await), "a new place, after a minute");
    });
}

#[test]
fn a_client_cannot_choose_its_address() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        for number in 0..3 {
            from(&app, &format!("192.0.2.{number}"), &user.login, "wrong").await;
        }
        execute(&app, "UPDATE sign_in_failure SET failures = 8").await;
        retry_after(&from(&app, "192.0.2.77", &user.login, PASSWORD).await);
        assert_eq!(code(&super::sign_in(&app, &user.login, PASSWORD).await), "LIMIT_EXCEEDED");
    });
}
