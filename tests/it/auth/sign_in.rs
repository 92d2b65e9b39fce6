//! What was tried and done with an account's proofs of who asks is written down, for those whom it concerns.

use super::{code, execute, refresh, sign_in, text, viewer};
use api::auth::sign_in::{KEPT, Origin, record};
use entity::{Role, SignInKind, SignInOutcome, user_account};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use support::account::{self, PASSWORD};
use support::{App, on_each};

const LINES: &str = "{ nodes { kind outcome address client about by { id } } }";

/// The lines of the account that asks, the newest first.
async fn lines(app: &App, token: &str) -> Vec<Value> {
    let seen = app.data_as(token, &format!("{{ viewer {{ signIns {LINES} }} }}")).await;
    seen["viewer"]["signIns"]["nodes"].as_array().expect("a list").clone()
}

fn told(lines: &[Value]) -> Vec<(&str, &str)> {
    lines.iter().map(|line| (text(&line["kind"]), text(&line["outcome"]))).collect()
}

#[test]
fn attempts_and_what_was_done_to_proofs_are_written_down() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        sign_in(&app, &user.login, "wrong").await;
        let first = sign_in(&app, &user.login, PASSWORD).await.body["data"]["signIn"].clone();
        let token = text(&first["accessToken"]);
        assert_eq!(told(&lines(&app, token).await), [("PASSWORD", "SUCCEEDED"), ("PASSWORD", "WRONG_PASSWORD")]);
        let create = format!(
            "mutation {{ createApiToken(input: {{label: \"nightly\", scopes: [IMPORT], expiresAt: {}}}) {{ apiToken {{ id }} }} }}",
            super::api_token::tomorrow()
        );
        let made = app.data_as(token, &create).await["createApiToken"]["apiToken"]["id"].clone();
        for _ in 0..2 {
            app.data_as(token, &format!("mutation {{ revokeApiToken(id: {made}) {{ apiToken {{ id }} }} }}")).await;
        }
        let change = |current: &str, new: &str| {
            format!("mutation {{ changePassword(currentPassword: \"{current}\", newPassword: \"{new}\") {{ refreshToken }} }}")
        };
        app.refusal_as(token, &change("wrong", "seven quiet ferries cross at noon")).await;
        let renewed = app.data_as(token, &change(PASSWORD, "seven quiet ferries cross at noon")).await;
        let seen = lines(&app, token).await;
        assert_eq!(
            told(&seen)[..4],
            [
                ("PASSWORD_CHANGE", "SUCCEEDED"),
                ("PASSWORD_CHANGE", "WRONG_PASSWORD"),
                ("TOKEN_REVOCATION", "SUCCEEDED"),
                ("TOKEN_CREATION", "SUCCEEDED")
            ]
        );
        assert_eq!(
            (&seen[3]["about"], &seen[3]["address"], &seen[3]["by"]),
            (&json!("nightly"), &json!("127.0.0.1"), &Value::Null)
        );
        // An administrator ends the session and gives a new password.
        let admin = app.sign_in(Role::Admin).await;
        let (id, by) = (viewer(&app, token).await.expect("it is taken"), viewer(&app, &admin).await.expect("it is taken"));
        let session = app.data_as(token, "{ sessions { id } }").await["sessions"][0]["id"].clone();
        app.data_as(&admin, &format!("mutation {{ revokeSession(id: {session}) {{ session {{ id }} }} }}")).await;
        let set =
            "mutation($id: ID!) { updateUser(id: $id, input: {password: \"tundra lantern omits 47 geese\"}) { user { id } } }";
        app.ask_as(Some(&admin), set, json!({ "id": id })).await;
        let query = format!("query($id: ID!) {{ user(id: $id) {{ signIns(first: 2) {LINES} }} }}");
        let seen = app.ask_as(Some(&admin), &query, json!({ "id": id })).await.body["data"]["user"]["signIns"]["nodes"].clone();
        let seen = seen.as_array().expect("a list");
        assert_eq!(told(seen), [("PASSWORD_CHANGE", "SUCCEEDED"), ("SESSION_END", "SUCCEEDED")]);
        assert_eq!((&seen[0]["by"]["id"], &seen[1]["by"]["id"]), (&json!(by), &json!(by)));
        drop(renewed);
    });
}

#[test]
fn a_stolen_refresh_token_is_told_to_its_owner() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Contributor).await;
        let first = sign_in(&app, &user.login, PASSWORD).await.body["data"]["signIn"].clone();
        refresh(&app, text(&first["refreshToken"])).await;
        execute(&app, "UPDATE refresh_token SET used_at = used_at - 11000").await;
        for _ in 0..3 {
            assert_eq!(code(&refresh(&app, text(&first["refreshToken"])).await), "UNAUTHENTICATED");
        }
        let again = account::open(&app.auth, user).await;
        assert_eq!(told(&lines(&app, &again.access_token).await), [("REFRESH_TOKEN", "REUSED"), ("PASSWORD", "SUCCEEDED")]);
    });
}

#[test]
fn only_the_owner_and_administrators_see_them() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        sign_in(&app, &user.login, PASSWORD).await;
        let own = account::open(&app.auth, user).await.access_token;
        let (admin, stranger) = (app.sign_in(Role::Admin).await, app.sign_in(Role::Editor).await);
        // Whoever has made something public is named by it, to everybody.
        let create = "mutation { createTopic(input: {slug: \"a-topic\", label: \"A topic\"}) { record { id } } }";
        let made = app.data_as(&own, create).await["createTopic"]["record"]["id"].clone();
        let query = format!(
            "{{ node(id: {made}) {{ ... on Topic {{ revisions {{ nodes {{ author {{ displayName signIns {{ totalCount }} }} }} }} }} }} }}"
        );
        let seen = async |token: Option<&str>| {
            let answer = app.ask_as(token, &query, Value::Null).await.body;
            assert_eq!(answer.get("errors"), None, "{answer}");
            answer["data"]["node"]["revisions"]["nodes"][0]["author"]["signIns"].clone()
        };
        let nothing = json!({ "totalCount": 0 });
        assert_eq!(seen(None).await, nothing);
        assert_eq!(seen(Some(&stranger)).await, nothing);
        assert_eq!(seen(Some(&own)).await["totalCount"], 1);
        assert_eq!(seen(Some(&admin)).await["totalCount"], 1);
        let script = format!(
            "mutation {{ createApiToken(input: {{label: \"x\", scopes: [APPLY], expiresAt: {}}}) {{ secret }} }}",
            super::api_token::tomorrow()
        );
        let script = text(&app.data_as(&own, &script).await["createApiToken"]["secret"]).to_owned();
        assert_eq!(seen(Some(&script)).await, nothing);
    });
}

#[test]
fn a_name_without_an_account_takes_what_one_with_an_account_takes_and_leaves_nothing() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        let disabled = account::create(&app.auth, Role::Editor).await;
        execute(&app, &format!("UPDATE user_account SET disabled_at = 1 WHERE id = {}", disabled.id)).await;
        let mut taken = Vec::new();
        for email in [user.login.as_str(), "nobody@example.org", disabled.login.as_str()] {
            // Three that are looked at, then one that must wait, and one that must wait still.
            for _ in 0..3 {
                let before = (app.db.statements(), app.auth.compared());
                let answer = sign_in(&app, email, "wrong").await;
                taken.push((code(&answer).to_owned(), app.db.statements() - before.0, app.auth.compared() - before.1));
            }
            execute(&app, "UPDATE sign_in_failure SET failures = 9").await;
            for _ in 0..2 {
                let before = (app.db.statements(), app.auth.compared());
                let answer = sign_in(&app, email, "wrong").await;
                taken.push((code(&answer).to_owned(), app.db.statements() - before.0, app.auth.compared() - before.1));
            }
        }
        let (known, others) = taken.split_at(5);
        assert_eq!((known[0].2, known[4].2), (1, 0), "{known:?}");
        assert_eq!((known, known), (&others[..5], &others[5..]));
        let rows = entity::sign_in::Entity::find().all(app.db.read()).await.expect("rows");
        let of = |account: &user_account::Model| -> Vec<_> {
            rows.iter().filter(|row| row.user_id == account.id).map(|row| row.outcome).collect()
        };
        use SignInOutcome::{Disabled, Throttled, WrongPassword};
        assert_eq!(of(&user), [WrongPassword, WrongPassword, WrongPassword, Throttled]);
        assert_eq!(of(&disabled), [Disabled, Disabled, Disabled, Throttled]);
        assert_eq!(rows.len(), 8, "{rows:?}");
    });
}

#[test]
fn a_flood_fills_nothing_and_pushes_nothing_else_out() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        sign_in(&app, &user.login, PASSWORD).await;
        let own = account::open(&app.auth, user.clone()).await.access_token;
        let transaction = app.db.begin_write().await.expect("a transaction");
        for number in 0..KEPT + 20 {
            let client = api::auth::Client { address: format!("198.51.100.{number}"), agent: "flood".into() };
            let origin = Origin { by: None, client };
            let (kind, outcome) = (SignInKind::Password, SignInOutcome::WrongPassword);
            record(&transaction, user.id, kind, outcome, &origin, None).await.expect("a row");
        }
        transaction.commit().await.expect("it is committed");
        let seen = app.data_as(&own, "{ viewer { signIns { totalCount } } }").await;
        assert_eq!(seen["viewer"]["signIns"]["totalCount"], json!(KEPT + 1));
        sign_in(&app, &user.login, "wrong").await;
        let (filter, list) = ("filter: {outcomes: [SUCCEEDED]}", "totalCount nodes { outcome }");
        let seen =
            app.data_as(&own, &format!("{{ viewer {{ signIns({filter}) {{ {list} }} all: signIns {{ totalCount }} }} }}")).await;
        assert_eq!(seen["viewer"]["signIns"]["totalCount"], 1);
        assert_eq!(seen["viewer"]["all"]["totalCount"], json!(KEPT + 1));
        // What is older than is to be kept goes as others come.
        execute(&app, "UPDATE sign_in SET at = at - 15552000000").await;
        sign_in(&app, "nobody@example.org", "wrong").await;
        assert_eq!(entity::sign_in::Entity::find().count(app.db.read()).await.expect("a number"), 0);
    });
}

#[test]
fn they_come_in_pages_and_for_all_accounts_by_one_statement() {
    on_each(async |app| {
        let admin = app.sign_in(Role::Admin).await;
        for _ in 0..12 {
            let user = account::create(&app.auth, Role::Editor).await;
            sign_in(&app, &user.login, "wrong").await;
            sign_in(&app, &user.login, PASSWORD).await;
        }
        let one = account::create(&app.auth, Role::Editor).await;
        for _ in 0..3 {
            sign_in(&app, &one.login, PASSWORD).await;
        }
        let own = account::open(&app.auth, one).await.access_token;
        let page = async |after: &str| {
            let list = "edges { node { id } cursor } pageInfo { hasNextPage endCursor }";
            app.data_as(&own, &format!("{{ viewer {{ signIns(first: 2{after}) {{ {list} }} }} }}")).await["viewer"]["signIns"]
                .clone()
        };
        let first = page("").await;
        assert_eq!((first["edges"].as_array().map(Vec::len), &first["pageInfo"]["hasNextPage"]), (Some(2), &json!(true)));
        let second = page(&format!(", after: {}", first["pageInfo"]["endCursor"])).await;
        assert_eq!((second["edges"].as_array().map(Vec::len), &second["pageInfo"]["hasNextPage"]), (Some(1), &json!(false)));
        let wrong = app.refusal_as(&own, "{ viewer { signIns(after: \"x\") { totalCount } } }").await;
        assert_eq!(wrong.0, "BAD_USER_INPUT");
        let count = async |first: u32| {
            let query =
                format!("{{ users(first: {first}) {{ nodes {{ signIns(first: 3) {{ nodes {{ kind by {{ id }} }} }} }} }} }}");
            let before = app.db.statements();
            app.data_as(&admin, &query).await;
            app.db.statements() - before
        };
        assert_eq!(count(2).await, count(13).await);
    });
}
