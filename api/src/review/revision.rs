//! The history of records: public, like the records.

use super::diff::{self, FieldChange};
use super::loader::AppliedSetId;
use super::object::{Operation, RecordKind};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::filter::Filter;
use crate::graphql::id;
use crate::graphql::loader::one;
use crate::graphql::pagination::{Listed, Order};
use crate::graphql::scalar::DateTime;
use crate::user::User;
use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::change::{Column, Entity, Model};
use entity::change_set;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which revisions stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RevisionFilter {
    /// They do one of these things.
    operations: Option<Vec<Operation>>,
    /// They are about records of one of these kinds.
    record_kinds: Option<Vec<RecordKind>>,
    /// They come after this position of the log.
    after_position: Option<i64>,
}

impl Filter for RevisionFilter {
    type Entity = Entity;

    fn condition(&self, _path: &str) -> Result<Condition> {
        let operations = self.operations.as_ref().map(|wanted| wanted.iter().map(|wanted| entity::Operation::from(*wanted)));
        let kinds = self.record_kinds.as_ref().map(|wanted| wanted.iter().map(|wanted| entity::RecordKind::from(*wanted)));
        Ok(Condition::all()
            .add_option(operations.map(|wanted| Column::Operation.is_in(wanted)))
            .add_option(kinds.map(|wanted| Column::RecordKind.is_in(wanted)))
            .add_option(self.after_position.map(|position| Column::Position.gt(position))))
    }
}

/// The orders revisions may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum RevisionOrder {
    /// The latest first.
    #[default]
    PositionDesc,
    /// The first first.
    PositionAsc,
}

impl Order<Column> for RevisionOrder {
    fn key(self) -> (Option<Column>, bool) {
        (Some(Column::Position), self == Self::PositionDesc)
    }
}

#[derive(Clone)]
pub struct Revision(pub Model);

crate::graphql::loader::stored!(Revision: change);

impl Listed for Revision {
    type Filter = RevisionFilter;
    type Order = RevisionOrder;

    /// What waits is no part of a history.
    fn unasked(_filter: Option<&RevisionFilter>) -> Option<Condition> {
        Some(Condition::all().add(Column::Position.is_not_null()))
    }
}

/// One step in the history of a record: who changed what, when and why.
#[Object]
impl Revision {
    /// The position of the change in the archive's log, from 1, without gaps.
    async fn position(&self) -> i64 {
        self.0.position.unwrap_or_default()
    }

    /// What it did.
    async fn operation(&self) -> Operation {
        self.0.operation.into()
    }

    /// The kind of the record.
    async fn record_kind(&self) -> RecordKind {
        self.0.record_kind.into()
    }

    /// The id of the record.
    async fn record_id(&self) -> ID {
        id::encode(self.0.record_kind.name(), self.0.record_id.unwrap_or_default())
    }

    /// The version that the record had after it.
    async fn version(&self) -> i32 {
        self.0.base_version.unwrap_or_default() + 1
    }

    /// What it changed, field by field. Of a creation nothing: the record's first version holds it all.
    async fn diff(&self) -> Vec<FieldChange> {
        diff::of_applied(&self.0)
    }

    /// When it was applied.
    async fn applied_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.set(ctx).await?.applied_at.and_then(DateTime::from_millis))
    }

    /// Who made it; null where a program did.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        // Accounts change without the archive.
        ctx.mark_passing();
        one(ctx.loader(), self.set(ctx).await?.author_id).await
    }

    /// Who let it apply, where it waited for review.
    async fn reviewer(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        // Accounts change without the archive.
        ctx.mark_passing();
        one(ctx.loader(), self.set(ctx).await?.reviewer_id).await
    }

    /// What the change set it belongs to does, in a line.
    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.set(ctx).await?.title)
    }

    /// Why it was made.
    async fn comment(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.set(ctx).await?.description)
    }

    /// The change set it belongs to.
    async fn change_set_id(&self) -> ID {
        id::encode("ChangeSet", self.0.change_set_id)
    }

    /// Whether it has been undone since.
    async fn is_undone(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.set(ctx).await?.state == entity::ChangeSetState::Undone)
    }
}

impl Revision {
    async fn set(&self, ctx: &Context<'_>) -> Result<change_set::Model> {
        let set = ctx.loader().load_one(AppliedSetId(self.0.change_set_id)).await?;
        set.ok_or_else(|| Error::internal(format!("change {} belongs to no applied set", self.0.id)))
    }
}
