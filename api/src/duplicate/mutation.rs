//! Judging duplicates.

use super::object::Verdict;
use super::service;
use crate::auth::Needs;
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use async_graphql::{Context, ID, Object, SimpleObject};

/// What was judged.
#[derive(SimpleObject)]
pub struct JudgePayload {
    /// The record that is longer in the archive.
    first_id: ID,
    /// The other record.
    second_id: ID,
    /// What they are.
    verdict: Verdict,
}

/// Mutations for duplicates.
#[derive(Default)]
pub struct DuplicateMutation;

#[Object]
impl DuplicateMutation {
    /// Remembers whether two records are the same thing. It merges nothing: that is a change of its own.
    #[graphql(guard = "Needs::Contributor")]
    async fn judge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A record.")] first_id: ID,
        #[graphql(desc = "Another record of the same kind.")] second_id: ID,
        #[graphql(desc = "What they are.")] verdict: Verdict,
    ) -> Result<JudgePayload> {
        let (kind, one) = id::decode_any(&first_id, "firstId")?;
        if entity::RecordKind::named(&kind).is_none() {
            return Err(Error::bad_input(
                "firstId",
                format!("'{}' is the id of a {kind}, which has no duplicates", first_id.as_str()),
            ));
        }
        let other = id::decode(&kind, &second_id, "secondId")?;
        let row = service::judge(ctx.db(), ctx.viewer().signed_in()?, one, other, verdict.into()).await?;
        Ok(JudgePayload {
            first_id: id::encode(&kind, row.first_id),
            second_id: id::encode(&kind, row.second_id),
            verdict: row.verdict.into(),
        })
    }
}
