//! What waits in change sets: what was asked, in rows of the log that have no position yet.

use super::service::{MAX_CHANGES, add};
use crate::auth::SignedIn;
use crate::changeset::{self, Proposal};
use crate::error::{Error, Result};
use entity::ChangeSetState as State;
use entity::{Operation, RecordKind, change, change_set, record};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde_json::Value;

/// What waits in a change set, in order, each with the row it waits in.
pub async fn waiting(db: &impl ConnectionTrait, set: i64) -> Result<Vec<(i64, Proposal)>> {
    let changes = change::Entity::find()
        .filter(change::Column::ChangeSetId.eq(set))
        .filter(change::Column::Position.is_null())
        .order_by_asc(change::Column::Ordinal)
        .all(db)
        .await?;
    Ok(changes.iter().map(|change| (change.id, proposal(change))).collect())
}

/// The documents of the records of `kind` that change sets which wait would create.
pub async fn created(db: &impl ConnectionTrait, kind: RecordKind) -> Result<Vec<Value>> {
    let waits = [State::Draft, State::ChangesRequested, State::Submitted, State::Scheduled];
    let sets =
        change_set::Entity::find().select_only().column(change_set::Column::Id).filter(change_set::Column::State.is_in(waits));
    let changes = change::Entity::find()
        .filter(change::Column::ChangeSetId.in_subquery(sets.into_query()))
        .filter(change::Column::Position.is_null())
        .filter(change::Column::RecordKind.eq(kind))
        .filter(change::Column::Operation.eq(Operation::Create))
        .all(db)
        .await?;
    Ok(changes.iter().map(|change| proposal(change).proposed).collect())
}

/// What a change that waits asks for.
pub fn proposal(change: &change::Model) -> Proposal {
    let proposed = change.proposed.as_deref().and_then(|proposed| serde_json::from_str(proposed).ok()).unwrap_or_default();
    Proposal {
        operation: change.operation,
        kind: change.record_kind,
        record_id: change.record_id.or(change.reserved_id).unwrap_or_default(),
        base_version: change.base_version,
        proposed,
    }
}

/// Keeps `proposals` in `into`, or in a change set of their own that is submitted at once. `last` is the last number given in the
/// trial that made them.
pub async fn keep(
    db: &DatabaseTransaction,
    account: &SignedIn,
    into: Option<change_set::Model>,
    title: String,
    description: Option<String>,
    (proposals, last): (Vec<Proposal>, i64),
) -> Result<change_set::Model> {
    changeset::remember_numbers(db, last).await?;
    let set = match into {
        Some(set) => set,
        None => add(db, account, State::Submitted, title, description).await?,
    };
    let held = change::Entity::find().filter(change::Column::ChangeSetId.eq(set.id)).count(db).await?;
    let held = usize::try_from(held).unwrap_or(usize::MAX);
    let asked = held.saturating_add(proposals.len());
    if asked > MAX_CHANGES {
        return Err(Error::LimitExceeded {
            limit: "the number of changes in a change set that waits",
            allowed: MAX_CHANGES,
            asked,
        });
    }
    let first = changeset::take_numbers(db, i64::try_from(proposals.len()).unwrap_or(0)).await?;
    let last_ordinal = change::Entity::find()
        .filter(change::Column::ChangeSetId.eq(set.id))
        .order_by_desc(change::Column::Ordinal)
        .one(db)
        .await?
        .map_or(-1, |change| change.ordinal);
    for ((proposal, change_id), ordinal) in proposals.into_iter().zip(first..).zip(last_ordinal + 1..) {
        let is_there = record::Entity::find_by_id(proposal.record_id).one(db).await?.is_some();
        let change = change::ActiveModel {
            id: Set(change_id),
            change_set_id: Set(set.id),
            ordinal: Set(ordinal),
            operation: Set(proposal.operation),
            record_kind: Set(proposal.kind),
            record_id: Set(is_there.then_some(proposal.record_id)),
            reserved_id: Set((!is_there).then_some(proposal.record_id)),
            base_version: Set(proposal.base_version),
            proposed: Set(Some(proposal.proposed.to_string())),
            ..Default::default()
        };
        change.insert(db).await?;
    }
    Ok(set)
}
