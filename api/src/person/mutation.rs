//! What is done with people and tenures.

use super::{Person, PersonInput, Tenure, TenureInput};
use crate::auth::Needs;
use crate::curation::{ChangeOptions, Curated, Payload, create, merge, update};
use crate::error::Result;
use async_graphql::{Context, ID, Object};
use entity::RecordKind;

impl Curated for Person {
    const KIND: RecordKind = RecordKind::Person;
    type Input = PersonInput;
}

impl Curated for Tenure {
    const KIND: RecordKind = RecordKind::Tenure;
    type Input = TenureInput;
}

/// Mutations of this concept.
#[derive(Default)]
pub struct PersonMutation;

#[Object]
impl PersonMutation {
    /// Adds a person.
    #[graphql(guard = "Needs::Contributor")]
    async fn create_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who they are.")] input: PersonInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Person>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes what is said of a person. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: PersonInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Person>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }

    /// Merges a person into another, which is the same: what refers to the first refers to the second from then on, and the first's ids,
    /// slugs and names lead to the second for ever. It can be undone exactly.
    #[graphql(guard = "Needs::Contributor")]
    async fn merge_people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person that goes.")] id: ID,
        #[graphql(desc = "Its version.")] expected_version: i32,
        #[graphql(desc = "The person that stays.")] into: ID,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Person>> {
        merge(ctx, id, expected_version, into, change_set_id, options).await
    }

    /// Adds that somebody holds an office.
    #[graphql(guard = "Needs::Contributor")]
    async fn add_tenure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who holds which office, and when.")] input: TenureInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Tenure>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes what is said of somebody in an office. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_tenure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: TenureInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Tenure>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }
}
