//! Whole answers are kept until the archive changes, and not a moment longer.

use api::http::Answering;
use entity::Role;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::builder::person;
use support::{App, databases, on_each};

struct Got {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

async fn get(app: &App, query: &str, headers: &[(&str, &str)]) -> Got {
    let mut request = app.request(Method::GET, "/graphql").query(&[("query", query)]);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    Got { status, headers, body: response.text().await.expect("a text") }
}

const NAMES: &str = "{people(first:100){nodes{name}}}";

#[test]
fn what_was_asked_before_needs_no_statement() {
    on_each(async |app| {
        app.write(async |set| set.create(person("Ada Lovelace")).await.expect("a person")).await;
        let first = get(&app, NAMES, &[]).await;
        assert!(first.body.contains("Ada Lovelace"), "{}", first.body);
        let before = app.db.statements();
        let again = get(&app, NAMES, &[]).await;
        assert_eq!(app.db.statements(), before);
        assert_eq!((&again.body, again.header("etag")), (&first.body, first.header("etag")));
        assert_eq!(again.header("communique-position"), app.db.present().await.expect("a position").to_string());

        // By POST, with other spaces around it, it is the same question.
        let posted = app.request(Method::POST, "/graphql").json(&json!({ "query": NAMES, "variables": {} }));
        assert_eq!(posted.send().await.expect("an answer").text().await.expect("a text"), first.body);
    });
}

#[test]
fn who_has_the_answer_is_told_so_until_it_changes() {
    on_each(async |app| {
        app.write(async |set| set.create(person("Ada Lovelace")).await.expect("a person")).await;
        let first = get(&app, NAMES, &[]).await;
        let etag = first.header("etag").to_owned();
        assert!(etag.starts_with('"') && first.header("cache-control") == "public, no-cache", "{:?}", first.headers);
        let before = app.db.statements();
        for tags in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}")] {
            let known = get(&app, NAMES, &[("if-none-match", &tags)]).await;
            assert_eq!((known.status, known.body.as_str(), known.header("etag")), (StatusCode::NOT_MODIFIED, "", etag.as_str()));
        }
        assert_eq!(app.db.statements(), before);
        app.write(async |set| set.create(person("Grace Hopper")).await.expect("a person")).await;
        let changed = get(&app, NAMES, &[("if-none-match", &etag)]).await;
        assert_eq!(changed.status, StatusCode::OK);
        assert!(changed.body.contains("Grace Hopper"));
    });
}

#[test]
fn no_answer_is_older_than_the_last_change_at_whichever_server() {
    on_each(async |app| {
        let other = app.elsewhere(None).await;
        let editor = app.sign_in(Role::Editor).await;
        let made = app.data_as(&editor, "mutation{createPerson(input:{name:\"Number 0\"}){record{id slug}}}").await;
        let (id, slug) = (&made["createPerson"]["record"]["id"], &made["createPerson"]["record"]["slug"]);
        let query = format!("{{person(slug:{slug}){{name}}}}");
        for number in 1..60 {
            // Asked often, so that there is something to be kept.
            for server in [&app, &other, &app, &other] {
                let shown = server.data(&query).await;
                assert_eq!(shown["person"]["name"], format!("Number {}", number - 1));
            }
            let server = if number % 2 == 0 { &app } else { &other };
            let update = format!(
                "mutation{{updatePerson(id:{id},expectedVersion:{number},input:{{name:\"Number {number}\"}}){{record{{version}}}}}}"
            );
            server.data_as(&editor, &update).await;
        }
    });
}

#[test]
fn readers_beside_a_writer_never_go_back() {
    on_each(async |app| {
        app.write(async |set| set.create(person("0")).await.expect("a person")).await;
        let editor = app.sign_in(Role::Editor).await;
        let id = app.data("{people(first:1){nodes{id slug}}}").await["people"]["nodes"][0].clone();
        let query = format!("{{person(id:{}){{name version}} people(first:5){{nodes{{name}} totalCount}}}}", id["id"]);
        let reading = async {
            let mut last = 0;
            while last < 40 {
                let answer = app.data(&query).await;
                let number: i32 = answer["person"]["name"].as_str().and_then(|name| name.parse().ok()).expect("a number");
                assert!(number >= last, "{number} came after {last}");
                // All of one state, whichever way it was read.
                assert_eq!(answer["people"]["nodes"][0]["name"], answer["person"]["name"]);
                assert_eq!(answer["person"]["version"], number + 1);
                last = number;
            }
        };
        let writing = async {
            for number in 1..=40 {
                let update = format!(
                    "mutation{{updatePerson(id:{},expectedVersion:{number},input:{{name:\"{number}\"}}){{record{{version}}}}}}",
                    id["id"]
                );
                app.data_as(&editor, &update).await;
            }
        };
        futures_util::future::join(reading, writing).await;
    });
}

#[test]
fn errors_and_what_is_somebodys_are_never_kept() {
    on_each(async |app| {
        let failing = get(&app, "{node(id:\"42\"){id}}", &[]).await;
        assert_eq!(failing.header("etag"), "");
        let editor = app.sign_in(Role::Editor).await;
        let bearer = format!("Bearer {editor}");
        let query = "{viewer{name} people(first:1){nodes{name}}}";
        let mine = get(&app, query, &[("authorization", &bearer)]).await;
        assert_eq!((mine.header("etag"), mine.header("cache-control")), ("", "private, no-store"), "{}", mine.body);
        let nobodys = get(&app, query, &[]).await;
        assert_eq!(serde_json::from_str::<Value>(&nobodys.body).expect("JSON")["data"]["viewer"], Value::Null);
        let again = get(&app, query, &[("authorization", &bearer)]).await;
        assert_eq!(again.body, mine.body);
        // What depends on the day of today holds no longer than that.
        let announced = get(&app, "{announcements(outcomes:[PENDING]){nodes{name}}}", &[]).await;
        assert_eq!((announced.status, announced.header("etag")), (StatusCode::OK, ""), "{}", announced.body);
    });
}

#[test]
fn memory_is_bounded() {
    for database in databases() {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
            let app = App::start_answering(database, Answering { kept_bytes: 100_000, ..Answering::default() }).await;
            for number in 0..200 {
                app.data(&format!("{{countries(first:50){{nodes{{name slug}}}}}} # {number}")).await;
            }
            assert!(app.archive.answers().bytes() <= 100_000, "{}", app.archive.answers().bytes());
        });
    }
}
