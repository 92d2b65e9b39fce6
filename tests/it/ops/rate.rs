//! Who asks too often is told when to come again.

use api::http::{Answering, PerMinute};
use entity::Role;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use support::{App, Database};

async fn ask(app: &App, token: Option<&str>) -> Response {
    let request = app.request(Method::POST, "/graphql").json(&json!({ "query": "{ __typename }" }));
    let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
    request.send().await.expect("an answer")
}

fn header(response: &Response, name: &str) -> u64 {
    response.headers()[name].to_str().expect("text").parse().expect("a number")
}

#[test]
fn an_address_and_an_account_have_limits_of_their_own() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
        let per_minute = PerMinute { address: NonZeroU32::new(5), account: NonZeroU32::new(8) };
        let app = App::start_answering(Database::Sqlite, Answering { per_minute, ..Answering::default() }).await;
        let token = app.sign_in(Role::Editor).await;
        for left in (0..5).rev() {
            let answer = ask(&app, None).await;
            assert_eq!((answer.status().as_u16(), header(&answer, "ratelimit-limit")), (200, 5));
            assert_eq!(header(&answer, "ratelimit-remaining"), left);
        }
        let refused = ask(&app, None).await;
        assert_eq!(refused.status(), 429);
        assert!((1..=13).contains(&header(&refused, "retry-after")), "{refused:?}");
        assert_eq!(header(&refused, "ratelimit-remaining"), 0);
        let body: Value = refused.json().await.expect("JSON");
        let error = &body["errors"][0];
        assert_eq!(
            (&error["extensions"]["code"], &error["extensions"]["allowed"]),
            (&json!("LIMIT_EXCEEDED"), &json!(5)),
            "{error}"
        );
        assert_eq!(ask(&app, Some("nonsense")).await.status(), 429, "a token that is none is nobody's");
        let known = ask(&app, Some(&token)).await;
        assert_eq!(
            (known.status().as_u16(), header(&known, "ratelimit-limit"), header(&known, "ratelimit-remaining")),
            (200, 8, 7)
        );
        assert_eq!(app.request(Method::GET, "/export/archive.jsonl").send().await.expect("an answer").status(), 429);
        assert_eq!(app.request(Method::GET, "/healthz").send().await.expect("an answer").status(), 200);
    });
}

#[test]
fn nothing_is_limited_unless_that_is_wanted() {
    support::on_each(async |app| {
        for _ in 0..50 {
            let answer = ask(&app, None).await;
            assert_eq!((answer.status().as_u16(), answer.headers().get("ratelimit-limit")), (200, None));
        }
    });
}
