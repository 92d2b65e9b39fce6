//! What is done with statements.

use super::{Statement, StatementInput};
use crate::auth::Needs;
use crate::curation::{ChangeOptions, Curated, Payload, create, merge, update};
use crate::error::Result;
use async_graphql::{Context, ID, Object};
use entity::RecordKind;

impl Curated for Statement {
    const KIND: RecordKind = RecordKind::Statement;
    type Input = StatementInput;
}

/// Mutations of this concept.
#[derive(Default)]
pub struct StatementMutation;

#[Object]
impl StatementMutation {
    /// Adds a statement, with its turns, and with speakers, events, sources and linked statements that are not in the archive yet: all of it or
    /// nothing.
    #[graphql(guard = "Needs::Contributor")]
    async fn create_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: StatementInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Statement>> {
        create(ctx, input, change_set_id, options).await
    }

    /// Changes a statement. With `turns` its turns are replaced as a whole; those that are named by their id stay. What is absent stays, and null clears.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
        #[graphql(desc = "The version that the change is based on; CONFLICT names what has changed since.")]
        expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: StatementInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Statement>> {
        update(ctx, id, expected_version, input, change_set_id, options).await
    }

    /// Merges a statement into another, which is the same: what refers to the first refers to the second from then on, and the first's ids,
    /// slugs and names lead to the second for ever. It can be undone exactly.
    #[graphql(guard = "Needs::Contributor")]
    async fn merge_statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The statement that goes.")] id: ID,
        #[graphql(desc = "Its version.")] expected_version: i32,
        #[graphql(desc = "The statement that stays.")] into: ID,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Statement>> {
        merge(ctx, id, expected_version, into, change_set_id, options).await
    }
}
