//! `graphql-transport-ws`, with its close codes.

use super::socket::{Heard, Socket};
use super::{head, publish};
use entity::Role;
use serde_json::{Value, json};
use std::time::Duration;
use support::{App, Database, on_each};

const CHANGES: &str = "subscription($after: Int) { recordChanged(after: $after) { position } }";

#[test]
fn each_way_to_break_the_protocol_has_its_code() {
    on_each(async |app| {
        let mut early = Socket::silent(&app).await;
        early.subscribe("1", CHANGES, json!({})).await;
        assert_eq!(early.closed().await, (4401, "Unauthorized".to_owned()));

        let mut twice = Socket::open(&app, None).await;
        twice.send(json!({"type": "connection_init"})).await;
        assert_eq!(twice.closed().await.0, 4429);

        let mut taken = Socket::following(&app, None, CHANGES, json!({})).await;
        taken.subscribe("1", CHANGES, json!({})).await;
        assert_eq!(taken.closed().await, (4409, "Subscriber for 1 already exists".to_owned()));

        for nonsense in [json!("nonsense"), json!({"type": "start", "id": "1"}), json!({"type": "subscribe", "id": "1"})] {
            let mut socket = Socket::open(&app, None).await;
            socket.send(nonsense).await;
            assert_eq!(socket.closed().await.0, 4400);
        }

        let mut stranger = Socket::silent(&app).await;
        stranger.send(json!({"type": "connection_init", "payload": {"Authorization": "Bearer cqt_nonsense"}})).await;
        let (code, reason) = stranger.closed().await;
        assert_eq!(code, 4403, "{reason}");
        assert!(!reason.contains("nonsense"), "{reason}");

        let mut last = Socket::following(&app, None, CHANGES, json!({"after": head(&app).await})).await;
        app.live().end();
        assert_eq!(last.closed().await.0, 1001);
        assert_eq!(app.live().sockets(), 0);
        let refused = app.request(reqwest::Method::GET, "/graphql");
        let refused =
            refused.header("Connection", "upgrade").header("Upgrade", "websocket").header("Sec-WebSocket-Version", "13");
        let refused = refused.header("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
        let refused = refused.header("Sec-WebSocket-Protocol", "graphql-transport-ws").send().await.expect("an answer");
        assert_eq!(refused.status(), 503);
    });
}

#[test]
fn who_does_not_greet_in_time_is_closed() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let app = App::start(Database::Sqlite).await;
        let mut silent = Socket::silent(&app).await;
        assert_eq!(silent.closed().await, (4408, "Connection initialisation timeout".to_owned()));
    });
}

#[test]
fn what_cannot_be_followed_is_refused_and_the_socket_goes_on() {
    on_each(async |app| {
        let mut socket = Socket::open(&app, None).await;
        let ahead = head(&app).await + 1_000;
        let id = json!({"id": "Q2hhbmdlU2V0OjE"});
        for (query, variables, code, words) in [
            ("{ people { totalCount } }", json!({}), "BAD_USER_INPUT", "only subscriptions"),
            (
                "subscription { a: recordChanged { position } b: recordChanged { position } }",
                json!({}),
                "BAD_USER_INPUT",
                "one field",
            ),
            (
                "subscription { ...F } fragment F on Subscription { a: recordChanged { position } b: recordChanged { position } }",
                json!({}),
                "BAD_USER_INPUT",
                "one field",
            ),
            ("subscription { nothing { position } }", json!({}), "BAD_USER_INPUT", "nothing"),
            ("subscription {", json!({}), "BAD_USER_INPUT", ""),
            (
                "subscription { statementChanged(filter: {ids: [\"x\"]}) { position } }",
                json!({}),
                "BAD_USER_INPUT",
                "filter.ids.0",
            ),
            ("subscription { recordChanged(recordIds: [\"x\"]) { position } }", json!({}), "BAD_USER_INPUT", "recordIds.0"),
            (CHANGES, json!({"after": -1}), "BAD_USER_INPUT", "negative"),
            (CHANGES, json!({"after": ahead}), "BAD_USER_INPUT", "ends at"),
            ("subscription($id: ID!) { changeSetChanged(id: $id) { state } }", id.clone(), "UNAUTHENTICATED", "token"),
            ("subscription($id: ID!) { importProgress(id: $id) { state } }", id, "UNAUTHENTICATED", "token"),
        ] {
            let (refused, message) = socket.refused(query, variables).await;
            assert_eq!(refused, code, "{query}: {message}");
            assert!(message.contains(words), "{query}: {message}");
        }
        assert_eq!(app.live().groups(), 0, "what is refused leaves nothing");
        socket.send(json!({"type": "ping", "payload": {"n": 1}})).await;
        assert_eq!(socket.next().await, Heard::Said(json!({"type": "pong", "payload": {"n": 1}})));

        // What is completed is told no more, and its name may be used again.
        socket.subscribe("1", CHANGES, json!({})).await;
        socket.send(json!({"type": "ping"})).await;
        assert_eq!(socket.next().await, Heard::Said(json!({"type": "pong"})));
        socket.send(json!({"type": "complete", "id": "1"})).await;
        publish(&app, "One").await;
        assert!(socket.is_quiet().await);
        let before = head(&app).await;
        socket.subscribe("1", CHANGES, json!({"after": before - 1})).await;
        assert_eq!(socket.event().await, json!({"position": before}));

        for number in 0..99 {
            socket.subscribe(&format!("more {number}"), CHANGES, json!({})).await;
        }
        let (code, message) = socket.refused(CHANGES, json!({})).await;
        assert_eq!(code, "LIMIT_EXCEEDED", "{message}");
        assert_eq!(app.live().groups(), 1, "those who ask for the same share one");
    });
}

#[test]
fn the_same_question_is_asked_once_for_each_who_may_see_something_else() {
    on_each(async |app| {
        let (one, other) = (app.sign_in(Role::Editor).await, app.sign_in(Role::Contributor).await);
        let mut sockets = Vec::new();
        for token in [None, None, Some(one.as_str()), Some(one.as_str()), Some(other.as_str())] {
            sockets.push(Socket::following(&app, token, CHANGES, json!({"after": head(&app).await})).await);
        }
        publish(&app, "One").await;
        for socket in &mut sockets {
            assert_eq!(socket.event().await, json!({"position": head(&app).await}));
        }
        assert_eq!(app.live().groups(), 3);
        drop(sockets);
        for _ in 0..100 {
            if app.live().groups() == 0 && app.live().sockets() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} groups of nobody", app.live().groups());
    });
}

#[test]
fn an_event_shows_what_queries_show() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let after = head(&app).await;
        let query = "subscription($n: Int) { statementChanged(after: $n) { position operation passes statementId mergedIntoId
            statement { title speakers { name } turns { nodes { text } } } revision { position operation title version author { displayName } } } }";
        let mut socket = Socket::following(&app, None, query, json!({"n": after})).await;
        let create = "mutation { createStatement(input: {kind: SPEECH, title: \"Now\", holding: FULL,
            turns: [{kind: SPEECH, text: \"Hello.\", speaker: {new: {name: \"Ann One\"}}}]}) { record { id } } }";
        let made = app.data_as(&editor, create).await["createStatement"]["record"]["id"].clone();
        let event = socket.event().await;
        assert_eq!(event["statementId"], made);
        assert_eq!((&event["operation"], &event["passes"]), (&json!("CREATE"), &json!(true)));
        assert_eq!(
            event["statement"],
            json!({"title": "Now", "speakers": [{"name": "Ann One"}], "turns": {"nodes": [{"text": "Hello."}]}})
        );
        assert_eq!(event["revision"]["position"], event["position"]);
        assert_ne!(event["revision"]["author"], Value::Null);
        // Nothing is kept from one event to the next.
        let update =
            format!("mutation {{ updateStatement(id: {made}, expectedVersion: 1, input: {{title: \"Then\"}}) {{ recordId }} }}");
        app.data_as(&editor, &update).await;
        let event = socket.event().await;
        assert_eq!((&event["statement"]["title"], &event["revision"]["version"]), (&json!("Then"), &json!(2)));
    });
}
