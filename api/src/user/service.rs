//! The rules of accounts: how they are made and changed, and how somebody signs in to one.

use super::input::{CreateApiTokenInput, CreateUserInput, UpdateUserInput};
use super::{Credentials, User, second_factor};
use crate::auth::api_token::NewApiToken;
use crate::auth::session::Prolonged;
use crate::auth::sign_in::{Attempt, record};
use crate::auth::{Auth, Client, Needs, Origin, SignedIn, Viewer, access_token, account, password, session};
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result, Violation};
use crate::graphql::id;
use entity::user_account::{Column, Entity, Model};
use entity::{Role, SignInKind, SignInOutcome};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter,
};

const NAME_LENGTH: usize = 100;
/// The longest address there can be (RFC 5321, section 4.5.3.1.3).
const EMAIL_LENGTH: usize = 254;

impl From<CreateApiTokenInput> for NewApiToken {
    fn from(CreateApiTokenInput { label, scopes, expires_at }: CreateApiTokenInput) -> Self {
        Self { label, scopes: scopes.into_iter().map(Into::into).collect(), expires_at: expires_at.millis() }
    }
}

/// Signs in with a password. Whether there is such an account shows neither in the answer nor in the time it takes.
///
/// Who does not know the password learns nothing of a second factor: its code is looked at when the password was right.
pub async fn sign_in(auth: &Auth, email: &str, password: &str, code: Option<&str>, client: &Client) -> Result<Credentials> {
    let db = auth.db();
    let login = login(email);
    let attempt = Attempt::begin(auth, SignInKind::Password, SignInOutcome::WrongPassword, &login, client).await?;
    let user = account::find_by_login(db.read(), &login).await?;
    let stored = user.as_ref().filter(|user| user.disabled_at.is_none()).and_then(|user| user.password_hash.clone());
    let is_right = auth.is_password(password, stored).await?;
    let refused = || Error::Unauthenticated("the e-mail address or the password is not right".into());
    let user = user.filter(|_| is_right).ok_or_else(refused)?;
    let transaction = db.begin_write().await?;
    // Hashing takes its time, in which the account may have been disabled, or its password changed.
    let unchanged = find(&transaction, user.id).await? == user;
    if !unchanged {
        return Err(refused());
    }
    if user.second_factor_at.is_some() {
        let refused = match code {
            None => Some((SignInOutcome::MissingCode, Error::SecondFactorRequired)),
            Some(code) => second_factor::refusal(&transaction, user.id, code, client).await?,
        };
        if let Some((outcome, error)) = refused {
            attempt.fail(&transaction, outcome).await?;
            transaction.commit().await?;
            return Err(error);
        }
    }
    attempt.succeed(&transaction, user.id).await?;
    let prolonged = session::open(&transaction, user.id, client).await?;
    transaction.commit().await?;
    credentials(auth, prolonged, user).await
}

/// Changes the password of the account that asks, ends its other sessions, and prolongs this one.
pub async fn change_password(auth: &Auth, account: &SignedIn, current: &str, new: &str, client: &Client) -> Result<Credentials> {
    let db = auth.db();
    let user = find(db.read(), account.user_id).await?;
    let (Some(stored), Some(session_id)) = (user.password_hash.clone(), account.session_id) else {
        return Err(Error::Conflict("this account signs in at an outside identity provider and has no password here".into()));
    };
    refuse(password::check(new, &[&user.login, &user.display_name], "newPassword"))?;
    // Who found an open session must not find the password through it.
    let (kind, failure) = (SignInKind::PasswordChange, SignInOutcome::WrongPassword);
    let attempt = Attempt::begin(auth, kind, failure, &user.login, client).await?;
    if !auth.is_password(current, Some(stored)).await? {
        return Err(Error::bad_input("currentPassword", "is not right"));
    }
    let hash = password::hash(new).await?;
    let transaction = db.begin_write().await?;
    attempt.succeed(&transaction, user.id).await?;
    let mut row = user.into_active_model();
    row.password_hash = Set(Some(hash));
    let user = row.update(&transaction).await?;
    session::end_all(&transaction, user.id, Some(session_id)).await?;
    let current = entity::session::Entity::find_by_id(session_id).one(&transaction).await?;
    let current = current.filter(|session| session.revoked_at.is_none());
    let current = current.ok_or_else(|| Error::Unauthenticated("the session has ended".into()))?;
    let prolonged = session::renew(&transaction, current).await?;
    transaction.commit().await?;
    credentials(auth, prolonged, user).await
}

/// What a session that was opened or prolonged gives its client.
pub async fn credentials(auth: &Auth, prolonged: Prolonged, user: Model) -> Result<Credentials> {
    let Prolonged { session, refresh_token } = prolonged;
    let (access_token, access_token_expires_at) = access_token::issue(auth, &session).await?;
    let must_enrol = auth.settings().must_enrol(&user);
    let refresh_token_expires_at = session.expires_at;
    Ok(Credentials { access_token, access_token_expires_at, refresh_token, refresh_token_expires_at, user, must_enrol })
}

/// Makes an account.
pub async fn create(db: &Db, input: CreateUserInput) -> Result<Model> {
    let CreateUserInput { email, display_name, role, password } = input;
    let (login, display_name) = (login(&email), display_name.trim().to_owned());
    let mut violations = check_email(&login);
    violations.extend(check_name(&display_name));
    violations.extend(password::check(&password, &[&login, &display_name], "input.password"));
    refuse(violations)?;
    let hash = password::hash(&password).await?;
    let transaction = db.begin_write().await?;
    if account::find_by_login(&transaction, &login).await?.is_some() {
        return Err(Error::Conflict(format!("there is an account of {login} already")));
    }
    let user = account::insert(&transaction, login, display_name, role.into(), Some(hash)).await?;
    transaction.commit().await?;
    Ok(user)
}

/// Changes an account.
pub async fn update(db: &Db, user_id: i64, input: UpdateUserInput, origin: &Origin) -> Result<Model> {
    let UpdateUserInput { display_name, role, disabled, password } = input;
    let before = find(db.read(), user_id).await?;
    let display_name = display_name.map(|name| name.trim().to_owned());
    let mut violations = display_name.as_deref().map(check_name).unwrap_or_default();
    if let Some(password) = &password {
        if before.password_hash.is_none() {
            let message = "must be absent: the account signs in at an outside identity provider".to_owned();
            violations.push(Violation { path: "input.password".into(), message });
        }
        violations.extend(password::check(password, &[&before.login, &before.display_name], "input.password"));
    }
    refuse(violations)?;
    let hash = match &password {
        Some(password) => Some(password::hash(password).await?),
        None => None,
    };
    let transaction = db.begin_write().await?;
    let before = find(&transaction, user_id).await?;
    let role = role.map(Role::from);
    let stays_admin = role.unwrap_or(before.role) == Role::Admin && !disabled.unwrap_or(before.disabled_at.is_some());
    if before.role == Role::Admin && before.disabled_at.is_none() && !stays_admin {
        keep_an_admin(&transaction, user_id).await?;
    }
    if disabled == Some(true) || hash.is_some() {
        session::end_all(&transaction, user_id, None).await?;
    }
    let disabled_at = match disabled {
        Some(true) => before.disabled_at.or_else(|| Some(clock::now_millis())),
        Some(false) => None,
        None => before.disabled_at,
    };
    let mut row = before.into_active_model();
    row.disabled_at = Set(disabled_at);
    if let Some(name) = display_name {
        row.display_name = Set(name);
    }
    if let Some(role) = role {
        row.role = Set(role);
    }
    if let Some(hash) = hash {
        row.password_hash = Set(Some(hash));
        record(&transaction, user_id, SignInKind::PasswordChange, SignInOutcome::Succeeded, origin, None).await?;
    }
    let user = row.update(&transaction).await?;
    transaction.commit().await?;
    Ok(user)
}

/// Whether `viewer` may see and end what belongs to the account `owner`: their own, and administrators everybody's.
pub fn may_look_after(viewer: &Viewer, owner: i64) -> Result<()> {
    if viewer.signed_in()?.user_id == owner { Ok(()) } else { Needs::Admin.check(viewer) }
}

/// The account `user_id`.
pub async fn find(db: &impl ConnectionTrait, user_id: i64) -> Result<Model> {
    let missing = || Error::NotFound { kind: User::NAME, id: id::encode(User::NAME, user_id).to_string() };
    Entity::find_by_id(user_id).one(db).await?.ok_or_else(missing)
}

/// How an address is stored, so that letter case does not matter.
pub fn login(email: &str) -> String {
    email.trim().to_lowercase()
}

async fn keep_an_admin(transaction: &DatabaseTransaction, except: i64) -> Result<()> {
    let others = Entity::find()
        .filter(Column::Role.eq(Role::Admin))
        .filter(Column::DisabledAt.is_null())
        .filter(Column::Id.ne(except))
        .count(transaction)
        .await?;
    if others == 0 {
        return Err(Error::Conflict("this is the last administrator who may sign in: make another one first".into()));
    }
    Ok(())
}

fn check_email(login: &str) -> Vec<Violation> {
    let is_address =
        login.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    let is_plain = !login.chars().any(|character| character.is_whitespace() || character.is_control() || character == '|');
    if is_address && is_plain && login.len() <= EMAIL_LENGTH {
        return Vec::new();
    }
    let shown: String = login.chars().take(60).collect();
    vec![Violation {
        path: "input.email".into(),
        message: format!("'{shown}' is not an e-mail address such as name@example.org"),
    }]
}

fn check_name(name: &str) -> Vec<Violation> {
    let length = name.chars().count();
    if (1..=NAME_LENGTH).contains(&length) && !name.chars().any(char::is_control) {
        return Vec::new();
    }
    let message = format!("has {length} characters; 1 to {NAME_LENGTH} are allowed, and no control characters");
    vec![Violation { path: "input.displayName".into(), message }]
}

fn refuse(violations: Vec<Violation>) -> Result<()> {
    if violations.is_empty() { Ok(()) } else { Err(Error::BadUserInput(violations)) }
}
