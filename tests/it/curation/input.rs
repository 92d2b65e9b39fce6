//! Input that breaks a rule: all of it is told at once, with its path, and nothing is half done.

use super::refused;
use entity::Role;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{App, on_each};

async fn violations(app: &App, token: &str, mutation: &str) -> BTreeMap<String, String> {
    let error = refused(app, token, &format!("mutation {{ {mutation} {{ recordId }} }}"), json!({})).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{mutation}: {error}");
    let list = error["extensions"]["violations"].as_array().unwrap_or_else(|| panic!("{mutation}: {error}"));
    list.iter()
        .map(|one| (one["path"].as_str().unwrap_or_default().to_owned(), one["message"].as_str().unwrap_or_default().to_owned()))
        .collect()
}

fn paths(violations: &BTreeMap<String, String>) -> Vec<&str> {
    violations.keys().map(String::as_str).collect()
}

#[test]
fn all_violations_are_told_at_once_with_their_paths() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let found = violations(
            &app,
            &editor,
            r#"createPerson(input: {name: " ", slug: "Not a slug", born: {edtf: "yesterday"}, died: {edtf: "1900"},
                otherNames: [{form: "", kind: SHORT, language: "not a language", script: "Cyrillic"}], externalIds: [{scheme: "", value: "1"}]})"#,
        )
        .await;
        assert_eq!(
            paths(&found),
            [
                "input.born",
                "input.externalIds.0.scheme",
                "input.name",
                "input.otherNames.0.form",
                "input.otherNames.0.language",
                "input.otherNames.0.script",
                "input.slug"
            ]
        );
        let found = violations(&app, &editor, r#"createPerson(input: {born: {edtf: "1950"}})"#).await;
        assert_eq!(paths(&found), ["input.name"]);
        let found = violations(
            &app,
            &editor,
            r#"createStatement(input: {kind: SPEECH, title: "T", holding: FULL, event: {slug: "nowhere"}, countries: [{country: {code: "ZZ"}}],
                turns: [{kind: SPEECH, text: "a", speaker: {slug: "nobody"}}, {text: "b", speaker: {id: "Q291bnRyeToxMg"}}]})"#,
        )
        .await;
        assert_eq!(
            paths(&found),
            [
                "input.countries.0.country.code",
                "input.event.slug",
                "input.turns.0.speaker.slug",
                "input.turns.1.kind",
                "input.turns.1.speaker.id"
            ]
        );
        assert!(found["input.turns.1.speaker.id"].contains("is the id of a Country, but a Person is wanted"), "{found:?}");
        let found = violations(&app, &editor, r#"createEvent(input: {name: "E", kind: VISIT, status: HELD, starts: {edtf: "2016-07-15"}, ends: {edtf: "2016-07-14"}, participants: [{role: GUEST}], ordinal: 0})"#).await;
        assert_eq!(paths(&found), ["input.ends", "input.ordinal", "input.participants.0"]);
        let found = violations(
            &app,
            &editor,
            r#"addTenure(input: {person: {new: {name: ""}}, office: {new: {title: "T", kind: MINISTER}}})"#,
        )
        .await;
        assert_eq!(paths(&found), ["input.person.new.name"]);
        let found = violations(
            &app,
            &editor,
            r#"addTenure(input: {person: {new: {name: "P"}}, office: {new: {title: "T", kind: MINISTER}}, started: {edtf: "2016"}, ended: {edtf: "2015"}})"#,
        )
        .await;
        assert_eq!(paths(&found), ["input.ended"]);
        let long = "x".repeat(500_001);
        let found = violations(&app, &editor, &format!(r#"createStatement(input: {{kind: SPEECH, title: "T", holding: FULL, turns: [{{kind: SPEECH, text: "{long}"}}]}})"#)).await;
        assert_eq!(found["input.turns.0.text"], "has 500001 characters; at most 500000 are allowed");
        // None of it has left anything.
        assert_eq!(
            app.data("{ people { totalCount } offices { totalCount } statements { totalCount } events { totalCount } }").await,
            json!({"people": {"totalCount": 0}, "offices": {"totalCount": 0}, "statements": {"totalCount": 0}, "events": {"totalCount": 0}})
        );
    });
}

#[test]
fn records_never_lead_back_to_themselves() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let (a, b) = app
            .write(async |set| {
                let a = set.create(support::builder::event("A")).await.expect("an event");
                let mut b = support::builder::event("B");
                b.parent_id = Some(a);
                (a, set.create(b).await.expect("an event"))
            })
            .await;
        let (a, b) = (api::graphql::id::encode("Event", a), api::graphql::id::encode("Event", b));
        for parent in [&a, &b] {
            let found = violations(
                &app,
                &editor,
                &format!(
                    r#"updateEvent(id: "{}", expectedVersion: 1, input: {{parent: {{id: "{}"}}}})"#,
                    a.as_str(),
                    parent.as_str()
                ),
            )
            .await;
            assert_eq!(paths(&found), ["input.parent"]);
        }
    });
}

#[test]
fn turns_and_mentions_stay_within_their_text() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let statement = app
            .write(async |set| {
                let mut speech = support::builder::statement("Speech");
                speech.turns = vec![support::builder::turn(None, "Hello, Baku.")];
                set.create(speech).await.expect("a statement")
            })
            .await;
        let turn = api::graphql::id::encode("Turn", statement + 1);
        let found = violations(
            &app,
            &editor,
            &format!(r#"addMention(input: {{turn: "{}", start: 7, end: 99, country: {{code: "AZ"}}}})"#, turn.as_str()),
        )
        .await;
        assert_eq!(paths(&found), ["input.end"]);
        let found = violations(
            &app,
            &editor,
            &format!(
                r#"addMention(input: {{turn: "{}", start: 7, end: 11, country: {{code: "AZ"}}, person: {{new: {{name: "P"}}}}}})"#,
                turn.as_str()
            ),
        )
        .await;
        assert!(paths(&found).contains(&"input"), "{found:?}");
        let found =
            violations(&app, &editor, &format!(r#"moveTurn(id: "{}", expectedVersion: 1, position: 5)"#, turn.as_str())).await;
        assert_eq!(paths(&found), ["position"]);
        let made = app.ask_as(Some(&editor), &format!(r#"mutation {{ addMention(input: {{turn: "{}", start: 7, end: 11, country: {{code: "AZ"}}, resolution: SUGGESTED}}) {{ record {{ id exact prefix suffix resolution version }} }} }}"#, turn.as_str()), Value::Null).await;
        let mention = &made.body["data"]["addMention"]["record"];
        assert_eq!((&mention["exact"], &mention["prefix"], &mention["suffix"]), (&json!("Baku"), &json!("Hello, "), &json!(".")));
        let confirm =
            format!(r#"mutation {{ confirmMention(id: {}, expectedVersion: 1) {{ record {{ resolution }} }} }}"#, mention["id"]);
        assert_eq!(app.data_as(&editor, &confirm).await["confirmMention"]["record"]["resolution"], "CONFIRMED");
    });
}

#[test]
fn records_that_are_made_on_the_way_may_nest_deep_without_ending_the_server() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let mut event = json!({"name": "E", "kind": "MEETING", "status": "HELD"});
        for _ in 0..50 {
            event = json!({"name": "E", "kind": "MEETING", "status": "HELD", "parent": {"new": event}});
        }
        let query = "mutation($input: EventInput!) { createEvent(input: $input) { record { name } changeSet { changes { totalCount } } } }";
        let answer = app.ask_as(Some(&editor), query, json!({"input": event})).await;
        assert_eq!(answer.body["data"]["createEvent"]["changeSet"]["changes"]["totalCount"], 51, "{}", answer.body);
    });
}

#[test]
fn what_is_said_twice_stands_once_or_is_refused() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        app.write(async |set| {
            set.create(support::builder::person("Somebody")).await.expect("a person");
            set.create(support::builder::statement("Other")).await.expect("a statement");
        })
        .await;
        let twice = r#"mutation { createStatement(input: {kind: SPEECH, title: "T", holding: FULL, authors: [{slug: "somebody"}, {slug: "somebody"}],
            countries: [{country: {code: "AZ"}}, {country: {code: "AZE"}}], topics: [{new: {label: "A"}}],
            externalIds: [{scheme: "s", value: "1"}, {scheme: "s", value: "1"}],
            sources: [{new: {text: "the same words"}}, {new: {text: "the same words"}}]}) { record { id authors { name } countries { resolution } externalIds { value } sources { id } } } }"#;
        let made = app.data_as(&editor, twice).await["createStatement"]["record"].clone();
        for list in ["authors", "countries", "externalIds", "sources"] {
            assert_eq!(made[list].as_array().map(Vec::len), Some(1), "{list}: {made}");
        }
        let again = violations(&app, &editor, r#"createSource(input: {text: "the same words"})"#).await;
        assert_eq!(paths(&again), ["input.text"]);
        let link =
            format!(r#"linkStatements(input: {{source: {{id: {}}}, target: {{slug: "other"}}, kind: QUOTES}})"#, made["id"]);
        app.data_as(&editor, &format!("mutation {{ {link} {{ recordId }} }}")).await;
        assert_eq!(paths(&violations(&app, &editor, &link).await), ["input.target"]);
        let code = violations(&app, &editor, r#"createCountry(input: {name: "Elsewhere", alpha2: "AZ", alpha3: "aze"})"#).await;
        assert!(paths(&code).contains(&"input.alpha2"), "{code:?}");
    });
}

#[test]
fn a_character_that_no_text_has_is_refused_on_both_databases() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let create = "mutation($name: String!) { createPerson(input: {name: $name}) { record { id } } }";
        let refused = refused(&app, &editor, create, json!({"name": "a\u{0}b"})).await;
        assert_eq!(refused["extensions"]["violations"][0]["path"], "variables");
        assert_eq!(app.refusal(r#"{ people(filter: {name: "a\u0000"}) { totalCount } }"#).await.0, "BAD_USER_INPUT");
    });
}
