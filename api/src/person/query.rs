//! Person lookups and lists.

use super::{Person, PersonFilter, PersonOrder};
use crate::error::Result;
use crate::graphql::pagination::{Connection, PageArgs, page};
use crate::record::input::{ExternalIdInput, Lookup};
use async_graphql::{Context, ID, Object};
use entity::RecordKind;

/// Lookups and lists of this concept.
#[derive(Default)]
pub struct PersonQuery;

#[Object]
impl PersonQuery {
    /// The person who is named by exactly one of the arguments, or null.
    async fn person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: Option<ID>,
        #[graphql(desc = "Its slug, a present or a former one.")] slug: Option<String>,
        #[graphql(desc = "What another catalogue calls it.")] external_id: Option<ExternalIdInput>,
    ) -> Result<Option<Person>> {
        Lookup { id, slug, external_id }.find(ctx, RecordKind::Person).await
    }

    /// People.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<PersonFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<PersonOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if neither first nor last is given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
        #[graphql(desc = "How many, from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes before it.")] before: Option<String>,
    ) -> Result<Connection<Person>> {
        page(ctx, filter, order_by, PageArgs { first, after, last, before }).await
    }
}
