//! Which links a list has, and in which order.

use super::LinkKind;
use crate::error::Result;
use crate::graphql::filter::{Filter, combine, ids_where, is_one_of_ids};
use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::pagination::Order;
use crate::statement::StatementFilter;
use async_graphql::{Enum, ID, InputObject};
use entity::link::{Column, Entity};
use entity::statement;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which links stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LinkFilter {
    /// All of these must hold too.
    and: Option<Vec<LinkFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<LinkFilter>>,
    /// This must not hold.
    not: Option<Box<LinkFilter>>,
    /// One of these links.
    ids: Option<Vec<ID>>,
    /// One of these kinds.
    kinds: Option<Vec<LinkKind>>,
    /// One of these resolutions.
    resolutions: Option<Vec<Resolution>>,
    /// It goes out from such a statement.
    source: Option<Box<StatementFilter>>,
    /// It leads to such a statement.
    target: Option<Box<StatementFilter>>,
}

impl Filter for LinkFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, kinds, resolutions, source, target } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Link", ids, path)?);
        }
        if let Some(kinds) = kinds {
            all = all.add(Column::Kind.is_in(kinds.iter().map(|wanted| entity::LinkKind::from(*wanted))));
        }
        if let Some(resolutions) = resolutions {
            all = all.add(Column::Resolution.is_in(resolutions.iter().map(|wanted| entity::Resolution::from(*wanted))));
        }
        if let Some(source) = source {
            all = all.add(Column::SourceId.in_subquery(ids_where(&**source, statement::Column::Id, &format!("{path}.source"))?));
        }
        if let Some(target) = target {
            all = all.add(Column::TargetId.in_subquery(ids_where(&**target, statement::Column::Id, &format!("{path}.target"))?));
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The orders links may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum LinkOrder {
    /// The first added first.
    #[default]
    CreatedAsc,
    /// The last added first.
    CreatedDesc,
}

impl Order<Column> for LinkOrder {
    fn key(self) -> (Option<Column>, bool) {
        (None, self == Self::CreatedDesc)
    }
}
