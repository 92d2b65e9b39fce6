//! Possible duplicates.

use super::object::DuplicateCandidate;
use super::service;
use crate::auth::Needs;
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::limits::{DEFAULT_PAGE, MAX_PAGE};
use crate::review::RecordKind;
use async_graphql::{Context, ID, Object};

/// Queries for duplicates.
#[derive(Default)]
pub struct DuplicateQuery;

#[Object]
impl DuplicateQuery {
    /// Records that may be one and the same thing, the likeliest first: their names are alike in whatever script and spelling, catalogues
    /// call them the same, they held an office or took part together. Pairs that were judged `SAME` or `NOT_SAME` are left out.
    #[graphql(guard = "Needs::Contributor")]
    async fn duplicate_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Among which: PERSON, ORGANISATION, PLACE or EVENT.")] kind: RecordKind,
        #[graphql(desc = "Only pairs of this record.")] record_id: Option<ID>,
        #[graphql(desc = "Only pairs that are at least so sure, from 0 to 1.", default = 0.85)] min_score: f64,
        #[graphql(desc = "How many: at most 100, 20 if absent.")] first: Option<i32>,
    ) -> Result<Vec<DuplicateCandidate>> {
        let kind = entity::RecordKind::from(kind);
        let of = record_id.map(|id| id::decode(kind.name(), &id, "recordId")).transpose()?;
        let most = match first.map(usize::try_from) {
            None => DEFAULT_PAGE,
            Some(Ok(most)) if most <= MAX_PAGE => most,
            Some(Ok(asked)) => return Err(Error::LimitExceeded { limit: "the number of candidates", allowed: MAX_PAGE, asked }),
            Some(Err(_)) => return Err(Error::bad_input("first", "is negative")),
        };
        let found = service::candidates(ctx.db(), kind, of, min_score, most).await?;
        Ok(found.into_iter().map(|found| DuplicateCandidate { kind, found }).collect())
    }
}
