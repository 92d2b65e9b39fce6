//! A clock that is set while the server runs.

use crate::cli::communique;
use api::changeset::verify::verify;
use api::config::DatabaseUrl;
use api::db::Db;
use serde_json::{Value, json};
use std::time::Duration;
use support::account::PASSWORD;
use support::{Faulty, databases};

const DAY: i64 = 86_400;

fn on_each(test: impl AsyncFn(Faulty, DatabaseUrl)) {
    for database in databases() {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
            let url = database.fresh().await;
            test(Faulty::start(communique(), &url), url).await;
        });
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

#[test]
fn the_order_of_the_log_and_of_lists_is_not_the_clocks() {
    on_each(async |server, url| {
        let (script, _) = Faulty::script(&url).await;
        let mut made = Vec::new();
        for (number, ahead) in [0, DAY, -DAY, 2 * DAY, 0].into_iter().enumerate() {
            server.set_clock(ahead);
            let create =
                format!("mutation {{ createTopic(input: {{label: \"Topic {number}\"}}) {{ record {{ id createdAt }} }} }}");
            made.push(server.data(Some(&script), &create).await["createTopic"]["record"].clone());
            let (id, label) = (&made[0]["id"], format!("Topic 0, {number}"));
            let update = format!(
                "mutation {{ updateTopic(id: {id}, expectedVersion: {}, input: {{label: \"{label}\"}}) {{ record {{ version }} }} }}",
                number + 1
            );
            assert_eq!(server.data(Some(&script), &update).await["updateTopic"]["record"]["version"], number + 2);
        }
        assert!(text(&made[1]["createdAt"]) > text(&made[2]["createdAt"]), "the clock has gone back: {made:?}");
        let log = server.data(None, "{ changes(last: 10, orderBy: POSITION_ASC) { nodes { position recordId version } } }").await;
        let log = log["changes"]["nodes"].as_array().expect("a list").clone();
        let positions: Vec<i64> = log.iter().map(|entry| entry["position"].as_i64().expect("a number")).collect();
        assert!(positions.windows(2).all(|pair| pair[1] == pair[0] + 1), "{positions:?}");
        let created: Vec<&Value> = log.iter().filter(|entry| entry["version"] == 1).map(|entry| &entry["recordId"]).collect();
        assert_eq!(created, made.iter().map(|topic| &topic["id"]).collect::<Vec<_>>());
        // Page by page, nothing is passed over and nothing comes twice.
        for (list, first, key) in [("topics", 2, "id"), ("changes", 100, "position")] {
            let (mut after, mut seen) = (String::new(), Vec::new());
            loop {
                let query =
                    format!("{{ {list}(first: {first}{after}) {{ nodes {{ {key} }} pageInfo {{ hasNextPage endCursor }} }} }}");
                let page = server.data(None, &query).await[list].clone();
                seen.extend(page["nodes"].as_array().expect("a list").iter().map(|node| node[key].to_string()));
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                after = format!(", after: {}", page["pageInfo"]["endCursor"]);
            }
            let all = server.data(None, &format!("{{ {list} {{ totalCount }} }}")).await[list]["totalCount"].clone();
            let count = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!((json!(count), count), (all, seen.len()), "{list}");
        }
        let query = format!("{{ node(id: {}) {{ ... on Topic {{ revisions {{ nodes {{ version }} }} }} }} }}", made[0]["id"]);
        let versions = server.data(None, &query).await["node"]["revisions"]["nodes"].clone();
        let mut versions: Vec<i64> =
            versions.as_array().expect("a list").iter().map(|node| node["version"].as_i64().expect("a number")).collect();
        versions.reverse();
        assert!(versions == [1, 2, 3, 4, 5, 6] || versions == [6, 5, 4, 3, 2, 1], "{versions:?}");
        let db = Db::connect(&url).await.expect("the database answers");
        let findings = verify(&db).await.expect("it is verified");
        assert_eq!(findings.faults, Vec::<String>::new());
    });
}

const CREDENTIALS: &str = "accessToken refreshToken";

async fn sign_in(server: &Faulty, email: &str, password: &str) -> Value {
    let query = format!("mutation {{ signIn(email: \"{email}\", password: \"{password}\") {{ {CREDENTIALS} }} }}");
    server.ask(None, &query, Value::Null).await.1
}

async fn refresh(server: &Faulty, credentials: &Value) -> Value {
    let query = format!("mutation {{ refreshSession(refreshToken: {}) {{ {CREDENTIALS} }} }}", credentials["refreshToken"]);
    server.data(None, &query).await["refreshSession"].clone()
}

#[test]
fn who_is_signed_in_stays_so_and_nobody_waits_for_a_day() {
    on_each(async |server, url| {
        let (script, email) = Faulty::script(&url).await;
        let mut credentials = sign_in(&server, &email, PASSWORD).await["data"]["signIn"].clone();
        for ahead in [0, DAY, -DAY, 0] {
            server.set_clock(ahead);
            // An access token may be too old or too new then; the refresh token gives another, and scripts go on.
            credentials = refresh(&server, &credentials).await;
            let who = server.data(Some(text(&credentials["accessToken"])), "{ viewer { id } }").await;
            assert!(who["viewer"]["id"].is_string(), "{ahead}");
            assert_eq!(server.data(Some(&script), "{ viewer { id } }").await, who);
        }
        server.set_clock(DAY);
        let (status, _) = server.ask(Some(text(&credentials["accessToken"])), "{ viewer { id } }", Value::Null).await;
        assert_eq!(status, 401, "a quarter of an hour has passed, as far as anybody knows");
        // Failures of tomorrow make nobody wait longer than failures of today.
        for _ in 0..5 {
            sign_in(&server, &email, "wrong").await;
        }
        server.set_clock(0);
        let refused = sign_in(&server, &email, PASSWORD).await;
        let seconds = refused["errors"][0]["extensions"]["retryAfter"].as_u64().unwrap_or_else(|| panic!("{refused}"));
        assert!(seconds <= 5, "{refused}");
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        assert!(sign_in(&server, &email, PASSWORD).await["data"]["signIn"].is_object(), "after its wait");
    });
}

#[test]
fn what_is_scheduled_is_applied_once_when_the_clock_comes_to_it() {
    on_each(async |server, url| {
        let (script, _) = Faulty::script(&url).await;
        let begin = "mutation { beginChangeSet(title: \"later\") { changeSet { id } } }";
        let set = server.data(Some(&script), begin).await["beginChangeSet"]["changeSet"]["id"].clone();
        let create = format!("mutation {{ createTopic(changeSetId: {set}, input: {{label: \"Later\"}}) {{ recordId }} }}");
        server.data(Some(&script), &create).await;
        let at = api::clock::now_millis() + 3_600_000;
        let at = async_graphql::ScalarType::to_value(&api::graphql::scalar::DateTime::from_millis(at).expect("a moment"));
        let apply = format!("mutation {{ applyChangeSet(id: {set}, applyAt: {at}) {{ changeSet {{ state }} }} }}");
        assert_eq!(server.data(Some(&script), &apply).await["applyChangeSet"]["changeSet"]["state"], "SCHEDULED");
        let count = async || server.data(None, "{ topics { totalCount } }").await["topics"]["totalCount"].clone();
        server.set_clock(-DAY);
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(count().await, 0);
        server.set_clock(DAY);
        for _ in 0..50 {
            if count().await == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        server.set_clock(0);
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(count().await, 1, "once");
        let state = server.data(Some(&script), &format!("{{ changeSet(id: {set}) {{ state }} }}")).await;
        assert_eq!(state["changeSet"]["state"], "APPLIED");
    });
}
