//! What is asked for beside a password: a code that changes with time, or one of those that were given out for the day on which the
//! telephone is lost.

use super::{secret, throttle, totp};
use crate::clock;
use crate::error::Result;
use data_encoding::BASE32_NOPAD;
use entity::user_account;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};

/// How many codes are given out for a lost telephone.
const RECOVERY_CODES: usize = 10;
/// How many wrong codes in a row are free, beside those that each address has. Whoever is asked knows the password, so that no stranger can
/// make the owner wait.
const FREE: i32 = 7;

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    Right,
    /// It was one of those for a lost telephone, and is used up.
    Recovery,
    Wrong,
    /// Too many were wrong: no code that changes with time is looked at for so many seconds. Those for a lost telephone are.
    Wait(i64),
}

/// Gives an account a new secret, which asks for nothing yet.
pub async fn begin(transaction: &DatabaseTransaction, user_id: i64) -> Result<String> {
    use entity::totp::{ActiveModel, Column, Entity};
    let secret = totp::secret()?;
    let row = ActiveModel {
        user_id: Set(user_id),
        secret: Set(secret.clone()),
        begun_at: Set(clock::now_millis()),
        used_steps: Set(String::new()),
        failures: Set(0),
        failed_at: Set(None),
    };
    let columns = [Column::Secret, Column::BegunAt, Column::UsedSteps, Column::Failures, Column::FailedAt];
    let newest = OnConflict::column(Column::UserId).update_columns(columns).to_owned();
    Entity::insert(row).on_conflict(newest).exec_without_returning(transaction).await?;
    Ok(secret)
}

/// Whether an account has a secret that asks for nothing yet, or for something.
pub async fn is_begun(db: &impl ConnectionTrait, user_id: i64) -> Result<bool> {
    Ok(entity::totp::Entity::find_by_id(user_id).one(db).await?.is_some())
}

/// From now on a code is asked for. Gives those for a lost telephone, once.
pub async fn turn_on(transaction: &DatabaseTransaction, user: user_account::Model) -> Result<(user_account::Model, Vec<String>)> {
    use entity::recovery_code::{ActiveModel, Column, Entity};
    Entity::delete_many().filter(Column::UserId.eq(user.id)).exec(transaction).await?;
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        codes.push(recovery_code()?);
    }
    let rows = codes.iter().map(|code| ActiveModel { user_id: Set(user.id), code_hash: Set(secret::hash(&plain(code))) });
    Entity::insert_many(rows).exec_without_returning(transaction).await?;
    let mut user = user.into_active_model();
    user.second_factor_at = Set(Some(clock::now_millis()));
    Ok((user.update(transaction).await?, codes))
}

/// From now on nothing is asked for any more.
pub async fn turn_off(transaction: &DatabaseTransaction, user: user_account::Model) -> Result<user_account::Model> {
    use entity::recovery_code::{Column, Entity};
    Entity::delete_many().filter(Column::UserId.eq(user.id)).exec(transaction).await?;
    entity::totp::Entity::delete_by_id(user.id).exec(transaction).await?;
    let mut user = user.into_active_model();
    user.second_factor_at = Set(None);
    Ok(user.update(transaction).await?)
}

/// Takes a code of the account, if it is right. The transaction is to be committed either way, so that it is known what was taken and what
/// was wrong.
pub async fn check(transaction: &DatabaseTransaction, user_id: i64, code: &str) -> Result<Checked> {
    use entity::totp::Entity;
    let code = plain(code);
    if !totp::is_code(&code) {
        let used = entity::recovery_code::Entity::delete_by_id((user_id, secret::hash(&code))).exec(transaction).await?;
        return Ok(if used.rows_affected == 1 { Checked::Recovery } else { Checked::Wrong });
    }
    let Some(found) = Entity::find_by_id(user_id).one(transaction).await? else { return Ok(Checked::Wrong) };
    let now = clock::now_millis();
    let wait = throttle::wait_seconds(found.failures.saturating_sub(FREE)) * 1000;
    let remaining = found.failed_at.map_or(0, |failed| failed.min(now) + wait - now);
    if remaining > 0 {
        if found.failed_at.is_some_and(|failed| failed > now) {
            // The clock has gone back: the wait begins again, and is no longer than it is.
            let mut row = found.into_active_model();
            row.failed_at = Set(Some(now));
            row.update(transaction).await?;
        }
        return Ok(Checked::Wait(remaining.div_euclid(1000) + 1));
    }
    let taken = totp::take(&found.secret, &code, &found.used_steps, now);
    let failures = found.failures;
    let mut row = found.into_active_model();
    let checked = if let Some(used_steps) = taken {
        (row.used_steps, row.failures, row.failed_at) = (Set(used_steps), Set(0), Set(None));
        Checked::Right
    } else {
        (row.failures, row.failed_at) = (Set(failures.saturating_add(1)), Set(Some(now)));
        Checked::Wrong
    };
    row.update(transaction).await?;
    Ok(checked)
}

/// Eighty random bits: too many to be searched, even through a fast hash.
fn recovery_code() -> Result<String> {
    let code = BASE32_NOPAD.encode(&secret::random::<10>()?);
    let groups: Vec<&str> = (0..code.len()).step_by(4).filter_map(|start| code.get(start..start + 4)).collect();
    Ok(groups.join("-"))
}

/// A code without what people put between its signs.
fn plain(code: &str) -> String {
    code.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').take(64).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_code_may_be_typed_as_people_type() {
        let code = recovery_code().unwrap();
        assert_eq!((code.len(), code.matches('-').count()), (19, 3), "{code}");
        assert_eq!(plain(&format!(" {} ", code.to_lowercase().replace('-', " - "))), plain(&code));
        assert!(!totp::is_code(&plain(&code)) && totp::is_code(&plain("123 456")));
    }
}
