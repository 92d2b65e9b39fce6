//! Which countries a statement concerns, and why.

use crate::country::Country;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::loader::owned;
use async_graphql::{Context, Object};
use entity::statement_country::Model;

#[derive(Clone)]
pub struct StatementCountry(pub Model);

/// A country that a statement concerns.
#[Object]
impl StatementCountry {
    /// The country.
    async fn country(&self, ctx: &Context<'_>) -> Result<Country> {
        owned(ctx.loader(), self.0.country_id).await
    }

    /// Whether the source itself states it, or how else it came to be known.
    async fn resolution(&self) -> Resolution {
        self.0.resolution.into()
    }

    /// Why it is believed, where the source does not simply state it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}
