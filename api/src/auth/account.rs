//! Rows of accounts, for those who sign in here and those who come from an outside identity provider.

use super::number;
use crate::clock;
use crate::error::Result;
use entity::Role;
use entity::user_account::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};

/// Adds the row of an account that was checked.
pub async fn insert(
    transaction: &DatabaseTransaction,
    login: String,
    display_name: String,
    role: Role,
    password_hash: Option<String>,
) -> Result<Model> {
    let user = ActiveModel {
        id: Set(number::next(transaction).await?),
        login: Set(login),
        display_name: Set(display_name),
        role: Set(role),
        password_hash: Set(password_hash),
        created_at: Set(clock::now_millis()),
        disabled_at: Set(None),
        second_factor_at: Set(None),
    };
    Ok(user.insert(transaction).await?)
}

/// The account that signs in with `login`.
pub async fn find_by_login(db: &impl ConnectionTrait, login: &str) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::Login.eq(login)).one(db).await?)
}
