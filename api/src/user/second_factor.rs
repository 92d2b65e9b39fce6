//! The rules of the second factor: how an account gets one, is asked for it, and gets rid of it.

use super::input::{BeginTotpPayload, ConfirmTotpPayload};
use super::{User, service};
use crate::auth::second_factor::{self, Checked};
use crate::auth::sign_in::{Attempt, record};
use crate::auth::{Auth, Client, Origin, SignedIn, session, totp};
use crate::db::Db;
use crate::error::{Error, Result};
use entity::user_account::Model;
use entity::{SignInKind, SignInOutcome};
use sea_orm::DatabaseTransaction;

const ON: SignInKind = SignInKind::SecondFactorOn;
const OFF: SignInKind = SignInKind::SecondFactorOff;

/// Why a code is refused, and as what that is written down; nothing if it was right. The transaction is to be committed either way.
pub async fn refusal(
    transaction: &DatabaseTransaction,
    user_id: i64,
    code: &str,
    client: &Client,
) -> Result<Option<(SignInOutcome, Error)>> {
    Ok(match second_factor::check(transaction, user_id, code).await? {
        Checked::Right => None,
        Checked::Recovery => {
            let origin = Origin { by: None, client: client.clone() };
            record(transaction, user_id, SignInKind::RecoveryCode, SignInOutcome::Succeeded, &origin, None).await?;
            None
        }
        Checked::Wrong => Some((SignInOutcome::WrongCode, Error::SecondFactorWrong)),
        Checked::Wait(retry_after_seconds) => Some((SignInOutcome::Throttled, Error::TooManyAttempts { retry_after_seconds })),
    })
}

/// Gives the account that asks a secret for its telephone. It asks for nothing until a code has confirmed it.
pub async fn begin(auth: &Auth, account: &SignedIn, password: &str, client: &Client) -> Result<BeginTotpPayload> {
    let user = own(auth.db(), account).await?;
    if user.second_factor_at.is_some() {
        return Err(Error::Conflict("this account has a second factor: disableTotp first, to set up another".into()));
    }
    // Who found an open session must not lock its owner out.
    let attempt = Attempt::begin(auth, ON, SignInOutcome::WrongPassword, &user.login, client).await?;
    prove(auth, &user, password).await?;
    let transaction = auth.db().begin_write().await?;
    attempt.pass(&transaction).await?;
    if service::find(&transaction, user.id).await? != user {
        return Err(Error::Conflict("the account was changed meanwhile: try again".into()));
    }
    let secret = second_factor::begin(&transaction, user.id).await?;
    transaction.commit().await?;
    Ok(BeginTotpPayload { uri: totp::uri(&auth.settings().issuer, &user.login, &secret), secret })
}

/// Turns the second factor on, and ends the other sessions: they were opened without it.
pub async fn confirm(auth: &Auth, account: &SignedIn, code: &str, client: &Client) -> Result<ConfirmTotpPayload> {
    let user = own(auth.db(), account).await?;
    // Looked at before the attempt is counted: who has nothing to confirm must not be forgiven failures for it.
    let nothing = || Error::Conflict("there is nothing to confirm: beginTotp gives a secret, once for each second factor".into());
    if user.second_factor_at.is_some() || !second_factor::is_begun(auth.db().read(), user.id).await? {
        return Err(nothing());
    }
    let attempt = Attempt::begin(auth, ON, SignInOutcome::WrongCode, &user.login, client).await?;
    let transaction = auth.db().begin_write().await?;
    let user = service::find(&transaction, user.id).await?;
    if user.second_factor_at.is_some() {
        return Err(nothing());
    }
    match second_factor::check(&transaction, user.id, code).await? {
        Checked::Right => {}
        Checked::Wait(retry_after_seconds) => {
            attempt.fail(&transaction, SignInOutcome::Throttled).await?;
            transaction.commit().await?;
            return Err(Error::TooManyAttempts { retry_after_seconds });
        }
        Checked::Wrong | Checked::Recovery => {
            transaction.commit().await?;
            return Err(Error::SecondFactorWrong);
        }
    }
    let (user, recovery_codes) = second_factor::turn_on(&transaction, user).await?;
    session::end_all(&transaction, user.id, account.session_id).await?;
    attempt.succeed(&transaction, user.id).await?;
    transaction.commit().await?;
    Ok(ConfirmTotpPayload { recovery_codes, user: User(user) })
}

/// Turns the second factor off, for who knows the password and has a code.
pub async fn disable(auth: &Auth, account: &SignedIn, password: &str, code: &str, client: &Client) -> Result<User> {
    let user = own(auth.db(), account).await?;
    if user.second_factor_at.is_none() {
        return Err(Error::Conflict("this account has no second factor".into()));
    }
    let attempt = Attempt::begin(auth, OFF, SignInOutcome::WrongPassword, &user.login, client).await?;
    prove(auth, &user, password).await?;
    let transaction = auth.db().begin_write().await?;
    if service::find(&transaction, user.id).await? != user {
        return Err(Error::Conflict("the account was changed meanwhile: try again".into()));
    }
    if let Some((outcome, error)) = refusal(&transaction, user.id, code, client).await? {
        attempt.fail(&transaction, outcome).await?;
        transaction.commit().await?;
        return Err(error);
    }
    attempt.pass(&transaction).await?;
    let origin = Origin { by: Some(user.id), client: client.clone() };
    let user = off(&transaction, user, &origin).await?;
    transaction.commit().await?;
    Ok(User(user))
}

/// Takes the second factor from an account whose owner has lost it, and ends its sessions.
pub async fn reset(db: &Db, user_id: i64, origin: &Origin) -> Result<User> {
    if origin.by == Some(user_id) {
        return Err(Error::Conflict(
            "this is your own account: disableTotp takes your second factor, or another administrator".into(),
        ));
    }
    let transaction = db.begin_write().await?;
    let user = service::find(&transaction, user_id).await?;
    session::end_all(&transaction, user_id, None).await?;
    let user = off(&transaction, user, origin).await?;
    transaction.commit().await?;
    Ok(User(user))
}

/// Turns the second factor off, and writes it down.
async fn off(transaction: &DatabaseTransaction, user: Model, origin: &Origin) -> Result<Model> {
    let user = second_factor::turn_off(transaction, user).await?;
    record(transaction, user.id, OFF, SignInOutcome::Succeeded, origin, None).await?;
    Ok(user)
}

/// The account that asks, if it signs in with a password here.
async fn own(db: &Db, account: &SignedIn) -> Result<Model> {
    let user = service::find(db.read(), account.user_id).await?;
    if user.password_hash.is_none() {
        let message = "this account signs in at an outside identity provider, which asks for a second factor or does not";
        return Err(Error::Conflict(message.into()));
    }
    Ok(user)
}

async fn prove(auth: &Auth, user: &Model, password: &str) -> Result<()> {
    if auth.is_password(password, user.password_hash.clone()).await? {
        return Ok(());
    }
    Err(Error::bad_input("password", "is not right"))
}
