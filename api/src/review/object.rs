//! Change sets and their changes as clients see them.

use super::comment::Comment;
use super::diff::{self, FieldChange};
use super::filter::{ChangeFilter, ChangeOrder, ChangeSetFilter, ChangeSetOrder};
use super::loader::{CommentsByChangeSetId, DocumentOf, StatesOf, UndoingByChangeSetId, WaitingIn};
use super::service::may_see;
use crate::changeset::reference::whole;
use crate::changeset::{Proposal, document};
use crate::error::{Error, Result};
use crate::graphql::batch::RequestLoader;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::{group, one, stored};
use crate::graphql::pagination::{Connection, Listed, PageArgs, related};
use crate::graphql::related::Related;
use crate::graphql::scalar::{DateTime, Json};
use crate::record::query::{Node, by_kind};
use crate::user::User;
use async_graphql::{Context, Enum, ID, Object};
use entity::{change, change_set};
use serde_json::Value;

/// Where a change set stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::ChangeSetState")]
pub enum ChangeSetState {
    /// It collects changes.
    Draft,
    /// It waits for an editor.
    Submitted,
    /// An editor has sent it back to its author.
    ChangesRequested,
    /// It is approved, and applied at a time to come.
    Scheduled,
    /// It is in the archive.
    Applied,
    /// It was refused, or given up.
    Rejected,
    /// It was in the archive, and was taken back.
    Undone,
}

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Operation")]
pub enum Operation {
    /// It adds a record.
    Create,
    /// It changes a record.
    Update,
    /// It deletes a record.
    Delete,
    /// It merges a record into another.
    Merge,
    /// It brings a record back, or makes it what it was.
    Restore,
}

/// The kinds of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::RecordKind")]
pub enum RecordKind {
    /// What was said or written.
    Statement,
    /// Somebody.
    Person,
    /// A function that people hold.
    Office,
    /// A person in an office.
    Tenure,
    /// A present or former state or territory.
    Country,
    /// A body, an embassy, an outlet.
    Organisation,
    /// Who belongs to an organisation.
    Membership,
    /// A place.
    Place,
    /// What statements are about.
    Topic,
    /// An occasion.
    Event,
    /// How one statement relates to another.
    Link,
    /// What a span of text names.
    Mention,
    /// Where something comes from.
    Source,
}

#[derive(Clone)]
pub struct ChangeSet(pub change_set::Model);

stored!(ChangeSet: change_set);

impl Listed for ChangeSet {
    type Filter = ChangeSetFilter;
    type Order = ChangeSetOrder;
}

/// Changes that are applied together or not at all. Seen by its author and by editors.
#[Object]
impl ChangeSet {
    /// The opaque global id.
    async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    /// Where it stands.
    async fn state(&self) -> ChangeSetState {
        self.0.state.into()
    }

    /// What it does, in a line.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Why it is made.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Who made it; null where a program did.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        one(ctx.loader(), self.0.author_id).await
    }

    /// Who looks after its review.
    async fn assignee(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        one(ctx.loader(), self.0.assignee_id).await
    }

    /// Who decided on it; null where its author applied it at once.
    async fn reviewer(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        one(ctx.loader(), self.0.reviewer_id).await
    }

    /// When it was begun.
    async fn created_at(&self) -> Option<DateTime> {
        DateTime::from_millis(self.0.created_at)
    }

    /// When it was last handed to the editors.
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted_at.and_then(DateTime::from_millis)
    }

    /// When it was decided on.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.and_then(DateTime::from_millis)
    }

    /// When it is to be applied.
    async fn apply_at(&self) -> Option<DateTime> {
        self.0.apply_at.and_then(DateTime::from_millis)
    }

    /// When it was applied.
    async fn applied_at(&self) -> Option<DateTime> {
        self.0.applied_at.and_then(DateTime::from_millis)
    }

    /// The change set that it undoes; null for those who may not see it.
    async fn undoes(&self, ctx: &Context<'_>) -> Result<Option<ChangeSet>> {
        let undone: Option<ChangeSet> = one(ctx.loader(), self.0.undoes_id).await?;
        Ok(undone.filter(|set| is_visible(ctx, &set.0)))
    }

    /// The change set that has undone it; null for those who may not see it.
    async fn undone_by(&self, ctx: &Context<'_>) -> Result<Option<ChangeSet>> {
        let undoing = group::<UndoingByChangeSetId>(ctx.loader(), self.0.id).await?;
        let undoing = undoing.into_iter().rfind(|set| set.state == entity::ChangeSetState::Applied);
        Ok(undoing.filter(|set| is_visible(ctx, set)).map(ChangeSet))
    }

    /// Its changes, in the order in which they are applied.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<ChangeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ChangeOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Change>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("change set", super::loader::by_change_set, self.0.id, filter, order_by, args)?).await
    }

    /// What was said about it and its changes, the first first.
    async fn comments(&self, ctx: &Context<'_>) -> Result<Vec<Comment>> {
        Ok(group::<CommentsByChangeSetId>(ctx.loader(), self.0.id).await?.into_iter().map(Comment).collect())
    }
}

/// Whether the one who asks may see a set.
fn is_visible(ctx: &Context<'_>, set: &change_set::Model) -> bool {
    ctx.viewer().signed_in().is_ok_and(|account| may_see(account, set))
}

#[derive(Clone)]
pub struct Change(pub change::Model);

stored!(Change: change);

impl Listed for Change {
    type Filter = ChangeFilter;
    type Order = ChangeOrder;
}

/// One change of a record, applied or waiting.
#[Object]
impl Change {
    /// The opaque global id.
    async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    /// What it does.
    async fn operation(&self) -> Operation {
        self.0.operation.into()
    }

    /// The kind of the record.
    async fn record_kind(&self) -> RecordKind {
        self.0.record_kind.into()
    }

    /// The id of the record: for one that waits to be created, the id it will have.
    async fn record_id(&self) -> ID {
        id::encode(self.0.record_kind.name(), self.record_row())
    }

    /// The record as it is in the archive now; null where it is not there.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        by_kind(ctx.loader(), self.0.record_kind, self.record_row()).await
    }

    /// The version of the record that the change is based on; null where it creates the record.
    async fn base_version(&self) -> Option<i32> {
        self.0.base_version
    }

    /// The position of the change in the archive's log; null while it waits.
    async fn position(&self) -> Option<i64> {
        self.0.position
    }

    /// What it changes, field by field. Of a change that waits: as the record and the changes before it in its set are now.
    async fn diff(&self, ctx: &Context<'_>) -> Result<Vec<FieldChange>> {
        if self.0.position.is_some() {
            return Ok(diff::of_applied(&self.0));
        }
        let (before, after) = self.documents(ctx.loader()).await?;
        Ok(diff::between(self.0.record_kind, before.as_ref(), after.as_ref()))
    }

    /// Of a change that waits: the record as it will be, as a document whose fields are named like those of its type. Null where it
    /// will be gone, and for a change that is applied.
    async fn preview(&self, ctx: &Context<'_>) -> Result<Option<Json>> {
        if self.0.position.is_some() {
            return Ok(None);
        }
        let (_, after) = self.documents(ctx.loader()).await?;
        Ok(after.map(|after| Json(whole(self.0.record_kind, after))))
    }

    /// Why the record is deleted; null for other operations.
    async fn reason(&self) -> Option<String> {
        self.asked("reason").as_str().map(ToOwned::to_owned)
    }

    /// Whether what means nothing without the record is deleted too. False for other operations than a deletion that waits.
    async fn cascade(&self) -> bool {
        self.asked("cascade").as_bool().unwrap_or_default()
    }

    /// The record that it is merged into; null for other operations.
    async fn merged_into_id(&self) -> Option<ID> {
        self.asked("into").as_i64().map(|into| id::encode(self.0.record_kind.name(), into))
    }

    /// The version that the record is to be again; null for other operations, and where it is the last in which it was there.
    async fn restored_version(&self) -> Option<i64> {
        self.asked("version").as_i64()
    }

    /// What was said about it, the first first.
    async fn comments(&self, ctx: &Context<'_>) -> Result<Vec<Comment>> {
        let said = group::<CommentsByChangeSetId>(ctx.loader(), self.0.change_set_id).await?;
        Ok(said.into_iter().filter(|comment| comment.change_id == Some(self.0.id)).map(Comment).collect())
    }
}

impl Change {
    /// What more than the record a deletion, a merge or a restoration names.
    fn asked(&self, name: &str) -> Value {
        let is_whole = !matches!(self.0.operation, entity::Operation::Create | entity::Operation::Update);
        let proposed = self.0.proposed.as_deref().filter(|_| is_whole);
        let proposed: Option<Value> = proposed.and_then(|proposed| serde_json::from_str(proposed).ok());
        proposed.and_then(|mut proposed| proposed.get_mut(name).map(Value::take)).unwrap_or_default()
    }

    /// What the record was, and will be by what waits `earlier` in its set, each with its version, the latest first.
    async fn states(&self, loader: &RequestLoader, earlier: &[&Proposal]) -> Result<Vec<(i32, Option<Value>)>> {
        let logged = loader.load_one(StatesOf(self.0.record_kind, self.record_row())).await?.unwrap_or_default();
        let mut states: Vec<(i32, Option<Value>)> =
            logged.into_iter().map(|(change, state)| (change.base_version.unwrap_or_default() + 1, state)).collect();
        for proposal in earlier {
            let (version, state) = states.first().cloned().unwrap_or((0, None));
            let next = after(state, proposal, &states);
            states.insert(0, (version + 1, next));
        }
        Ok(states)
    }

    fn record_row(&self) -> i64 {
        self.0.record_id.or(self.0.reserved_id).unwrap_or_default()
    }

    /// The record before and after this change, as far as documents tell: what comes along with it is seen when it is applied.
    async fn documents(&self, loader: &RequestLoader) -> Result<(Option<Value>, Option<Value>)> {
        let row = self.record_row();
        let waiting = loader.load_one(WaitingIn(self.0.change_set_id)).await?.unwrap_or_default();
        let up_to_this = waiting.iter().position(|(id, _)| *id == self.0.id).map_or(0, |place| place + 1);
        let of_record =
            waiting.iter().take(up_to_this).map(|(_, proposal)| proposal).filter(|proposal| proposal.record_id == row);
        let proposals: Vec<&Proposal> = of_record.collect();
        let Some((last, earlier)) = proposals.split_last() else {
            return Err(Error::internal(format!("change {} does not wait in its set", self.0.id)));
        };
        if proposals.iter().any(|proposal| proposal.operation == entity::Operation::Restore) {
            let states = self.states(loader, earlier).await?;
            let before = states.first().and_then(|(_, state)| state.clone());
            let next = after(before.clone(), last, &states);
            return Ok((before, next));
        }
        let present = loader.load_one(DocumentOf(self.0.record_kind, row)).await?;
        let before = earlier.iter().fold(present, |state, proposal| after(state, proposal, &[]));
        let next = after(before.clone(), last, &[]);
        Ok((before, next))
    }
}

/// What a change that waits makes of a record, from what it is before it, and from what it was: the latest first.
fn after(state: Option<Value>, proposal: &Proposal, states: &[(i32, Option<Value>)]) -> Option<Value> {
    match proposal.operation {
        entity::Operation::Create => Some(proposal.proposed.clone()),
        entity::Operation::Update => state.map(|mut changed| {
            document::apply(&mut changed, &proposal.proposed);
            changed
        }),
        entity::Operation::Delete | entity::Operation::Merge => None,
        entity::Operation::Restore => {
            let wanted = proposal.proposed.get("version").and_then(Value::as_i64);
            let is_wanted = |version: i32| wanted.is_none_or(|wanted| i64::from(version) == wanted);
            // Without a version it is the last in which it was there.
            states.iter().find(|(version, state)| is_wanted(*version) && state.is_some()).and_then(|(_, state)| state.clone())
        }
    }
}
