//! The same file again, a changed one, and what people did meanwhile.

use super::*;
use crate::curation::sound;
use api::graphql::id::encode;
use api::import::undo;
use entity::{RecordKind, Role};
use support::on_each;

#[test]
fn the_same_file_again_changes_nothing_at_all() {
    on_each(async |app| {
        let file = File::lines("a.jsonl", &[nested(), article()]);
        import(&app, &file).await;
        let before = position(&app).await;
        let (planned, told) = plan_of(&app, vec![file.source()]).await;
        assert_eq!((planned.unchanged, planned.all()), (2, 2));
        assert!(told.iter().all(|(_, decision)| decision.is_plain()), "{told:?}");
        let again = import(&app, &file).await;
        assert_eq!(sums(&again), [0, 0, 2, 0, 0]);
        assert_eq!(position(&app).await, before, "not one change");
        // By another way, from another file without its keys: what is there is recognised, and equal.
        let mut copy = nested();
        copy.as_object_mut().expect("an object").remove("key");
        copy.as_object_mut().expect("an object").remove("links");
        let other = import(&app, &File::lines("b.jsonl", &[copy])).await;
        assert_eq!(sums(&other), [0, 0, 1, 0, 0], "{:?}", lines(&app, &other).await);
        assert_eq!(position(&app).await, before);
    });
}

#[test]
fn a_changed_record_changes_only_its_changed_fields() {
    on_each(async |app| {
        import(&app, &File::lines("a.jsonl", &[nested(), article()])).await;
        let mut changed = nested();
        changed["summary"] = json!("A summary.");
        changed["turns"][2]["text"] = json!("We agreed there, and in St Petersburg.");
        let file = File::lines("a.jsonl", &[changed, article()]);
        let (planned, told) = plan_of(&app, vec![file.source()]).await;
        assert_eq!((planned.updated, planned.unchanged), (1, 1));
        assert_eq!(told[0].1.fields.len(), 2, "{told:?}");
        let job = import(&app, &file).await;
        assert_eq!(sums(&job), [0, 1, 1, 0, 0]);
        let data = app.data("{statements(filter:{kinds:[NEWS_CONFERENCE]}){nodes{version summary turns{nodes{text}} revisions{nodes{operation}}}}}").await;
        let one = &data["statements"]["nodes"][0];
        assert_eq!((&one["version"], &one["summary"]), (&json!(2), &json!("A summary.")));
        assert_eq!(one["turns"]["nodes"][0]["text"], "Good afternoon.");
        assert_eq!(sums(&import(&app, &file).await), [0, 0, 2, 0, 0]);
    });
}

#[test]
fn what_was_changed_by_hand_is_kept_and_told() {
    on_each(async |app| {
        let record = |born: &str, died: Option<&str>| {
            let mut record = json!({"type": "Person", "key": "p", "name": "Ann Lee", "born": born});
            if let Some(died) = died {
                record["died"] = json!(died);
            }
            record
        };
        let job = import(&app, &File::lines("a.jsonl", &[record("1950", None)])).await;
        let id = encode("Person", lines(&app, &job).await[0].record_id.expect("a record"));
        let editor = app.sign_in(Role::Editor).await;
        let edit = format!(
            r#"mutation {{ updatePerson(id: "{}", expectedVersion: 1, input: {{born: {{edtf: "1951"}}}}) {{ record {{ version }} }} }}"#,
            id.as_str()
        );
        app.data_as(&editor, &edit).await;
        // The file says the same as before: nothing to say.
        let same = import(&app, &File::lines("a.jsonl", &[record("1950", None)])).await;
        assert_eq!((sums(&same), same.conflicting), ([0, 0, 1, 0, 0], 0));
        // The file says something else now: the editor's word stays, the rest comes in.
        let file = File::lines("a.jsonl", &[record("1949", Some("2020"))]);
        let (planned, _) = plan_of(&app, vec![file.source()]).await;
        assert_eq!((planned.updated, planned.conflicting), (1, 1));
        let job = import(&app, &file).await;
        assert_eq!((sums(&job), job.conflicting), ([0, 1, 0, 0, 0], 1));
        let told = issues(&lines(&app, &job).await[0]);
        assert_eq!((told[0].0, told[0].1.as_str()), (Problem::Conflict, "born"), "{told:?}");
        let data = app.data("{people{nodes{born{edtf} died{edtf}}}}").await;
        assert_eq!(data["people"]["nodes"], json!([{"born": {"edtf": "1951"}, "died": {"edtf": "2020"}}]));
        // It is told again as long as it stands, and changes nothing.
        let before = position(&app).await;
        let job = import(&app, &file).await;
        assert_eq!((sums(&job), job.conflicting, position(&app).await), ([0, 0, 1, 0, 0], 1, before));
    });
}

#[test]
fn what_an_editor_deleted_stays_deleted() {
    on_each(async |app| {
        let file = File::lines("a.jsonl", &[json!({"type": "Topic", "key": "t", "label": "Trade"})]);
        let job = import(&app, &file).await;
        let row = lines(&app, &job).await[0].record_id.expect("a record");
        app.write(async |set| set.delete(RecordKind::Topic, row, None, "not a topic", false).await.expect("deleted")).await;
        let job = import(&app, &file).await;
        assert_eq!(sums(&job), [0, 0, 1, 0, 0]);
        assert_eq!(issues(&lines(&app, &job).await[0])[0].0, Problem::Conflict);
        assert_eq!(app.data("{topics{totalCount}}").await["topics"]["totalCount"], 0);
    });
}

#[test]
fn an_import_is_taken_back_but_for_what_was_changed_since_and_comes_again() {
    on_each(async |app| {
        let people: Vec<Value> = (0..20)
            .map(|number| json!({"type": "Person", "key": format!("p/{number}"), "name": format!("Person Number {number}")}))
            .collect();
        let mut records = vec![nested(), article()];
        records.extend(people);
        let file = File::lines("a.jsonl", &records);
        let empty = app.data(COUNTS).await;
        let job = import(&app, &file).await;
        let whole = app.data(COUNTS).await;
        let changed = lines(&app, &job).await[5].record_id.expect("a record");
        let editor = app.sign_in(Role::Editor).await;
        let edit = format!(
            r#"mutation {{ updatePerson(id: "{}", expectedVersion: 1, input: {{born: {{edtf: "1951"}}}}) {{ record {{ version }} }} }}"#,
            encode("Person", changed).as_str()
        );
        app.data_as(&editor, &edit).await;
        let undone = undo::undo(&app.db, job.id, None).await.expect("it is taken back");
        assert_eq!(undone.job.state, ImportState::Undone);
        assert_eq!(undone.kept.iter().map(|kept| kept.record.as_str()).collect::<Vec<_>>(), [encode("Person", changed).as_str()]);
        let mut rest = app.data(COUNTS).await;
        assert_eq!(rest["people"]["totalCount"], 1);
        rest["people"]["totalCount"] = json!(0);
        assert_eq!(rest, empty);
        assert!(undo::undo(&app.db, job.id, None).await.is_err(), "not twice");
        let again = import(&app, &file).await;
        // The article came back with the statement that answers it, before its own line.
        assert_eq!(sums(&again), [20, 0, 2, 0, 0], "{:?}", lines(&app, &again).await);
        assert_eq!(app.data(COUNTS).await, whole);
        let data = app
            .data(
                "{person(slug: \"person-number-7\"){name} statement(slug: \"2016-07-12-a-news-conference\"){turns{nodes{text}}}}",
            )
            .await;
        assert_eq!(data["person"]["name"], "Person Number 7", "under the address it had");
        assert_eq!(data["statement"]["turns"]["nodes"][0]["text"], "Good afternoon.");
        sound(&app).await;
    });
}

const COUNTS: &str = "{statements{totalCount} people{totalCount} organisations{totalCount} events{totalCount} places{totalCount} topics{totalCount} links{totalCount} mentions{totalCount} countries{totalCount}}";
