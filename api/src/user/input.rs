//! What the mutations of accounts take and give. Nothing here can be printed: some of it is secret.

use super::{ApiToken, Role, Scope, Session, User};
use crate::graphql::scalar::DateTime;
use async_graphql::{InputObject, SimpleObject};

/// A new account.
#[derive(InputObject)]
pub struct CreateUserInput {
    /// The e-mail address they will sign in with.
    pub email: String,
    /// The name that is shown with what they do.
    pub display_name: String,
    /// What the account may do.
    pub role: Role,
    /// The first password: 10 to 200 characters, and not easily guessed.
    pub password: String,
}

/// What changes of an account. What is absent or null stays as it is.
#[derive(Default, InputObject)]
pub struct UpdateUserInput {
    /// The name that is shown with what they do.
    pub display_name: Option<String>,
    /// What the account may do. Of accounts of an outside identity provider, its claims decide again with the next request.
    pub role: Option<Role>,
    /// True ends their sessions and lets them sign in no more, nor their scripts; false lets them again.
    pub disabled: Option<bool>,
    /// A new password, which ends their sessions.
    pub password: Option<String>,
}

/// A new token for a script.
#[derive(InputObject)]
pub struct CreateApiTokenInput {
    /// What you call it, such as the script's name: 1 to 100 characters.
    pub label: String,
    /// What it allows: at least one.
    pub scopes: Vec<Scope>,
    /// When it ends: within 366 days.
    pub expires_at: DateTime,
}

/// A new account.
#[derive(SimpleObject)]
pub struct CreateUserPayload {
    /// The account.
    pub user: User,
}

/// A changed account.
#[derive(SimpleObject)]
pub struct UpdateUserPayload {
    /// The account as it is now.
    pub user: User,
}

/// A secret for a second factor.
#[derive(SimpleObject)]
pub struct BeginTotpPayload {
    /// What an authenticator on a telephone reads, most often from a picture that a page makes of it: `otpauth://totp/…` with SHA-1, six
    /// digits, thirty seconds.
    pub uri: String,
    /// The secret that is in it, in base32 (RFC 4648), to be typed where no picture can be read.
    pub secret: String,
}

/// A second factor that is asked for from now on.
#[derive(SimpleObject)]
pub struct ConfirmTotpPayload {
    /// Ten codes, each good once instead of one from the telephone, for the day on which it is lost. They are shown here and never again.
    pub recovery_codes: Vec<String>,
    /// The account as it is now.
    pub user: User,
}

/// An account without its second factor.
#[derive(SimpleObject)]
pub struct DisableTotpPayload {
    /// The account as it is now.
    pub user: User,
}

/// An account without its second factor.
#[derive(SimpleObject)]
pub struct ResetTotpPayload {
    /// The account as it is now.
    pub user: User,
}

/// The session that has ended.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// The session.
    pub session: Session,
}

/// The session that has ended.
#[derive(SimpleObject)]
pub struct RevokeSessionPayload {
    /// The session.
    pub session: Session,
}

/// A new token of a script.
#[derive(SimpleObject)]
pub struct CreateApiTokenPayload {
    /// What is known of the token from here on.
    pub api_token: ApiToken,
    /// The token itself. It is shown here and never again: `Authorization: Bearer …`.
    pub secret: String,
}

/// A token that is good no more.
#[derive(SimpleObject)]
pub struct RevokeApiTokenPayload {
    /// The token.
    pub api_token: ApiToken,
}
