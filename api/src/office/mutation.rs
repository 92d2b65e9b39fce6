//! What is done with offices.

use super::{Office, OfficeInput};
use crate::auth::Needs;
use crate::curation::{ChangeOptions, Curated, Payload, create, merge, update};
use crate::error::Result;
use async_graphql::{Context, ID, Object};
use entity::RecordKind;

impl Curated for Office {
    const KIND: RecordKind = RecordKind::Office;
    type Input = OfficeInput;
}

/// Mutations of this concept.
#[derive(Default)]
pub struct OfficeMutation;

#[Object]
impl OfficeMutation {
    /// Adds an office.
    #[graphql(guard = "Needs::Contributor")]
    async fn create_office(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: OfficeInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Office>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes an office. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_office(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: OfficeInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Office>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }

    /// Merges a office into another, which is the same: what refers to the first refers to the second from then on, and the first's ids,
    /// slugs and names lead to the second for ever. It can be undone exactly.
    #[graphql(guard = "Needs::Contributor")]
    async fn merge_offices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The office that goes.")] id: ID,
        #[graphql(desc = "Its version.")] expected_version: i32,
        #[graphql(desc = "The office that stays.")] into: ID,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Office>> {
        merge(ctx, id, expected_version, into, change_set_id, options).await
    }
}
