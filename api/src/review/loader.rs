//! What belongs to change sets and records' histories, loaded for many at once.

use crate::changeset::{Proposal, State, documents, states_of};
use crate::error::{Error, Result};
use crate::graphql::loader::{Loaders, groups};
use crate::graphql::related::{Pairing, pairs, pairs_where};
use async_graphql::dataloader::Loader;
use entity::change::{Column, Entity};
use entity::{RecordKind, change_set};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use std::collections::HashMap;

groups! {
    /// What is said about a change set.
    CommentsByChangeSetId: comment by ChangeSetId / change_set_id, order ChangeSetId, Id;
    /// The change set that undid another, as long as it is not undone itself.
    UndoingByChangeSetId: change_set by UndoesId / undoes_id, order Id;
}

/// The changes of a change set.
pub fn by_change_set(sets: &[i64]) -> Pairing {
    pairs(Entity, Column::ChangeSetId, Column::Id, sets)
}

/// What was done to the record. What waits is no part of its history.
pub fn by_record(records: &[i64]) -> Pairing {
    pairs_where(Entity, Column::RecordId, Column::Id, records, Condition::all().add(Column::Position.is_not_null()))
}

/// The header of an applied change set, for the public history.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AppliedSetId(pub i64);

impl Loader<AppliedSetId> for Loaders {
    type Value = change_set::Model;
    type Error = Error;

    async fn load(&self, keys: &[AppliedSetId]) -> Result<HashMap<AppliedSetId, change_set::Model>> {
        let found = change_set::Entity::find()
            .filter(change_set::Column::Id.is_in(keys.iter().map(|key| key.0)))
            .filter(change_set::Column::AppliedAt.is_not_null());
        Ok(found.all(self.db.read()).await?.into_iter().map(|set| (AppliedSetId(set.id), set)).collect())
    }
}

/// The document of a record as it is in the archive.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DocumentOf(pub RecordKind, pub i64);

impl Loader<DocumentOf> for Loaders {
    type Value = Value;
    type Error = Error;

    async fn load(&self, keys: &[DocumentOf]) -> Result<HashMap<DocumentOf, Value>> {
        let mut found = HashMap::with_capacity(keys.len());
        for (kind, ids) in by_kind(keys.iter().map(|DocumentOf(kind, id)| (*kind, *id))) {
            let loaded = documents(self.db.read(), kind, &ids).await?;
            found.extend(loaded.into_iter().map(|(id, document)| (DocumentOf(kind, id), document)));
        }
        Ok(found)
    }
}

/// What a record was after each of its changes, the latest first.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct StatesOf(pub RecordKind, pub i64);

impl Loader<StatesOf> for Loaders {
    type Value = Vec<State>;
    type Error = Error;

    async fn load(&self, keys: &[StatesOf]) -> Result<HashMap<StatesOf, Vec<State>>> {
        let mut found = HashMap::with_capacity(keys.len());
        for (kind, ids) in by_kind(keys.iter().map(|StatesOf(kind, id)| (*kind, *id))) {
            let loaded = states_of(self.db.read(), kind, &ids, Vec::new()).await?;
            found.extend(loaded.into_iter().map(|(id, states)| (StatesOf(kind, id), states)));
        }
        Ok(found)
    }
}

fn by_kind(records: impl Iterator<Item = (RecordKind, i64)>) -> HashMap<RecordKind, Vec<i64>> {
    let mut kinds: HashMap<RecordKind, Vec<i64>> = HashMap::new();
    for (kind, id) in records {
        kinds.entry(kind).or_default().push(id);
    }
    kinds
}

/// What waits in a change set, in order, each with the row it waits in.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct WaitingIn(pub i64);

impl Loader<WaitingIn> for Loaders {
    type Value = Vec<(i64, Proposal)>;
    type Error = Error;

    async fn load(&self, keys: &[WaitingIn]) -> Result<HashMap<WaitingIn, Self::Value>> {
        let rows = Entity::find()
            .filter(Column::ChangeSetId.is_in(keys.iter().map(|key| key.0)))
            .filter(Column::Position.is_null())
            .order_by_asc(Column::Ordinal)
            .all(self.db.read())
            .await?;
        let mut waiting: HashMap<WaitingIn, Self::Value> = HashMap::new();
        for row in rows {
            waiting.entry(WaitingIn(row.change_set_id)).or_default().push((row.id, super::waiting::proposal(&row)));
        }
        Ok(waiting)
    }
}
