//! All webhooks, for administrators.

use super::{Webhook, service};
use crate::auth::Needs;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use async_graphql::{Context, Object};

/// Lists of this concept.
#[derive(Default)]
pub struct WebhookQuery;

#[Object]
impl WebhookQuery {
    /// All webhooks, the first first. For administrators.
    #[graphql(guard = "Needs::Admin")]
    async fn webhooks(&self, ctx: &Context<'_>) -> Result<Vec<Webhook>> {
        Ok(service::all(ctx.db().read()).await?.into_iter().map(Webhook).collect())
    }
}
