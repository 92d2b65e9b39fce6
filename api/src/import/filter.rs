//! Which imports a list has, and in which order.

use super::object::ImportState;
use crate::error::Result;
use crate::graphql::filter::Filter;
use crate::graphql::id;
use crate::graphql::pagination::Order;
use async_graphql::{Enum, ID, InputObject};
use entity::import_job;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which imports stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ImportJobFilter {
    /// They stand in one of these states.
    states: Option<Vec<ImportState>>,
    /// One of these accounts handed them in.
    author_ids: Option<Vec<ID>>,
}

impl Filter for ImportJobFilter {
    type Entity = import_job::Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        use import_job::Column;
        let Self { states, author_ids } = self;
        let mut all = Condition::all();
        if let Some(states) = states {
            all = all.add(Column::State.is_in(states.iter().map(|state| entity::ImportState::from(*state))));
        }
        if let Some(ids) = author_ids {
            let row = |(position, id): (usize, &ID)| id::decode("User", id, &format!("{path}.authorIds.{position}"));
            all = all.add(Column::AuthorId.is_in(ids.iter().enumerate().map(row).collect::<Result<Vec<i64>>>()?));
        }
        Ok(all)
    }
}

/// The orders imports may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ImportJobOrder {
    /// The last handed in first.
    #[default]
    CreatedDesc,
    /// The first handed in first.
    CreatedAsc,
}

impl Order<import_job::Column> for ImportJobOrder {
    fn key(self) -> (Option<import_job::Column>, bool) {
        (None, self == Self::CreatedDesc)
    }
}
