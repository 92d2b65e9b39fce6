//! Signing in, going on, and signing out.

use super::{code, refresh, sign_in, text};
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
        assert_eq!(credentials["user"]["email"], Value::Null, "{}", answer.body);
        assert_eq!(credentials["user"]["displayName"], user.display_name);
        let token = text(&credentials["accessToken"]).to_owned();
        let viewer = app.data_as(&token, "{ viewer { displayName role email disabledAt } }").await;
        let expected = json!({ "displayName": user.display_name, "role": "EDITOR", "email": user.login, "disabledAt": null });
        assert_eq!(viewer["viewer"], expected);
        assert_eq!(app.data("{ viewer { id } }").await["viewer"], Value::Null);
        let ended = app.data_as(&token, "mutation { signOut { session { id isCurrent } } }").await;
        assert_eq!(ended["signOut"]["session"]["isCurrent"], true);
        let (code, message) = app.refusal_as(&token, "{ viewer { id } }").await;
        assert_eq!((code.as_str(), message.as_str()), ("UNAUTHENTICATED", "the token is refused: its session has ended"));
        assert_eq!(super::code(&refresh(&app, text(&credentials["refreshToken"])).await), "UNAUTHENTICATED");
    });
}

#[test]
fn a_refresh_token_is_good_once_and_ends_its_session_when_it_comes_again() {
    on_each(async |app| {
        let user = account::create(&app.auth, Role::Editor).await;
        let first = sign_in(&app, &user.login, PASSWORD).await.body["data"]["signIn"].clone();
        let second = refresh(&app, text(&first["refreshToken"])).await.body["data"]["refreshSession"].clone();
        app.data_as(text(&second["accessToken"]), "{ viewer { id } }").await;
        // Two pages of one browser at once: the slower one is refused, and the session lives.
        assert_eq!(code(&refresh(&app, text(&first["refreshToken"])).await), "UNAUTHENTICATED");
        let third = refresh(&app, text(&second["refreshToken"])).await.body["data"]["refreshSession"].clone();
        app.data_as(text(&third["accessToken"]), "{ viewer { id } }").await;
        // Later, it was stolen.
        sea_orm::ConnectionTrait::execute_unprepared(app.db.write(), "UPDATE refresh_token SET used_at = used_at - 11000")
            .await
            .expect("time passes");
        assert_eq!(code(&refresh(&app, text(&first["refreshToken"])).await), "UNAUTHENTICATED");
        assert_eq!(code(&refresh(&app, text(&third["refreshToken"])).await), "UNAUTHENTICATED");
        let (code, _) = app.refusal_as(text(&third["accessToken"]), "{ viewer { id } }").await;
        assert_eq!(code, "UNAUTHENTICATED");
    });
}
