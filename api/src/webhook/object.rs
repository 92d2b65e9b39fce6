//! Webhooks as administrators see them. The secret is no field.

use super::message::words;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::one;
use crate::graphql::scalar::DateTime;
use crate::review::{Operation, RecordKind};
use crate::user::User;
use async_graphql::{Context, Enum, ID, Object};
use entity::webhook::Model;

/// How a webhook fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WebhookState {
    /// It is delivered to.
    Active,
    /// The last attempt has failed; it is tried again.
    Failing,
    /// It is not delivered to: it has failed for too long, was answered 410, or an administrator has stopped it.
    Disabled,
}

pub struct Webhook(pub Model);

/// A server that is told of changes of the archive.
#[Object]
impl Webhook {
    /// The opaque global id.
    async fn id(&self) -> ID {
        id::encode("Webhook", self.0.id)
    }

    /// Where messages are sent by POST.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// Of records of which kinds it is told; null for all.
    async fn record_kinds(&self) -> Result<Option<Vec<RecordKind>>> {
        let kinds: Option<Vec<entity::RecordKind>> = words(self.0.record_kinds.as_deref())?;
        Ok(kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()))
    }

    /// Of what is done to them it is told; null for all.
    async fn operations(&self) -> Result<Option<Vec<Operation>>> {
        let operations: Option<Vec<entity::Operation>> = words(self.0.operations.as_deref())?;
        Ok(operations.map(|operations| operations.into_iter().map(Into::into).collect()))
    }

    /// How it fares.
    async fn state(&self) -> WebhookState {
        match (self.0.disabled_at, self.0.failures) {
            (Some(_), _) => WebhookState::Disabled,
            (None, 0) => WebhookState::Active,
            (None, _) => WebhookState::Failing,
        }
    }

    /// The position of the log up to which it has been told everything.
    async fn position(&self) -> i64 {
        self.0.position
    }

    /// When it last took a message.
    async fn delivered_at(&self) -> Option<DateTime> {
        self.0.delivered_at.and_then(DateTime::from_millis)
    }

    /// How many attempts have failed since.
    async fn failures(&self) -> i32 {
        self.0.failures
    }

    /// When it is tried again; null where nothing has failed, or it is not tried any more.
    async fn next_attempt_at(&self) -> Option<DateTime> {
        self.0.next_attempt_at.and_then(DateTime::from_millis)
    }

    /// Why the last attempt failed, or why it is not delivered to.
    async fn problem(&self) -> Option<&str> {
        self.0.problem.as_deref()
    }

    /// When it was given up or stopped.
    async fn disabled_at(&self) -> Option<DateTime> {
        self.0.disabled_at.and_then(DateTime::from_millis)
    }

    /// Who made it.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        one(ctx.loader(), Some(self.0.created_by)).await
    }

    /// When it was made.
    async fn created_at(&self) -> Option<DateTime> {
        DateTime::from_millis(self.0.created_at)
    }
}
