//! A change set is followed by those who may see it.

use super::socket::Socket;
use entity::Role;
use serde_json::json;
use support::on_each;

const FOLLOW: &str = "subscription($id: ID!) { changeSetChanged(id: $id) { state title assignee { role } } }";

#[test]
fn a_change_set_is_told_of_as_it_goes_to_its_author_and_to_editors() {
    on_each(async |app| {
        let (author, editor) = (app.sign_in(Role::Contributor).await, app.sign_in(Role::Editor).await);
        let begun = app.data_as(&author, "mutation { beginChangeSet(title: \"A person\") { changeSet { id } } }").await;
        let id = begun["beginChangeSet"]["changeSet"]["id"].clone();
        let mut own = Socket::following(&app, Some(&author), FOLLOW, json!({"id": id})).await;
        let mut other = Socket::following(&app, Some(&editor), FOLLOW, json!({"id": id})).await;
        let seen = |state: &str| json!({"state": state, "title": "A person", "assignee": null});
        assert_eq!(own.event().await, seen("DRAFT"));
        assert_eq!(other.event().await, seen("DRAFT"));
        let stranger = app.sign_in(Role::Contributor).await;
        let mut curious = Socket::open(&app, Some(&stranger)).await;
        assert_eq!(curious.refused(FOLLOW, json!({"id": id})).await.0, "NOT_FOUND");

        app.data_as(
            &author,
            &format!("mutation {{ createPerson(input: {{name: \"Ann One\"}}, changeSetId: {id}) {{ recordId }} }}"),
        )
        .await;
        app.data_as(&author, &format!("mutation {{ submitChangeSet(id: {id}) {{ changeSet {{ state }} }} }}")).await;
        assert_eq!(own.event().await, seen("SUBMITTED"));
        assert_eq!(other.event().await, seen("SUBMITTED"));
        app.data_as(&editor, &format!("mutation {{ applyChangeSet(id: {id}) {{ changeSet {{ state }} }} }}")).await;
        assert_eq!(own.event().await, seen("APPLIED"));
        app.data_as(&editor, &format!("mutation {{ undoChangeSet(id: {id}) {{ changeSet {{ state }} }} }}")).await;
        assert_eq!(own.event().await, seen("UNDONE"));
        // Another server did it.
        assert!(own.is_quiet().await);
    });
}
