//! A topic as clients see it.

use super::{TopicFilter, TopicOrder};
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::{one, stored};
use crate::graphql::pagination::Listed;
use crate::graphql::pagination::{Connection, PageArgs, related};
use crate::graphql::related::Related;
use crate::record::RecordFields;
use crate::record::object::sources;
use crate::source::Source;
use crate::statement::{Statement, StatementFilter, StatementOrder};
use async_graphql::{Context, ID, Object};
use entity::topic::Model;

#[derive(Clone)]
pub struct Topic(pub Model);

stored!(Topic: topic);

impl Listed for Topic {
    type Filter = TopicFilter;
    type Order = TopicOrder;
}

/// What statements are about (SKOS concept).
#[Object]
impl Topic {
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

    /// The readable name used in addresses; unique among topics.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The label in English.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// The wider topic it belongs to.
    async fn broader(&self, ctx: &Context<'_>) -> Result<Option<Topic>> {
        one(ctx.loader(), self.0.broader_id).await
    }

    /// The topics that belong to it.
    async fn narrower(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<TopicFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TopicOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Topic>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("broader", super::loader::by_broader, self.0.id, filter, order_by, args)?).await
    }

    /// Statements about it.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StatementOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Statement>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("topic", crate::statement::loader::by_topic, self.0.id, filter, order_by, args)?).await
    }
}
