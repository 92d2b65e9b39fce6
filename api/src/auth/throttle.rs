//! Slows guessing of passwords without letting anybody lock an editor out.
//!
//! Failures are counted for a name and an address together: who guesses waits longer and longer, alone. When very many addresses
//! fail for one name, an address from which nobody has signed in to that account waits before each attempt, the first one too; one
//! from which its owner has signed in before does not. There is no state in which the right password from a known address is refused
//! because of what others did elsewhere, and none in which an unknown address may not try at all.

use super::secret;
use crate::clock;
use crate::error::Result;
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
/// How often it is news that an address has to wait.
const NEWS: i64 = 60_000;
/// How long failures are remembered.
const REMEMBERED: i64 = 24 * 3_600_000;

/// Whether somebody may try now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Go,
    /// They have to wait. It is news once a minute.
    Wait {
        seconds: i64,
        is_news: bool,
    },
}

/// Counts an attempt to sign in to `account` from `address`, or refuses it. It is counted before the password is looked at, so that
/// many attempts at once are as many attempts; [`forgive`] takes it back. The transaction is one of `Db::begin_write`.
pub async fn attempt(transaction: &DatabaseTransaction, account: &str, address: &str) -> Result<Verdict> {
    use sign_in_failure::{Column, Entity, Model};
    let now = clock::now_millis();
    let key = key(account);
    Entity::delete_many().filter(Column::LastAt.lt(now - REMEMBERED)).exec(transaction).await?;
    let found = Entity::find_by_id((key.clone(), address.to_owned())).one(transaction).await?;
    let stranger = is_crowded(transaction, &key, now).await? && !knows(transaction, account, address).await?;
    let failures = found.as_ref().map_or(0, |found| found.failures);
    let wait = if stranger { wait_seconds(failures).max(STRANGER_SECONDS) } else { wait_seconds(failures) };
    // A clock that has gone back makes no wait longer than it is: it begins again.
    let is_ahead = found.as_ref().is_some_and(|found| found.last_at > now);
    let since = match &found {
        Some(found) => found.last_at.min(now),
        None if stranger => now,
        None => 0,
    };
    let remaining = since + wait * 1000 - now;
    if remaining > 0 {
        let told_at = found.as_ref().and_then(|found| found.refused_at);
        let is_news = told_at.is_none_or(|told| (now - told).abs() >= NEWS);
        if is_news || is_ahead {
            // Where there is no failure yet, the wait begins now; later attempts do not prolong it.
            let last_at = found.map_or(now, |found| found.last_at.min(now));
            let refused_at = if is_news { Some(now) } else { told_at };
            keep(transaction, Model { account: key, address: address.to_owned(), failures, last_at, refused_at }).await?;
        }
        return Ok(Verdict::Wait { seconds: remaining.div_euclid(1000) + 1, is_news });
    }
    let refused_at = found.and_then(|found| found.refused_at);
    let (failures, address) = (failures.saturating_add(1), address.to_owned());
    keep(transaction, Model { account: key, address, failures, last_at: now, refused_at }).await?;
    Ok(Verdict::Go)
}

/// Forgets the failures of a name and an address: the password was right.
pub async fn forgive(db: &impl ConnectionTrait, account: &str, address: &str) -> Result<()> {
    sign_in_failure::Entity::delete_by_id((key(account), address.to_owned())).exec(db).await?;
    Ok(())
}

/// How long to wait after so many failures.
pub fn wait_seconds(failures: i32) -> i64 {
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

async fn keep(db: &DatabaseTransaction, row: sign_in_failure::Model) -> Result<()> {
    use sign_in_failure::{ActiveModel, Column, Entity, Model};
    let Model { account, address, failures, last_at, refused_at } = row;
    let row = ActiveModel {
        account: Set(account),
        address: Set(address),
        failures: Set(failures),
        last_at: Set(last_at),
        refused_at: Set(refused_at),
    };
    let newest = OnConflict::columns([Column::Account, Column::Address])
        .update_columns([Column::Failures, Column::LastAt, Column::RefusedAt])
        .to_owned();
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
