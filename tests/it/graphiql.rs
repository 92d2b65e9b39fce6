//! The GraphiQL page, in a real browser, without the internet.

use entity::Role;
use reqwest::Method;
use support::account::{self, PASSWORD};
use support::builder::{date, statement};
use support::{node, on_each};

#[test]
fn the_page_runs_a_query_by_clicking_and_asks_nobody_else() {
    on_each(async |app| {
        app.write(async |set| {
            let mut new = statement("Remarks after talks");
            new.made = date("2016-07-12");
            set.create(new).await.expect("a statement");
        })
        .await;
        let url = format!("{}/graphql", app.url);
        let printed = tokio::task::spawn_blocking(move || node::chromium().and_then(|_| node::script("graphiql.mjs", &[&url])));
        if let Some(printed) = printed.await.expect("the script runs") {
            assert!(printed.contains(" 0 failed"), "{printed}");
        }
    });
}

#[test]
fn an_editor_publishes_sees_the_difference_and_undoes_by_clicking() {
    on_each(async |app| {
        let editor = account::create(&app.auth, Role::Editor).await;
        let url = format!("{}/graphql", app.url);
        let run =
            move || node::chromium().and_then(|_| node::script("editor.mjs", &[url.as_str(), editor.login.as_str(), PASSWORD]));
        if let Some(printed) = tokio::task::spawn_blocking(run).await.expect("the script runs") {
            assert!(printed.contains(" 0 failed"), "{printed}");
        }
    });
}

#[test]
fn every_operation_that_the_page_offers_is_valid() {
    if let Some(printed) = node::script("operations.mjs", &[]) {
        assert!(printed.contains(" 0 failed"), "{printed}");
    }
}

#[test]
fn only_browsers_get_the_page() {
    on_each(async |app| {
        let get = |accept: &str| app.request(Method::GET, "/graphql").header("Accept", accept).send();
        let page = get("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8").await.expect("an answer");
        assert_eq!(
            (page.status().as_u16(), &page.headers()["Content-Type"]),
            (200, &"text/html; charset=utf-8".parse().expect("a header"))
        );
        let policy = page.headers()["Content-Security-Policy"].to_str().expect("text").to_owned();
        assert!(policy.contains("script-src 'self';") && policy.contains("default-src 'none'"), "{policy}");
        let tag = page.headers()["ETag"].clone();
        let again = app.request(Method::GET, "/graphql").header("Accept", "text/html").header("If-None-Match", tag).send().await;
        assert_eq!(again.expect("an answer").status(), 304);
        assert_eq!(get("*/*").await.expect("an answer").status(), 400);
        let missing = app.request(Method::GET, "/graphiql/../../Cargo.toml").send().await.expect("an answer");
        assert_eq!(missing.status(), 404);
    });
}
