//! Access tokens that somebody made or bent, and what a request without one costs.

use super::{execute, viewer};
use api::auth::access_token::AUDIENCE;
use api::graphql::id;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use entity::{Role, signing_key};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use support::account::{self, FOREIGN_KEY};
use support::{App, ISSUER, on_each};

/// The claims of a good token, and what signs them.
pub(super) struct Forge {
    claims: Value,
    header: Header,
    key: EncodingKey,
    public: Vec<u8>,
}

impl Forge {
    pub(super) async fn new(app: &App) -> Self {
        let user = account::create(&app.auth, Role::Editor).await;
        account::open(&app.auth, user.clone()).await;
        let session = entity::session::Entity::find().one(app.db.read()).await.expect("the database answers").expect("a session");
        let signer = signing_key::Entity::find().one(app.db.read()).await.expect("the database answers").expect("a key");
        let public: Value = serde_json::from_str(&signer.public_key).expect("JSON");
        let now = get_current_timestamp();
        let (sub, sid) = (id::encode("User", user.id), id::encode("Session", session.id));
        let claims = json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": sub.as_str(), "sid": sid.as_str(), "iat": now, "nbf": now, "exp": now + 900,
        });
        Self {
            claims,
            header: Header { kid: Some(signer.kid), ..Header::new(Algorithm::EdDSA) },
            key: EncodingKey::from_ed_der(&STANDARD.decode(signer.private_key).expect("base64")),
            public: URL_SAFE_NO_PAD.decode(public["x"].as_str().expect("x")).expect("base64"),
        }
    }

    pub(super) fn with(&self, claim: &str, value: impl Into<Value>) -> String {
        let mut claims = self.claims.clone();
        claims[claim] = value.into();
        encode(&self.header, &claims, &self.key).expect("a token")
    }

    fn without(&self, claim: &str) -> String {
        let mut claims = self.claims.clone();
        claims.as_object_mut().expect("claims").remove(claim);
        encode(&self.header, &claims, &self.key).expect("a token")
    }

    fn good(&self) -> String {
        encode(&self.header, &self.claims, &self.key).expect("a token")
    }
}

#[test]
fn only_tokens_that_are_good_in_every_respect_are_taken() {
    on_each(async |app| {
        let forge = Forge::new(&app).await;
        let now = get_current_timestamp();
        for (name, token) in [
            ("as it is", forge.good()),
            ("expired within the leeway", forge.with("exp", now - 20)),
            ("valid soon within the leeway", forge.with("nbf", now + 20)),
        ] {
            viewer(&app, &token).await.expect(name);
        }
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let good = forge.good();
        let (head, rest) = good.split_once('.').expect("a token");
        let (payload, signature) = rest.split_once('.').expect("a token");
        let mut elevated = forge.claims.clone();
        elevated["sub"] = json!(id::encode("User", 1_000_000).as_str());
        let kid = forge.header.kid.clone();
        let none = part(json!({ "alg": "none", "typ": "JWT", "kid": kid }));
        let confused = Header { kid: kid.clone(), ..Header::new(Algorithm::HS256) };
        let foreign = EncodingKey::from_ed_der(&STANDARD.decode(FOREIGN_KEY).expect("base64"));
        let unknown = Header { kid: Some("somebody's".into()), ..forge.header.clone() };
        let no_kid = Header { kid: None, ..forge.header.clone() };
        for (name, token, reason) in [
            ("expired", forge.with("exp", now - 40), "it has expired"),
            ("not valid yet", forge.with("nbf", now + 60), "it is not valid yet"),
            ("another audience", forge.with("aud", "somebody else"), "it is for another audience"),
            ("another issuer", forge.with("iss", "http://elsewhere.test"), "it is of another issuer"),
            ("another's session", forge.with("sub", id::encode("User", 1_000_000).as_str()), "its account is disabled"),
            ("no session", forge.with("sid", "nonsense"), "it names no session"),
            ("no expiry", forge.without("exp"), ""),
            ("no audience", forge.without("aud"), ""),
            ("no issuer", forge.without("iss"), ""),
            ("an unknown key", encode(&unknown, &forge.claims, &forge.key).expect("a token"), "its key is not known"),
            ("no key", encode(&no_kid, &forge.claims, &forge.key).expect("a token"), "it names no key"),
            ("another's key", encode(&forge.header, &forge.claims, &foreign).expect("a token"), "its signature is not good"),
            (
                "our public key as a shared secret",
                encode(&confused, &forge.claims, &EncodingKey::from_secret(&forge.public)).expect("a token"),
                "its signature is not good",
            ),
            ("no algorithm", format!("{none}.{payload}."), "it is no token of this archive"),
            ("no algorithm, yet signed", format!("{none}.{payload}.{signature}"), "it is no token of this archive"),
            ("a changed payload", format!("{head}.{}.{signature}", part(elevated)), "its signature is not good"),
            ("no signature", format!("{head}.{payload}."), "its signature is not good"),
            ("half a token", format!("{head}.{payload}"), "it is no token of this archive"),
            ("nonsense", "nonsense".into(), "it is no token of this archive"),
            ("an unknown script's token", "cqt_nonsense".into(), "it is not known"),
            ("a refresh token", "cqr_nonsense".into(), "it is a refresh token"),
        ] {
            let refused = viewer(&app, &token).await.expect_err(name);
            assert!(refused.starts_with("the token is refused: ") && refused.contains(reason), "{name}: {refused}");
            assert!(!refused.contains(&token), "{name}: {refused}");
        }
    });
}

#[test]
fn a_refused_token_is_told_in_the_status_and_never_taken_for_nobody() {
    on_each(async |app| {
        for (authorization, message) in [
            ("Bearer nonsense", "the token is refused"),
            ("bearer nonsense", "the token is refused"),
            ("Bearer", "the token is refused"),
            ("Basic dXNlcjpwYXNzd29yZA==", "takes 'Bearer'"),
            ("", "takes 'Bearer'"),
        ] {
            let request = app.request(Method::POST, "/graphql").header("Authorization", authorization);
            let response = request.json(&json!({ "query": "{ __typename }" })).send().await.expect("an answer");
            assert_eq!(response.status(), 401, "{authorization}");
            assert_eq!(response.headers()["WWW-Authenticate"], "Bearer error=\"invalid_token\"");
            let answer: Value = response.json().await.expect("JSON");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
            let said = answer["errors"][0]["message"].as_str().expect("a message");
            assert!(said.contains(message) && !said.contains("dXNlcjp"), "{said}");
            assert_eq!(answer.get("data"), None);
        }
        let twice = app.request(Method::POST, "/graphql").header("Authorization", "Bearer a").header("Authorization", "Bearer b");
        assert_eq!(twice.json(&json!({ "query": "{ __typename }" })).send().await.expect("an answer").status(), 401);
    });
}

#[test]
fn a_token_costs_one_statement_and_none_costs_none() {
    on_each(async |app| {
        let token = app.sign_in(Role::Editor).await;
        assert_eq!(app.statements("{ __typename viewer { id } }").await, 0);
        app.data_as(&token, "{ __typename }").await;
        let before = app.db.statements();
        app.data_as(&token, "{ __typename }").await;
        assert_eq!(app.db.statements() - before, 1);
    });
}

#[test]
fn what_an_account_may_do_is_looked_up_each_time() {
    on_each(async |app| {
        let token = app.sign_in(Role::Admin).await;
        app.data_as(&token, "{ users { totalCount } }").await;
        execute(&app, "UPDATE user_account SET role = 'EDITOR'").await;
        assert_eq!(app.refusal_as(&token, "{ users { totalCount } }").await.0, "FORBIDDEN");
        execute(&app, "UPDATE user_account SET disabled_at = 1").await;
        assert_eq!(viewer(&app, &token).await, Err("the token is refused: its account is disabled".into()));
    });
}
