//! Possible duplicates as clients see them.

use super::service::Candidate;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::record::query::{Node, by_kind};
use async_graphql::{Context, Enum, Object};
use entity::RecordKind;

/// What somebody judged two records to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Verdict")]
pub enum Verdict {
    /// They are the same thing, and are to be merged.
    Same,
    /// They are different things. They are not shown as candidates again.
    NotSame,
    /// It cannot be told. They stay candidates.
    Unsure,
}

pub struct DuplicateCandidate {
    pub kind: RecordKind,
    pub found: Candidate,
}

/// Two records that may be one and the same thing.
#[Object]
impl DuplicateCandidate {
    /// The record that is longer in the archive.
    async fn first(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        by_kind(ctx.loader(), self.kind, self.found.first).await
    }

    /// The other record.
    async fn second(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        by_kind(ctx.loader(), self.kind, self.found.second).await
    }

    /// How sure it is, from 0 to 1.
    async fn score(&self) -> f64 {
        self.found.score
    }

    /// Why they are thought to be the same, and what speaks against it.
    async fn reasons(&self) -> &[String] {
        &self.found.reasons
    }

    /// UNSURE where somebody has looked and could not tell; null where nobody has judged yet.
    async fn verdict(&self) -> Option<Verdict> {
        self.found.verdict.map(Into::into)
    }
}
