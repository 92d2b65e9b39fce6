//! Slows guessing of passwords without letting anybody lock an editor out.
//!
//! Failures are counted for a name and an address together: who guesses waits longer and longer, alone. When very many addresses
//! fail for one name, an address from which nobody has signed in to that account waits before each attempt, the first one too; one
//! from which its owner has signed in before does not. There is no state in which the right password from a known address is refused
//! because of what others did elsewhere, and none in which an unknown address may not try at all.

use super::secret;
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use entity::{session, sign_in_failure, user_account};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QuerySelect,
    RelationTrait,
};

/// How many failures of a name and an address are free.
const FREE: i32 = 3;
/// The longest wait.
const LONGEST_SECONDS: i64 = 15 * 60;
/// How many addresses that fail for one name within an hour make strangers wait, and how long.
const CROWD: u64 = 20;
const CROWD_WITHIN: i64 = 3_600_000;
const STRANGER_SECONDS: i64 = 60;
/// How long failures are remembered.
const REMEMBERED: i64 = 24 * 3_600_000;

/// Counts an attempt to sign in to `account` from `address`, or refuses it. It is counted before the password is looked at, so that
/// many attempts at once are as many attempts; [`forgive`] takes it back.
pub async fn attempt(db: &Db, account: &str, address: &str) -> Result<()> {
    use sign_in_failure::{Column, Entity};
    let now = clock::now_millis();
    let key = key(account);
    let transaction = db.begin_write().await?;
    Entity::delete_many().filter(Column::LastAt.lt(now - REMEMBERED)).exec(&transaction).await?;
    let found = Entity::find_by_id((key.clone(), address.to_owned())).one(&transaction).await?;
    let stranger = is_crowded(&transaction, &key, now).await? && !knows(&transaction, account, address).await?;
    let failures = found.as_ref().map_or(0, |found| found.failures);
    let wait = if stranger { wait_seconds(failures).max(STRANGER_SECONDS) } else { wait_seconds(failures) };
    let since = match &found {
        Some(found) => found.last_at,
        None if stranger => now,
        None => 0,
    };
    let remaining = since + wait * 1000 - now;
    if remaining > 0 {
        if found.is_none() {
            // The wait begins now; later attempts do not prolong it.
            keep(&transaction, key, address, 0, now).await?;
        }
        transaction.commit().await?;
        return Err(Error::TooManyAttempts { retry_after_seconds: remaining.div_euclid(1000) + 1 });
    }
    keep(&transaction, key, address, failures.saturating_add(1), now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Forgets the failures of a name and an address: the password was right.
pub async fn forgive(db: &impl ConnectionTrait, account: &str, address: &str) -> Result<()> {
    sign_in_failure::Entity::delete_by_id((key(account), address.to_owned())).exec(db).await?;
    Ok(())
}

/// How long to wait after so many failures.
fn wait_seconds(failures: i32) -> i64 {
    match u32::try_from(failures - FREE) {
        Ok(beyond) => 2_i64.checked_pow(beyond).unwrap_or(LONGEST_SECONDS).min(LONGEST_SECONDS),
        Err(_) => 0,
    }
}

/// What stands for a name, whether there is an account of that name or not.
fn key(account: &str) -> String {
    secret::hash(account)
}

async fn is_crowded(db: &impl ConnectionTrait, key: &str, now: i64) -> Result<bool> {
    use sign_in_failure::{Column, Entity};
    let failing = Entity::find()
        .filter(Column::Account.eq(key))
        .filter(Column::Failures.gt(0))
        .filter(Column::LastAt.gt(now - CROWD_WITHIN))
        .count(db)
        .await?;
    Ok(failing >= CROWD)
}

/// Whether the owner of the account has signed in from this address.
async fn knows(db: &impl ConnectionTrait, account: &str, address: &str) -> Result<bool> {
    let session = session::Entity::find()
        .join(JoinType::InnerJoin, session::Relation::User.def())
        .filter(user_account::Column::Login.eq(account))
        .filter(session::Column::Address.eq(address))
        .one(db)
        .await?;
    Ok(session.is_some())
}

async fn keep(db: &DatabaseTransaction, account: String, address: &str, failures: i32, last_at: i64) -> Result<()> {
    use sign_in_failure::{ActiveModel, Column, Entity};
    let row =
        ActiveModel { account: Set(account), address: Set(address.to_owned()), failures: Set(failures), last_at: Set(last_at) };
    let newest =
        OnConflict::columns([Column::Account, Column::Address]).update_columns([Column::Failures, Column::LastAt]).to_owned();
    Entity::insert(row).on_conflict(newest).exec_without_returning(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_failures_are_free_and_no_wait_is_longer_than_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (0..8).map(wait_seconds).collect();
        assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16]);
        assert_eq!([wait_seconds(13), wait_seconds(100), wait_seconds(i32::MAX)], [900; 3]);
    }
}
