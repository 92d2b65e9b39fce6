//! Tokens of an outside identity provider.

use super::{execute, viewer};
use api::auth::provider::{KeySource, ProviderSettings};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::Role;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use support::account::{FOREIGN_KEY, FOREIGN_PUBLIC};
use support::{App, on_each};

const ISSUER: &str = "https://login.example.org/realms/desk";

fn jwks() -> String {
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": FOREIGN_PUBLIC, "kid": "desk-1", "alg": "EdDSA", "use": "sig" });
    json!({ "keys": [key] }).to_string()
}

fn with_provider(app: &App, keys: KeySource) -> App {
    app.another(|settings| {
        settings.provider = Some(ProviderSettings {
            issuer: ISSUER.to_owned(),
            audience: "communique-desk".to_owned(),
            keys,
            role_claim: "realm_access.roles".to_owned(),
            roles: vec![("writers".to_owned(), Role::Contributor), ("desk".to_owned(), Role::Editor)],
        });
    })
}

/// A server that believes the provider whose keys are in a file, and the file's folder.
fn with_file(app: &App) -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("jwks.json");
    std::fs::write(&file, jwks()).expect("a file");
    (with_provider(app, KeySource::File(file)), folder)
}

fn claims(subject: &str, roles: &[&str]) -> Value {
    let now = get_current_timestamp();
    json!({
        "iss": ISSUER, "aud": ["communique-desk", "account"], "sub": subject, "name": "Anna Larsson", "exp": now + 300, "iat": now,
        "realm_access": { "roles": roles },
    })
}

fn signed(claims: &Value) -> String {
    let header = Header { kid: Some("desk-1".into()), ..Header::new(Algorithm::EdDSA) };
    encode(&header, claims, &EncodingKey::from_ed_der(&STANDARD.decode(FOREIGN_KEY).expect("base64"))).expect("a token")
}

#[test]
fn who_comes_from_the_provider_has_an_account_whose_role_follows_the_claim() {
    on_each(async |app| {
        let (app, _folder) = with_file(&app);
        let query = "{ viewer { id displayName role email } }";
        let first = app.data_as(&signed(&claims("a-1", &["writers", "cooks"])), query).await["viewer"].clone();
        assert_eq!(
            (&first["displayName"], &first["role"], &first["email"]),
            (&json!("Anna Larsson"), &json!("CONTRIBUTOR"), &Value::Null)
        );
        let token = signed(&claims("a-1", &["writers", "desk"]));
        let promoted = app.data_as(&token, query).await["viewer"].clone();
        assert_eq!((&promoted["id"], &promoted["role"]), (&first["id"], &json!("EDITOR")));
        let other = app.data_as(&signed(&claims("a-2", &["desk"])), query).await["viewer"].clone();
        assert_ne!(other["id"], first["id"]);
        // There is neither a session to end here nor a password to change.
        for mutation in
            ["signOut { session { id } }", "changePassword(currentPassword: \"\", newPassword: \"x\") { accessToken }"]
        {
            assert_eq!(app.refusal_as(&token, &format!("mutation {{ {mutation} }}")).await.0, "CONFLICT");
        }
        execute(&app, "UPDATE user_account SET disabled_at = 1").await;
        assert_eq!(viewer(&app, &token).await, Err("the token is refused: its account is disabled".into()));
    });
}

#[test]
fn who_comes_from_the_provider_is_written_down_once_in_a_while() {
    on_each(async |app| {
        let (app, _folder) = with_file(&app);
        let token = signed(&claims("a-1", &["desk"]));
        let query = "{ viewer { signIns { nodes { kind outcome } } } }";
        let expected = json!([{ "kind": "PROVIDER", "outcome": "SUCCEEDED" }]);
        // It is written beside the request, which waits for nobody.
        for _ in 0..100 {
            if app.data_as(&token, query).await["viewer"]["signIns"]["nodes"] == expected {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(app.data_as(&token, query).await["viewer"]["signIns"]["nodes"], expected);
        let told = async |agent: &'static str, token: &str| {
            let request = app.request(reqwest::Method::POST, "/graphql").header("User-Agent", agent).bearer_auth(token);
            request.json(&json!({ "query": "{ __typename }" })).send().await.expect("an answer").status().as_u16()
        };
        assert_eq!(told("another", &signed(&claims("a-1", &["cooks"]))).await, 403);
        execute(&app, "UPDATE user_account SET disabled_at = 1").await;
        assert_eq!(told("a third", &token).await, 401);
        let mut outcomes = Vec::new();
        for _ in 0..100 {
            let rows = entity::sign_in::Entity::find().all(app.db.read()).await.expect("rows");
            outcomes = rows.into_iter().map(|row| row.outcome).collect();
            if outcomes.len() == 3 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        use entity::SignInOutcome::{Disabled, NoRole, Succeeded};
        assert_eq!(outcomes.len(), 3, "{outcomes:?}");
        assert!([Succeeded, NoRole, Disabled].iter().all(|outcome| outcomes.contains(outcome)), "{outcomes:?}");
    });
}

#[test]
fn what_the_provider_did_not_sign_for_this_archive_is_refused() {
    on_each(async |app| {
        let (app, _folder) = with_file(&app);
        let good = claims("a-1", &["desk"]);
        let with = |claim: &str, value: Value| {
            let mut claims = good.clone();
            claims[claim] = value;
            signed(&claims)
        };
        let now = get_current_timestamp();
        let shared = EncodingKey::from_secret(FOREIGN_PUBLIC.as_bytes());
        let confused = Header { kid: Some("desk-1".into()), ..Header::new(Algorithm::HS256) };
        for (name, token, reason) in [
            ("another audience", with("aud", json!("another app")), "it is for another audience"),
            ("another issuer", with("iss", json!("https://login.example.org/realms/other")), "its key is not known"),
            ("our own issuer", with("iss", json!(support::ISSUER)), "its key is not known"),
            ("expired", with("exp", json!(now - 60)), "it has expired"),
            ("not valid yet", with("nbf", json!(now + 60)), "it is not valid yet"),
            ("nobody", with("sub", Value::Null), ""),
            ("a shared secret", encode(&confused, &good, &shared).expect("a token"), "its signature is not good"),
        ] {
            let refused = viewer(&app, &token).await.expect_err(name);
            assert!(refused.starts_with("the token is refused: ") && refused.contains(reason), "{name}: {refused}");
        }
        let answer = app.ask_as(Some(&signed(&claims("a-1", &["cooks"]))), "{ __typename }", Value::Null).await;
        assert_eq!((answer.status, super::code(&answer)), (403, "FORBIDDEN"));
        let account = entity::user_account::Entity::find().one(app.db.read()).await.expect("the database answers");
        assert_eq!(account, None, "nobody got an account");
    });
}

#[test]
fn without_a_provider_its_tokens_are_nothing() {
    on_each(async |app| {
        let refused = viewer(&app, &signed(&claims("a-1", &["desk"]))).await;
        assert_eq!(refused, Err("the token is refused: its key is not known".into()));
    });
}

#[test]
fn the_providers_keys_may_be_on_a_server() {
    on_each(async |app| {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/keys", listener.local_addr().expect("an address"));
        let served = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("somebody asks");
            let mut request = [0; 2048];
            let read = stream.read(&mut request).expect("a request");
            let body = jwks();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            )
            .expect("an answer");
            String::from_utf8_lossy(&request[..read]).into_owned()
        });
        let app = with_provider(&app, url.parse().expect("an address"));
        viewer(&app, &signed(&claims("a-1", &["desk"]))).await.expect("it is taken");
        viewer(&app, &signed(&claims("a-2", &["desk"]))).await.expect("the keys are remembered");
        assert!(served.join().expect("it was asked").starts_with("GET /keys HTTP/1.1"));
    });
}
