//! Which topics a list has, and in which order.

use crate::error::Result;
use crate::graphql::filter::{Filter, begins_with, combine, has_slug, ids_where, is_one_of_ids};
use crate::graphql::pagination::Order;
use async_graphql::{Enum, ID, InputObject};
use entity::RecordKind;
use entity::topic::{Column, Entity};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which topics stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TopicFilter {
    /// All of these must hold too.
    and: Option<Vec<TopicFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<TopicFilter>>,
    /// This must not hold.
    not: Option<Box<TopicFilter>>,
    /// One of these topics.
    ids: Option<Vec<ID>>,
    /// One of the topics with these slugs.
    slugs: Option<Vec<String>>,
    /// The label is this or begins with it; letter case and accents do not matter.
    label: Option<String>,
    /// It belongs to such a wider topic.
    broader: Option<Box<TopicFilter>>,
}

impl Filter for TopicFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, slugs, label, broader } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Topic", ids, path)?);
        }
        if let Some(slugs) = slugs {
            all = all.add(has_slug(Column::Id, RecordKind::Topic, slugs));
        }
        if let Some(label) = label {
            all = all.add(begins_with(Column::SortName, label, &format!("{path}.label"))?);
        }
        if let Some(broader) = broader {
            all = all.add(Column::BroaderId.in_subquery(ids_where(&**broader, Column::Id, &format!("{path}.broader"))?));
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The orders topics may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TopicOrder {
    /// By label, from A to Z, accents aside.
    #[default]
    LabelAsc,
    /// By label, from Z to A, accents aside.
    LabelDesc,
    /// The last added first.
    CreatedDesc,
    /// The first added first.
    CreatedAsc,
}

impl Order<Column> for TopicOrder {
    fn key(self) -> (Option<Column>, bool) {
        match self {
            Self::LabelAsc => (Some(Column::SortName), false),
            Self::LabelDesc => (Some(Column::SortName), true),
            Self::CreatedDesc => (None, true),
            Self::CreatedAsc => (None, false),
        }
    }
}
