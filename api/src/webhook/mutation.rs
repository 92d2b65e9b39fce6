//! Making, changing and trying webhooks. For administrators.

use super::input::{
    CreateWebhookInput, CreateWebhookPayload, DeleteWebhookPayload, RotateWebhookSecretPayload, TestWebhookPayload,
    UpdateWebhookInput, UpdateWebhookPayload,
};
use super::{Target, Webhook, service};
use crate::auth::Needs;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use async_graphql::{Context, ID, Object};

/// Mutations of this concept.
#[derive(Default)]
pub struct WebhookMutation;

#[Object]
impl WebhookMutation {
    /// Makes a webhook: a server that is told of changes, in order, each at least once. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn create_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: CreateWebhookInput,
    ) -> Result<CreateWebhookPayload> {
        let creator = ctx.viewer().signed_in()?.user_id;
        let (made, secret) = service::create(ctx.db(), ctx.data_unchecked::<Target>(), creator, input).await?;
        Ok(CreateWebhookPayload { webhook: Webhook(made), secret })
    }

    /// Changes a webhook, stops it, lets it go on, or lets it be told again. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn update_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "What changes.")] input: UpdateWebhookInput,
    ) -> Result<UpdateWebhookPayload> {
        let row = id::decode("Webhook", &id, "id")?;
        let changed = service::update(ctx.db(), ctx.data_unchecked::<Target>(), row, input).await?;
        Ok(UpdateWebhookPayload { webhook: Webhook(changed) })
    }

    /// Gives a webhook a new secret. Messages are signed with it at once. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<RotateWebhookSecretPayload> {
        let (changed, secret) = service::rotate(ctx.db(), id::decode("Webhook", &id, "id")?).await?;
        Ok(RotateWebhookSecretPayload { webhook: Webhook(changed), secret })
    }

    /// Sends a webhook a signed message that tells of nothing, and says how it was taken. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn test_webhook(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Result<TestWebhookPayload> {
        let row = id::decode("Webhook", &id, "id")?;
        let (hook, answer) = service::test(ctx.db(), ctx.data_unchecked::<Target>(), row).await?;
        let (status, problem) = match answer {
            Ok(answer) => (Some(i32::from(answer.status)), None),
            Err(problem) => (None, Some(problem)),
        };
        let is_taken = status.is_some_and(|status| (200..300).contains(&status));
        Ok(TestWebhookPayload { webhook: Webhook(hook), is_taken, status, problem })
    }

    /// Deletes a webhook. What it has not had, it does not get. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn delete_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<DeleteWebhookPayload> {
        service::delete(ctx.db(), id::decode("Webhook", &id, "id")?).await?;
        Ok(DeleteWebhookPayload { webhook_id: id })
    }
}
