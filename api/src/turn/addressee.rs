//! To whom a turn is addressed.

use crate::country::Country;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::loader::one;
use crate::office::Office;
use crate::organisation::Organisation;
use crate::person::Person;
use async_graphql::{Context, Object};
use entity::turn_addressee::Model;

#[derive(Clone)]
pub struct Addressee(pub Model);

/// Somebody to whom a turn is addressed.
#[Object]
impl Addressee {
    /// The person; null where the source names none.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        one(ctx.loader(), self.0.person_id).await
    }

    /// The office that is addressed, where no person is named.
    async fn office(&self, ctx: &Context<'_>) -> Result<Option<Office>> {
        one(ctx.loader(), self.0.office_id).await
    }

    /// The country that is addressed.
    async fn country(&self, ctx: &Context<'_>) -> Result<Option<Country>> {
        one(ctx.loader(), self.0.country_id).await
    }

    /// The organisation that is addressed.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        one(ctx.loader(), self.0.organisation_id).await
    }

    /// The words that tell it, such as "addressed to both ministers".
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
