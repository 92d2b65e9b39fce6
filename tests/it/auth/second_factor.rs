//! A code beside the password.

use super::{code, execute, refresh, sign_in, text, viewer};
use api::auth::totp::{self, STEP};
use api::clock;
use entity::{Role, user_account};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use support::account::{self, PASSWORD};
use support::{Answer, App, on_each};

/// What the telephone shows, `steps` half minutes from now.
fn shown(secret: &str, steps: i64) -> String {
    totp::code(secret, clock::now_millis() + steps * STEP).expect("a secret in base32")
}

async fn with_code(app: &App, email: &str, password: &str, code: &str) -> Answer {
    let query = "mutation($email: String!, $password: String!, $code: String) { signIn(email: $email, password: $password, code: $code) \
                 { accessToken refreshToken mustSetUpSecondFactor user { secondFactorAt } } }";
    app.ask(query, json!({ "email": email, "password": password, "code": code })).await
}

async fn begin(app: &App, token: &str) -> Value {
    let query = format!("mutation {{ beginTotp(password: \"{PASSWORD}\") {{ uri secret }} }}");
    app.data_as(token, &query).await["beginTotp"].clone()
}

async fn confirm(app: &App, token: &str, code: &str) -> Answer {
    let query = "mutation($code: String!) { confirmTotp(code: $code) { recoveryCodes user { secondFactorAt } } }";
    app.ask_as(Some(token), query, json!({ "code": code })).await
}

/// An account with a second factor: its secret, its recovery codes, and the session in which it was set up. The code that it was set up with
/// may be used again.
async fn enrolled(app: &App, role: Role) -> (user_account::Model, String, Vec<String>, String) {
    let user = account::create(&app.auth, role).await;
    let token = account::open(&app.auth, user.clone()).await.access_token;
    let secret = text(&begin(app, &token).await["secret"]).to_owned();
    let confirmed = confirm(app, &token, &shown(&secret, 0)).await.body["data"]["confirmTotp"].clone();
    execute(app, "UPDATE totp SET used_steps = ''").await;
    let codes = confirmed["recoveryCodes"].as_array().unwrap_or_else(|| panic!("{confirmed}")).iter();
    (user, secret, codes.map(|code| text(code).to_owned()).collect(), token)
}

/// Time passes for whoever had to wait.
async fn wait(app: &App) {
    execute(app, "UPDATE sign_in_failure SET last_at = last_at - 901000").await;
    execute(app, "UPDATE totp SET failed_at = failed_at - 901000").await;
}

#[test]
fn who_has_a_second_factor_is_asked_for_its_code_which_is_good_once() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        let other = account::open(&app.auth, user.clone()).await;
        let this = account::open(&app.auth, user.clone()).await.access_token;
        let begun = begin(&app, &this).await;
        let secret = text(&begun["secret"]);
        let uri = text(&begun["uri"]);
        assert!(uri.starts_with("otpauth://totp/") && uri.contains(&format!("secret={secret}&")), "{uri}");
        assert!(sign_in(&app, &user.login, PASSWORD).await.body["data"]["signIn"].is_object(), "nothing is asked for yet");
        assert_eq!(code(&confirm(&app, &this, "000000").await), "SECOND_FACTOR_WRONG");
        let first = shown(secret, 0);
        let confirmed = confirm(&app, &this, &first).await.body["data"]["confirmTotp"].clone();
        assert_eq!(confirmed["recoveryCodes"].as_array().map(Vec::len), Some(10));
        assert!(confirmed["user"]["secondFactorAt"].is_string());
        assert!(viewer(&app, &other.access_token).await.is_err(), "a session that was opened without it has ended");
        viewer(&app, &this).await.expect("this one has not");

        assert_eq!(code(&sign_in(&app, &user.login, PASSWORD).await), "SECOND_FACTOR_REQUIRED");
        assert_eq!(code(&with_code(&app, &user.login, PASSWORD, &first).await), "SECOND_FACTOR_WRONG", "it was used");
        wait(&app).await;
        let now = shown(secret, 1);
        let typed = format!("{} {}", &now[..3], &now[3..]);
        let signed_in = with_code(&app, &user.login, PASSWORD, &typed).await.body["data"]["signIn"].clone();
        assert_eq!(signed_in["mustSetUpSecondFactor"], false, "{signed_in}");
        assert!(refresh(&app, text(&signed_in["refreshToken"])).await.body["data"]["refreshSession"].is_object());
        assert_eq!(code(&with_code(&app, &user.login, PASSWORD, &now).await), "SECOND_FACTOR_WRONG", "twice");
        assert_eq!(code(&with_code(&app, &user.login, PASSWORD, &shown(secret, 5)).await), "SECOND_FACTOR_WRONG", "too early");
        let outcomes = "{ viewer { signIns(filter: {kinds: [PASSWORD]}) { nodes { outcome } } } }";
        let seen = app.data_as(&this, outcomes).await["viewer"]["signIns"]["nodes"].clone();
        let seen: Vec<_> = seen.as_array().expect("a list").iter().map(|line| text(&line["outcome"]).to_owned()).collect();
        assert_eq!(seen, ["WRONG_CODE", "WRONG_CODE", "SUCCEEDED", "WRONG_CODE", "MISSING_CODE", "SUCCEEDED"]);
    });
}

#[test]
fn who_does_not_know_the_password_learns_nothing_of_the_code() {
    on_each(async |app| {
        let (with, secret, recovery, _) = enrolled(&app, Role::Admin).await;
        let without = account::create(&app.auth, Role::Editor).await;
        let right = shown(&secret, 0);
        let mut answers = Vec::new();
        for (email, given) in [
            (with.login.as_str(), right.as_str()),
            (&with.login, "000000"),
            (&with.login, &recovery[0]),
            (&without.login, "000000"),
            ("nobody@example.org", "000000"),
        ] {
            let before = (app.db.statements(), app.auth.compared());
            let answer = with_code(&app, email, "a wrong password", given).await;
            let taken = (app.db.statements() - before.0, app.auth.compared() - before.1);
            answers.push((code(&answer).to_owned(), text(&answer.body["errors"][0]["message"]).to_owned(), taken));
        }
        answers.dedup();
        assert_eq!((answers.len(), answers[0].0.as_str()), (1, "UNAUTHENTICATED"), "{answers:?}");
        // No code was used up by it.
        wait(&app).await;
        assert!(with_code(&app, &with.login, PASSWORD, &right).await.body["data"]["signIn"].is_object());
        assert!(with_code(&app, &with.login, PASSWORD, &recovery[0]).await.body["data"]["signIn"].is_object());
        // Nor does an account without a second factor care for one.
        assert!(with_code(&app, &without.login, PASSWORD, "000000").await.body["data"]["signIn"].is_object());
    });
}

#[test]
fn wrong_codes_slow_down_and_recovery_codes_are_good_once() {
    on_each(async |app| {
        let (user, secret, recovery, token) = enrolled(&app, Role::Editor).await;
        for _ in 0..3 {
            assert_eq!(code(&with_code(&app, &user.login, PASSWORD, "000000").await), "SECOND_FACTOR_WRONG");
        }
        assert_eq!(code(&with_code(&app, &user.login, PASSWORD, "000000").await), "LIMIT_EXCEEDED", "the address waits");
        // From many addresses, all of whom know the password: the account's codes wait.
        execute(&app, "UPDATE totp SET failures = 18").await;
        execute(&app, "DELETE FROM sign_in_failure").await;
        let waits = with_code(&app, &user.login, PASSWORD, &shown(&secret, 0)).await;
        assert_eq!(code(&waits), "LIMIT_EXCEEDED");
        let seconds = waits.body["errors"][0]["extensions"]["retryAfter"].as_i64().expect("seconds");
        assert!((200..=257).contains(&seconds), "{seconds}");
        // Not those for a lost telephone, which nobody guesses; however they are typed.
        let typed = recovery[0].to_lowercase().replace('-', " ");
        assert!(with_code(&app, &user.login, PASSWORD, &typed).await.body["data"]["signIn"].is_object());
        assert_eq!(code(&with_code(&app, &user.login, PASSWORD, &recovery[0]).await), "SECOND_FACTOR_WRONG", "it is used up");
        assert!(with_code(&app, &user.login, PASSWORD, &recovery[1]).await.body["data"]["signIn"].is_object());
        wait(&app).await;
        assert!(with_code(&app, &user.login, PASSWORD, &shown(&secret, 1)).await.body["data"]["signIn"].is_object());
        let used = app.data_as(&token, "{ viewer { signIns(filter: {kinds: [RECOVERY_CODE]}) { totalCount } } }").await;
        assert_eq!(used["viewer"]["signIns"]["totalCount"], 2);
    });
}

#[test]
fn the_owner_turns_it_off_and_an_administrator_takes_it_from_who_has_lost_it() {
    on_each(async |app| {
        let (user, secret, recovery, token) = enrolled(&app, Role::Admin).await;
        let query = "mutation($password: String!, $code: String!) { disableTotp(password: $password, code: $code) { user { secondFactorAt } } }";
        let disable = async |password: &str, code: &str| {
            app.ask_as(Some(&token), query, json!({ "password": password, "code": code })).await
        };
        assert_eq!(
            app.refusal_as(&token, &format!("mutation {{ beginTotp(password: \"{PASSWORD}\") {{ secret }} }}")).await.0,
            "CONFLICT"
        );
        assert_eq!(code(&disable("wrong", &shown(&secret, 0)).await), "BAD_USER_INPUT");
        assert_eq!(code(&disable(PASSWORD, "000000").await), "SECOND_FACTOR_WRONG");
        let off = disable(PASSWORD, &shown(&secret, 0)).await;
        assert_eq!(off.body["data"]["disableTotp"]["user"], json!({ "secondFactorAt": null }));
        assert_eq!(code(&disable(PASSWORD, &recovery[0]).await), "CONFLICT");
        assert!(sign_in(&app, &user.login, PASSWORD).await.body["data"]["signIn"].is_object());
        assert_eq!(entity::recovery_code::Entity::find().count(app.db.read()).await.expect("a number"), 0);

        let (lost, ..) = enrolled(&app, Role::Admin).await;
        let open = account::open(&app.auth, lost.clone()).await;
        let reset = |id: &str| format!("mutation {{ resetTotp(userId: \"{id}\") {{ user {{ secondFactorAt }} }} }}");
        let id = viewer(&app, &open.access_token).await.expect("it is taken");
        let editor = app.sign_in(Role::Editor).await;
        assert_eq!(app.refusal_as(&editor, &reset(&id)).await.0, "FORBIDDEN");
        assert_eq!(app.refusal_as(&open.access_token, &reset(&id)).await.0, "CONFLICT", "not one's own: who found the session");
        let done = app.data_as(&token, &reset(&id)).await;
        assert_eq!(done["resetTotp"]["user"]["secondFactorAt"], Value::Null);
        assert!(viewer(&app, &open.access_token).await.is_err(), "its sessions have ended");
        assert!(sign_in(&app, &lost.login, PASSWORD).await.body["data"]["signIn"].is_object());
    });
}

#[test]
fn who_must_have_one_can_do_nothing_but_set_it_up() {
    on_each(async |app| {
        let app = app.another(|settings| settings.second_factor = vec![Role::Editor]);
        let user = account::create(&app.auth, Role::Editor).await;
        let signed_in = with_code(&app, &user.login, PASSWORD, "").await.body["data"]["signIn"].clone();
        assert_eq!(signed_in["mustSetUpSecondFactor"], true, "{signed_in}");
        let token = text(&signed_in["accessToken"]);
        viewer(&app, token).await.expect("it is known who it is");
        let propose = "mutation { createTopic(input: {label: \"A topic\"}) { recordId } }";
        let script = format!(
            "mutation {{ createApiToken(input: {{label: \"x\", scopes: [APPLY], expiresAt: {}}}) {{ secret }} }}",
            super::api_token::tomorrow()
        );
        for query in
            [propose, &script, "mutation { applyImport { job { id } } }", "{ sessions { id } }", "{ changeSets { totalCount } }"]
        {
            let (code, message) = app.refusal_as(token, query).await;
            assert_eq!(code, "FORBIDDEN", "{query}: {message}");
            assert!(message.contains("beginTotp"), "{message}");
        }
        let seen = app.data_as(token, "{ viewer { signIns { totalCount } } }").await;
        assert_eq!(seen["viewer"]["signIns"]["totalCount"], 0);
        let secret = text(&begin(&app, token).await["secret"]).to_owned();
        assert!(confirm(&app, token, &shown(&secret, 0)).await.body["data"]["confirmTotp"].is_object());
        app.data_as(token, propose).await;
        // Others need none.
        let contributor = app.sign_in(Role::Contributor).await;
        app.data_as(&contributor, propose).await;
        let other = account::create(&app.auth, Role::Editor).await;
        let other = account::open(&app.auth, other).await.access_token;
        app.data_as(&other, "mutation { signOut { session { id } } }").await;
    });
}

#[test]
fn nothing_tells_the_secret_afterwards() {
    on_each(async |app| {
        let (_, secret, recovery, token) = enrolled(&app, Role::Editor).await;
        let stored = entity::totp::Entity::find().one(app.db.read()).await.expect("a row").expect("a row");
        assert_eq!(stored.secret, secret);
        assert!(!format!("{stored:?}").contains(&secret));
        let codes = entity::recovery_code::Entity::find().all(app.db.read()).await.expect("rows");
        assert!(codes.iter().all(|row| recovery.iter().all(|code| !row.code_hash.contains(code) && row.code_hash.len() == 64)));
        let fields = "{ __schema { types { name fields { name } } } }";
        let schema = app.data_as(&token, fields).await.to_string();
        assert_eq!(schema.matches("\"secret\"").count(), 4, "beginTotp, createApiToken, and the two of webhooks");
    });
}
