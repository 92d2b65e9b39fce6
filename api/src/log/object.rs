//! What is told of a change as it happens.

use super::Entry;
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::{group, one};
use crate::record::loader::AnchorByRecordId;
use crate::record::query::{Node, by_kind};
use crate::review::Revision;
use crate::review::{Operation, RecordKind};
use crate::statement::Statement;
use async_graphql::{Context, ID, Object};

pub struct StatementChange {
    pub entry: Entry,
    pub passes: bool,
}

/// A change of a statement, as it happens.
#[Object]
impl StatementChange {
    /// Its position in the archive's log: a subscription with `after: position` goes on behind it, without gaps or duplicates.
    async fn position(&self) -> i64 {
        self.entry.position
    }

    /// What it did: CREATE is the publication of a statement.
    async fn operation(&self) -> Operation {
        self.entry.operation.into()
    }

    /// The id of the statement.
    async fn statement_id(&self) -> ID {
        id::encode(Statement::NAME, self.entry.record_id)
    }

    /// Whether the statement passes the filter now. Whoever keeps a list of those that pass takes it out where this is false, if it is in
    /// the list: it has left, or is gone.
    async fn passes(&self) -> bool {
        self.passes
    }

    /// The statement as it is in the archive now, which may be after later changes; null where it is gone.
    async fn statement(&self, ctx: &Context<'_>) -> Result<Option<Statement>> {
        one(ctx.loader(), Some(self.entry.record_id)).await
    }

    /// The statement that it has been merged into; null where it was not merged.
    async fn merged_into_id(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        merged_into(ctx, &self.entry).await
    }

    /// The change itself: who made it, when and why, and what it changed, as the query `changes` shows it.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        revision(ctx, &self.entry).await
    }
}

pub struct RecordChange(pub Entry);

/// A change of any record, as it happens.
#[Object]
impl RecordChange {
    /// Its position in the archive's log: a subscription with `after: position` goes on behind it, without gaps or duplicates.
    async fn position(&self) -> i64 {
        self.0.position
    }

    /// What it did.
    async fn operation(&self) -> Operation {
        self.0.operation.into()
    }

    /// The kind of the record.
    async fn record_kind(&self) -> RecordKind {
        self.0.kind.into()
    }

    /// The id of the record.
    async fn record_id(&self) -> ID {
        id::encode(self.0.kind.name(), self.0.record_id)
    }

    /// The record as it is in the archive now, which may be after later changes; null where it is gone.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        by_kind(ctx.loader(), self.0.kind, self.0.record_id).await
    }

    /// The record that it has been merged into; null where it was not merged.
    async fn merged_into_id(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        merged_into(ctx, &self.0).await
    }

    /// The change itself: who made it, when and why, and what it changed, as the query `changes` shows it.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        revision(ctx, &self.0).await
    }
}

async fn merged_into(ctx: &Context<'_>, entry: &Entry) -> Result<Option<ID>> {
    let anchor = group::<AnchorByRecordId>(ctx.loader(), entry.record_id).await?.pop();
    Ok(anchor.and_then(|anchor| anchor.merged_into_id).map(|into| id::encode(entry.kind.name(), into)))
}

async fn revision(ctx: &Context<'_>, entry: &Entry) -> Result<Revision> {
    one(ctx.loader(), Some(entry.id)).await?.ok_or_else(|| Error::internal(format!("change {} is not there", entry.id)))
}
