//! What editors and contributors do in an afternoon.

mod again;
mod concurrent;
mod consequence;
mod input;
mod leak;
mod mentions;
mod review;
mod schedule;

use entity::Role;
use serde_json::{Value, json};
use support::{App, on_each};

/// The data of a request that must succeed, with variables.
pub async fn done(app: &App, token: &str, query: &str, variables: Value) -> Value {
    let answer = app.ask_as(Some(token), query, variables).await;
    assert_eq!(answer.body.get("errors"), None, "{query}");
    answer.body["data"].clone()
}

/// The first error of a request that must fail.
pub async fn refused(app: &App, token: &str, query: &str, variables: Value) -> Value {
    let answer = app.ask_as(Some(token), query, variables).await;
    let error = answer.body["errors"][0].clone();
    assert!(error.is_object(), "{query} was not refused: {}", answer.body);
    error
}

pub const UNDO: &str = "mutation($id: ID!) { undoChangeSet(id: $id) { changeSet { id } } }";
pub const APPLY: &str = "mutation($id: ID!) { applyChangeSet(id: $id) { changeSet { id state } } }";

/// Sends a mutation without variables, and gives its payload.
pub async fn act(app: &App, token: &str, mutation: &str) -> Value {
    let data = done(app, token, &format!("mutation {{ {mutation} }}"), json!({})).await;
    data.as_object().and_then(|data| data.values().next()).expect("a payload").clone()
}

/// Fails unless the log leads back to an empty archive.
pub async fn sound(app: &App) {
    let findings = api::changeset::verify::verify(&app.db).await.expect("the archive is read");
    assert_eq!(findings.faults, Vec::<String>::new());
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

const BRIEFING: &str = r#"mutation { createStatement(input: {
    kind: BRIEFING, title: "Briefing", holding: FULL, language: "en", made: {edtf: "2016-07-14"},
    event: {new: {name: "Weekly briefing", kind: BRIEFING, status: HELD, place: {new: {name: "Moscow", kind: CITY, country: {code: "RU"}}}}},
    countries: [{country: {code: "AZE"}}, {country: {code: "792"}}],
    topics: [{new: {label: "Visits"}}],
    turns: [
        {kind: SPEECH, text: "Good afternoon.", speaker: {new: {name: "Maria Zakharova"}}},
        {kind: QUESTION, text: "What of the visit?", label: "Question", organisation: {new: {name: "The Outlet", kind: MEDIA_OUTLET}}},
        {kind: ANSWER, text: "It will be held.", speaker: {slug: "maria-zakharova"}}],
    links: [{kind: RESPONDS_TO, target: {new: {kind: ARTICLE, title: "An article", holding: REFERENCED}}}],
    sources: [{new: {url: "https://example.org/briefing", text: "Good afternoon."}}]}) {
  record { id version slug event { name place { name country { code: alpha2 } } } countries { country { alpha2 } } topics { label }
    turns { nodes { id kind text speaker { name } organisation { name } } } links { nodes { kind target { title holding } } } sources { url sha256 } }
  changeSet { id state changes { totalCount } } } }"#;

#[test]
fn a_statement_is_made_whole_in_one_mutation_changed_turn_by_turn_and_taken_back() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        app.write(async |set| {
            // The speaker is new in the first turn and is named by the slug it gets in the third, so that it must be there before.
            set.create(support::builder::person("Maria Zakharova")).await.expect("a person");
        })
        .await;
        let briefing = BRIEFING.replace("{new: {name: \"Maria Zakharova\"}}", "{slug: \"maria-zakharova\"}");
        let made = done(&app, &editor, &briefing, json!({})).await["createStatement"].clone();
        let record = &made["record"];
        assert_eq!(record["slug"], "2016-07-14-briefing");
        assert_eq!(record["event"], json!({"name": "Weekly briefing", "place": {"name": "Moscow", "country": {"code": "RU"}}}));
        assert_eq!(record["countries"].as_array().map(Vec::len), Some(2));
        assert_eq!(
            record["links"]["nodes"],
            json!([{"kind": "RESPONDS_TO", "target": {"title": "An article", "holding": "REFERENCED"}}])
        );
        assert_eq!(record["turns"]["nodes"][2]["speaker"]["name"], "Maria Zakharova");
        assert_eq!(made["changeSet"]["state"], "APPLIED");
        let id = text(&record["id"]);
        let turns: Vec<&str> = record["turns"]["nodes"].as_array().expect("turns").iter().map(|turn| text(&turn["id"])).collect();
        let order = "record { version turns { nodes { id text } } } changeSet { id }";
        let moved = done(
            &app,
            &editor,
            &format!(r#"mutation {{ moveTurn(id: "{}", expectedVersion: 1, position: 0) {{ {order} }} }}"#, turns[2]),
            json!({}),
        )
        .await;
        assert_eq!(moved["moveTurn"]["record"]["turns"]["nodes"][0]["id"], turns[2]);
        let added = done(&app, &editor, &format!(r#"mutation {{ addTurn(statementId: "{id}", expectedVersion: 2, position: 1, input: {{kind: SCENE, text: "Laughter."}}) {{ {order} }} }}"#), json!({})).await;
        assert_eq!(added["addTurn"]["record"]["turns"]["nodes"][1]["text"], "Laughter.");
        let replaced = format!(
            r#"mutation {{ updateStatement(id: "{id}", expectedVersion: 3, input: {{turns: [{{id: "{}", text: "Good evening."}}, {{kind: SCENE, text: "Applause."}}]}}) {{ {order} }} }}"#,
            turns[0]
        );
        let replaced = done(&app, &editor, &replaced, json!({})).await["updateStatement"].clone();
        let texts: Vec<&Value> =
            replaced["record"]["turns"]["nodes"].as_array().expect("turns").iter().map(|turn| &turn["text"]).collect();
        assert_eq!(texts, ["Good evening.", "Applause."]);
        for set in [&replaced, &added["addTurn"], &moved["moveTurn"], &made] {
            let undo = "mutation($id: ID!) { undoChangeSet(id: $id) { changeSet { state undoes { state } } } }";
            let undone = done(&app, &editor, undo, json!({"id": set["changeSet"]["id"]})).await;
            assert_eq!(undone["undoChangeSet"]["changeSet"], json!({"state": "APPLIED", "undoes": {"state": "UNDONE"}}));
        }
        let gone = app.data(&format!(r#"{{ node(id: "{id}") {{ id }} tombstone(id: "{id}") {{ reason version }} statements {{ totalCount }} places {{ totalCount }} }}"#)).await;
        assert_eq!(gone["node"], Value::Null);
        assert_eq!(gone["tombstone"]["reason"], "its creation was undone");
        assert_eq!(gone["statements"]["totalCount"], 0);
        sound(&app).await;
    });
}

#[test]
fn history_tells_who_changed_what_when_and_why_and_shows_what_was() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let made = done(&app, &editor, r#"mutation { createPerson(input: {name: "Elmar Mammadyarov"}, options: {comment: "from the page"}) { record { id } } }"#, json!({})).await;
        let id = text(&made["createPerson"]["record"]["id"]);
        let update = format!(
            r#"mutation {{ updatePerson(id: "{id}", expectedVersion: 1, input: {{born: {{edtf: "1960-07-02"}}, name: "Elmar Məmmədyarov"}}) {{ record {{ version }} }} }}"#
        );
        done(&app, &editor, &update, json!({})).await;
        let history = format!(
            r#"{{ person(id: "{id}") {{ revisions {{ totalCount nodes {{ position operation version comment author {{ displayName role }} appliedAt isUndone
            diff {{ path before after words {{ change text }} }} }} }} }}
            first: snapshot(id: "{id}", asOf: {{version: 1}}) {{ version document }}
            now: snapshot(id: "{id}", asOf: {{time: "2100-01-01T00:00:00Z"}}) {{ version document }}
            never: snapshot(id: "{id}", asOf: {{position: 1}}) {{ version }} }}"#
        );
        // Public: it needs no token.
        let told = app.data(&history).await;
        let revisions = told["person"]["revisions"]["nodes"].as_array().expect("revisions");
        assert_eq!((&revisions[0]["operation"], &revisions[0]["version"]), (&json!("UPDATE"), &json!(2)));
        assert_eq!(
            revisions[0]["diff"][0],
            json!({"path": "born", "before": null, "after": {"edtf": "1960-07-02", "resolution": "STATED"}, "words": null})
        );
        assert_eq!(revisions[0]["diff"][1]["words"][1], json!({"change": "DELETE", "text": "Mammadyarov"}));
        assert_eq!((&revisions[1]["operation"], &revisions[1]["comment"]), (&json!("CREATE"), &json!("from the page")));
        assert!(text(&revisions[1]["author"]["displayName"]).starts_with("User "));
        // The log of the whole archive tells the same, the countries before.
        let position = revisions[1]["position"].as_i64().expect("a position");
        let log = app
            .data(&format!(
                "{{ changes(filter: {{afterPosition: {}}}, orderBy: POSITION_ASC) {{ totalCount nodes {{ position recordId }} }} }}",
                position - 1
            ))
            .await;
        let told_there: Vec<&Value> =
            log["changes"]["nodes"].as_array().expect("changes").iter().map(|change| &change["position"]).collect();
        assert_eq!(told_there, [position, position + 1]);
        assert_eq!(told["first"]["document"], json!({"name": "Elmar Mammadyarov", "slug": "elmar-mammadyarov"}));
        assert_eq!(told["now"]["version"], 2);
        assert_eq!(told["never"], Value::Null);
    });
}

#[test]
fn people_are_merged_and_split_and_old_addresses_lead_on() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let (one, other) = app
            .write(async |set| {
                let one = set.create(support::builder::person("Sergey Lavrov")).await.expect("a person");
                let other = set.create(support::builder::person("Sergei Lavrov")).await.expect("a person");
                let mut speech = support::builder::statement("Speech");
                speech.turns = vec![support::builder::turn(Some(one), "One."), support::builder::turn(Some(other), "Two.")];
                set.create(speech).await.expect("a statement");
                (one, other)
            })
            .await;
        let (one, other) = (api::graphql::id::encode("Person", one), api::graphql::id::encode("Person", other));
        let merge = "mutation($id: ID!, $into: ID!) { mergePeople(id: $id, expectedVersion: 1, into: $into) { record { id version names { form } turns { totalCount } } changeSet { id } } }";
        let merged = done(&app, &editor, merge, json!({"id": other.as_str(), "into": one.as_str()})).await["mergePeople"].clone();
        assert_eq!(merged["record"]["names"], json!([{"form": "Sergey Lavrov"}, {"form": "Sergei Lavrov"}]));
        assert_eq!(merged["record"]["turns"]["totalCount"], 2);
        let found = app.data(r#"{ person(slug: "sergei-lavrov") { name } }"#).await;
        assert_eq!(found["person"]["name"], "Sergey Lavrov");
        let itself = refused(&app, &editor, merge, json!({"id": one.as_str(), "into": one.as_str()})).await;
        assert_eq!(itself["extensions"]["code"], "BAD_USER_INPUT");
        let turns = app.data(r#"{ statements { nodes { turns { nodes { id } } } } }"#).await;
        let second = &turns["statements"]["nodes"][0]["turns"]["nodes"][1]["id"];
        let split = "mutation($id: ID!, $turn: ID!) { splitOff(id: $id, expectedVersion: 2, name: \"Sergei Lavrov\", references: [$turn]) { recordId record { ... on Person { name turns { totalCount } } } changeSet { id } } }";
        let split = done(&app, &editor, split, json!({"id": one.as_str(), "turn": second})).await["splitOff"].clone();
        assert_eq!(split["record"], json!({"name": "Sergei Lavrov", "turns": {"totalCount": 1}}));
        let undo = "mutation($id: ID!) { undoChangeSet(id: $id) { changeSet { state } } }";
        done(&app, &editor, undo, json!({"id": split["changeSet"]["id"]})).await;
        done(&app, &editor, undo, json!({"id": merged["changeSet"]["id"]})).await;
        let names = app.data("{ people { nodes { name version turns { totalCount } } } }").await;
        assert_eq!(names["people"]["nodes"].as_array().map(Vec::len), Some(2));
        assert!(
            names["people"]["nodes"].as_array().expect("people").iter().all(|person| person["turns"]["totalCount"] == 1),
            "{names}"
        );
    });
}

#[test]
fn a_mutation_that_changes_nothing_leaves_nothing() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let id = app.write(async |set| set.create(support::builder::person("A")).await.expect("a person")).await;
        let id = api::graphql::id::encode("Person", id);
        let update = "mutation($id: ID!) { updatePerson(id: $id, expectedVersion: 1, input: {name: \"A\"}) { record { version } changeSet { id } } }";
        let same = done(&app, &editor, update, json!({"id": id.as_str()})).await;
        assert_eq!(same["updatePerson"], json!({"record": {"version": 1}, "changeSet": null}));
    });
}
