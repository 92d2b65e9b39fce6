//! Sessions: families of refresh tokens. Each token is good once and gives the next; one that comes again was stolen, or its
//! successor was, and ends the family.
//!
//! Two pages of one browser may send the same token at once. So a token that comes again within ten seconds from the client that
//! used it is refused without ending the session: the slower page finds the faster one's new token where both keep it. It gets
//! nothing either way, so that a thief gains nothing by being quick.

use super::sign_in::record;
use super::{Client, Origin, number, secret};
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use entity::{SignInKind, SignInOutcome, refresh_token, session, user_account};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

const DAY: i64 = 24 * 3_600_000;
/// How long a session lives that nobody prolongs.
const IDLE: i64 = 30 * DAY;
/// How long a session lives at most.
const LONGEST: i64 = 90 * DAY;
/// How long the address of a session is remembered as one its owner has signed in from.
const REMEMBERED: i64 = 180 * DAY;
/// How long two pages may take to send the same token.
const RACE: i64 = 10_000;

/// A session, and the token that prolongs it: it is given out once and not stored.
pub struct Prolonged {
    pub session: session::Model,
    pub refresh_token: String,
}

/// Opens a session of `user_id`.
pub async fn open(transaction: &DatabaseTransaction, user_id: i64, client: &Client) -> Result<Prolonged> {
    let now = clock::now_millis();
    clear(transaction, user_id, now).await?;
    let session = session::ActiveModel {
        id: Set(number::next(transaction).await?),
        user_id: Set(user_id),
        client: Set(client.agent.clone()),
        address: Set(client.address.clone()),
        created_at: Set(now),
        last_used_at: Set(now),
        expires_at: Set(now + IDLE),
        revoked_at: Set(None),
    };
    let session = session.insert(transaction).await?;
    let refresh_token = hand_out(transaction, &session, now).await?;
    Ok(Prolonged { session, refresh_token })
}

/// Gives the next token for `token`, and the account of its session.
pub async fn refresh(db: &Db, token: &str, client: &Client) -> Result<(Prolonged, user_account::Model)> {
    let refused = || Error::Unauthenticated("the refresh token is refused: sign in again".into());
    if !token.starts_with(secret::REFRESH) {
        return Err(Error::bad_input("refreshToken", "is no refresh token; signIn and refreshSession give them"));
    }
    let now = clock::now_millis();
    let transaction = db.begin_write().await?;
    let Some(found) = refresh_token::Entity::find_by_id(secret::hash(token)).one(&transaction).await? else {
        return Err(refused());
    };
    let session = session::Entity::find_by_id(found.session_id).one(&transaction).await?.ok_or_else(refused)?;
    let user = user_account::Entity::find_by_id(session.user_id).one(&transaction).await?.ok_or_else(refused)?;
    if let Some(used_at) = found.used_at {
        let is_race = now - used_at <= RACE && found.used_by.as_ref() == Some(&signature(client));
        if !is_race && session.revoked_at.is_none() {
            tracing::warn!(session = session.id, viewer = user.id, "a refresh token came again: its session is ended");
            end(&transaction, Condition::all().add(session::Column::Id.eq(session.id))).await?;
            let origin = Origin { by: None, client: client.clone() };
            record(&transaction, user.id, SignInKind::RefreshToken, SignInOutcome::Reused, &origin, None).await?;
        }
        transaction.commit().await?;
        return Err(refused());
    }
    if session.revoked_at.is_some() || session.expires_at <= now || user.disabled_at.is_some() {
        return Err(refused());
    }
    let mut used = found.into_active_model();
    (used.used_at, used.used_by) = (Set(Some(now)), Set(Some(signature(client))));
    used.update(&transaction).await?;
    let prolonged = prolong(&transaction, session, now).await?;
    transaction.commit().await?;
    Ok((prolonged, user))
}

/// Gives a session a new token; those before it are used up.
pub async fn renew(transaction: &DatabaseTransaction, session: session::Model) -> Result<Prolonged> {
    let now = clock::now_millis();
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .filter(refresh_token::Column::SessionId.eq(session.id))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(transaction)
        .await?;
    prolong(transaction, session, now).await
}

/// Ends the sessions of `user_id`, except the one that is spared.
pub async fn end_all(db: &impl ConnectionTrait, user_id: i64, spared: Option<i64>) -> Result<()> {
    let of_user = Condition::all().add(session::Column::UserId.eq(user_id));
    end(db, of_user.add_option(spared.map(|id| session::Column::Id.ne(id)))).await?;
    Ok(())
}

/// Ends the session `id`, and gives it. Done again, it changes nothing.
pub async fn end_one(db: &Db, id: i64, origin: &Origin) -> Result<Option<session::Model>> {
    let transaction = db.begin_write().await?;
    let ended = end(&transaction, Condition::all().add(session::Column::Id.eq(id))).await?;
    let session = session::Entity::find_by_id(id).one(&transaction).await?;
    if let Some(session) = session.as_ref().filter(|_| ended > 0) {
        let about = Some(session.client.as_str());
        record(&transaction, session.user_id, SignInKind::SessionEnd, SignInOutcome::Succeeded, origin, about).await?;
    }
    transaction.commit().await?;
    Ok(session)
}

/// The session `id`.
pub async fn find(db: &Db, id: i64) -> Result<Option<session::Model>> {
    Ok(session::Entity::find_by_id(id).one(db.read()).await?)
}

/// The sessions of `user_id` that have not ended, the one used last first.
pub async fn living(db: &Db, user_id: i64) -> Result<Vec<session::Model>> {
    use session::Column;
    let sessions = session::Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(clock::now_millis()));
    Ok(sessions.order_by_desc(Column::LastUsedAt).order_by_desc(Column::Id).all(db.read()).await?)
}

/// How many it has ended.
async fn end(db: &impl ConnectionTrait, which: Condition) -> Result<u64> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(clock::now_millis()))
        .filter(which)
        .filter(session::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(ended.rows_affected)
}

async fn prolong(transaction: &DatabaseTransaction, session: session::Model, now: i64) -> Result<Prolonged> {
    let expires_at = (now + IDLE).min(session.created_at + LONGEST);
    let mut session = session.into_active_model();
    (session.last_used_at, session.expires_at) = (Set(now), Set(expires_at));
    let session = session.update(transaction).await?;
    let refresh_token = hand_out(transaction, &session, now).await?;
    Ok(Prolonged { session, refresh_token })
}

async fn hand_out(transaction: &DatabaseTransaction, session: &session::Model, now: i64) -> Result<String> {
    let token = secret::token(secret::REFRESH)?;
    let row = refresh_token::ActiveModel {
        token_hash: Set(secret::hash(&token)),
        session_id: Set(session.id),
        created_at: Set(now),
        used_at: Set(None),
        used_by: Set(None),
    };
    row.insert(transaction).await?;
    Ok(token)
}

/// Drops the tokens of this account's sessions that have ended, and the sessions that ended long ago.
async fn clear(transaction: &DatabaseTransaction, user_id: i64, now: i64) -> Result<()> {
    use session::Column;
    let over = Query::select()
        .column(Column::Id)
        .from(session::Entity)
        .and_where(Column::UserId.eq(user_id))
        .cond_where(Condition::any().add(Column::RevokedAt.is_not_null()).add(Column::ExpiresAt.lte(now)))
        .take();
    refresh_token::Entity::delete_many().filter(refresh_token::Column::SessionId.in_subquery(over)).exec(transaction).await?;
    session::Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::ExpiresAt.lte(now - REMEMBERED))
        .exec(transaction)
        .await?;
    Ok(())
}

/// What tells one client from another, roughly.
fn signature(client: &Client) -> String {
    format!("{} {}", client.address, client.agent)
}
