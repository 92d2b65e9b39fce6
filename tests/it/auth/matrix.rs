//! Who may do what: every mutation of the schema, as the schema tells of it, tried by everybody there is. A mutation that is added without a
//! guard, or whose guard is not listed here, fails.

use super::token::Forge;
use entity::{Role, session};
use jsonwebtoken::get_current_timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{App, on_each};

/// What a mutation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    Nothing,
    Account,
    Contributor,
    Editor,
    Import,
    Admin,
}

/// All but these need a contributor.
fn needs(mutation: &str) -> Needs {
    match mutation {
        "signIn" | "refreshSession" => Needs::Nothing,
        "signOut" | "revokeSession" | "changePassword" | "createApiToken" | "revokeApiToken" => Needs::Account,
        "beginTotp" | "confirmTotp" | "disableTotp" => Needs::Account,
        "applyChangeSet" | "requestChanges" | "assignChangeSet" | "undoChangeSet" => Needs::Editor,
        "planImport" | "applyImport" | "stopImport" | "undoImport" => Needs::Import,
        "createUser" | "updateUser" | "resetTotp" => Needs::Admin,
        "createWebhook" | "updateWebhook" | "rotateWebhookSecret" | "testWebhook" | "deleteWebhook" => Needs::Admin,
        _ => Needs::Contributor,
    }
}

/// Somebody who asks, and what their token is good for.
struct Asker {
    name: &'static str,
    token: Option<String>,
    may: &'static [Needs],
    /// The token itself is refused.
    is_bad: bool,
}

const INTROSPECTION: &str = "{ __schema { mutationType { fields { name args { name type { ...T } } } }
    types { kind name isOneOf inputFields { name type { ...T } } enumValues { name } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// A literal of an input type, with only what it cannot be without.
fn literal(types: &BTreeMap<String, Value>, of: &Value) -> String {
    let name = of["name"].as_str().unwrap_or_default();
    match of["kind"].as_str().unwrap_or_default() {
        "NON_NULL" => literal(types, &of["ofType"]),
        "LIST" => format!("[{}]", literal(types, &of["ofType"])),
        "ENUM" => types[name]["enumValues"][0]["name"].as_str().expect("a value").to_owned(),
        "SCALAR" => match name {
            "Int" => "1".to_owned(),
            "Float" => "0.5".to_owned(),
            "Boolean" => "true".to_owned(),
            "DateTime" => "\"2100-01-01T00:00:00Z\"".to_owned(),
            _ => "\"x\"".to_owned(),
        },
        _ => {
            let fields = types[name]["inputFields"].as_array().expect("fields");
            let is_one = types[name]["isOneOf"].as_bool().unwrap_or_default();
            let wanted: Vec<_> = if is_one {
                fields.iter().take(1).collect()
            } else {
                fields.iter().filter(|field| field["type"]["kind"] == "NON_NULL").collect()
            };
            let given = wanted
                .iter()
                .map(|field| format!("{}: {}", field["name"].as_str().expect("a name"), literal(types, &field["type"])));
            format!("{{{}}}", given.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Every mutation, as a document that is valid; the one that ends a session last.
async fn mutations(app: &App) -> Vec<(String, String)> {
    let schema = app.data(INTROSPECTION).await;
    let types: BTreeMap<String, Value> = schema["__schema"]["types"]
        .as_array()
        .expect("types")
        .iter()
        .map(|one| (one["name"].as_str().unwrap_or_default().to_owned(), one.clone()))
        .collect();
    let fields = schema["__schema"]["mutationType"]["fields"].as_array().expect("mutations").clone();
    let mut all: Vec<(String, String)> = fields
        .iter()
        // A file comes only with a request of another kind, of which `bulk::api_import` has who may send it.
        .filter(|field| field["name"] != "planImport")
        .map(|field| {
            let name = field["name"].as_str().expect("a name").to_owned();
            let args = field["args"].as_array().expect("arguments").iter().filter(|arg| arg["type"]["kind"] == "NON_NULL");
            let args: Vec<String> =
                args.map(|arg| format!("{}: {}", arg["name"].as_str().expect("a name"), literal(&types, &arg["type"]))).collect();
            let args = if args.is_empty() { String::new() } else { format!("({})", args.join(", ")) };
            (name.clone(), format!("mutation {{ {name}{args} {{ __typename }} }}"))
        })
        .collect();
    all.sort_by_key(|(name, _)| name == "signOut");
    assert!(all.len() > 50, "{} mutations", all.len());
    all
}

async fn script(app: &App, scope: &str) -> String {
    let owner = app.sign_in(Role::Editor).await;
    let query = format!(
        "mutation {{ createApiToken(input: {{label: \"x\", scopes: [{scope}], expiresAt: {}}}) {{ secret }} }}",
        super::api_token::tomorrow()
    );
    app.data_as(&owner, &query).await["createApiToken"]["secret"].as_str().expect("a secret").to_owned()
}

async fn askers(app: &App) -> Vec<Asker> {
    let forge = Forge::new(app).await;
    let revoked = app.sign_in(Role::Admin).await;
    let last = session::Entity::find().all(app.db.read()).await.expect("sessions").into_iter().max_by_key(|row| row.id);
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(1))
        .filter(session::Column::Id.eq(last.expect("a session").id))
        .exec(app.db.write())
        .await
        .expect("the session is revoked");
    let good = |name, token, may| Asker { name, token: Some(token), may, is_bad: false };
    let bad = |name, token| Asker { name, token: Some(token), may: &[], is_bad: true };
    vec![
        Asker { name: "anonymous", token: None, may: &[], is_bad: false },
        good("contributor", app.sign_in(Role::Contributor).await, &[Needs::Account, Needs::Contributor]),
        good("editor", app.sign_in(Role::Editor).await, &[Needs::Account, Needs::Contributor, Needs::Editor, Needs::Import]),
        good(
            "admin",
            app.sign_in(Role::Admin).await,
            &[Needs::Account, Needs::Contributor, Needs::Editor, Needs::Import, Needs::Admin],
        ),
        good("script that imports", script(app, "IMPORT").await, &[Needs::Import]),
        good("script that proposes", script(app, "PROPOSE").await, &[Needs::Contributor]),
        good("script that applies", script(app, "APPLY").await, &[Needs::Contributor, Needs::Editor]),
        bad("expired", forge.with("exp", get_current_timestamp() - 3_600)),
        bad("wrong audience", forge.with("aud", "somebody else")),
        bad("wrong issuer", forge.with("iss", "https://elsewhere.example")),
        bad("revoked", revoked),
        bad("no token at all", "cqt_nonsense".to_owned()),
    ]
}

#[test]
fn every_mutation_refuses_whoever_may_not() {
    on_each(async |app| {
        let mutations = mutations(&app).await;
        for Asker { name: asker, token, may, is_bad } in askers(&app).await {
            for (name, document) in &mutations {
                let answer = app.ask_as(token.as_deref(), document, json!({})).await;
                let code = answer.body["errors"][0]["extensions"]["code"].as_str().unwrap_or("none");
                let needs = needs(name);
                if is_bad {
                    assert_eq!((answer.status, code), (401, "UNAUTHENTICATED"), "{asker}: {document}");
                } else if needs == Needs::Nothing {
                    // Anybody may try; nobody signs in with "x".
                    assert!(
                        matches!(code, "UNAUTHENTICATED" | "LIMIT_EXCEEDED" | "BAD_USER_INPUT"),
                        "{asker}: {document}: {code}"
                    );
                } else if token.is_none() {
                    assert_eq!(code, "UNAUTHENTICATED", "{asker}: {document}: {}", answer.body);
                } else if may.contains(&needs) {
                    assert!(
                        !matches!(code, "UNAUTHENTICATED" | "FORBIDDEN" | "INTERNAL_SERVER_ERROR"),
                        "{asker}: {document}: {}",
                        answer.body
                    );
                } else {
                    assert_eq!(code, "FORBIDDEN", "{asker}: {document}: {}", answer.body);
                }
            }
        }
    });
}
