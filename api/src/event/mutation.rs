//! What is done with events.

use super::{Event, EventInput};
use crate::auth::Needs;
use crate::curation::{ChangeOptions, Curated, Payload, create, merge, update};
use crate::error::Result;
use async_graphql::{Context, ID, Object};
use entity::RecordKind;

impl Curated for Event {
    const KIND: RecordKind = RecordKind::Event;
    type Input = EventInput;
}

/// Mutations of this concept.
#[derive(Default)]
pub struct EventMutation;

#[Object]
impl EventMutation {
    /// Adds an event.
    #[graphql(guard = "Needs::Contributor")]
    async fn create_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: EventInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Event>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes an event. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: EventInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Event>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }

    /// Merges a event into another, which is the same: what refers to the first refers to the second from then on, and the first's ids,
    /// slugs and names lead to the second for ever. It can be undone exactly.
    #[graphql(guard = "Needs::Contributor")]
    async fn merge_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event that goes.")] id: ID,
        #[graphql(desc = "Its version.")] expected_version: i32,
        #[graphql(desc = "The event that stays.")] into: ID,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Event>> {
        merge(ctx, id, expected_version, into, change_set_id, options).await
    }
}
