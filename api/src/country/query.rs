//! Country lookups and lists.

use super::filter::has_code;
use super::{Country, CountryFilter, CountryOrder};
use crate::error::{Error, Result};
use crate::graphql::pagination::{Connection, PageArgs, page};
use crate::record::input::{ExternalIdInput, Lookup, one_of};
use async_graphql::{Context, ID, Object};
use entity::RecordKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Lookups and lists of this concept.
#[derive(Default)]
pub struct CountryQuery;

#[Object]
impl CountryQuery {
    /// The country that is named by exactly one of the arguments, or null.
    async fn country(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: Option<ID>,
        #[graphql(desc = "Its slug, a present or a former one.")] slug: Option<String>,
        #[graphql(desc = "What another catalogue calls it.")] external_id: Option<ExternalIdInput>,
        #[graphql(desc = "Its code: ISO 3166-1 alpha-2, alpha-3 or numeric, or ISO 3166-3.")] code: Option<String>,
    ) -> Result<Option<Country>> {
        let Some(code) = code else { return Lookup { id, slug, external_id }.find(ctx, RecordKind::Country).await };
        if id.is_some() || slug.is_some() || external_id.is_some() {
            return Err(Error::bad_input("code", "give exactly one of the arguments that name a record"));
        }
        // A former country's numeric code may have passed to its successor: the present one comes first.
        let found = entity::country::Entity::find()
            .filter(has_code(&[code]))
            .order_by_desc(entity::country::Column::Alpha2.is_not_null());
        Ok(one_of(ctx, found).await?.map(Country))
    }

    /// Countries and territories, present and former.
    async fn countries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<CountryFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CountryOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if neither first nor last is given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
        #[graphql(desc = "How many, from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes before it.")] before: Option<String>,
    ) -> Result<Connection<Country>> {
        page(ctx, filter, order_by, PageArgs { first, after, last, before }).await
    }
}
