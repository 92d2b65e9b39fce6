//! Tokens of scripts: made once, shown once, good until they expire or are revoked, and only for what they are made for.

use super::access_token::refuse;
use super::sign_in::record;
use super::{Auth, Origin, Scope, SignedIn, number, secret};
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result, Violation};
use entity::api_token::{ActiveModel, Column, Entity, Model, Relation};
use entity::{Role, SignInKind, SignInOutcome, user_account};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};

/// How long a token may be good.
const LONGEST: i64 = 366 * 24 * 3_600_000;
/// How exactly the last use is kept: reading must not write each time.
const TOUCH: i64 = 60_000;
const LABEL_LENGTH: usize = 100;

/// A token that is to be made.
pub struct NewApiToken {
    pub label: String,
    pub scopes: Vec<Scope>,
    pub expires_at: i64,
}

/// Makes a token of `owner`. What it is, is given out here and never again.
pub async fn create(db: &Db, owner: &user_account::Model, new: NewApiToken, origin: &Origin) -> Result<(Model, String)> {
    let now = clock::now_millis();
    let violations = check(owner, &new, now);
    if !violations.is_empty() {
        return Err(Error::BadUserInput(violations));
    }
    let NewApiToken { label, mut scopes, expires_at } = new;
    scopes.sort_unstable();
    scopes.dedup();
    let secret = secret::token(secret::API)?;
    let transaction = db.begin_write().await?;
    let row = ActiveModel {
        id: Set(number::next(&transaction).await?),
        user_id: Set(owner.id),
        label: Set(label.trim().to_owned()),
        token_hash: Set(secret::hash(&secret)),
        scopes: Set(scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")),
        created_at: Set(now),
        expires_at: Set(Some(expires_at)),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    let row = row.insert(&transaction).await?;
    let (kind, about) = (SignInKind::TokenCreation, Some(row.label.as_str()));
    record(&transaction, owner.id, kind, SignInOutcome::Succeeded, origin, about).await?;
    transaction.commit().await?;
    Ok((row, secret))
}

fn check(owner: &user_account::Model, new: &NewApiToken, now: i64) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut wrong = |path: &str, message: String| violations.push(Violation { path: format!("input.{path}"), message });
    let length = new.label.trim().chars().count();
    if !(1..=LABEL_LENGTH).contains(&length) {
        wrong("label", format!("has {length} characters; 1 to {LABEL_LENGTH} are allowed"));
    }
    if new.scopes.is_empty() {
        wrong("scopes", "is empty; name at least one of IMPORT, PROPOSE, APPLY".into());
    }
    if new.scopes.contains(&Scope::Apply) && owner.role == Role::Contributor {
        wrong("scopes", "has APPLY, which needs the role EDITOR or ADMIN".into());
    }
    if new.expires_at <= now {
        wrong("expiresAt", "is past".into());
    } else if new.expires_at > now + LONGEST {
        wrong("expiresAt", "is more than 366 days ahead".into());
    }
    violations
}

/// The tokens of `user_id`, or everybody's, the newest first.
pub async fn list(db: &Db, user_id: Option<i64>) -> Result<Vec<Model>> {
    let mine = Condition::all().add_option(user_id.map(|id| Column::UserId.eq(id)));
    Ok(Entity::find().filter(mine).order_by_desc(Column::Id).all(db.read()).await?)
}

/// The token `id`.
pub async fn find(db: &Db, id: i64) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db.read()).await?)
}

/// Ends a token. Done again, it changes nothing.
pub async fn revoke(db: &Db, token: Model, origin: &Origin) -> Result<Model> {
    if token.revoked_at.is_some() {
        return Ok(token);
    }
    let transaction = db.begin_write().await?;
    let mut token = token.into_active_model();
    token.revoked_at = Set(Some(clock::now_millis()));
    let token = token.update(&transaction).await?;
    let (kind, about) = (SignInKind::TokenRevocation, Some(token.label.as_str()));
    record(&transaction, token.user_id, kind, SignInOutcome::Succeeded, origin, about).await?;
    transaction.commit().await?;
    Ok(token)
}

/// What a token allows.
pub fn scopes(token: &Model) -> Vec<Scope> {
    token.scopes.split(' ').filter_map(Scope::parse).collect()
}

/// The account for which a script acts with `secret`.
pub(super) async fn verify(auth: &Auth, secret: &str) -> Result<SignedIn> {
    let found = Entity::find()
        .filter(Column::TokenHash.eq(secret::hash(secret)))
        .join(JoinType::InnerJoin, Relation::User.def())
        .select_also(user_account::Entity)
        .one(auth.db().read())
        .await?;
    let Some((token, Some(user))) = found else { return Err(refuse("it is not known")) };
    let now = clock::now_millis();
    if token.revoked_at.is_some() {
        return Err(refuse("it was revoked"));
    }
    if token.expires_at.is_some_and(|expires_at| expires_at <= now) {
        return Err(refuse("it has expired"));
    }
    if user.disabled_at.is_some() {
        return Err(refuse("its account is disabled"));
    }
    touch(auth, &token, now);
    Ok(SignedIn { user_id: user.id, role: user.role, session_id: None, scopes: Some(scopes(&token)) })
}

/// Notes the use, now and then, without letting the request wait: another writer may be at work for long.
fn touch(auth: &Auth, token: &Model, now: i64) {
    if token.last_used_at.is_some_and(|last| (now - last).abs() < TOUCH) || !auth.first_touch(token.id, now, TOUCH) {
        return;
    }
    let (db, id) = (auth.db().clone(), token.id);
    tokio::spawn(async move {
        let used = Entity::update_many().col_expr(Column::LastUsedAt, Expr::value(now)).filter(Column::Id.eq(id));
        if let Err(error) = used.exec(db.write()).await {
            tracing::warn!(%error, token = id, "the last use of a token was not noted");
        }
    });
}
