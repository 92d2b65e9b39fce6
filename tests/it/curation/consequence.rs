//! What one change means for others: those that came before, those that wait, those that are undone.

use super::{APPLY, UNDO, act, done, refused, sound, text};
use api::graphql::id::encode;
use entity::Role;
use serde_json::{Value, json};
use support::builder::{date, office, person, place, statement, tenure, turn};
use support::{App, account, on_each};

async fn code(app: &App, token: &str, mutation: &str) -> (String, Value) {
    let error = refused(app, token, &format!("mutation {{ {mutation} }}"), json!({})).await;
    (text(&error["extensions"]["code"]).to_owned(), error)
}

/// A statement with one turn, and the ids of both.
async fn speech(app: &App, words: &str) -> (String, String) {
    let row = app
        .write(async |set| {
            let mut speech = statement("Speech");
            speech.turns = vec![turn(None, words)];
            set.create(speech).await.expect("a statement")
        })
        .await;
    (encode("Statement", row).to_string(), encode("Turn", row + 1).to_string())
}

#[test]
fn mentions_name_anything_and_stand_where_their_words_are() {
    on_each(async |app| {
        let (editor, contributor) = (app.sign_in(Role::Editor).await, app.sign_in(Role::Contributor).await);
        let (_, turn) = speech(&app, "Visit to Baku.").await;
        let mention =
            format!(r#"addMention(input: {{turn: "{turn}", start: 9, end: 13, place: {{new: {{name: "Baku", kind: CITY}}}}}})"#);
        let waits = act(&app, &contributor, &format!("{mention} {{ changeSet {{ id }} }}")).await["changeSet"]["id"].clone();
        let made = act(&app, &editor, &format!("{mention} {{ record {{ id exact }} changeSet {{ id }} }}")).await;
        assert_eq!(made["record"]["exact"], "Baku");
        let deleted = act(
            &app,
            &editor,
            &format!(
                r#"deleteRecord(id: {}, expectedVersion: 1, reason: "wrong") {{ changeSet {{ id }} }}"#,
                made["record"]["id"]
            ),
        )
        .await;
        let moved = act(&app, &editor, &format!(r#"updateTurn(id: "{turn}", expectedVersion: 1, input: {{text: "Yesterday's visit to Baku."}}) {{ changeSet {{ id }} }}"#)).await;
        let back = done(&app, &editor, UNDO, json!({"id": deleted["changeSet"]["id"]})).await;
        let place = app.data("{ mentions { nodes { start end exact } } }").await;
        assert_eq!(place["mentions"]["nodes"], json!([{"start": 21, "end": 25, "exact": "Baku"}]));
        done(&app, &editor, UNDO, json!({"id": back["undoChangeSet"]["changeSet"]["id"]})).await;
        act(
            &app,
            &editor,
            &format!(r#"updateTurn(id: "{turn}", expectedVersion: 2, input: {{text: "Nowhere."}}) {{ changeSet {{ id }} }}"#),
        )
        .await;
        // Its words are gone: it comes back neither by an undo nor by an editor who applies what has waited.
        let undone = refused(&app, &editor, UNDO, json!({"id": deleted["changeSet"]["id"]})).await;
        assert_eq!(undone["extensions"]["code"], "CONFLICT");
        let applied = refused(&app, &editor, APPLY, json!({"id": waits})).await;
        assert_eq!(applied["extensions"]["violations"][0]["path"], "changes.1.exact");
        assert_eq!(refused(&app, &editor, UNDO, json!({"id": moved["changeSet"]["id"]})).await["extensions"]["code"], "CONFLICT");
        sound(&app).await;
    });
}

#[test]
fn an_undo_never_takes_what_others_added_since() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let (statement, turn) = speech(&app, "Ahead.").await;
        let changed = act(
            &app,
            &editor,
            &format!(
                r#"updateTurn(id: "{turn}", expectedVersion: 1, input: {{text: "Ahead to Baku."}}) {{ changeSet {{ id }} }}"#
            ),
        )
        .await;
        let added = act(&app, &editor, &format!(r#"addTurn(statementId: "{statement}", expectedVersion: 2, input: {{kind: SPEECH, text: "Baku again."}}) {{ record {{ turns {{ nodes {{ id }} }} }} changeSet {{ id }} }}"#)).await;
        let later = &added["record"]["turns"]["nodes"][1]["id"];
        for turn in [&json!(turn), later] {
            let start = if turn == later { 0 } else { 9 };
            act(
                &app,
                &editor,
                &format!(
                    r#"addMention(input: {{turn: {turn}, start: {start}, end: {}, country: {{code: "AZ"}}}}) {{ recordId }}"#,
                    start + 4
                ),
            )
            .await;
        }
        for set in [&changed, &added] {
            let error = refused(&app, &editor, UNDO, json!({"id": set["changeSet"]["id"]})).await;
            assert_eq!(error["extensions"]["code"], "CONFLICT");
            assert_eq!(error["extensions"]["conflicts"].as_array().map(Vec::len), Some(1), "{error}");
        }
        assert_eq!(app.data("{ mentions { totalCount } }").await["mentions"]["totalCount"], 2);
        sound(&app).await;
    });
}

#[test]
fn undoing_an_undo_respects_what_was_undone_after_it() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let row = app.write(async |set| set.create(person("v0")).await.expect("a person")).await;
        let id = encode("Person", row);
        let rename = |version: i32, name: &str| {
            format!(
                r#"updatePerson(id: "{}", expectedVersion: {version}, input: {{name: "{name}"}}) {{ changeSet {{ id }} }}"#,
                id.as_str()
            )
        };
        let one = act(&app, &editor, &rename(1, "v1")).await["changeSet"]["id"].clone();
        let two = act(&app, &editor, &rename(2, "v2")).await["changeSet"]["id"].clone();
        let undone = done(&app, &editor, UNDO, json!({"id": two})).await["undoChangeSet"]["changeSet"]["id"].clone();
        done(&app, &editor, UNDO, json!({"id": one})).await;
        let again = refused(&app, &editor, UNDO, json!({"id": undone})).await;
        assert_eq!(
            (&again["extensions"]["code"], &again["extensions"]["conflicts"][0]["path"]),
            (&json!("CONFLICT"), &json!("name"))
        );
        assert_eq!(app.data("{ people { nodes { name } } }").await["people"]["nodes"][0]["name"], "v0");
        sound(&app).await;
    });
}

#[test]
fn what_became_one_by_a_merge_stands_once_in_what_has_waited() {
    on_each(async |app| {
        let (editor, contributor) = (app.sign_in(Role::Editor).await, app.sign_in(Role::Contributor).await);
        for label in ["War", "Wars"] {
            act(&app, &editor, &format!(r#"createTopic(input: {{label: "{label}"}}) {{ recordId }}"#)).await;
        }
        let waits = act(&app, &contributor, r#"createStatement(input: {kind: SPEECH, title: "T", holding: FULL, topics: [{slug: "war"}, {slug: "wars"}]}) { changeSet { id } }"#).await;
        let topics = app.data("{ topics { nodes { id label } } }").await["topics"]["nodes"].clone();
        act(
            &app,
            &editor,
            &format!("mergeTopics(id: {}, expectedVersion: 1, into: {}) {{ recordId }}", topics[1]["id"], topics[0]["id"]),
        )
        .await;
        done(&app, &editor, APPLY, json!({"id": waits["changeSet"]["id"]})).await;
        assert_eq!(
            app.data("{ statements { nodes { topics { label } } } }").await["statements"]["nodes"][0]["topics"],
            json!([{"label": "War"}])
        );
        sound(&app).await;
    });
}

#[test]
fn a_set_restores_what_it_has_changed_itself() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let row = app.write(async |set| set.create(person("A")).await.expect("a person")).await;
        let id = encode("Person", row);
        let set = act(&app, &editor, r#"beginChangeSet(title: "x") { changeSet { id } }"#).await["changeSet"]["id"].clone();
        act(&app, &editor, &format!(r#"updatePerson(id: "{}", expectedVersion: 1, input: {{born: {{edtf: "1950"}}}}, changeSetId: {set}) {{ recordId }}"#, id.as_str())).await;
        act(
            &app,
            &editor,
            &format!(
                r#"restoreRecord(id: "{}", expectedVersion: 1, version: 1, changeSetId: {set}) {{ recordId }}"#,
                id.as_str()
            ),
        )
        .await;
        act(
            &app,
            &editor,
            &format!(
                r#"deleteRecord(id: "{}", expectedVersion: 1, reason: "r", changeSetId: {set}) {{ recordId }}"#,
                id.as_str()
            ),
        )
        .await;
        act(
            &app,
            &editor,
            &format!(r#"restoreRecord(id: "{}", expectedVersion: 1, changeSetId: {set}) {{ recordId }}"#, id.as_str()),
        )
        .await;
        done(&app, &editor, APPLY, json!({"id": set})).await;
        assert_eq!(
            app.data("{ people { nodes { name version born { edtf } } } }").await["people"]["nodes"],
            json!([{"name": "A", "version": 5, "born": null}])
        );
        sound(&app).await;
    });
}

#[test]
fn reviewers_see_what_a_deletion_a_merge_and_a_restoration_do() {
    on_each(async |app| {
        let (editor, contributor) = (app.sign_in(Role::Editor).await, app.sign_in(Role::Contributor).await);
        let (a, b) = app
            .write(async |set| {
                (set.create(person("A")).await.expect("a person"), set.create(person("B")).await.expect("a person"))
            })
            .await;
        let (a, b) = (encode("Person", a), encode("Person", b));
        act(
            &app,
            &editor,
            &format!(
                r#"updatePerson(id: "{}", expectedVersion: 1, input: {{born: {{edtf: "1950"}}}}) {{ recordId }}"#,
                a.as_str()
            ),
        )
        .await;
        let seen = "changeSet { changes { nodes { operation preview reason cascade mergedIntoId restoredVersion diff { path before after } } } }";
        let first = |payload: &Value| payload["changeSet"]["changes"]["nodes"][0].clone();
        let restored = first(
            &act(
                &app,
                &contributor,
                &format!(r#"restoreRecord(id: "{}", expectedVersion: 2, version: 1) {{ {seen} }}"#, a.as_str()),
            )
            .await,
        );
        assert_eq!((&restored["preview"], &restored["restoredVersion"]), (&json!({"name": "A", "slug": "a"}), &json!(1)));
        assert_eq!(restored["diff"][0]["path"], "born");
        let merged = first(
            &act(
                &app,
                &contributor,
                &format!(r#"mergePeople(id: "{}", expectedVersion: 2, into: "{}") {{ {seen} }}"#, a.as_str(), b.as_str()),
            )
            .await,
        );
        assert_eq!(merged["mergedIntoId"], b.as_str());
        let deleted = first(
            &act(
                &app,
                &contributor,
                &format!(
                    r#"deleteRecord(id: "{}", expectedVersion: 2, reason: "a hoax", cascade: true) {{ {seen} }}"#,
                    a.as_str()
                ),
            )
            .await,
        );
        assert_eq!(
            (&deleted["reason"], &deleted["cascade"], &deleted["preview"]),
            (&json!("a hoax"), &json!(true), &Value::Null)
        );
    });
}

#[test]
fn who_cites_a_source_goes_on_without_it() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let tenure = act(&app, &editor, r#"addTenure(input: {person: {new: {name: "P"}}, office: {new: {title: "T", kind: MINISTER}}, sources: [{new: {text: "words"}}]}) { record { id sources { id } } }"#).await;
        let source = &tenure["record"]["sources"][0]["id"];
        assert_eq!(
            code(&app, &editor, &format!(r#"deleteRecord(id: {source}, expectedVersion: 1, reason: "r") {{ recordId }}"#))
                .await
                .0,
            "CONFLICT"
        );
        act(
            &app,
            &editor,
            &format!(r#"deleteRecord(id: {source}, expectedVersion: 1, reason: "r", cascade: true) {{ recordId }}"#),
        )
        .await;
        let left = app
            .data(&format!(
                "{{ node(id: {}) {{ ... on Tenure {{ person {{ name }} sources {{ id }} }} }} }}",
                tenure["record"]["id"]
            ))
            .await;
        assert_eq!(left["node"], json!({"person": {"name": "P"}, "sources": []}));
        sound(&app).await;
    });
}

#[test]
fn records_of_one_hierarchy_are_merged_either_way() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        for turned in [false, true] {
            let (top, child) = app
                .write(async |set| {
                    let top = set.create(place("Top")).await.expect("a place");
                    let mut middle = place("Middle");
                    middle.parent_id = Some(top);
                    let middle = set.create(middle).await.expect("a place");
                    let mut child = place("Child");
                    child.parent_id = Some(middle);
                    (top, set.create(child).await.expect("a place"))
                })
                .await;
            let (gone, stays) = if turned { (top, child) } else { (child, top) };
            let merge = format!(
                r#"mergePlaces(id: "{}", expectedVersion: 1, into: "{}")"#,
                encode("Place", gone).as_str(),
                encode("Place", stays).as_str()
            );
            let merged = act(&app, &editor, &format!("{merge} {{ record {{ name }} changeSet {{ id }} }}")).await;
            done(&app, &editor, UNDO, json!({"id": merged["changeSet"]["id"]})).await;
            sound(&app).await;
        }
        for (code_of, into) in [("RU", "soviet-union-1991"), ("soviet-union-1991", "RU")] {
            let find = |name: &str| {
                let by = if name.len() == 2 { format!(r#"alpha2: "{name}""#) } else { format!(r#"slug: "{name}""#) };
                format!("{{ country({by}) {{ id version }} }}").replace("alpha2", "code")
            };
            let (one, other) =
                (app.data(&find(code_of)).await["country"].clone(), app.data(&find(into)).await["country"].clone());
            if one.is_null() || other.is_null() {
                continue;
            }
            let merge = format!(
                "mergeCountries(id: {}, expectedVersion: {}, into: {}) {{ changeSet {{ id }} }}",
                one["id"], one["version"], other["id"]
            );
            let merged = act(&app, &editor, &merge).await;
            done(&app, &editor, UNDO, json!({"id": merged["changeSet"]["id"]})).await;
            sound(&app).await;
        }
        let series = act(&app, &editor, r#"createEvent(input: {name: "S", kind: SERIES, status: HELD}) { record { id } }"#).await
            ["record"]["id"]
            .clone();
        let (refusal, error) = code(
            &app,
            &editor,
            &format!("updateEvent(id: {series}, expectedVersion: 1, input: {{series: {{id: {series}}}}}) {{ recordId }}"),
        )
        .await;
        assert_eq!((refusal.as_str(), &error["extensions"]["violations"][0]["path"]), ("BAD_USER_INPUT", &json!("input.series")));
    });
}

#[test]
fn people_with_different_terms_in_one_office_are_merged_with_both() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let (a, b) = app
            .write(async |set| {
                let post = set.create(office("President", None)).await.expect("an office");
                let (a, b) = (set.create(person("A")).await.expect("a person"), set.create(person("B")).await.expect("a person"));
                let (mut first, mut second) = (tenure(a, post), tenure(b, post));
                (first.started, second.ended) = (date("2005"), date("2001"));
                set.create(first).await.expect("a tenure");
                set.create(second).await.expect("a tenure");
                (a, b)
            })
            .await;
        let merged = act(
            &app,
            &editor,
            &format!(
                r#"mergePeople(id: "{}", expectedVersion: 1, into: "{}") {{ record {{ tenures {{ id }} }} }}"#,
                encode("Person", b).as_str(),
                encode("Person", a).as_str()
            ),
        )
        .await;
        assert_eq!(merged["record"]["tenures"].as_array().map(Vec::len), Some(2));
        sound(&app).await;
    });
}

#[test]
fn a_stale_draft_can_be_mended_change_by_change() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let (a, b) = app
            .write(async |set| {
                (set.create(person("A")).await.expect("a person"), set.create(person("B")).await.expect("a person"))
            })
            .await;
        let rename = |row: i64, version: i32, name: &str, more: &str| {
            format!(
                r#"updatePerson(id: "{}", expectedVersion: {version}, input: {{name: "{name}"}}{more}) {{ changeSet {{ id changes {{ nodes {{ id }} }} }} }}"#,
                encode("Person", row).as_str()
            )
        };
        let set = act(&app, &editor, r#"beginChangeSet(title: "x") { changeSet { id } }"#).await["changeSet"]["id"].clone();
        let into = format!(", changeSetId: {set}");
        act(&app, &editor, &rename(a, 1, "A1", &into)).await;
        let changes = act(&app, &editor, &rename(b, 1, "B1", &into)).await["changeSet"]["changes"]["nodes"].clone();
        act(&app, &editor, &rename(a, 1, "A2", "")).await;
        act(&app, &editor, &rename(b, 1, "B2", "")).await;
        act(&app, &editor, &format!("removeChange(id: {}) {{ changeSet {{ id }} }}", changes[0]["id"])).await;
        let left =
            act(&app, &editor, &format!("removeChange(id: {}) {{ changeSet {{ changes {{ totalCount }} }} }}", changes[1]["id"]))
                .await;
        assert_eq!(left["changeSet"]["changes"]["totalCount"], 0);
    });
}

#[test]
fn turns_that_come_from_two_sides_find_their_places() {
    on_each(async |app| {
        let (editor, contributor) = (app.sign_in(Role::Editor).await, app.sign_in(Role::Contributor).await);
        let (statement, _) = speech(&app, "One.").await;
        let add = |version: i32, words: &str| {
            format!(
                r#"addTurn(statementId: "{statement}", expectedVersion: {version}, input: {{kind: SPEECH, text: "{words}"}}) {{ changeSet {{ id }} }}"#
            )
        };
        let waits = act(&app, &contributor, &add(1, "Two.")).await["changeSet"]["id"].clone();
        act(&app, &editor, &add(1, "Three.")).await;
        done(&app, &editor, "mutation($id: ID!) { rebaseChangeSet(id: $id) { changeSet { id } } }", json!({"id": waits})).await;
        done(&app, &editor, APPLY, json!({"id": waits})).await;
        let turns = app.data(&format!(r#"{{ statement(id: "{statement}") {{ turns {{ nodes {{ position text }} }} }} }}"#)).await;
        assert_eq!(
            turns["statement"]["turns"]["nodes"],
            json!([{"position": 0, "text": "One."}, {"position": 1, "text": "Two."}, {"position": 2, "text": "Three."}])
        );
        sound(&app).await;
    });
}

#[test]
fn turns_that_wait_are_changed_in_their_draft() {
    on_each(async |app| {
        let contributor = app.sign_in(Role::Contributor).await;
        let set = act(&app, &contributor, r#"beginChangeSet(title: "x") { changeSet { id } }"#).await["changeSet"]["id"].clone();
        let made = act(&app, &contributor, &format!(r#"createStatement(input: {{kind: SPEECH, title: "T", holding: FULL, turns: [{{kind: SPEECH, text: "a"}}]}}, changeSetId: {set}) {{ changeSet {{ changes {{ nodes {{ preview }} }} }} }}"#)).await;
        let turns = made["changeSet"]["changes"]["nodes"][0]["preview"]["turns"].as_object().expect("turns").clone();
        let turn = turns.keys().next().expect("a turn");
        let changed = act(&app, &contributor, &format!(r#"updateTurn(id: "{turn}", expectedVersion: 1, input: {{text: "b"}}, changeSetId: {set}) {{ changeSet {{ changes {{ nodes {{ preview }} }} }} }}"#)).await;
        assert_eq!(changed["changeSet"]["changes"]["nodes"][1]["preview"]["turns"][turn]["text"], "b");
    });
}

#[test]
fn with_four_eyes_nobody_undoes_their_own_and_editors_judgements_stand() {
    on_each(async |app| {
        let strict = app.another(|settings| settings.four_eyes = true);
        let (author, other) =
            (account::signed_in(&strict.auth, Role::Editor).await, account::signed_in(&strict.auth, Role::Editor).await);
        let set =
            act(&strict, &author, r#"createPerson(input: {name: "A"}) { changeSet { id } }"#).await["changeSet"]["id"].clone();
        done(&strict, &other, APPLY, json!({"id": set})).await;
        assert_eq!(refused(&strict, &author, UNDO, json!({"id": set})).await["extensions"]["code"], "FORBIDDEN");
        done(&strict, &other, UNDO, json!({"id": set})).await;
        let contributor = app.sign_in(Role::Contributor).await;
        let (a, b) = app
            .write(async |set| {
                (set.create(person("C")).await.expect("a person"), set.create(person("D")).await.expect("a person"))
            })
            .await;
        let judge = |verdict: &str| {
            format!(
                r#"judge(firstId: "{}", secondId: "{}", verdict: {verdict}) {{ verdict }}"#,
                encode("Person", a).as_str(),
                encode("Person", b).as_str()
            )
        };
        act(&app, &contributor, &judge("UNSURE")).await;
        act(&app, &other, &judge("NOT_SAME")).await;
        assert_eq!(code(&app, &contributor, &judge("SAME")).await.0, "FORBIDDEN");
    });
}

#[test]
fn one_scheduled_set_that_fails_does_not_keep_the_others_waiting() {
    on_each(async |app| {
        use entity::change_set::{Column, Entity};
        use sea_orm::EntityTrait;
        use sea_orm::sea_query::Expr;
        let editor = app.sign_in(Role::Editor).await;
        let row = app.write(async |set| set.create(person("A")).await.expect("a person")).await;
        let waiting = [
            format!(
                r#"updatePerson(id: "{}", expectedVersion: 1, input: {{name: "B"}}, options: {{wait: true}})"#,
                encode("Person", row).as_str()
            ),
            r#"createPerson(input: {name: "Later"}, options: {wait: true})"#.to_owned(),
        ];
        for mutation in waiting {
            let set = act(&app, &editor, &format!("{mutation} {{ changeSet {{ id }} }}")).await["changeSet"]["id"].clone();
            done(
                &app,
                &editor,
                "mutation($id: ID!) { applyChangeSet(id: $id, applyAt: \"2100-01-01T00:00:00Z\") { changeSet { id } } }",
                json!({"id": set}),
            )
            .await;
        }
        act(
            &app,
            &editor,
            &format!(
                r#"updatePerson(id: "{}", expectedVersion: 1, input: {{name: "C"}}) {{ recordId }}"#,
                encode("Person", row).as_str()
            ),
        )
        .await;
        Entity::update_many().col_expr(Column::ApplyAt, Expr::value(1_i64)).exec(app.db.write()).await.expect("the sets are due");
        api::review::schedule::apply_due(&app.db).await.expect("it goes on");
        assert_eq!(app.data("{ people { nodes { name } } }").await["people"]["nodes"], json!([{"name": "C"}, {"name": "Later"}]));
    });
}
