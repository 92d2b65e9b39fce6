//! Change sets for those who may see them; the history of records for everybody.

use super::filter::{ChangeSetFilter, ChangeSetOrder};
use super::object::{ChangeSet, RecordKind};
use super::revision::{Revision, RevisionFilter, RevisionOrder};
use super::service;
use crate::auth::Needs;
use crate::changeset::{reference, states};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::pagination::{Connection, PageArgs, page, related};
use crate::graphql::related::Related;
use crate::graphql::scalar::{DateTime, Json};
use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{change_set, record};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// A record as it was.
#[derive(SimpleObject)]
pub struct Snapshot {
    /// The id of the record.
    record_id: ID,
    /// The kind of the record.
    record_kind: RecordKind,
    /// The version it had.
    version: i32,
    /// The position of the change that had made it so.
    position: i64,
    /// All that the archive said of it, as a document whose fields are named like those of its type.
    document: Json,
}

/// What stays of a record that is gone.
#[derive(SimpleObject)]
pub struct Tombstone {
    /// The id of the record.
    record_id: ID,
    /// The kind of the record.
    record_kind: RecordKind,
    /// When it was deleted; null where it was merged.
    deleted_at: Option<DateTime>,
    /// Why it was deleted.
    reason: Option<String>,
    /// The record it was merged into.
    merged_into_id: Option<ID>,
    /// Its version: an update, or its restoration, is based on it.
    version: i32,
}

/// A point in the archive's history: exactly one of these.
#[derive(async_graphql::OneofObject)]
pub enum AsOf {
    /// After the change at this position of the log.
    Position(i64),
    /// At this moment.
    Time(DateTime),
    /// In this version of the record.
    Version(i32),
}

/// Lookups and lists of change sets and histories.
#[derive(Default)]
pub struct ReviewQuery;

#[Object]
impl ReviewQuery {
    /// The change set with this id, for its author and for editors.
    #[graphql(guard = "Needs::Contributor")]
    async fn change_set(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Result<Option<ChangeSet>> {
        let set = id::decode(ChangeSet::NAME, &id, "id")?;
        let account = ctx.viewer().signed_in()?;
        match service::visible(ctx.db().read(), account, set).await {
            Ok(set) => Ok(Some(ChangeSet(set))),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Change sets: an editor sees all of them, others their own.
    #[graphql(guard = "Needs::Contributor")]
    async fn change_sets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<ChangeSetFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ChangeSetOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if neither first nor last is given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
        #[graphql(desc = "How many, from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes before it.")] before: Option<String>,
    ) -> Result<Connection<ChangeSet>> {
        let account = ctx.viewer().signed_in()?;
        let mut filter = filter.unwrap_or_default();
        filter.only_of = (!account.may_apply()).then_some(account.user_id);
        page(ctx, Some(filter), order_by, PageArgs { first, after, last, before }).await
    }

    /// The history of a record, also of one that is gone.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id of the record.")] id: ID,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<RevisionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<RevisionOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Revision>> {
        let (_, row) = record_of(&id)?;
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("history", super::loader::by_record, row, filter, order_by, args)?).await
    }

    /// Every change of the archive, from its log: what a mirror or a history of the whole needs. Positions have no gaps, so that whoever has
    /// read up to one misses nothing behind it.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<RevisionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<RevisionOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if neither first nor last is given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
        #[graphql(desc = "How many, from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes before it.")] before: Option<String>,
    ) -> Result<Connection<Revision>> {
        page(ctx, filter, order_by, PageArgs { first, after, last, before }).await
    }

    /// A record as it was at a point in the archive's history; null where it was not in the archive then.
    async fn snapshot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id of the record.")] id: ID,
        #[graphql(desc = "When.")] as_of: AsOf,
    ) -> Result<Option<Snapshot>> {
        let (kind, row) = record_of(&id)?;
        let db = ctx.db().read();
        let states = states(db, kind, row).await?;
        let state = match as_of {
            AsOf::Version(version) => {
                states.into_iter().find(|(change, _)| change.base_version.unwrap_or_default() + 1 == version)
            }
            AsOf::Position(position) => states.into_iter().find(|(change, _)| change.position.is_some_and(|at| at <= position)),
            AsOf::Time(time) => {
                let sets: Vec<i64> = states.iter().map(|(change, _)| change.change_set_id).collect();
                let sets = change_set::Entity::find().filter(change_set::Column::Id.is_in(sets)).all(db).await?;
                let applied: HashMap<i64, Option<i64>> = sets.into_iter().map(|set| (set.id, set.applied_at)).collect();
                let before = |set: i64| applied.get(&set).copied().flatten().is_some_and(|at| at <= time.millis());
                states.into_iter().find(|(change, _)| before(change.change_set_id))
            }
        };
        Ok(state.and_then(|(change, document)| {
            Some(Snapshot {
                record_id: id,
                record_kind: kind.into(),
                version: change.base_version.unwrap_or_default() + 1,
                position: change.position.unwrap_or_default(),
                document: Json(reference::whole(kind, document?)),
            })
        }))
    }

    /// What stays of a record that was deleted or merged; null where it is in the archive, or never was.
    async fn tombstone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id of the record.")] id: ID,
    ) -> Result<Option<Tombstone>> {
        let (kind, row) = record_of(&id)?;
        let anchor = record::Entity::find_by_id(row).one(ctx.db().read()).await?.filter(|anchor| anchor.kind == kind);
        let gone = anchor.filter(|anchor| anchor.deleted_at.is_some() || anchor.merged_into_id.is_some());
        Ok(gone.map(|gone| Tombstone {
            record_id: id,
            record_kind: kind.into(),
            deleted_at: gone.deleted_at.and_then(DateTime::from_millis),
            reason: gone.deletion_reason,
            merged_into_id: gone.merged_into_id.map(|into| id::encode(kind.name(), into)),
            version: gone.version,
        }))
    }
}

/// The kind and the row of a record's id.
pub fn record_of(id: &ID) -> Result<(entity::RecordKind, i64)> {
    let (name, row) = id::decode_any(id, "id")?;
    let kind = entity::RecordKind::named(&name);
    let kind = kind.ok_or_else(|| {
        Error::bad_input("id", format!("'{}' is the id of a {name}, which has no history of its own", id.as_str()))
    })?;
    Ok((kind, row))
}
