//! Tokens of scripts.

use super::{execute, text, viewer};
use entity::Role;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use std::time::Duration;
use support::account;
use support::{App, on_each};

const CREATE: &str = "mutation($input: CreateApiTokenInput!) { createApiToken(input: $input) \
    { secret apiToken { id label scopes lastUsedAt expiresAt revokedAt user { id } } } }";

async fn create(app: &App, owner: &str, scopes: &[&str]) -> Value {
    let input = json!({ "label": " nightly import ", "scopes": scopes, "expiresAt": tomorrow() });
    let answer = app.ask_as(Some(owner), CREATE, json!({ "input": input })).await;
    assert_eq!(answer.body.get("errors"), None);
    answer.body["data"]["createApiToken"].clone()
}

pub(super) fn tomorrow() -> Value {
    let millis = api::clock::now_millis() + 86_400_000;
    async_graphql::ScalarType::to_value(&api::graphql::scalar::DateTime::from_millis(millis).expect("a moment"))
        .into_json()
        .expect("JSON")
}

#[test]
fn a_script_acts_for_its_owner_within_its_scopes() {
    on_each(async |app| {
        let owner = app.sign_in(Role::Admin).await;
        let made = create(&app, &owner, &["PROPOSE", "IMPORT", "PROPOSE"]).await;
        let secret = text(&made["secret"]);
        assert!(secret.starts_with("cqt_") && secret.len() == 47, "a prefix and 256 bits");
        assert_eq!(made["apiToken"]["scopes"], json!(["IMPORT", "PROPOSE"]));
        assert_eq!(made["apiToken"]["label"], "nightly import");
        assert_eq!(viewer(&app, secret).await, viewer(&app, &owner).await);
        // What belongs to the account itself is not for scripts, whatever its role.
        for refused in [
            "{ sessions { id } }",
            "{ apiTokens { id } }",
            "{ users { totalCount } }",
            "mutation { signOut { session { id } } }",
            "mutation { createApiToken(input: {label: \"x\", scopes: [APPLY], expiresAt: \"2030-01-01T00:00:00Z\"}) { secret } }",
        ] {
            assert_eq!(app.refusal_as(secret, refused).await.0, "FORBIDDEN", "{refused}");
        }
        let listed = app.data_as(&owner, "{ apiTokens { label scopes } }").await.to_string();
        assert!(listed.contains("nightly import") && !listed.contains(secret));
        let stored = format!("{:?}", entity::api_token::Entity::find().all(app.db.read()).await.expect("rows"));
        assert!(!stored.contains(secret), "only its hash is kept");
    });
}

#[test]
fn a_scripts_token_ends_when_it_expires_when_it_is_revoked_and_with_its_owner() {
    on_each(async |app| {
        let owner = account::create(&app.auth, Role::Editor).await;
        let session = account::open(&app.auth, owner).await.access_token;
        let made = create(&app, &session, &["APPLY"]).await;
        let secret = text(&made["secret"]);
        execute(&app, "UPDATE api_token SET expires_at = 1").await;
        assert_eq!(viewer(&app, secret).await, Err("the token is refused: it has expired".into()));
        execute(&app, "UPDATE api_token SET expires_at = 9000000000000").await;
        viewer(&app, secret).await.expect("it is taken");
        execute(&app, "UPDATE user_account SET disabled_at = 1").await;
        assert_eq!(viewer(&app, secret).await, Err("the token is refused: its account is disabled".into()));
        execute(&app, "UPDATE user_account SET disabled_at = NULL").await;
        let revoke = format!("mutation {{ revokeApiToken(id: {}) {{ apiToken {{ revokedAt }} }} }}", made["apiToken"]["id"]);
        assert_eq!(app.refusal_as(&app.sign_in(Role::Editor).await, &revoke).await.0, "NOT_FOUND");
        let revoked = app.data_as(&session, &revoke).await;
        assert_eq!(app.data_as(&session, &revoke).await, revoked, "done again, it changes nothing");
        assert_eq!(viewer(&app, secret).await, Err("the token is refused: it was revoked".into()));
    });
}

#[test]
fn the_last_use_is_told() {
    on_each(async |app| {
        let owner = app.sign_in(Role::Editor).await;
        let made = create(&app, &owner, &["IMPORT"]).await;
        viewer(&app, text(&made["secret"])).await.expect("it is taken");
        // It is noted beside the request.
        for _ in 0..100 {
            if app.data_as(&owner, "{ apiTokens { lastUsedAt } }").await["apiTokens"][0]["lastUsedAt"].is_string() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the last use was not noted");
    });
}

#[test]
fn all_that_is_wrong_with_a_new_token_is_told() {
    on_each(async |app| {
        let contributor = app.sign_in(Role::Contributor).await;
        for (input, paths) in [
            (json!({ "label": " ", "scopes": [], "expiresAt": "2016-01-01T00:00:00Z" }), &["label", "scopes", "expiresAt"][..]),
            (json!({ "label": "x", "scopes": ["APPLY"], "expiresAt": "2300-01-01T00:00:00Z" }), &["scopes", "expiresAt"]),
        ] {
            let answer = app.ask_as(Some(&contributor), CREATE, json!({ "input": input })).await;
            let violations = answer.body["errors"][0]["extensions"]["violations"].as_array().expect("violations").clone();
            let found: Vec<&str> = violations.iter().map(|violation| text(&violation["path"])).collect();
            let expected: Vec<String> = paths.iter().map(|path| format!("input.{path}")).collect();
            assert_eq!(found, expected);
        }
    });
}

#[test]
fn administrators_see_and_end_everybodys_tokens() {
    on_each(async |app| {
        let (owner, admin) = (app.sign_in(Role::Editor).await, app.sign_in(Role::Admin).await);
        let made = create(&app, &owner, &["IMPORT"]).await;
        let list = format!("{{ apiTokens(userId: {}) {{ id }} }}", made["apiToken"]["user"]["id"]);
        assert_eq!(app.data_as(&admin, &list).await["apiTokens"][0]["id"], made["apiToken"]["id"]);
        assert_eq!(app.refusal_as(&app.sign_in(Role::Editor).await, &list).await.0, "FORBIDDEN");
        let revoke = format!("mutation {{ revokeApiToken(id: {}) {{ apiToken {{ id }} }} }}", made["apiToken"]["id"]);
        app.data_as(&admin, &revoke).await;
        assert!(viewer(&app, text(&made["secret"])).await.is_err());
    });
}
