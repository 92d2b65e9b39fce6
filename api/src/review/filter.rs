//! Which change sets and changes a list has, and in which order.

use super::object::{ChangeSetState, Operation, RecordKind};
use crate::error::Result;
use crate::graphql::filter::Filter;
use crate::graphql::id;
use crate::graphql::pagination::Order;
use async_graphql::{Enum, ID, InputObject};
use entity::{change, change_set};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, Query};

/// Which change sets stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ChangeSetFilter {
    /// They stand in one of these states.
    states: Option<Vec<ChangeSetState>>,
    /// One of these accounts made them.
    author_ids: Option<Vec<ID>>,
    /// One of these accounts looks after their review.
    assignee_ids: Option<Vec<ID>>,
    /// They change one of these records.
    record_ids: Option<Vec<ID>>,
    /// Only those of this account may be seen.
    #[graphql(skip)]
    pub only_of: Option<i64>,
}

impl Filter for ChangeSetFilter {
    type Entity = change_set::Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        use change_set::Column;
        let Self { states, author_ids, assignee_ids, record_ids, only_of } = self;
        let rows = |kind: &str, ids: &[ID], name: &str| -> Result<Vec<i64>> {
            let row = |(position, id): (usize, &ID)| id::decode(kind, id, &format!("{path}.{name}.{position}"));
            ids.iter().enumerate().map(row).collect()
        };
        let mut all = Condition::all();
        if let Some(states) = states {
            all = all.add(Column::State.is_in(states.iter().map(|state| entity::ChangeSetState::from(*state))));
        }
        if let Some(ids) = author_ids {
            all = all.add(Column::AuthorId.is_in(rows("User", ids, "authorIds")?));
        }
        if let Some(ids) = assignee_ids {
            all = all.add(Column::AssigneeId.is_in(rows("User", ids, "assigneeIds")?));
        }
        if let Some(ids) = record_ids {
            let row = |(position, id): (usize, &ID)| Ok(id::decode_any(id, &format!("{path}.recordIds.{position}"))?.1);
            let wanted: Vec<i64> = ids.iter().enumerate().map(row).collect::<Result<_>>()?;
            let changing = Query::select()
                .column(change::Column::ChangeSetId)
                .from(change::Entity)
                .cond_where(
                    Condition::any()
                        .add(change::Column::RecordId.is_in(wanted.clone()))
                        .add(change::Column::ReservedId.is_in(wanted)),
                )
                .take();
            all = all.add(Column::Id.in_subquery(changing));
        }
        Ok(all.add_option(only_of.map(|account| Column::AuthorId.eq(account))))
    }
}

/// The orders change sets may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ChangeSetOrder {
    /// The last begun first.
    #[default]
    CreatedDesc,
    /// The first begun first.
    CreatedAsc,
}

impl Order<change_set::Column> for ChangeSetOrder {
    fn key(self) -> (Option<change_set::Column>, bool) {
        (None, self == Self::CreatedDesc)
    }
}

/// Which changes stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ChangeFilter {
    /// They do one of these things.
    operations: Option<Vec<Operation>>,
    /// They are about records of one of these kinds.
    record_kinds: Option<Vec<RecordKind>>,
}

impl Filter for ChangeFilter {
    type Entity = change::Entity;

    fn condition(&self, _path: &str) -> Result<Condition> {
        use change::Column;
        let Self { operations, record_kinds } = self;
        let operations = operations.as_ref().map(|wanted| wanted.iter().map(|wanted| entity::Operation::from(*wanted)));
        let kinds = record_kinds.as_ref().map(|wanted| wanted.iter().map(|wanted| entity::RecordKind::from(*wanted)));
        Ok(Condition::all()
            .add_option(operations.map(|wanted| Column::Operation.is_in(wanted)))
            .add_option(kinds.map(|wanted| Column::RecordKind.is_in(wanted))))
    }
}

/// The orders changes may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ChangeOrder {
    /// As they are applied.
    #[default]
    OrdinalAsc,
}

impl Order<change::Column> for ChangeOrder {
    fn key(self) -> (Option<change::Column>, bool) {
        (Some(change::Column::Ordinal), false)
    }
}
