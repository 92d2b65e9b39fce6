//! Who keeps a list by a subscription has the list.

use super::head;
use super::socket::Socket;
use entity::Role;
use serde_json::{Value, json};
use support::{App, on_each};

const FOLLOW: &str = "subscription($filter: StatementFilter, $after: Int) { statementChanged(filter: $filter, after: $after) { operation passes statement { title } } }";

async fn create(app: &App, token: &str, input: &str) -> String {
    let query = format!("mutation {{ createStatement(input: {{holding: FULL, {input}}}) {{ recordId }} }}");
    app.data_as(token, &query).await["createStatement"]["recordId"].to_string()
}

async fn update(app: &App, token: &str, id: &str, version: i32, input: &str) {
    let query =
        format!("mutation {{ updateStatement(id: {id}, expectedVersion: {version}, input: {{{input}}}) {{ recordId }} }}");
    app.data_as(token, &query).await;
}

fn told(event: &Value) -> (&str, bool, Option<&str>) {
    (event["operation"].as_str().expect("an operation"), event["passes"] == true, event["statement"]["title"].as_str())
}

#[test]
fn what_passes_is_told_and_what_may_have_ceased_to() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let variables = json!({"filter": {"kinds": ["BRIEFING"], "speaker": {"name": "Ann"}}, "after": head(&app).await});
        let mut socket = Socket::following(&app, None, FOLLOW, variables.clone()).await;
        let speech = |name: &str| format!("turns: [{{kind: SPEECH, text: \"Hello.\", speaker: {{new: {{name: \"{name}\"}}}}}}]");
        let one = create(&app, &editor, &format!("kind: BRIEFING, title: \"One\", {}", speech("Ann One"))).await;
        assert_eq!(told(&socket.event().await), ("CREATE", true, Some("One")));
        // Of another kind, and by another: neither concerns the list, nor do changes that cannot have made them leave it.
        let other = create(&app, &editor, &format!("kind: SPEECH, title: \"Other\", {}", speech("Ann Two"))).await;
        create(&app, &editor, &format!("kind: BRIEFING, title: \"Another\", {}", speech("Bob Three"))).await;
        update(&app, &editor, &other, 1, "title: \"Another title\"").await;
        assert!(socket.is_quiet().await);

        update(&app, &editor, &one, 1, "title: \"One more\"").await;
        assert_eq!(told(&socket.event().await), ("UPDATE", true, Some("One more")));
        update(&app, &editor, &one, 2, "kind: SPEECH").await;
        assert_eq!(told(&socket.event().await), ("UPDATE", false, Some("One more")), "it has left");
        update(&app, &editor, &one, 3, "title: \"Unseen\"").await;
        assert!(socket.is_quiet().await);
        update(&app, &editor, &one, 4, "kind: BRIEFING").await;
        assert_eq!(told(&socket.event().await), ("UPDATE", true, Some("Unseen")), "it is back");

        let delete =
            format!("mutation {{ deleteRecord(id: {one}, expectedVersion: 5, reason: \"A test\") {{ changeSet {{ id }} }} }}");
        let set = app.data_as(&editor, &delete).await["deleteRecord"]["changeSet"]["id"].clone();
        assert_eq!(told(&socket.event().await), ("DELETE", false, None));
        let undo = format!("mutation {{ undoChangeSet(id: {set}) {{ changeSet {{ id }} }} }}");
        app.data_as(&editor, &undo).await;
        assert_eq!(told(&socket.event().await), ("RESTORE", true, Some("Unseen")));

        // Who comes later is told the same, as far as it still can be known what has passed.
        let mut late = Socket::following(&app, None, FOLLOW, variables).await;
        let mut seen = Vec::new();
        for _ in 0..7 {
            seen.push(late.event().await);
        }
        assert!(seen.iter().all(|event| event["passes"] == true), "{seen:?}");
        assert!(late.is_quiet().await);
    });
}

#[test]
fn those_only_referred_to_are_left_out_as_in_lists() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let after = head(&app).await;
        let mut usual = Socket::following(&app, None, FOLLOW, json!({"filter": {"kinds": ["ARTICLE"]}, "after": after})).await;
        let asked = json!({"filter": {"kinds": ["ARTICLE"], "holdings": ["REFERENCED"]}, "after": after});
        let mut asking = Socket::following(&app, None, FOLLOW, asked).await;
        let query =
            "mutation { createStatement(input: {holding: REFERENCED, kind: ARTICLE, title: \"An article\"}) { recordId } }";
        let id = app.data_as(&editor, query).await["createStatement"]["recordId"].to_string();
        assert_eq!(told(&asking.event().await), ("CREATE", true, Some("An article")));
        update(&app, &editor, &id, 1, "holding: FULL").await;
        assert_eq!(told(&usual.event().await), ("UPDATE", true, Some("An article")));
        assert_eq!(told(&asking.event().await), ("UPDATE", false, Some("An article")));
    });
}

#[test]
fn records_are_followed_by_kind_operation_and_one_by_one() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let person = |name: &str| format!("mutation {{ createPerson(input: {{name: \"{name}\"}}) {{ recordId }} }}");
        let ann = app.data_as(&editor, &person("Ann One")).await["createPerson"]["recordId"].clone();
        let after = head(&app).await;
        let fields = "{ operation recordKind recordId record { __typename ... on Person { name } } }";
        let query = format!(
            "subscription($n: Int, $ids: [ID!], $kinds: [RecordKind!], $ops: [Operation!]) {{ recordChanged(after: $n, recordIds: $ids, recordKinds: $kinds, operations: $ops) {fields} }}"
        );
        let mut of_ann = Socket::following(&app, None, &query, json!({"n": after, "ids": [ann]})).await;
        let mut made = Socket::following(&app, None, &query, json!({"n": after, "kinds": ["PERSON"], "ops": ["CREATE"]})).await;
        create(&app, &editor, "kind: SPEECH, title: \"One\"").await;
        let bob = app.data_as(&editor, &person("Bob Two")).await["createPerson"]["recordId"].clone();
        let born = format!(
            "mutation {{ updatePerson(id: {ann}, expectedVersion: 1, input: {{born: {{edtf: \"1950\"}}}}) {{ recordId }} }}"
        );
        app.data_as(&editor, &born).await;
        let shown = |operation: &str, id: &Value, name: &str| json!({"operation": operation, "recordKind": "PERSON", "recordId": id, "record": {"__typename": "Person", "name": name}});
        assert_eq!(made.event().await, shown("CREATE", &bob, "Bob Two"));
        assert_eq!(of_ann.event().await, shown("UPDATE", &ann, "Ann One"));
        assert!(made.is_quiet().await);
    });
}
