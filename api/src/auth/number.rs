//! Ids of accounts, sessions and tokens. They have a sequence of their own: nothing here is a record of the archive.

use crate::error::Result;
use entity::counter::{ActiveModel, Column, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseTransaction, EntityTrait};

const SEQUENCE: &str = "account";

/// The next id. The transaction is one of `Db::begin_write`, so that no other takes the same.
pub async fn next(transaction: &DatabaseTransaction) -> Result<i64> {
    let value = Entity::find_by_id(SEQUENCE).one(transaction).await?.map_or(0, |counter| counter.value) + 1;
    let newest = OnConflict::column(Column::Name).update_column(Column::Value).to_owned();
    let counter = ActiveModel { name: Set(SEQUENCE.to_owned()), value: Set(value) };
    Entity::insert(counter).on_conflict(newest).exec_without_returning(transaction).await?;
    Ok(value)
}
