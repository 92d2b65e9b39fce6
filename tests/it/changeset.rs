//! The one write path: what changes leave in tables and log, and how they are taken back.

use api::changeset::verify::verify;
use api::changeset::{ChangeSet, Proposal, documents};
use api::error::Error;
use api::mention::service::NewTarget;
use entity::{NameKind, RecordKind};
use serde_json::{Value, json};
use support::builder::{date, event, link, mention, office, participant, person, statement, tenure, turn};
use support::{App, on_each};

async fn document(app: &App, kind: RecordKind, id: i64) -> Value {
    documents(app.db.read(), kind, &[id]).await.expect("documents").remove(&id).unwrap_or_default()
}

async fn sound(app: &App) {
    let findings = verify(&app.db).await.expect("the archive is read");
    assert_eq!(findings.faults, Vec::<String>::new(), "{findings}");
}

/// A conference with two people, a place in the reply graph, mentions.
struct World {
    lavrov: i64,
    other: i64,
    office: i64,
    tenure: i64,
    conference: i64,
    answer: i64,
    mention: i64,
    meeting: i64,
}

const TEXT: &str = "Sergey Lavrov met Sergey Lavrov again.";

async fn world(app: &App) -> World {
    app.write(async |set| {
        let lavrov = set.create(person("Sergey Lavrov")).await.expect("a person");
        let mut other = person("Sergei Lavrov");
        other.born = date("1950-03-21");
        other.common.external_ids.push(("wikidata".to_owned(), "Q58217".to_owned()).into());
        let other = set.create(other).await.expect("a person");
        let office = set.create(office("Foreign Minister of Russia", None)).await.expect("an office");
        let tenure_id = set.create(tenure(lavrov, office)).await.expect("a tenure");
        set.create(tenure(other, office)).await.expect("a tenure");
        let mut meeting = event("Talks");
        meeting.participants = vec![participant(other), participant(lavrov)];
        let meeting = set.create(meeting).await.expect("an event");
        let mut conference = statement("Conference");
        conference.author_ids = vec![lavrov, other];
        conference.event_id = Some(meeting);
        conference.turns = vec![turn(Some(lavrov), "One."), turn(Some(other), TEXT)];
        let conference = set.create(conference).await.expect("a statement");
        let answer = set.create(statement("Answer")).await.expect("a statement");
        set.create(link(answer, conference)).await.expect("a link");
        let mut named = mention(conference + 2, TEXT, "Sergey Lavrov", NewTarget::Person(other));
        named.start = 18;
        named.end = 31;
        named.prefix = "Sergey Lavrov met ".to_owned();
        named.suffix = " again.".to_owned();
        let mention = set.create(named).await.expect("a mention");
        World { lavrov, other, office, tenure: tenure_id, conference, answer, mention, meeting }
    })
    .await
}

async fn apply(app: &App, proposals: Vec<Proposal>) -> Result<i64, Error> {
    let mut set = ChangeSet::begin(&app.db, "test").await?;
    for proposal in proposals {
        set.perform(proposal).await?;
    }
    Ok(set.commit().await?.id.expect("something changed"))
}

async fn undo(app: &App, id: i64) -> Result<i64, Error> {
    let mut set = ChangeSet::begin(&app.db, "undo").await?;
    set.undo(id).await?;
    Ok(set.commit().await?.id.expect("something changed"))
}

#[test]
fn the_countries_and_the_pages_agree_with_their_log() {
    on_each(async |app| {
        let mut report = api::import::Report::default();
        let page = include_bytes!("../../api/data/pages/embassy/000_d48fa1d5f48169a7.txt");
        api::import::page::PageImport::new(&app.db).import("page.txt", page, &mut report).await.expect("an import");
        assert_eq!(report.failed(), 0);
        sound(&app).await;
    });
}

#[test]
fn an_update_keeps_what_is_absent_clears_what_is_null_and_can_be_undone() {
    on_each(async |app| {
        let World { other, .. } = world(&app).await;
        let before = document(&app, RecordKind::Person, other).await;
        let patch = json!({"name": "S. Lavrov", "slug": "s-lavrov", "born": null, "otherNames": [{"form": "Лавров", "kind": "SHORT", "language": "ru"}]});
        let set = apply(&app, vec![Proposal::update(RecordKind::Person, other, 1, patch)]).await.expect("applied");
        let after = document(&app, RecordKind::Person, other).await;
        assert_eq!((&after["name"], &after["born"], &after["slug"]), (&json!("S. Lavrov"), &Value::Null, &json!("s-lavrov")));
        assert_eq!(after["externalIds"], before["externalIds"]);
        let found = app
            .data(r#"{ a: person(slug: "sergei-lavrov") { name names { form } version } b: person(slug: "s-lavrov") { name } }"#)
            .await;
        assert_eq!(found["a"], json!({"name": "S. Lavrov", "names": [{"form": "S. Lavrov"}, {"form": "Лавров"}], "version": 2}));
        assert_eq!(found["b"]["name"], "S. Lavrov");
        sound(&app).await;
        undo(&app, set).await.expect("undone");
        assert_eq!(document(&app, RecordKind::Person, other).await, before);
        sound(&app).await;
    });
}

#[test]
fn a_stale_version_is_refused_with_what_has_changed_since() {
    on_each(async |app| {
        let World { other, .. } = world(&app).await;
        let update = |patch| vec![Proposal::update(RecordKind::Person, other, 1, patch)];
        apply(&app, update(json!({"born": {"edtf": "1951", "resolution": "STATED"}}))).await.expect("applied");
        let Err(Error::Clashes { clashes, .. }) = apply(&app, update(json!({"name": "X"}))).await else {
            panic!("a stale version was accepted")
        };
        assert_eq!(clashes.len(), 1);
        assert_eq!(clashes[0].path.as_deref(), Some("born"));
    });
}

#[test]
fn turns_move_and_go_and_mentions_follow_their_words() {
    on_each(async |app| {
        let World { conference, mention, .. } = world(&app).await;
        let before = document(&app, RecordKind::Statement, conference).await;
        let (one, two) = ((conference + 1).to_string(), (conference + 2).to_string());
        let patch = json!({"turns": {&one: {"position": 1}, &two: {"position": 0, "text": "Then, as I said, Sergey Lavrov met Sergey Lavrov again."}}});
        let moved = apply(&app, vec![Proposal::update(RecordKind::Statement, conference, 1, patch)]).await.expect("applied");
        let after = document(&app, RecordKind::Statement, conference).await;
        assert_eq!((&after["turns"][&one]["position"], &after["turns"][&two]["position"]), (&json!(1), &json!(0)));
        assert_eq!(document(&app, RecordKind::Mention, mention).await["start"], 35);
        sound(&app).await;
        let patch = json!({"turns": {&two: null}});
        let removed = apply(&app, vec![Proposal::update(RecordKind::Statement, conference, 2, patch)]).await.expect("applied");
        assert_eq!(document(&app, RecordKind::Mention, mention).await, Value::Null);
        sound(&app).await;
        undo(&app, removed).await.expect("undone");
        undo(&app, moved).await.expect("undone");
        assert_eq!(document(&app, RecordKind::Statement, conference).await, before);
        assert_eq!(document(&app, RecordKind::Mention, mention).await["start"], 18);
        sound(&app).await;
    });
}

#[test]
fn deleting_is_refused_while_others_refer_to_the_record_and_cascades_when_told_to() {
    on_each(async |app| {
        let World { lavrov, conference, tenure, answer, .. } = world(&app).await;
        let delete = |kind, id, cascade| vec![Proposal::delete(kind, id, 1, "a hoax", cascade)];
        let Err(Error::Clashes { clashes, .. }) = apply(&app, delete(RecordKind::Person, lavrov, false)).await else {
            panic!("the person was deleted")
        };
        assert_eq!(clashes.len(), 3, "statement, event, tenure: {clashes:?}");
        let before = document(&app, RecordKind::Statement, conference).await;
        let set = apply(&app, delete(RecordKind::Person, lavrov, true)).await.expect("applied");
        assert_eq!(document(&app, RecordKind::Tenure, tenure).await, Value::Null);
        let after = document(&app, RecordKind::Statement, conference).await;
        assert_eq!(after["turns"][(conference + 1).to_string()].get("speaker"), None);
        assert_eq!(after["authors"].as_array().map(Vec::len), Some(1));
        sound(&app).await;
        undo(&app, set).await.expect("undone");
        assert_eq!(document(&app, RecordKind::Statement, conference).await, before);
        // A statement takes its links and mentions with it.
        let set =
            apply(&app, vec![Proposal::delete(RecordKind::Statement, conference, 3, "a hoax", false)]).await.expect("applied");
        assert_eq!(
            app.data("{ links { nodes { id } } mentions { nodes { id } } }").await,
            json!({"links": {"nodes": []}, "mentions": {"nodes": []}})
        );
        sound(&app).await;
        undo(&app, set).await.expect("undone");
        assert_eq!(document(&app, RecordKind::Statement, conference).await, before);
        assert_ne!(document(&app, RecordKind::Statement, answer).await, Value::Null);
        sound(&app).await;
    });
}

#[test]
fn a_merge_moves_every_reference_keeps_names_and_is_undone_exactly() {
    on_each(async |app| {
        let World { lavrov, other, office, conference, mention, meeting, .. } = world(&app).await;
        let kinds = [
            (RecordKind::Person, lavrov),
            (RecordKind::Person, other),
            (RecordKind::Statement, conference),
            (RecordKind::Event, meeting),
            (RecordKind::Mention, mention),
        ];
        let mut before = Vec::new();
        for (kind, id) in kinds {
            before.push(document(&app, kind, id).await);
        }
        let set = apply(&app, vec![Proposal::merge(RecordKind::Person, other, 1, lavrov)]).await.expect("applied");
        let survivor = document(&app, RecordKind::Person, lavrov).await;
        assert_eq!(survivor["otherNames"], json!([{"form": "Sergei Lavrov", "kind": NameKind::Alternative}]));
        assert_eq!(survivor["externalIds"][0]["value"], "Q58217");
        assert_eq!(survivor["born"]["edtf"], "1950-03-21");
        assert_eq!(document(&app, RecordKind::Mention, mention).await["person"], lavrov);
        assert_eq!(document(&app, RecordKind::Statement, conference).await["authors"], json!([lavrov]));
        assert_eq!(document(&app, RecordKind::Event, meeting).await["participants"].as_array().map(Vec::len), Some(1));
        let tenures = app.data("{ people(filter: {name: \"sergey lavrov\"}) { nodes { tenures { id } } } }").await;
        assert_eq!(tenures["people"]["nodes"][0]["tenures"].as_array().map(Vec::len), Some(1), "{tenures}");
        let old = api::graphql::id::encode("Person", other);
        let found = app.data(&format!(r#"{{ a: person(id: "{}") {{ name }} b: person(slug: "sergei-lavrov") {{ name }} c: node(id: "{}") {{ ... on Person {{ name }} }} }}"#, old.as_str(), old.as_str())).await;
        for alias in ["a", "b", "c"] {
            assert_eq!(found[alias]["name"], "Sergey Lavrov", "{found}");
        }
        sound(&app).await;
        undo(&app, set).await.expect("undone");
        for ((kind, id), before) in kinds.into_iter().zip(before) {
            assert_eq!(document(&app, kind, id).await, before, "{kind:?}");
        }
        sound(&app).await;
        assert_ne!(document(&app, RecordKind::Office, office).await, Value::Null);
    });
}

#[test]
fn an_undo_is_refused_with_the_list_of_what_depends_on_it() {
    on_each(async |app| {
        let World { other, .. } = world(&app).await;
        let update = |version, patch| vec![Proposal::update(RecordKind::Person, other, version, patch)];
        let first = apply(&app, update(1, json!({"name": "A"}))).await.expect("applied");
        apply(&app, update(2, json!({"died": {"edtf": "2050", "resolution": "STATED"}}))).await.expect("applied");
        let third = apply(&app, update(3, json!({"name": "B"}))).await.expect("applied");
        let Err(Error::Clashes { clashes, .. }) = undo(&app, first).await else { panic!("it was undone") };
        assert_eq!(clashes.len(), 1);
        assert_eq!(clashes[0].path.as_deref(), Some("name"));
        undo(&app, third).await.expect("undone");
        // Nothing is left of what stood in the way.
        undo(&app, first).await.expect("undone");
        let person = document(&app, RecordKind::Person, other).await;
        assert_eq!((&person["name"], &person["died"]["edtf"]), (&json!("Sergei Lavrov"), &json!("2050")));
        sound(&app).await;
        // What was created and is referred to since stays.
        let created =
            apply(&app, vec![Proposal::create(RecordKind::Topic, 900_000, json!({"label": "Peace"}))]).await.expect("applied");
        let narrower = json!({"label": "Peace talks", "broader": 900_000});
        apply(&app, vec![Proposal::create(RecordKind::Topic, 900_001, narrower)]).await.expect("applied");
        let Err(Error::Clashes { clashes, .. }) = undo(&app, created).await else { panic!("it was undone") };
        assert_eq!(clashes[0].record, api::graphql::id::encode("Topic", 900_001).as_str());
    });
}

#[test]
fn deleted_records_come_back_and_records_go_back_to_what_they_were() {
    on_each(async |app| {
        let World { answer, .. } = world(&app).await;
        let before = document(&app, RecordKind::Statement, answer).await;
        apply(&app, vec![Proposal::update(RecordKind::Statement, answer, 1, json!({"title": "B"}))]).await.expect("applied");
        apply(&app, vec![Proposal::delete(RecordKind::Statement, answer, 2, "by mistake", false)]).await.expect("applied");
        apply(&app, vec![Proposal::restore(RecordKind::Statement, answer, 3, None)]).await.expect("applied");
        assert_eq!(document(&app, RecordKind::Statement, answer).await["title"], "B");
        apply(&app, vec![Proposal::restore(RecordKind::Statement, answer, 4, Some(1))]).await.expect("applied");
        assert_eq!(document(&app, RecordKind::Statement, answer).await, before);
        sound(&app).await;
    });
}

#[test]
fn what_breaks_a_rule_of_the_archive_is_refused_whole() {
    on_each(async |app| {
        let World { other, lavrov, meeting, conference, .. } = world(&app).await;
        let refused = [
            Proposal::update(RecordKind::Event, meeting, 1, json!({"parent": meeting})),
            Proposal::merge(RecordKind::Person, lavrov, 1, lavrov),
            Proposal::merge(RecordKind::Person, lavrov, 1, 999_999),
            Proposal::update(RecordKind::Person, lavrov, 1, json!({"externalIds": [{"scheme": "wikidata", "value": "Q58217"}]})),
            Proposal::update(RecordKind::Person, lavrov, 1, json!({"slug": "sergei-lavrov"})),
            Proposal::update(RecordKind::Person, lavrov, 1, json!({"name": null})),
            Proposal::update(RecordKind::Statement, conference, 1, json!({"event": 999_999, "language": "not a language"})),
            Proposal::update(RecordKind::Person, other, 7, json!({"name": "X"})),
            Proposal::delete(RecordKind::Statement, conference, 1, " ", false),
        ];
        for proposal in refused {
            let error =
                apply(&app, vec![Proposal::update(RecordKind::Person, other, 1, json!({"name": "Y"})), proposal.clone()]).await;
            let code = error.map_err(|error| error.code());
            assert!(matches!(code, Err("BAD_USER_INPUT" | "CONFLICT" | "NOT_FOUND")), "{proposal:?}: {code:?}");
            assert_eq!(document(&app, RecordKind::Person, other).await["name"], "Sergei Lavrov", "{proposal:?}");
        }
        sound(&app).await;
    });
}
