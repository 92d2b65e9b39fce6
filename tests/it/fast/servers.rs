//! Several servers and a streaming replica are one archive.

use api::config::DatabaseUrl;
use entity::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{App, Database, Replicated, databases, left_out};

/// A query with the position that the client has seen; the answer and its position.
async fn ask(app: &App, query: &str, seen: Option<i64>) -> (Value, i64) {
    let mut request = app.request(Method::POST, "/graphql").json(&json!({ "query": query }));
    if let Some(seen) = seen {
        request = request.header("Communique-Position", seen);
    }
    let response = request.send().await.expect("an answer");
    let position = response.headers().get("communique-position").and_then(|value| value.to_str().ok()?.parse().ok());
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(body.get("errors"), None, "{query}");
    (body["data"].clone(), position.expect("a position"))
}

async fn create(app: &App, token: &str, name: &str) -> i64 {
    let mutation = json!({ "query": format!("mutation{{createPerson(input:{{name:\"{name}\"}}){{recordId}}}}") });
    let response = app.request(Method::POST, "/graphql").bearer_auth(token).json(&mutation).send().await.expect("an answer");
    let position = response.headers().get("communique-position").and_then(|value| value.to_str().ok()?.parse().ok());
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(body.get("errors"), None, "{name}");
    position.expect("a position")
}

fn names(data: &Value) -> Vec<&str> {
    data["people"]["nodes"].as_array().into_iter().flatten().filter_map(|person| person["name"].as_str()).collect()
}

const NAMES: &str = "{people(first:100){nodes{name}}}";

#[test]
fn a_position_that_is_none_is_refused() {
    support::on_each(async |app| {
        let request = app.request(Method::POST, "/graphql").header("Communique-Position", "yesterday");
        let response = request.json(&json!({ "query": NAMES })).send().await.expect("an answer");
        assert_eq!(response.status(), 400);
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(body["errors"][0]["extensions"]["violations"][0]["path"], "Communique-Position");
    });
}

#[test]
fn two_servers_and_a_replica_are_one_archive() {
    if !databases().contains(&Database::Postgres) {
        return left_out("the replica", "there is no PostgreSQL");
    }
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
        let Some(mut cluster) = Replicated::start() else {
            return left_out("the replica", "PostgreSQL's programs are not installed");
        };
        let replica = DatabaseUrl::new(cluster.replica());
        let app = App::on(&DatabaseUrl::new(cluster.primary())).await;
        let one = app.elsewhere(Some(&replica)).await;
        let other = app.elsewhere(Some(&replica)).await;
        let editor = app.sign_in(Role::Editor).await;

        // What was changed at one is seen at the other within a second, by queries and by searches, and at once by who changed it.
        let mut seen = 0;
        for letter in 'a'..'u' {
            // Names that nobody takes for slips of the pen of each other.
            let name = format!("Person {}", letter.to_string().repeat(6));
            seen = create(&one, &editor, &name).await;
            let (own, position) = ask(&one, NAMES, Some(seen)).await;
            assert!(names(&own).contains(&name.as_str()) && position >= seen, "{name}: {position} {seen}");
            let started = Instant::now();
            while !names(&ask(&other, NAMES, None).await.0).contains(&name.as_str()) {
                assert!(started.elapsed() < Duration::from_secs(1), "{name} was not seen");
            }
            let search = format!("{{search(query:\"{}\",kinds:[PERSON]){{totalCount}}}}", letter.to_string().repeat(6));
            while ask(&other, &search, None).await.0["search"]["totalCount"] != 1 {
                assert!(started.elapsed() < Duration::from_secs(2), "{name} was not found");
            }
        }

        // A replica that stands still serves nobody who has seen more, and nobody goes back.
        cluster.pause_replay();
        let newest = create(&one, &editor, "Behind the replica").await;
        let (old, position) = ask(&other, NAMES, Some(seen)).await;
        assert!(!names(&old).contains(&"Behind the replica") && position >= seen);
        let (new, position) = ask(&other, NAMES, Some(newest)).await;
        assert!(names(&new).contains(&"Behind the replica") && position >= newest);
        cluster.resume_replay();

        // Without the replica everything goes on.
        cluster.stop_replica();
        let started = Instant::now();
        for number in 0..10 {
            let name = format!("After the replica {number}");
            let seen = create(&other, &editor, &name).await;
            assert!(names(&ask(&one, NAMES, Some(seen)).await.0).contains(&name.as_str()));
            assert!(names(&ask(&other, NAMES, None).await.0).contains(&name.as_str()));
        }
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());

        // Nor is one of the servers needed.
        drop(one);
        let seen = create(&other, &editor, "After a server").await;
        assert!(names(&ask(&other, NAMES, Some(seen)).await.0).contains(&"After a server"));
    });
}
