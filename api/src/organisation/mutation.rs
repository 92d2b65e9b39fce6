//! What is done with organisations and memberships.

use super::{Membership, MembershipInput, Organisation, OrganisationInput};
use crate::auth::Needs;
use crate::curation::{ChangeOptions, Curated, Payload, create, merge, update};
use crate::error::Result;
use async_graphql::{Context, ID, Object};
use entity::RecordKind;

impl Curated for Organisation {
    const KIND: RecordKind = RecordKind::Organisation;
    type Input = OrganisationInput;
}

impl Curated for Membership {
    const KIND: RecordKind = RecordKind::Membership;
    type Input = MembershipInput;
}

/// Mutations of this concept.
#[derive(Default)]
pub struct OrganisationMutation;

#[Object]
impl OrganisationMutation {
    /// Adds an organisation.
    #[graphql(guard = "Needs::Contributor")]
    async fn create_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: OrganisationInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Organisation>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes what is said of an organisation. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: OrganisationInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Organisation>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }

    /// Merges a organisation into another, which is the same: what refers to the first refers to the second from then on, and the first's ids,
    /// slugs and names lead to the second for ever. It can be undone exactly.
    #[graphql(guard = "Needs::Contributor")]
    async fn merge_organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation that goes.")] id: ID,
        #[graphql(desc = "Its version.")] expected_version: i32,
        #[graphql(desc = "The organisation that stays.")] into: ID,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Organisation>> {
        merge(ctx, id, expected_version, into, change_set_id, options).await
    }

    /// Adds that somebody belongs to an organisation.
    #[graphql(guard = "Needs::Contributor")]
    async fn add_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who belongs to what, and when.")] input: MembershipInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Membership>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes what is said of a membership. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: MembershipInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Membership>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }
}
