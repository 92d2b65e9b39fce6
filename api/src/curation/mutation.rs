//! What is done with records of any kind.

use super::write::{ChangeOptions, write};
use crate::auth::Needs;
use crate::changeset::Proposal;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::record::query::{Node, by_kind};
use crate::review::ChangeSet;
use crate::review::query::record_of;
use async_graphql::{Context, ID, Object, SimpleObject};
use entity::RecordKind;

/// What became of a change of a record of any kind.
#[derive(SimpleObject)]
pub struct RecordPayload {
    /// The record as it is in the archive now; null where it is not there.
    record: Option<Node>,
    /// The record's id.
    record_id: ID,
    /// The change set that the change is in: applied, or waiting. Null where nothing was to be changed.
    change_set: Option<ChangeSet>,
}

/// Mutations of records of any kind.
#[derive(Default)]
pub struct CurationMutation;

#[Object]
impl CurationMutation {
    /// Deletes a record. A tombstone with the reason stays, and its id and slugs are never given again. The links and mentions of a
    /// statement go with it; if other records refer to it, that is refused with CONFLICT and their list.
    #[graphql(guard = "Needs::Contributor")]
    async fn delete_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] expected_version: i32,
        #[graphql(desc = "Why. Everybody can read it.")] reason: String,
        #[graphql(
            desc = "Delete what means nothing without it too, such as a person's tenures, and take the references of others away.",
            default
        )]
        cascade: bool,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<RecordPayload> {
        let (kind, row) = record_of(&id)?;
        let written = write(ctx, change_set_id, options, async |set, _| {
            set.perform(Proposal::delete(kind, row, expected_version, &reason, cascade)).await?;
            Ok(row)
        })
        .await?;
        payload(ctx, kind, written).await
    }

    /// Brings a deleted record back, or makes a record what it was in a former version.
    #[graphql(guard = "Needs::Contributor")]
    async fn restore_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on: of a deleted record, its tombstone's.")] expected_version: i32,
        #[graphql(desc = "The version it is to be again; absent for a deleted record as it was when it was deleted.")]
        version: Option<i32>,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<RecordPayload> {
        let (kind, row) = record_of(&id)?;
        let written = write(ctx, change_set_id, options, async |set, _| {
            set.perform(Proposal::restore(kind, row, expected_version, version)).await?;
            Ok(row)
        })
        .await?;
        payload(ctx, kind, written).await
    }

    /// Splits a record in two, where it stands for two things: adds another of its kind with a name of its own, and lets the given
    /// references lead to that.
    #[graphql(guard = "Needs::Contributor")]
    async fn split_off(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record that stands for two things.")] id: ID,
        #[graphql(desc = "Its version.")] expected_version: i32,
        #[graphql(desc = "The name, title or label of the other thing.")] name: String,
        #[graphql(
            desc = "What is to refer to the other thing: turns, statements, events, tenures, memberships, mentions and other records that refer to \
                          the record now. At most 100."
        )]
        references: Vec<ID>,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<RecordPayload> {
        let (kind, row) = record_of(&id)?;
        let written = write(ctx, change_set_id, options, async |set, _| {
            super::split::split_off(set, (kind, row), expected_version, &name, &references).await
        })
        .await?;
        payload(ctx, kind, written).await
    }
}

async fn payload(ctx: &Context<'_>, kind: RecordKind, written: super::write::Written) -> Result<RecordPayload> {
    let record = by_kind(ctx.loader(), kind, written.record).await?;
    Ok(RecordPayload { record, record_id: id::encode(kind.name(), written.record), change_set: written.set.map(ChangeSet) })
}
