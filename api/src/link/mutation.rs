//! What is done with links.

use super::{Link, LinkInput};
use crate::auth::Needs;
use crate::curation::{ChangeOptions, Curated, Payload, create, update};
use crate::error::Result;
use async_graphql::{Context, ID, Object};
use entity::RecordKind;

impl Curated for Link {
    const KIND: RecordKind = RecordKind::Link;
    type Input = LinkInput;
}

/// Mutations of this concept.
#[derive(Default)]
pub struct LinkMutation;

#[Object]
impl LinkMutation {
    /// Relates one statement to another.
    #[graphql(guard = "Needs::Contributor")]
    async fn link_statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statements, and how they relate.")] input: LinkInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Link>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes how statements relate. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: LinkInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Link>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }
}
