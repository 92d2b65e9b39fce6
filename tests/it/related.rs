//! Lists of records that belong to other records: right for each parent, and a constant number of SQL statements.

use entity::country;
use sea_orm::{EntityTrait, QuerySelect};
use serde_json::json;
use support::builder::{concerns, date, event, office, participant, person, statement, tenure, turn};
use support::{App, on_each};

/// `count` people, each with an office, two events and three statements on consecutive days.
async fn fill(app: &App, count: usize) {
    let ids: Vec<i64> =
        country::Entity::find().limit(2).all(app.db.read()).await.expect("countries").iter().map(|row| row.id).collect();
    app.write(async |set| {
        for number in 0..count {
            let speaker = set.create(person(&format!("Person {number:03}"))).await.expect("a person");
            let post = set.create(office(&format!("Office {number}"), Some(ids[0]))).await.expect("an office");
            let held = set.create(tenure(speaker, post)).await.expect("a tenure");
            let mut occasion = 0;
            for meeting in 0..2 {
                let mut new = event(&format!("Meeting {meeting} of {number}"));
                new.starts = date("2016-07");
                new.participants = vec![participant(speaker)];
                occasion = set.create(new).await.expect("an event");
            }
            for day in 1..=3 {
                let mut new = statement(&format!("Statement {day} of {number}"));
                new.made = date(&format!("2016-07-{day:02}"));
                new.event_id = Some(occasion);
                new.countries = vec![concerns(ids[0]), concerns(ids[1])];
                new.turns = vec![turn(Some(speaker), "One."), turn(None, "Two."), turn(Some(speaker), "Three.")];
                for turn in &mut new.turns {
                    turn.tenure_id = turn.speaker_id.map(|_| held);
                }
                set.create(new).await.expect("a statement");
            }
        }
    })
    .await;
}

#[test]
fn each_parent_gets_its_own_page_with_its_own_cursors() {
    on_each(async |app| {
        fill(&app, 3).await;
        let data = app
            .data("{people{nodes{name statements(first:2){totalCount nodes{title} pageInfo{hasNextPage endCursor}} events{totalCount}}}}")
            .await;
        for (number, person) in data["people"]["nodes"].as_array().expect("nodes").iter().enumerate() {
            let page = &person["statements"];
            assert_eq!(page["totalCount"], 3);
            assert_eq!(
                page["nodes"],
                json!([{ "title": format!("Statement 3 of {number}") }, { "title": format!("Statement 2 of {number}") }])
            );
            assert_eq!(page["pageInfo"]["hasNextPage"], true);
            assert_eq!(person["events"]["totalCount"], 2);
        }
        let cursor = &data["people"]["nodes"][1]["statements"]["pageInfo"]["endCursor"];
        let data = app
            .data(&format!(
                "{{person(slug:\"person-001\"){{statements(after:{cursor}){{nodes{{title}} pageInfo{{hasPreviousPage}}}}}}}}"
            ))
            .await;
        assert_eq!(data["person"]["statements"]["nodes"], json!([{ "title": "Statement 1 of 1" }]));
    });
}

#[test]
fn nested_lists_take_filters_and_orders() {
    on_each(async |app| {
        fill(&app, 2).await;
        let data = app
            .data(
                "{people{nodes{statements(orderBy:TITLE_ASC,filter:{made:{after:\"2016-07-01\"}}){nodes{title}} \
                 turns(filter:{kinds:[QUESTION]}){totalCount nodes{id}}}}}",
            )
            .await;
        let first = &data["people"]["nodes"][0];
        assert_eq!(first["statements"]["nodes"], json!([{ "title": "Statement 2 of 0" }, { "title": "Statement 3 of 0" }]));
        assert_eq!(first["turns"], json!({ "totalCount": 0, "nodes": [] }));
    });
}

/// One query per concept and relation, each three levels deep and more.
const DEEP: [&str; 6] = [
    "{statements(first:N){totalCount nodes{title version slug externalIds{value} sources{url} publisher{name} authors{name} speakers{name names{form} \
     tenures{office{title country{name}} person{name}}} event{name place{name} participants{person{name} office{title} country{name}}} \
     countries{country{name names{form}} resolution} topics{label} turns(first:10){nodes{label text speaker{name} tenure{office{title}} \
     addressees{person{name}} mentions{exact target{__typename}}}} links{nodes{kind target{title}}} linkedFrom{totalCount} \
     exchanges{questions{text} answers{text} addressees{answered}} mentions{totalCount} announces{nodes{name}} confirms{nodes{name}}}}}",
    "{people(first:N){nodes{name statements(first:5){totalCount nodes{title countries{country{name offices(first:2){nodes{title}}}}}} \
     turns(first:5){nodes{statement{title} text}} events(first:5){nodes{name statements(first:3){nodes{title}}}} mentions{nodes{exact}}}}}",
    "{countries(first:N){nodes{name successors{name} predecessors{name} people(first:5){nodes{name statements(first:2){nodes{title}}}} \
     statements(first:5){nodes{title event{name}}} events{totalCount} offices{nodes{title tenures{person{name}}}} organisations{totalCount} \
     places{totalCount} mentions{totalCount} memberships{role}}}}",
    "{events(first:N){nodes{name starts{edtf earliest latest} participants{person{name statements(first:3){nodes{title}}}} parent{name} series{name} \
     parts{totalCount} instances{totalCount} statements(first:5){nodes{title turns(first:2){nodes{text}}}} announcedIn{title} confirmedBy{title}}}}",
    "{offices(first:N){nodes{title country{name} organisation{name} tenures{person{name tenures{office{title}}}} statements(first:3){nodes{title}} \
     events{totalCount} mentions{totalCount}}}}",
    "{organisations(first:N){nodes{name parts{totalCount} members{role} statements{totalCount}}} places(first:N){nodes{name events{totalCount}}} \
     topics(first:N){nodes{label narrower{totalCount} statements{totalCount}}} links(first:N){nodes{source{title}}} \
     mentions(first:N){nodes{turn{statement{title}}}} sources(first:N){nodes{url statements{totalCount}}}}",
];

#[test]
fn the_number_of_sql_statements_does_not_grow_with_the_page() {
    on_each(async |app| {
        fill(&app, 12).await;
        for query in DEEP {
            let small = app.statements(&query.replace(":N)", ":2)")).await;
            let large = app.statements(&query.replace(":N)", ":60)")).await;
            assert!(small > 0, "{query}");
            // A small page may need fewer: what it does not have is not asked for.
            assert!(large <= small + 2, "{small} statements for two rows, {large} for many: {query}");
            let larger = app.statements(&query.replace(":N)", ":100)")).await;
            assert_eq!(large, larger, "{query}");
        }
    });
}

#[test]
fn texts_and_totals_are_read_only_when_asked_for() {
    on_each(async |app| {
        fill(&app, 2).await;
        let without = app.statements("{statements{nodes{title turns{nodes{label}}}}}").await;
        let with = app.statements("{statements{nodes{title turns{nodes{label text}}}}}").await;
        assert_eq!((without, with), (2, 3));
        assert_eq!(app.statements("{statements{nodes{title}}}").await, 1);
        assert_eq!(app.statements("{statements{totalCount nodes{title}}}").await, 2);
    });
}
