//! What authors and editors do with change sets.

use super::comment::Comment;
use super::object::ChangeSet;
use super::service;
use crate::auth::Needs;
use crate::changeset::{self, Header};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::scalar::DateTime;
use async_graphql::{Context, ID, Object, SimpleObject};
use entity::change_set;
use sea_orm::EntityTrait;

/// What became of a change set.
#[derive(SimpleObject)]
pub struct ChangeSetPayload {
    /// The change set as it is now.
    change_set: ChangeSet,
}

/// What was said.
#[derive(SimpleObject)]
pub struct CommentPayload {
    /// The comment.
    comment: Comment,
}

/// Mutations of change sets.
#[derive(Default)]
pub struct ReviewMutation;

#[Object]
impl ReviewMutation {
    /// Begins a change set that collects changes: give its id to the mutations that belong to it.
    #[graphql(guard = "Needs::Contributor")]
    async fn begin_change_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it does, in a line.")] title: String,
        #[graphql(desc = "Why it is made.")] description: Option<String>,
    ) -> Result<ChangeSetPayload> {
        shown(ctx, service::begin(ctx.db(), ctx.viewer().signed_in()?, title, description).await)
    }

    /// Takes one change out of a change set of one's own that still collects changes.
    #[graphql(guard = "Needs::Contributor")]
    async fn remove_change(&self, ctx: &Context<'_>, #[graphql(desc = "The change.")] id: ID) -> Result<ChangeSetPayload> {
        let change = id::decode("Change", &id, "id")?;
        shown(ctx, service::remove(ctx.db(), ctx.viewer().signed_in()?, change).await)
    }

    /// Hands a change set of one's own to the editors.
    #[graphql(guard = "Needs::Contributor")]
    async fn submit_change_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change set.")] id: ID,
    ) -> Result<ChangeSetPayload> {
        let set = id::decode(ChangeSet::NAME, &id, "id")?;
        shown(ctx, service::submit(ctx.db(), ctx.viewer().signed_in()?, set).await)
    }

    /// Takes a change set of one's own back from the editors, to go on with it.
    #[graphql(guard = "Needs::Contributor")]
    async fn withdraw_change_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change set.")] id: ID,
    ) -> Result<ChangeSetPayload> {
        let set = id::decode(ChangeSet::NAME, &id, "id")?;
        shown(ctx, service::withdraw(ctx.db(), ctx.viewer().signed_in()?, set).await)
    }

    /// Applies a change set that was submitted, or a draft of one's own: all of it or nothing.
    #[graphql(guard = "Needs::Editor")]
    async fn apply_change_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change set.")] id: ID,
        #[graphql(desc = "When it is to be applied: until then nothing of it is seen. At once if absent.")] apply_at: Option<
            DateTime,
        >,
    ) -> Result<ChangeSetPayload> {
        let set = id::decode(ChangeSet::NAME, &id, "id")?;
        let four_eyes = ctx.auth().settings().four_eyes;
        let at = apply_at.map(DateTime::millis);
        shown(ctx, service::apply(ctx.db(), ctx.viewer().signed_in()?, set, at, four_eyes).await)
    }

    /// Sends a change set back to its author.
    #[graphql(guard = "Needs::Editor")]
    async fn request_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change set.")] id: ID,
        #[graphql(desc = "What is to be different.")] comment: String,
    ) -> Result<ChangeSetPayload> {
        let set = id::decode(ChangeSet::NAME, &id, "id")?;
        shown(ctx, service::request_changes(ctx.db(), ctx.viewer().signed_in()?, set, comment).await)
    }

    /// Refuses a change set that waits; its author gives up their own.
    #[graphql(guard = "Needs::Contributor")]
    async fn reject_change_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change set.")] id: ID,
        #[graphql(desc = "Why.")] comment: String,
    ) -> Result<ChangeSetPayload> {
        let set = id::decode(ChangeSet::NAME, &id, "id")?;
        shown(ctx, service::reject(ctx.db(), ctx.viewer().signed_in()?, set, comment).await)
    }

    /// Bases a change set that waits on the present versions of its records. Refused with CONFLICT, naming the fields, where something
    /// that it changes has changed since.
    #[graphql(guard = "Needs::Contributor")]
    async fn rebase_change_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change set.")] id: ID,
    ) -> Result<ChangeSetPayload> {
        let set = id::decode(ChangeSet::NAME, &id, "id")?;
        shown(ctx, service::rebase(ctx.db(), ctx.viewer().signed_in()?, set).await)
    }

    /// Gives a change set to an editor to look after, or to nobody.
    #[graphql(guard = "Needs::Editor")]
    async fn assign_change_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change set.")] id: ID,
        #[graphql(desc = "The editor; null for nobody.")] assignee_id: Option<ID>,
    ) -> Result<ChangeSetPayload> {
        let set = id::decode(ChangeSet::NAME, &id, "id")?;
        let assignee = assignee_id.map(|id| id::decode("User", &id, "assigneeId")).transpose()?;
        shown(ctx, service::assign(ctx.db(), ctx.viewer().signed_in()?, set, assignee).await)
    }

    /// Says something about a change set, or about one of its changes.
    #[graphql(guard = "Needs::Contributor")]
    async fn comment_on_change_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change set.")] id: ID,
        #[graphql(desc = "The change, where it is about one.")] change_id: Option<ID>,
        #[graphql(desc = "What is to be said.")] text: String,
    ) -> Result<CommentPayload> {
        let set = id::decode(ChangeSet::NAME, &id, "id")?;
        let change = change_id.map(|id| id::decode("Change", &id, "changeId")).transpose()?;
        let said = service::comment_on(ctx.db(), ctx.viewer().signed_in()?, set, change, text).await?;
        ctx.loader().forget();
        Ok(CommentPayload { comment: Comment(said) })
    }

    /// Undoes an applied change set by another one. Refused with CONFLICT and the list of what stands in the way, where something that
    /// came later depends on it.
    #[graphql(guard = "Needs::Editor")]
    async fn undo_change_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change set.")] id: ID,
        #[graphql(desc = "Why.")] comment: Option<String>,
    ) -> Result<ChangeSetPayload> {
        let set = id::decode(ChangeSet::NAME, &id, "id")?;
        let account = ctx.viewer().signed_in()?;
        let title = ctx.field().name().to_owned();
        let header = Header { title, description: comment, author_id: Some(account.user_id), ..Header::default() };
        let undone = service::visible(ctx.db().write(), account, set).await?;
        if ctx.auth().settings().four_eyes && undone.author_id == Some(account.user_id) {
            return Err(Error::Forbidden("nobody undoes changes of their own in this archive: another editor must".into()));
        }
        let mut undoing = changeset::ChangeSet::within(ctx.db().begin_write().await?, header).await?;
        undoing.undo(set).await?;
        let applied = undoing.commit().await?;
        let undone = change_set::Entity::find_by_id(applied.id.unwrap_or(set)).one(ctx.db().write()).await?;
        shown(ctx, undone.ok_or_else(|| Error::internal("the undoing set is not there")))
    }
}

/// The payload, after what was read before has been forgotten.
fn shown(ctx: &Context<'_>, set: Result<change_set::Model>) -> Result<ChangeSetPayload> {
    ctx.loader().forget();
    Ok(ChangeSetPayload { change_set: ChangeSet(set?) })
}
