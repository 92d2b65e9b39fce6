//! Keys take turns while servers run.

use super::{execute, text, viewer};
use api::auth::key;
use entity::Role;
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use support::{App, on_each};

async fn jwks(app: &App) -> Vec<Value> {
    let response = app.request(Method::GET, "/.well-known/jwks.json").send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    response.json::<Value>().await.expect("JSON")["keys"].as_array().expect("keys").clone()
}

#[test]
fn a_new_key_signs_at_once_everywhere_and_the_old_one_is_believed_for_a_while() {
    on_each(async |app| {
        let second = app.another(|_| {});
        let old = app.sign_in(Role::Editor).await;
        viewer(&second, &old).await.expect("another server takes it");
        let kid = key::rotate(&app.db, false).await.expect("a new key");
        let new = app.sign_in(Role::Editor).await;
        let header = jsonwebtoken::decode_header(&new).expect("a token");
        assert_eq!(header.kid, Some(kid));
        for (server, token) in [(&app, &old), (&app, &new), (&second, &old), (&second, &new)] {
            viewer(server, token).await.expect("both are taken");
        }
        assert_eq!(jwks(&second).await.len(), 2);
        execute(&app, "UPDATE signing_key SET retired_at = retired_at - 3600000").await;
        assert_eq!(jwks(&app).await.len(), 1);
        let third = app.another(|_| {});
        assert_eq!(viewer(&third, &old).await, Err("the token is refused: its key is not known".into()));
        viewer(&third, &new).await.expect("the new one is taken");
    });
}

#[test]
fn keys_that_others_know_are_forgotten_at_once() {
    on_each(async |app| {
        let old = app.sign_in(Role::Editor).await;
        key::rotate(&app.db, true).await.expect("a new key");
        assert_eq!(jwks(&app).await.len(), 1);
        assert!(viewer(&app.another(|_| {}), &old).await.is_err());
    });
}

#[test]
fn public_keys_hold_nothing_private() {
    on_each(async |app| {
        key::rotate(&app.db, false).await.expect("a new key");
        let stored = key::list(&app.db).await.expect("keys");
        let shown = format!("{:?} {stored:?}", jwks(&app).await);
        for key in jwks(&app).await {
            let members: BTreeSet<&str> = key.as_object().expect("a key").keys().map(String::as_str).collect();
            assert_eq!(members, BTreeSet::from(["alg", "crv", "kid", "kty", "use", "x"]));
            assert_eq!((text(&key["kty"]), text(&key["crv"]), text(&key["alg"])), ("OKP", "Ed25519", "EdDSA"));
        }
        assert!(stored.iter().all(|key| !shown.contains(&key.private_key)));
    });
}
