//! Many editors at once: no acknowledged edit is lost.

use super::sound;
use entity::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use support::{App, on_each};

const EDITORS: usize = 8;
const EDITS: usize = 12;

/// Adds a name to the person's other names, again and again until it is acknowledged.
async fn add_name(app: &App, token: &str, id: &str, name: &str) {
    loop {
        let known = app.data(&format!(r#"{{ person(id: "{id}") {{ version names {{ form kind }} }} }}"#)).await["person"].clone();
        let mut names: Vec<Value> = known["names"].as_array().expect("names").iter().skip(1).cloned().collect();
        names.push(json!({"form": name, "kind": "ALTERNATIVE"}));
        let update = "mutation($id: ID!, $version: Int!, $names: [NameInput!]!) { updatePerson(id: $id, expectedVersion: $version, input: {otherNames: $names}) { record { version } } }";
        let answer = app.ask_as(Some(token), update, json!({"id": id, "version": known["version"], "names": names})).await;
        match answer.body["errors"][0]["extensions"]["code"].as_str() {
            None => return,
            Some("CONFLICT") => {}
            Some(other) => panic!("{other}: {}", answer.body),
        }
    }
}

#[test]
fn no_acknowledged_edit_is_lost() {
    on_each(async |app| {
        let row = app.write(async |set| set.create(support::builder::person("A")).await.expect("a person")).await;
        let id = api::graphql::id::encode("Person", row).to_string();
        let mut tokens = Vec::new();
        for _ in 0..EDITORS {
            tokens.push(app.sign_in(Role::Editor).await);
        }
        let app = Arc::new(app);
        let editors = tokens.into_iter().enumerate().map(|(editor, token)| {
            let (app, id) = (Arc::clone(&app), id.clone());
            async move {
                for edit in 0..EDITS {
                    add_name(&app, &token, &id, &format!("Name {editor} {edit}")).await;
                }
            }
        });
        futures_util::future::join_all(editors).await;
        let known = app
            .data(&format!(r#"{{ person(id: "{id}") {{ version names {{ form }} revisions {{ totalCount }} }} }}"#))
            .await["person"]
            .clone();
        let names: BTreeSet<String> =
            known["names"].as_array().expect("names").iter().map(|name| name["form"].to_string()).collect();
        assert_eq!(names.len(), 1 + EDITORS * EDITS);
        assert_eq!(known["version"], 1 + EDITORS * EDITS);
        assert_eq!(known["revisions"]["totalCount"], 1 + EDITORS * EDITS);
        sound(&app).await;
    });
}
