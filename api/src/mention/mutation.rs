//! What is done with mentions.

use super::plan::{PlanMentionsInput, PlanMentionsPayload, plan};
use super::{Mention, MentionInput};
use crate::auth::Needs;
use crate::curation::{ChangeOptions, Curated, Payload, create, update};
use crate::error::Result;
use crate::graphql::fuzzy_date::Resolution;
use async_graphql::{Context, ID, MaybeUndefined, Object};
use entity::RecordKind;

impl Curated for Mention {
    const KIND: RecordKind = RecordKind::Mention;
    type Input = MentionInput;
}

/// Mutations of this concept.
#[derive(Default)]
pub struct MentionMutation;

#[Object]
impl MentionMutation {
    /// Adds what a span of a turn names.
    #[graphql(guard = "Needs::Contributor")]
    async fn add_mention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which span names what.")] input: MentionInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Mention>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes what a span of a turn names. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_mention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: MentionInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Mention>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }

    /// Changes how sure a suggested mention is: it does name that.
    #[graphql(guard = "Needs::Contributor")]
    async fn confirm_mention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] expected_version: i32,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Mention>> {
        let input = MentionInput { resolution: MaybeUndefined::Value(Resolution::Confirmed), ..MentionInput::default() };
        update(ctx, id, expected_version, input, change_set_id, options).await
    }

    /// Changes how sure a suggested mention is: it does not name that, and is not suggested again.
    #[graphql(guard = "Needs::Contributor")]
    async fn reject_mention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] expected_version: i32,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Mention>> {
        let input = MentionInput { resolution: MaybeUndefined::Value(Resolution::Rejected), ..MentionInput::default() };
        update(ctx, id, expected_version, input, change_set_id, options).await
    }

    /// Looks for names in the archive's statements, and lets what is found wait as one change set of new mentions, each SUGGESTED with its score
    /// and its reason: for an editor to review and to apply, whoever asks. A stretch that is a mention already, whose mention of this record
    /// was rejected, for which one waits, or that may name another record too, is left out and counted. Where there is more than one set may
    /// hold, `next` tells where to go on.
    #[graphql(guard = "Needs::Contributor")]
    async fn plan_mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which names are looked for, and where.")] input: PlanMentionsInput,
        #[graphql(desc = "A change set of yours that collects the suggestions; if absent, they are a set of their own.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment; the suggestions wait in any case.")] options: Option<ChangeOptions>,
    ) -> Result<PlanMentionsPayload> {
        Box::pin(plan(ctx, input, change_set_id, options)).await
    }
}
