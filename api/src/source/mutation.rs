//! What is done with sources.

use super::{Source, SourceInput};
use crate::auth::Needs;
use crate::curation::{ChangeOptions, Curated, Payload, create, update};
use crate::error::Result;
use async_graphql::{Context, ID, Object};
use entity::RecordKind;

impl Curated for Source {
    const KIND: RecordKind = RecordKind::Source;
    type Input = SourceInput;
}

/// Mutations of this concept.
#[derive(Default)]
pub struct SourceMutation;

#[Object]
impl SourceMutation {
    /// Adds a source.
    #[graphql(guard = "Needs::Contributor")]
    async fn create_source(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: SourceInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Source>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes what is said of a source; its text never changes. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_source(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: SourceInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Source>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }
}
