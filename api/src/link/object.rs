//! A link as clients see it.

use super::reply::days_between;
use super::{LinkFilter, LinkOrder};
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::id;
use crate::graphql::loader::{owned, stored};
use crate::graphql::pagination::Listed;
use crate::record::RecordFields;
use crate::record::object::sources;
use crate::source::Source;
use crate::statement::Statement;
use async_graphql::{Context, Enum, ID, Object};
use entity::link::Model;
use serde::Serialize;

/// How one statement relates to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::LinkKind")]
pub enum LinkKind {
    /// It answers the other.
    RespondsTo,
    /// It quotes the other.
    Quotes,
    /// It names the other.
    RefersTo,
    /// It comes back to the matter of the other.
    FollowsUp,
    /// It is what the other party said on the same occasion.
    CounterpartOf,
    /// It is a translation of the other.
    TranslationOf,
    /// It is another version of the same text.
    VersionOf,
    /// It corrects the other.
    Corrects,
    /// It takes the place of the other.
    Supersedes,
}

#[derive(Clone)]
pub struct Link(pub Model);

stored!(Link: link);

impl Listed for Link {
    type Filter = LinkFilter;
    type Order = LinkOrder;
}

/// How one statement, the source of the link, relates to another, its target.
#[Object]
impl Link {
    /// The opaque global id: stable for ever, and unique among all records.
    pub async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    #[graphql(flatten)]
    async fn record(&self) -> RecordFields {
        RecordFields(self.0.id)
    }

    /// Where the record comes from.
    async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<Source>> {
        sources(ctx, self.0.id).await
    }

    /// How the source relates to the target.
    async fn kind(&self) -> LinkKind {
        self.0.kind.into()
    }

    /// The statement that relates to the other: the answer.
    async fn source(&self, ctx: &Context<'_>) -> Result<Statement> {
        owned(ctx.loader(), self.0.source_id).await
    }

    /// The statement that is related to: what is answered.
    async fn target(&self, ctx: &Context<'_>) -> Result<Statement> {
        owned(ctx.loader(), self.0.target_id).await
    }

    /// The days from the date of the target to that of the source, such as from an article to the answer: between the earliest days that they may
    /// mean. Less than 0 where the source is older; null where a date is not known.
    async fn days_between(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let (source, target) = (owned(ctx.loader(), self.0.source_id), owned(ctx.loader(), self.0.target_id));
        let (source, target): (Statement, Statement) = futures_util::future::try_join(source, target).await?;
        Ok(days_between(source.0.sort_day, target.0.sort_day))
    }

    /// The words of the source that tell it.
    async fn phrase(&self) -> Option<&str> {
        self.0.phrase.as_deref()
    }

    /// Whether the source states it, or how else it came to be known.
    async fn resolution(&self) -> Resolution {
        self.0.resolution.into()
    }

    /// Why it is believed, where the source does not simply state it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}
