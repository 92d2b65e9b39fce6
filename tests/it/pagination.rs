//! Pages: every shape of a list, in both directions, and cursors that are not its own.

use serde_json::Value;
use support::builder::{date, person, statement};
use support::{App, on_each};

async fn people(app: &App, names: &[&str]) {
    app.write(async |set| {
        for name in names {
            set.create(person(name)).await.expect("a person");
        }
    })
    .await;
}

fn names(page: &Value) -> Vec<&str> {
    page["nodes"].as_array().expect("nodes").iter().map(|node| node["name"].as_str().expect("a name")).collect()
}

const PAGE: &str = "nodes{name} pageInfo{hasNextPage hasPreviousPage startCursor endCursor}";

#[test]
fn an_empty_list_is_an_empty_page() {
    on_each(async |app| {
        let data = app.data(&format!("{{people{{{PAGE} totalCount edges{{cursor}}}}}}")).await;
        let page = &data["people"];
        assert_eq!((names(page).len(), &page["totalCount"]), (0, &Value::from(0)));
        assert_eq!((&page["pageInfo"]["hasNextPage"], &page["pageInfo"]["hasPreviousPage"]), (&false.into(), &false.into()));
        assert_eq!(page["pageInfo"]["endCursor"], Value::Null);
    });
}

#[test]
fn a_list_of_exactly_one_page_has_no_next_and_one_more_has() {
    on_each(async |app| {
        people(&app, &["Ada", "Béla", "Cem"]).await;
        let data = app.data(&format!("{{people(first:3){{{PAGE}}}}}")).await;
        assert_eq!(names(&data["people"]), ["Ada", "Béla", "Cem"]);
        assert_eq!(data["people"]["pageInfo"]["hasNextPage"], false);
        let data = app.data(&format!("{{people(first:2){{{PAGE}}}}}")).await;
        assert_eq!(data["people"]["pageInfo"]["hasNextPage"], true);
        let after = data["people"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
        let data = app.data(&format!("{{people(first:2,after:\"{after}\"){{{PAGE}}}}}")).await;
        assert_eq!(names(&data["people"]), ["Cem"]);
        assert_eq!(data["people"]["pageInfo"]["hasPreviousPage"], true);
        let none = app.data("{people(first:0){nodes{name} pageInfo{hasNextPage}}}").await;
        assert_eq!(none["people"]["pageInfo"]["hasNextPage"], true);
    });
}

#[test]
fn pages_from_the_end_come_in_the_lists_own_order() {
    on_each(async |app| {
        people(&app, &["Ada", "Béla", "Cem", "Dan"]).await;
        let data = app.data(&format!("{{people(last:2){{{PAGE}}}}}")).await;
        assert_eq!(names(&data["people"]), ["Cem", "Dan"]);
        assert_eq!(data["people"]["pageInfo"]["hasPreviousPage"], true);
        let before = data["people"]["pageInfo"]["startCursor"].as_str().expect("a cursor").to_owned();
        let data = app.data(&format!("{{people(last:2,before:\"{before}\"){{{PAGE}}}}}")).await;
        assert_eq!(names(&data["people"]), ["Ada", "Béla"]);
        assert_eq!(data["people"]["pageInfo"]["hasPreviousPage"], false);
        assert_eq!(data["people"]["pageInfo"]["hasNextPage"], true);
    });
}

#[test]
fn rows_that_are_equal_in_the_order_come_once_each() {
    on_each(async |app| {
        app.write(async |set| {
            for number in 0..7 {
                let mut new = statement(&format!("Statement {number}"));
                new.made = date("2016-07-12");
                set.create(new).await.expect("a statement");
            }
            set.create(statement("Undated")).await.expect("a statement");
        })
        .await;
        for order in ["DATE_DESC", "DATE_ASC", "TITLE_ASC", "CREATED_DESC", "CREATED_ASC"] {
            let (mut seen, mut after) = (Vec::new(), String::new());
            loop {
                let data = app
                    .data(&format!(
                        "{{statements(orderBy:{order},first:3{after}){{nodes{{title}} pageInfo{{hasNextPage endCursor}}}}}}"
                    ))
                    .await;
                let page = &data["statements"];
                seen.extend(page["nodes"].as_array().expect("nodes").iter().map(|node| node["title"].to_string()));
                after = format!(",after:{}", page["pageInfo"]["endCursor"]);
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
            }
            assert_eq!(seen.len(), 8, "{order}");
            assert_eq!(seen.iter().collect::<std::collections::HashSet<_>>().len(), 8, "{order}");
        }
    });
}

#[test]
fn a_cursor_keeps_its_place_while_rows_are_added_before_it() {
    on_each(async |app| {
        people(&app, &["Béla", "Cem", "Dan"]).await;
        let data = app.data("{people(first:1){pageInfo{endCursor}}}").await;
        let after = data["people"]["pageInfo"]["endCursor"].clone();
        people(&app, &["Ada", "Bela Zwei"]).await;
        let data = app.data(&format!("{{people(after:{after}){{nodes{{name}}}}}}")).await;
        assert_eq!(names(&data["people"]), ["Bela Zwei", "Cem", "Dan"]);
    });
}

#[test]
fn cursors_that_are_none_or_another_lists_are_refused() {
    on_each(async |app| {
        people(&app, &["Ada", "Béla"]).await;
        let data = app.data("{people(first:1){pageInfo{endCursor}}}").await;
        let cursor = data["people"]["pageInfo"]["endCursor"].clone();
        for query in [
            "{people(after:\"nonsense\"){nodes{name}}}".to_owned(),
            "{people(after:\"\"){nodes{name}}}".to_owned(),
            "{people(before:\"WyJQZXJzb24uTmFtZUFzYyIsMTIsMV0\"){nodes{name}}}".to_owned(),
            format!("{{people(orderBy:NAME_DESC,after:{cursor}){{nodes{{name}}}}}}"),
            format!("{{countries(after:{cursor}){{nodes{{name}}}}}}"),
            "{people(first:-1){nodes{name}}}".to_owned(),
            "{people(first:1,last:1){nodes{name}}}".to_owned(),
        ] {
            assert_eq!(app.refusal(&query).await.0, "BAD_USER_INPUT", "{query}");
        }
        assert_eq!(app.refusal("{people(first:101){nodes{name}}}").await.0, "LIMIT_EXCEEDED");
    });
}
