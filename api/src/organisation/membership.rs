//! Who belongs to an organisation, and when.

use super::Organisation;
use crate::country::Country;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::FuzzyDate;
use crate::graphql::id;
use crate::graphql::loader::{one, owned, stored};
use crate::person::Person;
use crate::record::RecordFields;
use crate::record::object::sources;
use crate::source::Source;
use async_graphql::{Context, ID, Object};
use entity::membership::Model;

#[derive(Clone)]
pub struct Membership(pub Model);

stored!(Membership: membership);

/// A person, a country or an organisation that belongs to an organisation. Exactly one of the three is set.
#[Object]
impl Membership {
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

    /// The organisation that has the member.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Organisation> {
        owned(ctx.loader(), self.0.organisation_id).await
    }

    /// The person who is the member, if it is a person.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        one(ctx.loader(), self.0.person_id).await
    }

    /// The country that is the member, if it is a country.
    async fn country(&self, ctx: &Context<'_>) -> Result<Option<Country>> {
        one(ctx.loader(), self.0.country_id).await
    }

    /// The organisation that is the member, if it is an organisation.
    async fn member_organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        one(ctx.loader(), self.0.member_organisation_id).await
    }

    /// What the member does in it, such as "co-chair"; null where no source tells.
    async fn role(&self) -> Option<&str> {
        self.0.role.as_deref()
    }

    /// Since when; null where no source tells.
    async fn started(&self) -> Option<FuzzyDate> {
        self.0.started.clone().map(FuzzyDate)
    }

    /// Until when; null where no source tells, or it has not ended.
    async fn ended(&self) -> Option<FuzzyDate> {
        self.0.ended.clone().map(FuzzyDate)
    }
}
