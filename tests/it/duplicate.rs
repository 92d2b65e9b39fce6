//! Records that may be the same.

use entity::Role;
use serde_json::{Value, json};
use support::{App, on_each};

async fn candidates(app: &App, token: &str, kind: &str) -> Vec<Value> {
    let query = format!(
        "{{ duplicateCandidates(kind: {kind}, first: 100) {{ score reasons verdict first {{ id ... on Person {{ name }} ... on Place {{ name }} ... on Event {{ name }} }} second {{ id ... on Person {{ name }} ... on Place {{ name }} ... on Event {{ name }} }} }} }}"
    );
    app.data_as(token, &query).await["duplicateCandidates"].as_array().expect("candidates").clone()
}

#[test]
fn names_in_other_scripts_and_spellings_are_candidates_and_judgements_are_remembered() {
    on_each(async |app| {
        let contributor = app.sign_in(Role::Contributor).await;
        app.write(async |set| {
            for name in ["Sergey Lavrov", "Сергей Лавров", "Sergey Ivanov", "Elmar Mammadyarov", "Elmar Məmmədyarov"]
            {
                set.create(support::builder::person(name)).await.expect("a person");
            }
        })
        .await;
        let found = candidates(&app, &contributor, "PERSON").await;
        let pairs: Vec<(&Value, &Value)> = found.iter().map(|pair| (&pair["first"]["name"], &pair["second"]["name"])).collect();
        assert_eq!(pairs.len(), 2, "{found:?}");
        assert!(pairs.contains(&(&json!("Sergey Lavrov"), &json!("Сергей Лавров"))));
        assert!(pairs.contains(&(&json!("Elmar Mammadyarov"), &json!("Elmar Məmmədyarov"))));
        assert!(found.iter().all(|pair| pair["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty())));
        let judge = |pair: &Value, verdict: &str| {
            format!(
                "mutation {{ judge(firstId: {}, secondId: {}, verdict: {verdict}) {{ verdict }} }}",
                pair["second"]["id"], pair["first"]["id"]
            )
        };
        app.data_as(&contributor, &judge(&found[0], "NOT_SAME")).await;
        app.data_as(&contributor, &judge(&found[1], "UNSURE")).await;
        let left = candidates(&app, &contributor, "PERSON").await;
        assert_eq!(left.len(), 1);
        assert_eq!((&left[0]["first"], &left[0]["verdict"]), (&found[1]["first"], &json!("UNSURE")));
        let same =
            format!("mutation {{ judge(firstId: {0}, secondId: {0}, verdict: SAME) {{ verdict }} }}", found[0]["first"]["id"]);
        assert_eq!(app.refusal_as(&contributor, &same).await.0, "BAD_USER_INPUT");
        assert_eq!(app.refusal("{ duplicateCandidates(kind: PERSON) { score } }").await.0, "UNAUTHENTICATED");
        assert_eq!(app.refusal_as(&contributor, "{ duplicateCandidates(kind: TOPIC) { score } }").await.0, "BAD_USER_INPUT");
    });
}

#[test]
fn events_of_one_day_with_the_same_people_are_candidates_and_others_are_not() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        app.write(async |set| {
            let person = set.create(support::builder::person("John Kerry")).await.expect("a person");
            for (name, day) in [
                ("Visit of John Kerry to Moscow", "2016-07-14"),
                ("John Kerry's visit to Moscow", "2016-07-14"),
                ("Visit of John Kerry to Baku", "2016-07-20"),
            ] {
                let mut event = support::builder::event(name);
                event.starts = support::builder::date(day);
                event.participants = vec![support::builder::participant(person)];
                set.create(event).await.expect("an event");
            }
            for (name, code) in [("Tripoli", "LY"), ("Tripoli", "LB")] {
                use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
                let country = entity::country::Entity::find().filter(entity::country::Column::Alpha2.eq(code));
                let country = country.one(set.connection()).await.expect("countries").expect("a country");
                let mut place = support::builder::place(name);
                place.country_id = Some(country.id);
                set.create(place).await.expect("a place");
            }
        })
        .await;
        let query = "{ duplicateCandidates(kind: EVENT, minScore: 0.6) { first { ... on Event { name } } second { ... on Event { name } } } }";
        let found = app.data_as(&editor, query).await["duplicateCandidates"].clone();
        assert_eq!(
            found,
            json!([{"first": {"name": "Visit of John Kerry to Moscow"}, "second": {"name": "John Kerry's visit to Moscow"}}])
        );
        assert_eq!(candidates(&app, &editor, "PLACE").await, Vec::<Value>::new(), "two towns in two countries");
    });
}
