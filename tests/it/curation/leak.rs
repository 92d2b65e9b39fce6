//! What waits is seen by its author and by editors alone: unmistakable words are planted in changes that wait, and everything that is public is
//! asked for them.

use super::{done, text};
use entity::Role;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{App, on_each};

const WORD: &str = "xyzzyplugh";

/// Changes of every kind of record that wait, and the ids that are kept for them.
async fn plant(app: &App, contributor: &str) -> Vec<String> {
    let begin =
        format!("mutation {{ beginChangeSet(title: \"{WORD} title\", description: \"{WORD}\") {{ changeSet {{ id }} }} }}");
    let set = done(app, contributor, &begin, json!({})).await["beginChangeSet"]["changeSet"]["id"].clone();
    let mut ids = Vec::new();
    let inputs = [
        format!(
            r#"createPerson(input: {{name: "{WORD} person", slug: "{WORD}", externalIds: [{{scheme: "{WORD}", value: "{WORD}"}}]}}, changeSetId: $set)"#
        ),
        format!(r#"createTopic(input: {{label: "{WORD} topic"}}, changeSetId: $set)"#),
        format!(r#"createPlace(input: {{name: "{WORD} place", kind: CITY}}, changeSetId: $set)"#),
        format!(r#"createOrganisation(input: {{name: "{WORD} organisation", kind: OTHER}}, changeSetId: $set)"#),
        format!(r#"createOffice(input: {{title: "{WORD} office", kind: MINISTER}}, changeSetId: $set)"#),
        format!(r#"createCountry(input: {{name: "{WORD} country"}}, changeSetId: $set)"#),
        format!(r#"createEvent(input: {{name: "{WORD} event", kind: MEETING, status: ANNOUNCED}}, changeSetId: $set)"#),
        format!(r#"createSource(input: {{url: "https://example.org/{WORD}", text: "{WORD}"}}, changeSetId: $set)"#),
        format!(
            r#"createStatement(input: {{kind: SPEECH, title: "{WORD} statement", holding: FULL, summary: "{WORD}", language: "en",
                turns: [{{kind: SPEECH, text: "{WORD}", label: "{WORD}"}}], links: [{{kind: QUOTES, target: {{slug: "public"}}, phrase: "{WORD}"}}]}}, changeSetId: $set)"#
        ),
        format!(
            r#"updatePerson(id: $person, expectedVersion: 1, input: {{otherNames: [{{form: "{WORD}", kind: ALTERNATIVE}}]}}, changeSetId: $set)"#
        ),
    ];
    let people = app.data("{ people { nodes { id } } }").await;
    for input in inputs {
        let query = format!("mutation($set: ID!, $person: ID!) {{ {input} {{ recordId }} }}").replace(
            "($set: ID!, $person: ID!)",
            if input.contains("$person") { "($set: ID!, $person: ID!)" } else { "($set: ID!)" },
        );
        let made = done(app, contributor, &query, json!({"set": set, "person": people["people"]["nodes"][0]["id"]})).await;
        if input.starts_with("update") {
            continue;
        }
        ids.push(text(&made.as_object().and_then(|made| made.values().next()).expect("a payload")["recordId"]).to_owned());
    }
    let submitted =
        done(app, contributor, "mutation($id: ID!) { submitChangeSet(id: $id) { changeSet { id } } }", json!({"id": set})).await;
    ids.push(text(&submitted["submitChangeSet"]["changeSet"]["id"]).to_owned());
    ids
}

/// A selection of everything a type has, as deep as `depth`.
fn everything(types: &BTreeMap<String, Value>, name: &str, depth: usize) -> Option<String> {
    let kind = &types[name];
    match kind["kind"].as_str()? {
        "OBJECT" | "INTERFACE" => {}
        _ => return Some(String::new()),
    }
    if depth == 0 {
        return None;
    }
    let mut fields = vec!["__typename".to_owned()];
    for field in kind["fields"].as_array().into_iter().flatten() {
        let has_needs = field["args"].as_array().into_iter().flatten().any(|arg| arg["type"]["kind"] == "NON_NULL");
        let mut of = &field["type"];
        while !of["ofType"].is_null() {
            of = &of["ofType"];
        }
        if has_needs {
            continue;
        }
        if let Some(inner) = everything(types, of["name"].as_str()?, depth - 1) {
            let inner = if inner.is_empty() { inner } else { format!(" {{ {inner} }}") };
            // A list counts what it costs: a few rows tell enough.
            let few = field["args"].as_array().into_iter().flatten().any(|arg| arg["name"] == "first");
            fields.push(format!("{}{}{inner}", field["name"].as_str()?, if few { "(first: 5)" } else { "" }));
        }
    }
    Some(fields.join(" "))
}

#[test]
fn nothing_public_shows_what_waits() {
    on_each(async |app| {
        app.write(async |set| {
            let person = set.create(support::builder::person("Public Person")).await.expect("a person");
            let mut public = support::builder::statement("Public");
            public.turns = vec![support::builder::turn(Some(person), "Public words.")];
            set.create(public).await.expect("a statement");
        })
        .await;
        let contributor = app.sign_in(Role::Contributor).await;
        let ids = plant(&app, &contributor).await;
        // It is there for its author.
        assert!(
            done(&app, &contributor, "{ changeSets { nodes { title changes { nodes { preview } } } } }", json!({}))
                .await
                .to_string()
                .contains(WORD)
        );
        let stranger = app.sign_in(Role::Contributor).await;
        let schema = app
            .data("{ __schema { queryType { fields { name args { name type { kind } } type { ...T } } } types { kind name fields { name args { name type { kind } } type { ...T } } } } }
                fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }")
            .await;
        let types: BTreeMap<String, Value> = schema["__schema"]["types"]
            .as_array()
            .expect("types")
            .iter()
            .map(|one| (text(&one["name"]).to_owned(), one.clone()))
            .collect();
        let mut asked = 0;
        for field in schema["__schema"]["queryType"]["fields"].as_array().expect("fields") {
            let mut of = &field["type"];
            while !of["ofType"].is_null() {
                of = &of["ofType"];
            }
            let Some(inner) = everything(&types, text(&of["name"]), 4) else { continue };
            let has_needs = field["args"].as_array().expect("arguments").iter().any(|arg| arg["type"]["kind"] == "NON_NULL");
            if has_needs {
                continue;
            }
            let query = format!("{{ {} {{ {inner} }} }}", text(&field["name"]));
            for token in [None, Some(stranger.as_str())] {
                let answer = app.ask_as(token, &query, Value::Null).await;
                assert!(!answer.body.to_string().contains(WORD), "{query}: {}", answer.body);
                asked += 1;
            }
        }
        assert!(asked > 30, "{asked} queries");
        // Named one by one, by every address they would have.
        for id in &ids {
            for query in [
                format!(r#"{{ node(id: "{id}") {{ id }} }}"#),
                format!(r#"{{ nodes(ids: ["{id}"]) {{ id }} }}"#),
                format!(r#"{{ revisions(id: "{id}") {{ totalCount nodes {{ title }} }} }}"#),
                format!(r#"{{ snapshot(id: "{id}", asOf: {{version: 1}}) {{ document }} tombstone(id: "{id}") {{ reason }} }}"#),
                format!(r#"{{ changeSet(id: "{id}") {{ title }} }}"#),
            ] {
                for token in [None, Some(stranger.as_str())] {
                    let answer = app.ask_as(token, &query, Value::Null).await;
                    let told = answer.body["data"].to_string();
                    assert!(!told.contains(WORD) && !told.contains(id.as_str()), "{query}: {}", answer.body);
                }
            }
        }
        let lookups = app
            .data(&format!(
                r#"{{ person(slug: "{WORD}") {{ id }} a: person(externalId: {{scheme: "{WORD}", value: "{WORD}"}}) {{ id }}
                  people(filter: {{name: "{WORD}"}}) {{ totalCount }} statements(filter: {{title: "{WORD}", holdings: [FULL, REFERENCED]}}) {{ totalCount }}
                  statement(slug: "public") {{ linkedFrom {{ totalCount }} revisions {{ totalCount }} }}
                  worklist(kind: UNRESOLVED_SPEAKERS) {{ totalCount }} b: worklist(kind: STATEMENTS_WITHOUT_DATE) {{ totalCount }} }}"#
            ))
            .await;
        let counts = json!({"person": null, "a": null, "people": {"totalCount": 0}, "statements": {"totalCount": 0},
            "statement": {"linkedFrom": {"totalCount": 0}, "revisions": {"totalCount": 1}},
            "worklist": {"totalCount": 0}, "b": {"totalCount": 1}});
        assert_eq!(lookups, counts);
        // What an editor writes meets no trace of it: neither its slug nor its external id is taken.
        let editor = app.sign_in(Role::Editor).await;
        let same = format!(
            r#"mutation {{ createPerson(input: {{name: "{WORD} person", slug: "{WORD}", externalIds: [{{scheme: "{WORD}", value: "{WORD}"}}]}}) {{ record {{ slug }} }} }}"#
        );
        assert_eq!(done(&app, &editor, &same, json!({})).await["createPerson"]["record"]["slug"], WORD);
    });
}
