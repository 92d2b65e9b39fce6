//! Which accounts a list has, and in which order.

use super::{Role, User};
use crate::error::Result;
use crate::graphql::filter::{Filter, combine, is_one_of_ids};
use crate::graphql::pagination::Order;
use async_graphql::{Enum, ID, InputObject};
use entity::user_account::{Column, Entity};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which accounts stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct UserFilter {
    /// All of these must hold too.
    and: Option<Vec<UserFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<UserFilter>>,
    /// This must not hold.
    not: Option<Box<UserFilter>>,
    /// One of these accounts.
    ids: Option<Vec<ID>>,
    /// It signs in with this address; letter case does not matter.
    email: Option<String>,
    /// It has one of these roles.
    roles: Option<Vec<Role>>,
    /// True leaves accounts that are disabled, false those that are not.
    disabled: Option<bool>,
}

impl Filter for UserFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, email, roles, disabled } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, User::NAME, ids, path)?);
        }
        if let Some(email) = email {
            all = all.add(Column::Login.eq(super::service::login(email)));
        }
        if let Some(roles) = roles {
            all = all.add(Column::Role.is_in(roles.iter().map(|role| entity::Role::from(*role))));
        }
        if let Some(disabled) = disabled {
            all = all.add(if *disabled { Column::DisabledAt.is_not_null() } else { Column::DisabledAt.is_null() });
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The orders accounts may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum UserOrder {
    /// The first made first.
    #[default]
    CreatedAsc,
    /// The last made first.
    CreatedDesc,
}

impl Order<Column> for UserOrder {
    fn key(self) -> (Option<Column>, bool) {
        match self {
            Self::CreatedAsc => (None, false),
            Self::CreatedDesc => (None, true),
        }
    }
}
