//! Lists of this concept.

use super::{Link, LinkFilter, LinkOrder};
use crate::error::Result;
use crate::graphql::pagination::{Connection, PageArgs, page};
use async_graphql::{Context, Object};

/// Lists of this concept; a single one is found by `node`.
#[derive(Default)]
pub struct LinkQuery;

#[Object]
impl LinkQuery {
    /// Links between statements.
    async fn links(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<LinkFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LinkOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if neither first nor last is given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
        #[graphql(desc = "How many, from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes before it.")] before: Option<String>,
    ) -> Result<Connection<Link>> {
        page(ctx, filter, order_by, PageArgs { first, after, last, before }).await
    }
}
