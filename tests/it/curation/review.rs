//! Proposals on their way from a contributor to the archive, or not.

use super::{done, refused, sound, text};
use entity::Role;
use serde_json::{Value, json};
use support::{App, account, on_each};

const BEGIN: &str =
    "mutation { beginChangeSet(title: \"Ministers\", description: \"for the conference\") { changeSet { id state } } }";

async fn act(app: &App, token: &str, mutation: &str, set: &str) -> Value {
    let query = format!("mutation($id: ID!) {{ {mutation} {{ changeSet {{ id state }} }} }}");
    let data = done(app, token, &query, json!({"id": set})).await;
    data.as_object().and_then(|data| data.values().next()).expect("a payload")["changeSet"].clone()
}

async fn state_refused(app: &App, token: &str, mutation: &str, set: &str) -> String {
    let query = format!("mutation($id: ID!) {{ {mutation} {{ changeSet {{ state }} }} }}");
    text(&refused(app, token, &query, json!({"id": set})).await["extensions"]["code"]).to_owned()
}

#[test]
fn several_changes_are_collected_reviewed_improved_and_applied_together() {
    on_each(async |app| {
        let (contributor, editor) = (app.sign_in(Role::Contributor).await, app.sign_in(Role::Editor).await);
        let begun = done(&app, &contributor, BEGIN, json!({})).await["beginChangeSet"]["changeSet"].clone();
        assert_eq!(begun["state"], "DRAFT");
        let set = text(&begun["id"]);
        assert_eq!(state_refused(&app, &contributor, "submitChangeSet(id: $id)", set).await, "CONFLICT", "it is empty");
        let add = |mutation: &str, fields: &str| format!("mutation($set: ID!) {{ {mutation} {{ {fields} }} }}");
        let variables = || json!({"set": set});
        let person = done(
            &app,
            &contributor,
            &add(
                r#"createPerson(input: {name: "Elmar Mammadyarov"}, changeSetId: $set)"#,
                "recordId record { id } changeSet { state }",
            ),
            variables(),
        )
        .await;
        let person = person["createPerson"].clone();
        assert_eq!((&person["record"], &person["changeSet"]["state"]), (&Value::Null, &json!("DRAFT")));
        // What comes later refers to what came earlier.
        let tenure = format!(
            r#"addTenure(input: {{person: {{id: {}}}, office: {{new: {{title: "Foreign Minister of Azerbaijan", kind: MINISTER, country: {{code: "AZ"}}}}}}}}, changeSetId: $set)"#,
            person["recordId"]
        );
        // A waiting person is no record yet, so that its id is unknown outside of its change set.
        assert_eq!(
            refused(
                &app,
                &editor,
                &format!("mutation {{ {} {{ recordId }} }}", tenure.replace(", changeSetId: $set", "")),
                json!({})
            )
            .await["extensions"]["code"],
            "BAD_USER_INPUT"
        );
        done(&app, &contributor, &add(&tenure, "recordId"), variables()).await;
        let born = format!(
            r#"updatePerson(id: {}, expectedVersion: 1, input: {{born: {{edtf: "1960"}}}}, changeSetId: $set)"#,
            person["recordId"]
        );
        done(&app, &contributor, &add(&born, "recordId"), variables()).await;
        assert_eq!(
            app.data("{ people { totalCount } offices { totalCount } }").await,
            json!({"people": {"totalCount": 0}, "offices": {"totalCount": 0}})
        );
        let shown = "query($set: ID!) { changeSet(id: $set) { title description state changes { nodes { id operation recordKind preview diff { path before after } } } } }";
        let seen = done(&app, &contributor, shown, variables()).await["changeSet"].clone();
        let changes = seen["changes"]["nodes"].as_array().expect("changes");
        assert_eq!(
            changes.iter().map(|change| text(&change["recordKind"])).collect::<Vec<_>>(),
            ["PERSON", "OFFICE", "TENURE", "PERSON"]
        );
        assert_eq!(changes[3]["preview"], json!({"name": "Elmar Mammadyarov", "born": {"edtf": "1960", "resolution": "STATED"}}));
        assert_eq!(
            changes[3]["diff"],
            json!([{"path": "born", "before": null, "after": {"edtf": "1960", "resolution": "STATED"}}])
        );
        assert_eq!(act(&app, &contributor, "submitChangeSet(id: $id)", set).await["state"], "SUBMITTED");
        assert_eq!(state_refused(&app, &contributor, "applyChangeSet(id: $id)", set).await, "FORBIDDEN");
        // Nobody else but editors sees it.
        let stranger = app.sign_in(Role::Contributor).await;
        assert_eq!(done(&app, &stranger, shown, variables()).await["changeSet"], Value::Null);
        assert_eq!(done(&app, &stranger, "{ changeSets { totalCount } }", json!({})).await["changeSets"]["totalCount"], 0);
        let comment = "mutation($set: ID!, $change: ID) { commentOnChangeSet(id: $set, changeId: $change, text: \"Which year?\") { comment { text changeId author { role } } } }";
        let said = done(&app, &editor, comment, json!({"set": set, "change": changes[3]["id"]})).await;
        assert_eq!(said["commentOnChangeSet"]["comment"]["changeId"], changes[3]["id"]);
        assert_eq!(
            act(&app, &editor, "requestChanges(id: $id, comment: \"A day, please\")", set).await["state"],
            "CHANGES_REQUESTED"
        );
        let removed = done(
            &app,
            &contributor,
            "mutation($id: ID!) { removeChange(id: $id) { changeSet { changes { totalCount } comments { text } } } }",
            json!({"id": changes[3]["id"]}),
        )
        .await;
        assert_eq!(
            removed["removeChange"]["changeSet"],
            json!({"changes": {"totalCount": 3}, "comments": [{"text": "A day, please"}]})
        );
        let needed = refused(
            &app,
            &contributor,
            "mutation($id: ID!) { removeChange(id: $id) { changeSet { id } } }",
            json!({"id": changes[0]["id"]}),
        )
        .await;
        assert_eq!(needed["extensions"]["code"], "CONFLICT", "the tenure needs the person: {needed}");
        done(&app, &contributor, &add(&born.replace("1960", "1960-07-02"), "recordId"), variables()).await;
        act(&app, &contributor, "submitChangeSet(id: $id)", set).await;
        let own = done(
            &app,
            &editor,
            "mutation($set: ID!) { assignChangeSet(id: $set, assigneeId: null) { changeSet { assignee { id } } } }",
            variables(),
        )
        .await;
        assert_eq!(own["assignChangeSet"]["changeSet"]["assignee"], Value::Null);
        assert_eq!(act(&app, &editor, "applyChangeSet(id: $id)", set).await["state"], "APPLIED");
        let people = app.data("{ people { nodes { name version born { edtf } tenures { office { title } } revisions { nodes { author { role } reviewer { role } comment title } } } } }").await;
        let person = &people["people"]["nodes"][0];
        assert_eq!((&person["version"], &person["born"]["edtf"]), (&json!(2), &json!("1960-07-02")));
        assert_eq!(person["tenures"][0]["office"]["title"], "Foreign Minister of Azerbaijan");
        assert_eq!(
            person["revisions"]["nodes"][0],
            json!({"author": {"role": "CONTRIBUTOR"}, "reviewer": {"role": "EDITOR"}, "comment": "for the conference", "title": "Ministers"})
        );
        assert_eq!(state_refused(&app, &editor, "applyChangeSet(id: $id)", set).await, "CONFLICT");
        sound(&app).await;
    });
}

#[test]
fn a_rejected_or_given_up_set_leaves_nothing() {
    on_each(async |app| {
        let (contributor, editor) = (app.sign_in(Role::Contributor).await, app.sign_in(Role::Editor).await);
        let create = r#"mutation { createPerson(input: {name: "Nobody"}) { changeSet { id state } } }"#;
        for by in [&editor, &contributor] {
            let set = done(&app, &contributor, create, json!({})).await["createPerson"]["changeSet"].clone();
            assert_eq!(set["state"], "SUBMITTED");
            assert_eq!(
                act(&app, by, "rejectChangeSet(id: $id, comment: \"no source\")", text(&set["id"])).await["state"],
                "REJECTED"
            );
            assert_eq!(state_refused(&app, &editor, "applyChangeSet(id: $id)", text(&set["id"])).await, "CONFLICT");
        }
        let set = done(&app, &contributor, create, json!({})).await["createPerson"]["changeSet"]["id"].clone();
        assert_eq!(act(&app, &contributor, "withdrawChangeSet(id: $id)", text(&set)).await["state"], "DRAFT");
        assert_eq!(app.data("{ people { totalCount } }").await["people"]["totalCount"], 0);
    });
}

#[test]
fn an_editor_may_wait_and_with_four_eyes_must() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let create = r#"mutation { createPerson(input: {name: "A"}, options: {wait: true}) { changeSet { id state } } }"#;
        let set = done(&app, &editor, create, json!({})).await["createPerson"]["changeSet"].clone();
        assert_eq!(set["state"], "SUBMITTED");
        assert_eq!(act(&app, &editor, "applyChangeSet(id: $id)", text(&set["id"])).await["state"], "APPLIED");
        let strict = app.another(|settings| settings.four_eyes = true);
        let create = r#"mutation { createPerson(input: {name: "B"}) { changeSet { id state } } }"#;
        let set = done(&strict, &editor, create, json!({})).await["createPerson"]["changeSet"].clone();
        assert_eq!(set["state"], "SUBMITTED");
        assert_eq!(state_refused(&strict, &editor, "applyChangeSet(id: $id)", text(&set["id"])).await, "FORBIDDEN");
        let other = account::signed_in(&strict.auth, Role::Editor).await;
        assert_eq!(act(&strict, &other, "applyChangeSet(id: $id)", text(&set["id"])).await["state"], "APPLIED");
    });
}

#[test]
fn a_stale_proposal_is_refused_and_rebased_where_fields_do_not_meet() {
    on_each(async |app| {
        let (contributor, editor) = (app.sign_in(Role::Contributor).await, app.sign_in(Role::Editor).await);
        let id = app.write(async |set| set.create(support::builder::person("A")).await.expect("a person")).await;
        let id = api::graphql::id::encode("Person", id);
        let update = |version: i32, input: &str, options: &str| {
            format!(
                r#"mutation {{ updatePerson(id: "{}", expectedVersion: {version}, input: {{{input}}}{options}) {{ record {{ name version born {{ edtf }} }} changeSet {{ id }} }} }}"#,
                id.as_str()
            )
        };
        let born = done(&app, &contributor, &update(1, "born: {edtf: \"1950\"}", ""), json!({})).await["updatePerson"]["changeSet"]["id"].clone();
        let named =
            done(&app, &contributor, &update(1, "name: \"B\"", ""), json!({})).await["updatePerson"]["changeSet"]["id"].clone();
        done(&app, &editor, &update(1, "name: \"C\"", ""), json!({})).await;
        let stale =
            refused(&app, &editor, "mutation($id: ID!) { applyChangeSet(id: $id) { changeSet { id } } }", json!({"id": born}))
                .await;
        assert_eq!(stale["extensions"]["code"], "CONFLICT");
        assert_eq!(stale["extensions"]["conflicts"][0]["path"], "name");
        assert!(text(&stale["extensions"]["conflicts"][0]["by"]).starts_with("User "));
        act(&app, &editor, "rebaseChangeSet(id: $id)", text(&born)).await;
        act(&app, &editor, "applyChangeSet(id: $id)", text(&born)).await;
        assert_eq!(state_refused(&app, &editor, "rebaseChangeSet(id: $id)", text(&named)).await, "CONFLICT");
        // The same with a single call of an editor.
        let died = done(&app, &editor, &update(1, "died: {edtf: \"2020\"}", ", options: {rebase: true}"), json!({})).await;
        assert_eq!(died["updatePerson"]["record"], json!({"name": "C", "version": 4, "born": {"edtf": "1950"}}));
        let clash = refused(&app, &editor, &update(1, "name: \"D\"", ", options: {rebase: true}"), json!({})).await;
        assert_eq!(clash["extensions"]["code"], "CONFLICT");
    });
}

#[test]
fn lists_of_sets_and_histories_take_the_same_statements_whatever_their_length() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let sets = "{ changeSets(first: 50) { nodes { title author { displayName } comments { text } changes { nodes { operation diff { path before after }
            preview record { id } comments { text } } } } } }";
        let histories = "{ people(first: 50) { nodes { version revisions(first: 10) { nodes { version author { displayName } comment diff { path } } } } } }";
        let mut counted = Vec::new();
        for round in 0..3 {
            for number in 0..=round {
                let create =
                    format!(r#"mutation {{ createPerson(input: {{name: "P {round} {number}"}}) {{ record {{ id }} }} }}"#);
                let id = done(&app, &editor, &create, json!({})).await["createPerson"]["record"]["id"].clone();
                let change = format!(
                    r#"updatePerson(id: {id}, expectedVersion: 1, input: {{born: {{edtf: "1950"}}}}, options: {{wait: true}})"#
                );
                let restore = format!(r#"restoreRecord(id: {id}, expectedVersion: 1, version: 1, options: {{wait: true}})"#);
                for mutation in [change, restore] {
                    done(&app, &editor, &format!("mutation {{ {mutation} {{ recordId }} }}"), json!({})).await;
                }
            }
            let mut statements = Vec::new();
            for query in [sets, histories] {
                let before = app.db.statements();
                done(&app, &editor, query, json!({})).await;
                statements.push(app.db.statements() - before);
            }
            counted.push(statements);
        }
        assert!(counted.iter().all(|statements| *statements == counted[0]), "{counted:?}");
    });
}
