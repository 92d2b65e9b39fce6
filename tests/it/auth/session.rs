//! Signing in, going on, and signing out.

use super::{code, execute, refresh, sign_in, text, viewer};
use entity::Role;
use serde_json::{Value, json};
use support::account::{self, PASSWORD};
use support::on_each;

#[test]
fn who_signs_in_is_known_until_they_sign_out() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        let answer = sign_in(&app, &user.login.to_uppercase(), PASSWORD).await;
        let credentials = &answer.body["data"]["signIn"];
        assert_eq!(credentials["user"]["displayName"], user.display_name, "{}", answer.body);
        let token = text(&credentials["accessToken"]);
        let seen = app.data_as(token, "{ viewer { displayName role email disabledAt } }").await;
        let expected = json!({ "displayName": user.display_name, "role": "EDITOR", "email": user.login, "disabledAt": null });
        assert_eq!(seen["viewer"], expected);
        assert_eq!(app.data("{ viewer { id } }").await["viewer"], Value::Null);
        let ended = app.data_as(token, "mutation { signOut { session { isCurrent } } }").await;
        assert_eq!(ended["signOut"]["session"]["isCurrent"], true);
        assert_eq!(viewer(&app, token).await, Err("the token is refused: its session has ended".into()));
        assert_eq!(code(&refresh(&app, text(&credentials["refreshToken"])).await), "UNAUTHENTICATED");
    });
}

#[test]
fn nobody_learns_whether_there_is_an_account() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        let disabled = account::create(&app.auth, Role::Editor).await;
        execute(&app, &format!("UPDATE user_account SET disabled_at = 1 WHERE id = {}", disabled.id)).await;
        let mut answers = Vec::new();
        for (email, password) in [
            (user.login.as_str(), "another password"),
            ("nobody@example.org", PASSWORD),
            (disabled.login.as_str(), PASSWORD),
            (disabled.login.as_str(), "another password"),
            ("", ""),
        ] {
            let answer = sign_in(&app, email, password).await;
            assert!(!answer.body.to_string().contains(PASSWORD));
            answers.push((answer.status, code(&answer).to_owned(), text(&answer.body["errors"][0]["message"]).to_owned()));
        }
        answers.dedup();
        let expected = (200, "UNAUTHENTICATED".to_owned(), "the e-mail address or the password is not right".to_owned());
        assert_eq!(answers, [expected]);
    });
}

#[test]
fn a_refresh_token_is_good_once_and_ends_its_session_when_it_comes_again() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        let first = sign_in(&app, &user.login, PASSWORD).await.body["data"]["signIn"].clone();
        let second = refresh(&app, text(&first["refreshToken"])).await.body["data"]["refreshSession"].clone();
        viewer(&app, text(&second["accessToken"])).await.expect("it is taken");
        // Two pages of one browser at once: the slower one is refused, and the session lives.
        assert_eq!(code(&refresh(&app, text(&first["refreshToken"])).await), "UNAUTHENTICATED");
        let third = refresh(&app, text(&second["refreshToken"])).await.body["data"]["refreshSession"].clone();
        viewer(&app, text(&third["accessToken"])).await.expect("the session lives");
        // Later, it was stolen.
        execute(&app, "UPDATE refresh_token SET used_at = used_at - 11000").await;
        assert_eq!(code(&refresh(&app, text(&first["refreshToken"])).await), "UNAUTHENTICATED");
        assert_eq!(code(&refresh(&app, text(&third["refreshToken"])).await), "UNAUTHENTICATED");
        assert!(viewer(&app, text(&third["accessToken"])).await.is_err());
    });
}

#[test]
fn a_refresh_token_that_comes_again_from_elsewhere_ends_its_session_at_once() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        let first = sign_in(&app, &user.login, PASSWORD).await.body["data"]["signIn"].clone();
        let second = refresh(&app, text(&first["refreshToken"])).await.body["data"]["refreshSession"].clone();
        let query = "mutation($token: String!) { refreshSession(refreshToken: $token) { accessToken } }";
        let body = json!({ "query": query, "variables": { "token": first["refreshToken"] } });
        let request = app.request(reqwest::Method::POST, "/graphql").header("User-Agent", "thief");
        assert!(request.json(&body).send().await.expect("an answer").text().await.expect("text").contains("UNAUTHENTICATED"));
        assert!(viewer(&app, text(&second["accessToken"])).await.is_err());
    });
}

#[test]
fn sessions_end_when_nobody_prolongs_them_and_at_the_latest_after_ninety_days() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        let first = sign_in(&app, &user.login, PASSWORD).await.body["data"]["signIn"].clone();
        execute(&app, "UPDATE session SET created_at = created_at - 7689600000").await;
        let second = refresh(&app, text(&first["refreshToken"])).await.body["data"]["refreshSession"].clone();
        let (soon, later) = (text(&second["refreshTokenExpiresAt"]), text(&first["refreshTokenExpiresAt"]));
        assert!(soon < later, "{soon} is before {later}");
        execute(&app, "UPDATE session SET expires_at = 1").await;
        assert_eq!(code(&refresh(&app, text(&second["refreshToken"])).await), "UNAUTHENTICATED");
        assert!(viewer(&app, text(&second["accessToken"])).await.is_err());
    });
}

#[test]
fn sessions_are_listed_and_revoked_by_their_owner_and_by_administrators() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Contributor).await;
        let here = account::open(&app.auth, user.clone()).await;
        let there = account::open(&app.auth, user).await;
        let stranger = app.sign_in(Role::Editor).await;
        let list = "{ sessions { id isCurrent client address createdAt lastUsedAt expiresAt } }";
        let sessions = app.data_as(&here.access_token, list).await["sessions"].clone();
        let other = sessions.as_array().expect("a list").iter().find(|session| session["isCurrent"] == false).expect("the other");
        let revoke = format!("mutation {{ revokeSession(id: {}) {{ session {{ isCurrent }} }} }}", other["id"]);
        assert_eq!(app.refusal_as(&stranger, &revoke).await.0, "NOT_FOUND");
        viewer(&app, &there.access_token).await.expect("it is taken");
        app.data_as(&here.access_token, &revoke).await;
        assert!(viewer(&app, &there.access_token).await.is_err());
        let left = app.data_as(&here.access_token, list).await["sessions"].clone();
        assert_eq!(left.as_array().map(Vec::len), Some(1));
        let admin = app.sign_in(Role::Admin).await;
        app.data_as(&admin, &format!("mutation {{ revokeSession(id: {}) {{ session {{ id }} }} }}", left[0]["id"])).await;
        assert!(viewer(&app, &here.access_token).await.is_err());
    });
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        let other = account::open(&app.auth, user.clone()).await;
        let this = account::open(&app.auth, user.clone()).await;
        let change = async |token: &str, current: &str, new: &str| {
            let query = "mutation($current: String!, $new: String!) { changePassword(currentPassword: $current, newPassword: $new) \
                         { accessToken refreshToken } }";
            app.ask_as(Some(token), query, json!({ "current": current, "new": new })).await
        };
        let new = "seven quiet ferries cross at noon";
        for (current, wanted, path) in [(PASSWORD, "password1234", "newPassword"), ("not this one", new, "currentPassword")] {
            let refused = change(&this.access_token, current, wanted).await;
            assert_eq!(refused.body["errors"][0]["extensions"]["violations"][0]["path"], path, "{}", refused.body);
            assert!(!refused.body.to_string().contains(wanted) && !refused.body.to_string().contains(current));
        }
        let changed = change(&this.access_token, PASSWORD, new).await.body["data"]["changePassword"].clone();
        viewer(&app, text(&changed["accessToken"])).await.expect("this session goes on");
        assert!(viewer(&app, &other.access_token).await.is_err());
        assert_eq!(code(&refresh(&app, &other.refresh_token).await), "UNAUTHENTICATED");
        assert_eq!(code(&sign_in(&app, &user.login, PASSWORD).await), "UNAUTHENTICATED");
        assert!(sign_in(&app, &user.login, new).await.body["data"]["signIn"].is_object());
        assert!(refresh(&app, text(&changed["refreshToken"])).await.body["data"]["refreshSession"].is_object());
    });
}
