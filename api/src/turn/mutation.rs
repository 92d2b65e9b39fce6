//! What is done with the turns of a statement. A turn is a part of its statement: each change is one of the statement, and needs its
//! version.

use super::TurnInput;
use super::service::{insert, shift, statement_of};
use crate::auth::Needs;
use crate::curation::{ChangeOptions, Payload, change, part};
use crate::error::Result;
use crate::graphql::id;
use crate::record::reference::{PersonRef, TenureRef};
use crate::statement::Statement;
use async_graphql::{Context, ID, MaybeUndefined, Object};
use serde_json::{Value, json};

/// Mutations of this concept.
#[derive(Default)]
pub struct TurnMutation;

#[Object]
impl TurnMutation {
    /// Adds a turn to a statement; those behind it move on.
    #[graphql(guard = "Needs::Contributor")]
    async fn add_turn(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The statement.")] statement_id: ID,
        #[graphql(desc = "The version of the statement that the change is based on.")] expected_version: i32,
        #[graphql(desc = "What is said in it.")] input: TurnInput,
        #[graphql(desc = "Its place, from 0; at the end if absent.")] position: Option<i32>,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Statement>> {
        let statement = id::decode(Statement::NAME, &statement_id, "statementId")?;
        change(ctx, expected_version, change_set_id, options, async |set| {
            let turn = part(set, &input).await?;
            Ok((statement, insert(set, statement, turn, position).await?))
        })
        .await
    }

    /// Changes a turn. What is absent stays, and null clears. Where its text changes, its mentions follow their words.
    #[graphql(guard = "Needs::Contributor")]
    async fn update_turn(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The turn.")] id: ID,
        #[graphql(desc = "The version of the statement that the change is based on.")] expected_version: i32,
        #[graphql(desc = "What it is to be.")] input: TurnInput,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Statement>> {
        let turn = id::decode("Turn", &id, "id")?;
        change(ctx, expected_version, change_set_id, options, async |set| {
            Ok((statement_of(set, turn).await?, json!({ "turns": { turn.to_string(): part(set, &input).await? } })))
        })
        .await
    }

    /// Moves a turn to another place in its statement.
    #[graphql(guard = "Needs::Contributor")]
    async fn move_turn(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The turn.")] id: ID,
        #[graphql(desc = "The version of the statement that the change is based on.")] expected_version: i32,
        #[graphql(desc = "Its new place, from 0.")] position: i32,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Statement>> {
        let turn = id::decode("Turn", &id, "id")?;
        change(ctx, expected_version, change_set_id, options, async |set| {
            let statement = statement_of(set, turn).await?;
            Ok((statement, shift(set, statement, turn, position).await?))
        })
        .await
    }

    /// Removes a turn, with its mentions.
    #[graphql(guard = "Needs::Contributor")]
    async fn remove_turn(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The turn.")] id: ID,
        #[graphql(desc = "The version of the statement that the change is based on.")] expected_version: i32,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Statement>> {
        let turn = id::decode("Turn", &id, "id")?;
        change(ctx, expected_version, change_set_id, options, async |set| {
            Ok((statement_of(set, turn).await?, json!({ "turns": { turn.to_string(): Value::Null } })))
        })
        .await
    }

    /// Says who speaks in a turn, and in which office; null where the source does not tell.
    #[graphql(guard = "Needs::Contributor")]
    async fn set_speaker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The turn.")] id: ID,
        #[graphql(desc = "The version of the statement that the change is based on.")] expected_version: i32,
        #[graphql(desc = "Who speaks; null for nobody known.")] speaker: MaybeUndefined<PersonRef>,
        #[graphql(desc = "The office in which they speak; null or absent for none known.")] tenure: MaybeUndefined<TenureRef>,
        #[graphql(desc = "A change set of yours that collects the change; if absent, the change stands alone.")]
        change_set_id: Option<ID>,
        #[graphql(desc = "A comment, and how the change is made.")] options: Option<ChangeOptions>,
    ) -> Result<Payload<Statement>> {
        let turn = id::decode("Turn", &id, "id")?;
        let input = TurnInput { speaker, tenure, ..TurnInput::default() };
        change(ctx, expected_version, change_set_id, options, async |set| {
            Ok((statement_of(set, turn).await?, json!({ "turns": { turn.to_string(): part(set, &input).await? } })))
        })
        .await
    }
}
