//! A source as clients see it.

use super::loader::TextBySourceId;
use super::{SourceFilter, SourceOrder};
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::FuzzyDate;
use crate::graphql::id;
use crate::graphql::loader::{group, one, stored};
use crate::graphql::pagination::Listed;
use crate::graphql::pagination::{Connection, PageArgs, related};
use crate::graphql::related::Related;
use crate::organisation::Organisation;
use crate::statement::{Statement, StatementFilter, StatementOrder};
use async_graphql::{Context, ID, Object};
use entity::source::Model;

#[derive(Clone)]
pub struct Source(pub Model);

stored!(Source: source);

impl Listed for Source {
    type Filter = SourceFilter;
    type Order = SourceOrder;
}

/// A page or file as it was retrieved, kept unchanged.
#[Object]
impl Source {
    /// The opaque global id: stable for ever, and unique among all records.
    pub async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    /// The address it was retrieved from; null where the file does not tell.
    async fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// The name of the file it was imported from.
    async fn file_name(&self) -> Option<&str> {
        self.0.file_name.as_deref()
    }

    /// Who publishes it; null where it does not tell.
    async fn publisher(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        one(ctx.loader(), self.0.publisher_id).await
    }

    /// When it was retrieved, as far as it tells; null where it does not.
    async fn retrieved(&self) -> Option<FuzzyDate> {
        self.0.retrieved.clone().map(FuzzyDate)
    }

    /// The media type (RFC 6838), such as `text/html`.
    async fn media_type(&self) -> &str {
        &self.0.media_type
    }

    /// The character encoding of the file (WHATWG Encoding), such as `windows-1251`.
    async fn encoding(&self) -> &str {
        &self.0.encoding
    }

    /// The SHA-256 of the file's bytes, in lower-case hexadecimal digits.
    async fn sha256(&self) -> &str {
        &self.0.sha256
    }

    /// The licence or the terms that it states; null where it states none.
    async fn licence(&self) -> Option<&str> {
        self.0.licence.as_deref()
    }

    /// The whole text of the file, in Unicode. It may be large: it is read only when asked for.
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(group::<TextBySourceId>(ctx.loader(), self.0.id).await?.pop().map(|row| row.text).unwrap_or_default())
    }

    /// The statements that were read from it.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StatementOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Statement>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("source", crate::statement::loader::by_source, self.0.id, filter, order_by, args)?).await
    }
}
