//! Nobody asks for too much: what does is refused before it is executed, and told what is allowed.

use api::graphql::limits::Limits;
use api::http::{Answering, Browsers};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use support::{App, Database, databases, on_each};

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(test);
}

async fn limited(limits: Limits) -> App {
    App::start_answering(Database::Sqlite, Answering { limits, ..Answering::default() }).await
}

#[test]
fn each_limit_is_named_with_what_is_allowed_and_what_was_asked() {
    run(async {
        let limits = Limits {
            depth: 4,
            complexity: 100,
            aliases: 2,
            directives: 2,
            root_fields: 3,
            tokens: 200,
            body_bytes: 5_000,
            answer_bytes: 700,
            ..Limits::default()
        };
        let app = limited(limits).await;
        let many = |item: &str, times: usize| item.repeat(times);
        for (document, limit, allowed, asked) in [
            ("{ countries(first: 1) { edges { node { capital { id } } } } }".into(), "depth", 4, 5),
            ("{ countries(first: 50) { nodes { id name } } }".into(), "complexity", 100, 151),
            ("{ a: __typename b: __typename c: __typename }".into(), "aliases", 2, 3),
            (format!("{{ __typename {} }}", many("@include(if: true) ", 3)), "directives", 2, 3),
            (format!("{{ {} }}", many("__typename ", 4)), "root fields", 3, 4),
            (format!("{{ {} }}", many("__typename ", 199)), "tokens", 200, 201),
            (format!("{{ __typename }} #{}", many("x", 5_000)), "bytes of a body", 5_000, 0),
            (format!("{}a{}", many("{ a ", 61), many("}", 61)), "nesting", 60, 61),
            ("mutation { endSession { viewer { id } } a: endSession { viewer { id } } b: endSession { viewer { id } } c: endSession { viewer { id } } }".into(), "aliases", 2, 3),
        ] {
            let answer = app.ask(&document, Value::Null).await;
            let error = &answer.body["errors"][0];
            assert_eq!(error["extensions"]["code"], "LIMIT_EXCEEDED", "{document}: {}", answer.body);
            assert!(error["extensions"]["limit"].as_str().is_some_and(|name| name.contains(limit)), "{limit}: {error}");
            assert_eq!(error["extensions"]["allowed"], allowed, "{error}");
            if asked > 0 {
                assert_eq!(error["extensions"]["asked"], asked, "{error}");
                assert!(error["message"].as_str().is_some_and(|text| text.contains(&asked.to_string())), "{error}");
            }
            assert_eq!(answer.status, if limit.contains("body") { 413 } else { 400 }, "{limit}");
            assert_eq!(answer.body.get("data"), None, "{limit}");
        }
        let large = app.ask("{ countries(first: 30) { nodes { id name } } }", Value::Null).await;
        assert_eq!(large.body["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
        assert!(app.ask("{ countries(first: 5) { nodes { id name } } }", Value::Null).await.body.get("errors").is_none());
    });
}

#[test]
fn fragments_that_grow_without_end_are_refused_before_anything_is_made_of_them() {
    run(async {
        let app = limited(Limits::default()).await;
        let mut deep = "{ ...F0 }".to_owned();
        let mut wide = "{ ...F0 }".to_owned();
        for number in 0..50 {
            let next = number + 1;
            deep +=
                &format!(" fragment F{number} on Query {{ a: node(id: 1) {{ ...F{next} }} b: node(id: 1) {{ ...F{next} }} }}");
            wide += &format!(" fragment F{number} on Query {{ ...F{next} ...F{next} }}");
        }
        for document in [deep + " fragment F50 on Query { __typename }", wide + " fragment F50 on Query { __typename }"] {
            let answer = app.ask(&document, Value::Null).await;
            assert_eq!(answer.body["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED", "{}", answer.body);
        }
    });
}

#[test]
fn what_takes_too_long_is_stopped_and_the_next_is_answered() {
    for database in databases() {
        run(async {
            let limits = Limits { operation: Duration::from_nanos(1), ..Limits::default() };
            let app = App::start_answering(database, Answering { limits, ..Answering::default() }).await;
            // One that takes longer than the clock of timeouts is precise.
            let lists = (0..5)
                .map(|n| format!("c{n}: countries(first: 100, orderBy: NAME_ASC) {{ nodes {{ name names {{ form }} }} }} "));
            let answer = app.ask(&format!("{{ {} }}", lists.collect::<String>()), Value::Null).await;
            let error = &answer.body["errors"][0]["extensions"];
            assert_eq!(
                (&error["code"], &error["limit"]),
                (&json!("LIMIT_EXCEEDED"), &json!("the time of an operation")),
                "{error}"
            );
            let schema = app.ask("{ __typename }", Value::Null).await;
            assert_eq!(schema.status, 200, "{}", schema.body);
        });
    }
}

#[test]
fn a_statement_that_takes_too_long_is_stopped_by_the_database() {
    use sea_orm::ConnectionTrait;
    for database in databases() {
        run(async {
            let db = api::db::Db::connect_limited(&database.fresh().await, Some(Duration::from_millis(300)))
                .await
                .expect("a database");
            let endless =
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT count(*) FROM n";
            let view = db.public_view(false);
            let backend = view.read().get_database_backend();
            let started = std::time::Instant::now();
            let stopped = view.read().numbers::<1>(sea_orm::Statement::from_string(backend, endless)).await;
            let error = api::error::Error::from(stopped.expect_err("it is stopped"));
            assert!(matches!(error, api::error::Error::SlowStatement), "{error:?}");
            assert!(started.elapsed() < Duration::from_secs(5));
            let next = db
                .public_view(false)
                .read()
                .numbers::<1>(sea_orm::Statement::from_string(backend, "SELECT CAST(1 AS BIGINT)"))
                .await;
            assert_eq!(next.expect("it goes on"), [[1]]);
        });
    }
}

#[test]
fn what_an_operation_costs_is_told_when_asked() {
    on_each(async |app| {
        let body =
            json!({ "query": "query($n: Int) { countries(first: $n) { totalCount nodes { name } } }", "variables": { "n": 3 } });
        for _ in 0..2 {
            let request = app.request(Method::POST, "/graphql").header("Communique-Cost", "1").json(&body);
            let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
            assert_eq!(answer["extensions"]["cost"], json!({ "complexity": 8, "allowed": 200_000 }), "{answer}");
            let plain = app.request(Method::POST, "/graphql").json(&body).send().await.expect("an answer");
            assert_eq!(plain.json::<Value>().await.expect("JSON").get("extensions"), None);
        }
    });
}

#[test]
fn a_schema_that_is_not_explained_gives_no_hints() {
    run(async {
        let app = limited(Limits { is_explained: false, ..Limits::default() }).await;
        let answer = app.ask("{ __schema { types { name } } }", Value::Null).await;
        assert!(answer.body["data"]["__schema"].is_null(), "{}", answer.body);
        let answer = app.ask("{ countrie { id } }", Value::Null).await;
        assert!(!answer.body.to_string().contains("ountries"), "{}", answer.body);
        let app = limited(Limits::default()).await;
        assert!(app.ask("{ countrie { id } }", Value::Null).await.body.to_string().contains("countries"));
    });
}

#[test]
fn pages_of_other_sites_read_answers_where_that_is_allowed() {
    run(async {
        let browsers = Browsers { origins: vec!["https://www.example.org".into()], https_only_seconds: 600 };
        let app = App::start_answering(Database::Sqlite, Answering { browsers, ..Answering::default() }).await;
        let ask = async |origin: &'static str| {
            let request = app.request(Method::GET, "/graphql?query=%7B__typename%7D").header("Origin", origin);
            request.send().await.expect("an answer")
        };
        let there = ask("https://www.example.org").await;
        assert_eq!(there.status(), 200);
        assert_eq!(there.headers()["Access-Control-Allow-Origin"], "https://www.example.org");
        let exposed = there.headers()["Access-Control-Expose-Headers"].to_str().expect("text").to_lowercase();
        for name in ["etag", "communique-position", "x-request-id", "retry-after", "ratelimit-remaining"] {
            assert!(exposed.contains(name), "{exposed}");
        }
        assert_eq!(there.headers().get("Access-Control-Allow-Credentials"), None);
        assert_eq!(there.headers()["Strict-Transport-Security"], "max-age=600");
        assert_eq!(ask("https://elsewhere.example").await.headers().get("Access-Control-Allow-Origin"), None);
        let asking = app
            .request(Method::OPTIONS, "/graphql")
            .header("Origin", "https://www.example.org")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization, content-type");
        let answer = asking.send().await.expect("an answer");
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["Access-Control-Max-Age"]),
            (200, &"3600".parse().expect("a value"))
        );
    });
}

#[test]
fn every_answer_tells_browsers_what_not_to_do() {
    on_each(async |app| {
        for path in
            ["/graphql?query=%7B__typename%7D", "/graphql?query=%7B", "/healthz", "/feed.atom", "/nothing", "/graphiql/x.js"]
        {
            let answer = app.request(Method::GET, path).send().await.expect("an answer");
            assert_eq!(answer.headers()["X-Content-Type-Options"], "nosniff", "{path}");
            assert!(answer.headers().contains_key("Referrer-Policy"), "{path}");
            assert_eq!(answer.headers().get("Strict-Transport-Security"), None, "{path}");
            assert_eq!(answer.headers().get("Access-Control-Allow-Origin"), None, "{path}");
            assert_eq!(answer.headers().get("Set-Cookie"), None, "{path}: there are no cookies that a forged request could use");
        }
    });
}

#[test]
fn no_page_of_another_site_can_send_a_mutation_without_asking_first() {
    on_each(async |app| {
        let mutation = json!({ "query": "mutation { __typename }" }).to_string();
        // What a browser sends without asking: these types of bodies, and GET.
        for content in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; application/json"]
        {
            let request = app.request(Method::POST, "/graphql").header("Content-Type", content).body(mutation.clone());
            let answer = request.send().await.expect("an answer");
            assert!(answer.status().is_client_error(), "{content}: {}", answer.status());
            assert!(!answer.text().await.expect("text").contains("Mutation"), "{content}");
        }
        let answer = app.request(Method::POST, "/graphql").body(mutation.clone()).send().await.expect("an answer");
        assert_eq!(answer.status(), 415, "no type");
        let answer = app.request(Method::GET, "/graphql?query=mutation%7B__typename%7D").send().await.expect("an answer");
        assert_eq!(answer.status(), 405);
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{\"query\":\"mutation{__typename}\"}\r\n--x\r\n\
                         Content-Disposition: form-data; name=\"map\"\r\n\r\n{}\r\n--x--\r\n";
        let request =
            app.request(Method::POST, "/graphql").header("Content-Type", "multipart/form-data; boundary=x").body(multipart);
        assert_eq!(request.send().await.expect("an answer").status(), 401);
    });
}
