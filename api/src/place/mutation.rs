//! What is done with places.

use super::{Place, PlaceInput};
use crate::auth::Needs;
use crate::curation::{ChangeOptions, Curated, Payload, create, merge, update};
use crate::error::Result;
use async_graphql::{Context, ID, Object};
use entity::RecordKind;

impl Curated for Place {
    const KIND: RecordKind = RecordKind::Place;
    type Input = PlaceInput;
}

/// Mutations of this concept.
#[derive(Default)]
pub struct PlaceMutation;

#[Object]
impl PlaceMutation {
    /// Adds a place.
    #[graphql(guard = "Needs::Contributor")]
    async fn create_place(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: PlaceInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Place>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes a place. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_place(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: PlaceInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Place>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }

    /// Merges a place into another, which is the same: what refers to the first refers to the second from then on, and the first's ids,
    /// slugs and names lead to the second for ever. It can be undone exactly.
    #[graphql(guard = "Needs::Contributor")]
    async fn merge_places(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The place that goes.")] id: ID,
        #[graphql(desc = "Its version.")] expected_version: i32,
        #[graphql(desc = "The place that stays.")] into: ID,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Place>> {
        merge(ctx, id, expected_version, into, change_set_id, options).await
    }
}
