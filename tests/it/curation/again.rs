//! Undo, redo, rebase and merge again and again: nothing gets stuck, and nobody loses what they added.

use super::{APPLY, UNDO, act, done, refused, sound, text};
use api::graphql::id::encode;
use entity::Role;
use serde_json::{Value, json};
use support::builder::{person, place, statement, turn};
use support::{App, on_each};

const REBASE: &str = "mutation($id: ID!) { rebaseChangeSet(id: $id) { changeSet { id } } }";

async fn undo(app: &App, token: &str, set: &Value) -> Value {
    done(app, token, UNDO, json!({"id": set})).await["undoChangeSet"]["changeSet"]["id"].clone()
}

#[test]
fn authors_change_places_go_and_come_back() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let (ids, row) = app
            .write(async |set| {
                let mut ids = Vec::new();
                for name in ["A", "B", "C"] {
                    ids.push(set.create(person(name)).await.expect("a person"));
                }
                let mut article = statement("Article");
                article.author_ids.clone_from(&ids);
                (ids, set.create(article).await.expect("a statement"))
            })
            .await;
        let statement = encode("Statement", row);
        let authors = |version: i32, order: &[usize]| {
            let list: Vec<String> =
                order.iter().map(|place| format!(r#"{{id: "{}"}}"#, encode("Person", ids[*place]).as_str())).collect();
            format!(
                r#"updateStatement(id: "{}", expectedVersion: {version}, input: {{authors: [{}]}}) {{ record {{ authors {{ name }} }} changeSet {{ id }} }}"#,
                statement.as_str(),
                list.join(", ")
            )
        };
        let turned = act(&app, &editor, &authors(1, &[2, 0, 1])).await;
        assert_eq!(turned["record"]["authors"], json!([{"name": "C"}, {"name": "A"}, {"name": "B"}]));
        let fewer = act(&app, &editor, &authors(2, &[0, 1])).await;
        undo(&app, &editor, &fewer["changeSet"]["id"]).await;
        let merge = format!(
            r#"mergePeople(id: "{}", expectedVersion: 1, into: "{}") {{ changeSet {{ id }} }}"#,
            encode("Person", ids[2]).as_str(),
            encode("Person", ids[0]).as_str()
        );
        let merged = act(&app, &editor, &merge).await;
        let told = app.data("{ statements { nodes { authors { name } } } }").await;
        assert_eq!(told["statements"]["nodes"][0]["authors"], json!([{"name": "A"}, {"name": "B"}]));
        undo(&app, &editor, &merged["changeSet"]["id"]).await;
        let told = app.data("{ statements { nodes { authors { name } } } }").await;
        assert_eq!(told["statements"]["nodes"][0]["authors"], turned["record"]["authors"]);
        sound(&app).await;
    });
}

#[test]
fn what_a_text_took_along_comes_and_goes_with_it_and_what_others_added_stays() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let row = app
            .write(async |set| {
                let mut speech = statement("Speech");
                speech.turns = vec![turn(None, "In Baku")];
                set.create(speech).await.expect("a statement")
            })
            .await;
        let (statement, turn) = (encode("Statement", row), encode("Turn", row + 1));
        let mention = format!(
            r#"addMention(input: {{turn: "{}", start: 3, end: 7, country: {{code: "AZ"}}}}) {{ changeSet {{ id }} }}"#,
            turn.as_str()
        );
        act(&app, &editor, &mention).await;
        let edit = format!(
            r#"updateTurn(id: "{}", expectedVersion: 1, input: {{text: "gone"}}) {{ changeSet {{ id }} }}"#,
            turn.as_str()
        );
        let edited = act(&app, &editor, &edit).await;
        let count = async || app.data("{ mentions { totalCount } }").await["mentions"]["totalCount"].clone();
        assert_eq!(count().await, 0);
        let undone = undo(&app, &editor, &edited["changeSet"]["id"]).await;
        assert_eq!(count().await, 1);
        undo(&app, &editor, &undone).await;
        assert_eq!(count().await, 0);
        // A restoration that others have built on is not undone over their heads.
        let restore =
            format!(r#"restoreRecord(id: "{}", expectedVersion: 4, version: 1) {{ changeSet {{ id }} }}"#, statement.as_str());
        let restored = act(&app, &editor, &restore).await;
        act(&app, &editor, &mention).await;
        let error = refused(&app, &editor, UNDO, json!({"id": restored["changeSet"]["id"]})).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
        assert_eq!(count().await, 1);
        sound(&app).await;
    });
}

#[test]
fn a_set_with_two_changes_of_one_record_is_rebased() {
    on_each(async |app| {
        let (editor, contributor) = (app.sign_in(Role::Editor).await, app.sign_in(Role::Contributor).await);
        let row = app.write(async |set| set.create(person("A")).await.expect("a person")).await;
        let id = encode("Person", row);
        let update = |version: i32, input: &str, more: &str| {
            format!(r#"updatePerson(id: "{}", expectedVersion: {version}, input: {{{input}}}{more}) {{ recordId }}"#, id.as_str())
        };
        let set = act(&app, &contributor, r#"beginChangeSet(title: "x") { changeSet { id } }"#).await["changeSet"]["id"].clone();
        let into = format!(", changeSetId: {set}");
        act(&app, &contributor, &update(1, r#"born: {edtf: "1950"}"#, &into)).await;
        act(&app, &contributor, &update(1, r#"died: {edtf: "2020"}"#, &into)).await;
        act(&app, &contributor, &format!("submitChangeSet(id: {set}) {{ changeSet {{ id }} }}")).await;
        act(&app, &editor, &update(1, r#"name: "B""#, "")).await;
        assert_eq!(refused(&app, &editor, APPLY, json!({"id": set})).await["extensions"]["code"], "CONFLICT");
        done(&app, &editor, REBASE, json!({"id": set})).await;
        done(&app, &editor, APPLY, json!({"id": set})).await;
        let told = app.data("{ people { nodes { name born { edtf } died { edtf } } } }").await;
        assert_eq!(told["people"]["nodes"][0], json!({"name": "B", "born": {"edtf": "1950"}, "died": {"edtf": "2020"}}));
        sound(&app).await;
    });
}

#[test]
fn a_place_takes_the_place_of_one_far_above_it() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let rows = app
            .write(async |set| {
                let mut rows: Vec<i64> = Vec::new();
                for name in ["Top", "Middle", "Bottom"] {
                    let mut place = place(name);
                    place.parent_id = rows.last().copied();
                    rows.push(set.create(place).await.expect("a place"));
                }
                rows
            })
            .await;
        let merge = format!(
            r#"mergePlaces(id: "{}", expectedVersion: 1, into: "{}") {{ changeSet {{ id }} }}"#,
            encode("Place", rows[0]).as_str(),
            encode("Place", rows[2]).as_str()
        );
        let merged = act(&app, &editor, &merge).await;
        let told = app.data(r#"{ place(slug: "middle") { parent { name parent { name } } } }"#).await;
        assert_eq!(told["place"]["parent"], json!({"name": "Bottom", "parent": null}));
        undo(&app, &editor, &merged["changeSet"]["id"]).await;
        let told = app.data(r#"{ place(slug: "bottom") { parent { name parent { name } } } }"#).await;
        assert_eq!(told["place"]["parent"], json!({"name": "Middle", "parent": {"name": "Top"}}));
        sound(&app).await;
    });
}

#[test]
fn what_moved_by_itself_stands_in_nobodys_way() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let row = app
            .write(async |set| {
                let mut speech = statement("Speech");
                speech.turns = vec![turn(None, "a"), turn(None, "b")];
                set.create(speech).await.expect("a statement")
            })
            .await;
        let statement = encode("Statement", row);
        let removed = act(
            &app,
            &editor,
            &format!(r#"removeTurn(id: "{}", expectedVersion: 1) {{ changeSet {{ id }} }}"#, encode("Turn", row + 1).as_str()),
        )
        .await;
        let added = act(
            &app,
            &editor,
            &format!(
                r#"addTurn(statementId: "{}", expectedVersion: 2, input: {{kind: SPEECH, text: "c"}}) {{ changeSet {{ id }} }}"#,
                statement.as_str()
            ),
        )
        .await;
        undo(&app, &editor, &removed["changeSet"]["id"]).await;
        undo(&app, &editor, &added["changeSet"]["id"]).await;
        let told = app.data("{ statements { nodes { turns { nodes { position text } } } } }").await;
        assert_eq!(
            told["statements"]["nodes"][0]["turns"]["nodes"],
            json!([{"position": 0, "text": "a"}, {"position": 1, "text": "b"}])
        );
        sound(&app).await;
    });
}

#[test]
fn drafts_show_and_keep_what_they_will_do() {
    on_each(async |app| {
        let (editor, contributor) = (app.sign_in(Role::Editor).await, app.sign_in(Role::Contributor).await);
        let (p, q) = app
            .write(async |set| {
                (set.create(person("A")).await.expect("a person"), set.create(person("Q")).await.expect("a person"))
            })
            .await;
        let (p, q) = (encode("Person", p), encode("Person", q));
        let set = act(&app, &contributor, r#"beginChangeSet(title: "x") { changeSet { id } }"#).await["changeSet"]["id"].clone();
        let changes = [
            format!(r#"updatePerson(id: "{}", expectedVersion: 1, input: {{name: "B"}}, changeSetId: {set})"#, p.as_str()),
            format!(r#"deleteRecord(id: "{}", expectedVersion: 1, reason: "r", changeSetId: {set})"#, p.as_str()),
            format!(r#"restoreRecord(id: "{}", expectedVersion: 1, changeSetId: {set})"#, p.as_str()),
            format!(r#"updatePerson(id: "{}", expectedVersion: 1, input: {{name: "R"}}, changeSetId: {set})"#, q.as_str()),
        ];
        for change in changes {
            act(&app, &contributor, &format!("{change} {{ recordId }}")).await;
        }
        let shown = "query($id: ID!) { changeSet(id: $id) { changes { nodes { id preview } } } }";
        let seen = done(&app, &contributor, shown, json!({"id": set})).await["changeSet"]["changes"]["nodes"].clone();
        assert_eq!(seen[2]["preview"]["name"], "B");
        // The other two records go; the draft can still be emptied in any order.
        for id in [&p, &q] {
            act(
                &app,
                &editor,
                &format!(r#"deleteRecord(id: "{}", expectedVersion: 1, reason: "r") {{ recordId }}"#, id.as_str()),
            )
            .await;
        }
        for change in seen.as_array().expect("changes") {
            act(&app, &contributor, &format!("removeChange(id: {}) {{ changeSet {{ id }} }}", change["id"])).await;
        }
    });
}

#[test]
fn two_proposals_from_one_page_share_its_source() {
    on_each(async |app| {
        let (editor, contributor) = (app.sign_in(Role::Editor).await, app.sign_in(Role::Contributor).await);
        for title in ["One", "Two"] {
            let create = format!(
                r#"createStatement(input: {{kind: SPEECH, title: "{title}", holding: FULL, sources: [{{new: {{text: "the page"}}}}]}}) {{ changeSet {{ id }} }}"#
            );
            act(&app, &contributor, &create).await;
        }
        let sets = done(&app, &editor, "{ changeSets(filter: {states: [SUBMITTED]}) { nodes { id } } }", json!({})).await;
        for set in sets["changeSets"]["nodes"].as_array().expect("sets") {
            assert_eq!(
                done(&app, &editor, APPLY, json!({"id": set["id"]})).await["applyChangeSet"]["changeSet"]["state"],
                "APPLIED"
            );
        }
        let told = app.data("{ statements { nodes { sources { id } } } }").await;
        let sources: Vec<&str> = told["statements"]["nodes"]
            .as_array()
            .expect("statements")
            .iter()
            .map(|one| text(&one["sources"][0]["id"]))
            .collect();
        assert_eq!(sources[0], sources[1]);
        sound(&app).await;
    });
}

#[test]
fn a_new_speaker_does_not_keep_the_former_ones_office() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let (row, q) = app
            .write(async |set| {
                let (p, q) = (set.create(person("P")).await.expect("a person"), set.create(person("Q")).await.expect("a person"));
                let post = set.create(support::builder::office("Minister", None)).await.expect("an office");
                let held = set.create(support::builder::tenure(p, post)).await.expect("a tenure");
                let mut speech = statement("Speech");
                let mut said = turn(Some(p), "a");
                said.tenure_id = Some(held);
                speech.turns = vec![said];
                (set.create(speech).await.expect("a statement"), q)
            })
            .await;
        let change = format!(
            r#"updateTurn(id: "{}", expectedVersion: 1, input: {{speaker: {{id: "{}"}}}}) {{ record {{ turns {{ nodes {{ speaker {{ name }} tenure {{ id }} }} }} }} }}"#,
            encode("Turn", row + 1).as_str(),
            encode("Person", q).as_str()
        );
        let changed = act(&app, &editor, &change).await;
        assert_eq!(changed["record"]["turns"]["nodes"], json!([{"speaker": {"name": "Q"}, "tenure": null}]));
    });
}

#[test]
fn what_a_merge_makes_equal_is_one_with_all_that_was_known() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let (p, q, one, other) = app
            .write(async |set| {
                let (p, q) = (set.create(person("P")).await.expect("a person"), set.create(person("Q")).await.expect("a person"));
                let mut speech = statement("Speech");
                speech.turns = vec![turn(None, "He came.")];
                let speech = set.create(speech).await.expect("a statement");
                for person in [p, q] {
                    let named = api::mention::service::NewTarget::Person(person);
                    set.create(support::builder::mention(speech + 1, "He came.", "He", named)).await.expect("a mention");
                }
                let one = set.create(statement("One")).await.expect("a statement");
                let other = set.create(statement("Other")).await.expect("a statement");
                set.create(support::builder::link(one, speech)).await.expect("a link");
                let mut told = support::builder::link(other, speech);
                told.phrase = Some("in answer to".to_owned());
                set.create(told).await.expect("a link");
                (p, q, one, other)
            })
            .await;
        let merges = [("mergePeople", "Person", q, p), ("mergeStatements", "Statement", other, one)];
        let mut sets = Vec::new();
        for (mutation, word, gone, stays) in merges {
            let merge = format!(
                r#"{mutation}(id: "{}", expectedVersion: 1, into: "{}") {{ changeSet {{ id }} }}"#,
                encode(word, gone).as_str(),
                encode(word, stays).as_str()
            );
            sets.push(act(&app, &editor, &merge).await["changeSet"]["id"].clone());
        }
        let told = app.data("{ mentions { totalCount } links { nodes { phrase } } }").await;
        assert_eq!(told, json!({"mentions": {"totalCount": 1}, "links": {"nodes": [{"phrase": "in answer to"}]}}));
        sound(&app).await;
        for set in sets.iter().rev() {
            undo(&app, &editor, set).await;
        }
        let told = app.data("{ mentions { totalCount } links { totalCount } }").await;
        assert_eq!(told, json!({"mentions": {"totalCount": 2}, "links": {"totalCount": 2}}));
        sound(&app).await;
    });
}
