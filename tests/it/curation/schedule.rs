//! Change sets with an embargo.

use super::{done, sound, text};
use api::review::schedule::apply_due;
use entity::{ChangeSetState, Role, change_set};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};
use support::{App, on_each};

async fn schedule(app: &App, editor: &str, name: &str) -> Value {
    let create =
        format!(r#"mutation {{ createPerson(input: {{name: "{name}"}}, options: {{wait: true}}) {{ changeSet {{ id }} }} }}"#);
    let set = done(app, editor, &create, json!({})).await["createPerson"]["changeSet"]["id"].clone();
    let apply =
        "mutation($id: ID!) { applyChangeSet(id: $id, applyAt: \"2100-01-01T00:00:00Z\") { changeSet { state applyAt } } }";
    let scheduled = done(app, editor, apply, json!({"id": set})).await;
    assert_eq!(scheduled["applyChangeSet"]["changeSet"], json!({"state": "SCHEDULED", "applyAt": "2100-01-01T00:00:00.000Z"}));
    set
}

/// Lets the time of all scheduled sets come.
async fn let_time_pass(app: &App) {
    change_set::Entity::update_many()
        .col_expr(change_set::Column::ApplyAt, Expr::value(api::clock::now_millis() - 1))
        .exec(app.db.write())
        .await
        .expect("the sets are due");
}

#[test]
fn a_scheduled_set_is_applied_at_its_time_once_by_several_servers() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        schedule(&app, &editor, "Embargoed").await;
        apply_due(&app.db).await.expect("nothing is due");
        assert_eq!(app.data("{ people { totalCount } }").await["people"]["totalCount"], 0);
        let others: Vec<App> = (0..3).map(|_| app.another(|_| {})).collect();
        let_time_pass(&app).await;
        let looks = others.iter().map(|other| apply_due(&other.db));
        for look in futures_util::future::join_all(looks).await {
            look.expect("the set is applied");
        }
        assert_eq!(
            app.data("{ people { totalCount nodes { name } } }").await["people"],
            json!({"totalCount": 1, "nodes": [{"name": "Embargoed"}]})
        );
        sound(&app).await;
    });
}

#[test]
fn a_running_server_applies_by_itself_what_is_due() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        schedule(&app, &editor, "Embargoed").await;
        let_time_pass(&app).await;
        for _ in 0..100 {
            if app.data("{ people { totalCount } }").await["people"]["totalCount"] == 1 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the server did not apply the set");
    });
}

#[test]
fn what_the_archive_no_longer_takes_goes_back_to_its_author() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let id = app.write(async |set| set.create(support::builder::person("A")).await.expect("a person")).await;
        let id = api::graphql::id::encode("Person", id);
        let update = |name: &str, options: &str| {
            format!(
                r#"mutation {{ updatePerson(id: "{}", expectedVersion: 1, input: {{name: "{name}"}}{options}) {{ changeSet {{ id }} }} }}"#,
                id.as_str()
            )
        };
        let set =
            done(&app, &editor, &update("B", ", options: {wait: true}"), json!({})).await["updatePerson"]["changeSet"]["id"]
                .clone();
        let apply = "mutation($id: ID!) { applyChangeSet(id: $id, applyAt: \"2100-01-01T00:00:00Z\") { changeSet { state } } }";
        done(&app, &editor, apply, json!({"id": set})).await;
        done(&app, &editor, &update("C", ""), json!({})).await;
        let_time_pass(&app).await;
        apply_due(&app.db).await.expect("it is sent back");
        let back = done(&app, &editor, "query($id: ID!) { changeSet(id: $id) { state comments { text } } }", json!({"id": set}))
            .await["changeSet"]
            .clone();
        assert_eq!(back["state"], "CHANGES_REQUESTED");
        assert!(text(&back["comments"][0]["text"]).contains("changed since: name"), "{back}");
        let states: Vec<ChangeSetState> =
            change_set::Entity::find().all(app.db.read()).await.expect("sets").into_iter().map(|set| set.state).collect();
        assert!(!states.contains(&ChangeSetState::Scheduled));
    });
}
