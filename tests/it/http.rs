//! GraphQL over HTTP, as the specification's audits and ours have it.

use reqwest::Method;
use serde_json::{Value, json};
use support::{node, on_each};

#[test]
fn all_audits_of_graphql_http_hold() {
    on_each(async |app| {
        let url = format!("{}/graphql", app.url);
        let printed = tokio::task::spawn_blocking(move || node::script("audit.mjs", &[&url])).await.expect("the script runs");
        if let Some(printed) = printed {
            let passed = printed.lines().filter(|line| line.starts_with("ok")).count();
            assert!(passed >= 61, "{printed}");
        }
    });
}

#[test]
fn the_status_tells_what_happened() {
    on_each(async |app| {
        let json_type = "application/json";
        let graphql_type = "application/graphql-response+json";
        let invalid = json!({ "query": "{ nothing }" });
        let failing = json!({ "query": "{ a: __typename node(id: \"42\") { id } }" });
        for (body, accept, status, has_data) in [
            (&invalid, json_type, 200, false),
            (&invalid, graphql_type, 400, false),
            (&failing, json_type, 200, true),
            (&failing, graphql_type, 200, true),
        ] {
            let response =
                app.request(Method::POST, "/graphql").header("Accept", accept).json(body).send().await.expect("an answer");
            assert_eq!(response.status(), status, "{body} {accept}");
            let answer: Value = response.json().await.expect("JSON");
            assert_eq!(answer.get("data").is_some(), has_data, "{answer}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        }
    });
}

#[test]
fn what_is_no_request_is_refused_with_its_status() {
    on_each(async |app| {
        let post = || app.request(Method::POST, "/graphql");
        let get = |query: &str| app.request(Method::GET, &format!("/graphql?{query}"));
        let typed = |request: reqwest::RequestBuilder, content: &str| {
            request.header("Content-Type", content).body("{\"query\":\"{__typename}\"}")
        };
        let large = format!("{{\"query\":\"{}\"}}", "#".repeat(1024 * 1024));
        for (name, request, status) in [
            ("a form", typed(post(), "application/x-www-form-urlencoded"), 415),
            ("plain text", typed(post(), "text/plain"), 415),
            ("another charset", typed(post(), "application/json; charset=latin1"), 415),
            ("no type", post().body("{}"), 415),
            ("a batch", post().json(&json!([{ "query": "{__typename}" }])), 400),
            ("half a body", post().header("Content-Type", "application/json").body("{\"query\":"), 400),
            ("too much", post().header("Content-Type", "application/json").body(large), 413),
            ("another method", app.request(Method::PUT, "/graphql").json(&json!({ "query": "{__typename}" })), 405),
            ("a mutation by GET", get("query=mutation%7B__typename%7D"), 405),
            ("variables that are no JSON", get("query=%7B__typename%7D&variables=nonsense"), 400),
            ("nothing", get(""), 400),
            ("an image", get("query=%7B__typename%7D").header("Accept", "image/png"), 406),
        ] {
            let response = request.send().await.expect("an answer");
            assert_eq!(response.status(), status, "{name}");
            let answer: Value = response.json().await.expect("JSON");
            assert!(answer["errors"][0]["message"].is_string(), "{name}: {answer}");
            assert_eq!(answer.get("data"), None, "{name}");
        }
    });
}

#[test]
fn queries_may_be_sent_by_get() {
    on_each(async |app| {
        let response = app
            .request(Method::GET, "/graphql")
            .query(&[
                ("query", "query Q($code:String!){country(code:$code){alpha3}}"),
                ("variables", "{\"code\":\"AZ\"}"),
                ("operationName", "Q"),
            ])
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.json::<Value>().await.expect("JSON"), json!({ "data": { "country": { "alpha3": "AZE" } } }));
    });
}

#[test]
fn documents_that_are_too_deep_or_too_large_are_refused() {
    on_each(async |app| {
        let deep = format!("{{country(code:\"AZ\"){}name{}}}", "{predecessors{successors".repeat(20), "}".repeat(40));
        let deep = deep.replace("successorsname", "successors{name}");
        let answer = app.ask(&deep, Value::Null).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        let fields: String = (0..3000).map(|number| format!("f{number}:country(code:\"AZ\"){{name}} ")).collect();
        let answer = app.ask(&format!("{{{fields}}}"), Value::Null).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
    });
}

#[test]
fn health_and_readiness_are_told() {
    on_each(async |app| {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(app.request(Method::GET, path).send().await.expect("an answer").status(), 200, "{path}");
        }
        sea_orm::ConnectionTrait::execute_unprepared(
            app.db.write(),
            "DELETE FROM seaql_migrations WHERE version LIKE '%000008%'",
        )
        .await
        .expect("a row goes");
        let response = app.request(Method::GET, "/readyz").send().await.expect("an answer");
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()["Retry-After"], "5");
    });
}
