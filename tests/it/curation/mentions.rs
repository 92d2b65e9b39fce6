//! Names that were added are looked for in what is in the archive already.

use super::{APPLY, act, done, refused, sound, text};
use api::changeset::position;
use entity::{Resolution, Role, turn};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use support::builder::{self, date, mention, person, statement};
use support::{App, account, on_each};

const PLAN: &str = "mutation($input: PlanMentionsInput!) { planMentions(input: $input) { suggested ambiguous mentioned waiting turns next isCurrent \
                    changeSet { id state changes(first: 50) { nodes { recordKind operation preview } } } } }";

async fn plan(app: &App, token: &str, input: Value) -> Value {
    done(app, token, PLAN, json!({ "input": input })).await["planMentions"].clone()
}

/// The words that a plan suggests, in order.
fn words(plan: &Value) -> Vec<String> {
    let changes = plan["changeSet"]["changes"]["nodes"].as_array().cloned().unwrap_or_default();
    changes.iter().map(|change| text(&change["preview"]["exact"]).to_owned()).collect()
}

const FIRST: &str = "Sergey Lavrov received John Kerry. Kerry and Lavrov talked; «Ё», said Lavrov.";
const SECOND: &str = "Лавров and Сергей Лавров are one. Ivanov is not.";

async fn fill(app: &App) {
    app.write(async |set| {
        let kerry = set.create(person("John Kerry")).await.expect("a person");
        for name in ["Igor Ivanov", "Sergei Ivanov"] {
            set.create(person(name)).await.expect("a person");
        }
        let mut talks = statement("Talks");
        talks.made = date("2016-07-14");
        talks.turns = vec![builder::turn(Some(kerry), FIRST), builder::turn(None, "Nobody is named.")];
        set.create(talks).await.expect("a statement");
        let mut other = statement("Other");
        (other.made, other.language) = (date("2017"), None);
        other.turns = vec![builder::turn(None, SECOND)];
        set.create(other).await.expect("a statement");
    })
    .await;
}

#[test]
fn names_that_were_added_are_suggested_once_and_wait_for_an_editor() {
    on_each(async |app| {
        fill(&app).await;
        let (contributor, editor) = (app.sign_in(Role::Contributor).await, app.sign_in(Role::Editor).await);
        let before = position(app.db.read()).await.expect("a position");
        assert_eq!(plan(&app, &contributor, json!({"sincePosition": before})).await["changeSet"], Value::Null);
        act(&app, &editor, r#"createPerson(input: {name: "Sergey Lavrov"}) { recordId }"#).await;
        let planned = plan(&app, &contributor, json!({"sincePosition": before})).await;
        assert_eq!(words(&planned), ["Sergey Lavrov", "Lavrov", "Lavrov", "Лавров", "Сергей Лавров"], "{planned}");
        let counted =
            json!([planned["suggested"], planned["ambiguous"], planned["mentioned"], planned["waiting"], planned["turns"]]);
        assert_eq!(counted, json!([5, 0, 0, 0, 2]));
        assert_eq!(
            (&planned["next"], &planned["isCurrent"], &planned["changeSet"]["state"]),
            (&Value::Null, &json!(true), &json!("SUBMITTED"))
        );
        let last = &planned["changeSet"]["changes"]["nodes"][2]["preview"];
        assert_eq!(
            (&last["start"], &last["end"], &last["prefix"], &last["suffix"], &last["resolution"]),
            (&json!(70), &json!(76), &json!("ry and Lavrov talked; «Ё», said "), &json!("."), &json!("SUGGESTED"))
        );
        assert_eq!((&last["score"], text(&last["reason"]).contains("surname")), (&json!(0.9), true));
        assert_eq!(app.data("{ mentions { totalCount } }").await["mentions"]["totalCount"], 0, "an editor decides");
        let again = plan(&app, &editor, json!({"sincePosition": before})).await;
        assert_eq!((&again["suggested"], &again["waiting"], &again["changeSet"]), (&json!(0), &json!(5), &Value::Null));
        done(&app, &editor, APPLY, json!({"id": planned["changeSet"]["id"]})).await;
        let stored = app
            .data("{ mentions(first: 50) { nodes { id version exact resolution score target { ... on Person { name } } } } }")
            .await["mentions"]["nodes"]
            .clone();
        let stored = stored.as_array().expect("mentions");
        assert_eq!(stored.len(), 5);
        for one in stored {
            assert_eq!((&one["resolution"], &one["target"]["name"]), (&json!("SUGGESTED"), &json!("Sergey Lavrov")));
        }
        let rejected = format!("rejectMention(id: {}, expectedVersion: 1) {{ recordId }}", stored[4]["id"]);
        act(&app, &editor, &rejected).await;
        let after = plan(&app, &editor, json!({"sincePosition": before})).await;
        assert_eq!((&after["suggested"], &after["mentioned"], &after["changeSet"]), (&json!(0), &json!(5), &Value::Null));
        sound(&app).await;
    });
}

#[test]
fn a_new_name_of_a_known_person_is_looked_for_alone() {
    on_each(async |app| {
        let lavrov = app
            .write(async |set| {
                let lavrov = set.create(person("Sergey Lavrov")).await.expect("a person");
                let mut one = statement("One");
                one.turns = vec![builder::turn(None, "Lavrov, whom they call Grigor Petrosian.")];
                set.create(one).await.expect("a statement");
                lavrov
            })
            .await;
        let before = position(app.db.read()).await.expect("a position");
        let editor = app.sign_in(Role::Editor).await;
        let id = api::graphql::id::encode("Person", lavrov);
        let alias = format!(
            "updatePerson(id: \"{}\", expectedVersion: 1, input: {{otherNames: [{{form: \"Grigor Petrosian\", kind: ALTERNATIVE}}]}}) {{ recordId }}",
            id.as_str()
        );
        act(&app, &editor, &alias).await;
        assert_eq!(words(&plan(&app, &editor, json!({"sincePosition": before})).await), ["Grigor Petrosian"]);
        assert_eq!(words(&plan(&app, &editor, json!({"records": [id.as_str()]})).await), ["Lavrov"], "the other waits");
    });
}

#[test]
fn what_is_ambiguous_is_counted_and_what_is_many_is_continued() {
    on_each(async |app| {
        fill(&app).await;
        let editor = app.sign_in(Role::Editor).await;
        let people = app.data("{ people(first: 10) { nodes { id name } } }").await["people"]["nodes"].clone();
        let id = |name: &str| {
            let found = people.as_array().expect("people").iter().find(|one| one["name"] == name);
            found.expect("a person")["id"].clone()
        };
        let shared = plan(&app, &editor, json!({"records": [id("Igor Ivanov"), id("Sergei Ivanov")]})).await;
        assert_eq!((&shared["suggested"], &shared["ambiguous"], &shared["changeSet"]), (&json!(0), &json!(1), &Value::Null));
        let first = plan(&app, &editor, json!({"records": [id("John Kerry")], "first": 1})).await;
        assert_eq!((words(&first), first["next"].is_string()), (vec!["John Kerry".to_owned()], true));
        let rest = plan(&app, &editor, json!({"records": [id("John Kerry")], "from": first["next"]})).await;
        assert_eq!((words(&rest), &rest["waiting"], &rest["next"]), (vec!["Kerry".to_owned()], &json!(1), &Value::Null));
        let elsewhere = json!({"records": [id("John Kerry")], "filter": {"made": {"within": "2017"}}});
        assert_eq!(plan(&app, &editor, elsewhere).await["turns"], 0);
        for (input, code) in [
            (json!({}), "BAD_USER_INPUT"),
            (json!({"records": [], "sincePosition": 1}), "BAD_USER_INPUT"),
            (json!({"records": ["x"]}), "BAD_USER_INPUT"),
            (json!({"records": [api::graphql::id::encode("Person", 999_999).as_str()]}), "BAD_USER_INPUT"),
            (json!({"records": [api::graphql::id::encode("Topic", 1).as_str()]}), "BAD_USER_INPUT"),
            (json!({"sincePosition": -1}), "BAD_USER_INPUT"),
            (json!({"sincePosition": 1, "first": 0}), "BAD_USER_INPUT"),
            (json!({"sincePosition": 1, "first": 501}), "LIMIT_EXCEEDED"),
            (json!({"records": vec!["x"; 101]}), "LIMIT_EXCEEDED"),
        ] {
            assert_eq!(refused(&app, &editor, PLAN, json!({ "input": input })).await["extensions"]["code"], code, "{input}");
        }
    });
}

#[test]
fn a_rejected_mention_says_nothing_of_others() {
    on_each(async |app| {
        let words_of = "Ivanov spoke.";
        let (one, other, said) = app
            .write(async |set| {
                let other = set.create(person("Igor Ivanov")).await.expect("a person");
                let one = set.create(person("Petr Petrov")).await.expect("a person");
                let mut new = statement("One");
                new.turns = vec![builder::turn(None, words_of)];
                (one, other, set.create(new).await.expect("a statement"))
            })
            .await;
        let turns = turn::Entity::find().filter(turn::Column::StatementId.eq(said)).all(app.db.read()).await.expect("turns");
        let turn = turns[0].id;
        app.write(async |set| {
            let target = api::mention::service::NewTarget::Person(one);
            let mut rejected = mention(turn, words_of, "Ivanov", target);
            rejected.resolution = Resolution::Rejected;
            set.create(rejected).await.expect("a mention");
        })
        .await;
        let editor = account::signed_in(&app.auth, Role::Editor).await;
        let id = api::graphql::id::encode("Person", other);
        assert_eq!(words(&plan(&app, &editor, json!({"records": [id.as_str()]})).await), ["Ivanov"]);
    });
}
