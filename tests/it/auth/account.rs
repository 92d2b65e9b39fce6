//! Looking after accounts.

use super::{code, execute, refresh, sign_in, text, viewer};
use entity::Role;
use serde_json::{Value, json};
use support::account::{self, PASSWORD};
use support::{Answer, App, on_each};

async fn create(app: &App, token: &str, input: Value) -> Answer {
    let query = "mutation($input: CreateUserInput!) { createUser(input: $input) { user { id email role displayName } } }";
    app.ask_as(Some(token), query, json!({ "input": input })).await
}

async fn update(app: &App, token: &str, id: &str, input: Value) -> Answer {
    let query = "mutation($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) \
                 { user { displayName role disabledAt } } }";
    app.ask_as(Some(token), query, json!({ "id": id, "input": input })).await
}

#[test]
fn administrators_make_accounts() {
    on_each(async |app| {
        let admin = app.sign_in(Role::Admin).await;
        let input = json!({ "email": " Anna.Larsson@Example.org ", "displayName": "Anna Larsson", "role": "EDITOR", "password": PASSWORD });
        let made = create(&app, &admin, input.clone()).await.body["data"]["createUser"]["user"].clone();
        assert_eq!((&made["email"], &made["role"]), (&json!("anna.larsson@example.org"), &json!("EDITOR")));
        assert!(sign_in(&app, "anna.larsson@example.org", PASSWORD).await.body["data"]["signIn"].is_object());
        assert_eq!(code(&create(&app, &admin, input.clone()).await), "CONFLICT");
        let bad = json!({ "email": "nobody", "displayName": " ", "role": "EDITOR", "password": "password" });
        let refused = create(&app, &admin, bad).await;
        let violations = &refused.body["errors"][0]["extensions"]["violations"];
        let paths: Vec<&str> = violations.as_array().expect("a list").iter().map(|v| text(&v["path"])).collect();
        assert_eq!(paths, ["input.email", "input.displayName", "input.password"]);
        for role in [Role::Editor, Role::Contributor] {
            assert_eq!(code(&create(&app, &app.sign_in(role).await, input.clone()).await), "FORBIDDEN");
        }
        let anonymous = "mutation { createUser(input: {email: \"a@b.c\", displayName: \"a\", role: ADMIN, password: \"x\"}) { user { id } } }";
        assert_eq!(app.refusal(anonymous).await.0, "UNAUTHENTICATED");
    });
}

#[test]
fn names_are_public_and_addresses_are_not() {
    on_each(async |app| {
        let (admin, editor) = (app.sign_in(Role::Admin).await, app.sign_in(Role::Editor).await);
        let list = "{ users(filter: {roles: [EDITOR]}, first: 1) { totalCount nodes { id displayName email } pageInfo { hasNextPage } } }";
        let users = app.data_as(&admin, list).await["users"].clone();
        assert_eq!((&users["totalCount"], &users["pageInfo"]["hasNextPage"]), (&json!(1), &json!(false)));
        assert!(users["nodes"][0]["email"].is_string());
        let one = format!("{{ user(id: {}) {{ displayName }} }}", users["nodes"][0]["id"]);
        assert_eq!(app.data_as(&admin, &one).await["user"]["displayName"], users["nodes"][0]["displayName"]);
        for query in [list, &one] {
            assert_eq!(app.refusal_as(&editor, query).await.0, "FORBIDDEN");
            assert_eq!(app.refusal(query).await.0, "UNAUTHENTICATED");
        }
    });
}

#[test]
fn whom_an_administrator_disables_is_out_at_once() {
    on_each(async |app| {
        let admin = app.sign_in(Role::Admin).await;
        let user = account::create(&app.auth, Role::Editor).await;
        let session = account::open(&app.auth, user.clone()).await;
        let id = viewer(&app, &session.access_token).await.expect("it is taken");
        let input = json!({ "disabled": true, "role": "CONTRIBUTOR", "displayName": "Former editor" });
        let changed = update(&app, &admin, &id, input).await.body["data"]["updateUser"]["user"].clone();
        assert_eq!((&changed["role"], &changed["displayName"]), (&json!("CONTRIBUTOR"), &json!("Former editor")));
        assert!(changed["disabledAt"].is_string());
        assert!(viewer(&app, &session.access_token).await.is_err());
        assert_eq!(code(&refresh(&app, &session.refresh_token).await), "UNAUTHENTICATED");
        update(&app, &admin, &id, json!({ "disabled": false })).await;
        assert!(viewer(&app, &session.access_token).await.is_err(), "the session stays ended");
        let again = sign_in(&app, &user.login, PASSWORD).await.body["data"]["signIn"].clone();
        let new = "seven quiet ferries cross at noon";
        update(&app, &admin, &id, json!({ "password": new })).await;
        assert!(viewer(&app, text(&again["accessToken"])).await.is_err());
        assert!(sign_in(&app, &user.login, new).await.body["data"]["signIn"].is_object());
        let missing =
            update(&app, &admin, api::graphql::id::encode("User", 1_000_000).as_str(), json!({ "disabled": true })).await;
        assert_eq!(code(&missing), "NOT_FOUND");
    });
}

#[test]
fn the_last_administrator_stays_one() {
    on_each(async |app| {
        let admin = app.sign_in(Role::Admin).await;
        let id = viewer(&app, &admin).await.expect("it is taken");
        for input in [json!({ "disabled": true }), json!({ "role": "EDITOR" })] {
            assert_eq!(code(&update(&app, &admin, &id, input).await), "CONFLICT");
        }
        let second = app.sign_in(Role::Admin).await;
        execute(
            &app,
            "UPDATE user_account SET disabled_at = 1 WHERE id = (SELECT MAX(id) FROM user_account WHERE role = 'ADMIN')",
        )
        .await;
        assert!(viewer(&app, &second).await.is_err());
        assert_eq!(code(&update(&app, &admin, &id, json!({ "role": "EDITOR" })).await), "CONFLICT", "a disabled one is none");
        execute(&app, "UPDATE user_account SET disabled_at = NULL").await;
        let changed = update(&app, &admin, &id, json!({ "role": "EDITOR" })).await;
        assert_eq!(changed.body["data"]["updateUser"]["user"]["role"], "EDITOR");
    });
}
