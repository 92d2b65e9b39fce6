//! A country as clients see it.

use super::loader::{PredecessorsByCountryId, SuccessorsByCountryId};
use super::{CountryFilter, CountryOrder};
use crate::error::Result;
use crate::event::{Event, EventFilter, EventOrder};
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::FuzzyDate;
use crate::graphql::id;
use crate::graphql::loader::{group, many, stored};
use crate::graphql::pagination::Listed;
use crate::graphql::pagination::{Connection, PageArgs, related};
use crate::graphql::related::Related;
use crate::mention::{Mention, MentionFilter, MentionOrder};
use crate::office::{Office, OfficeFilter, OfficeOrder};
use crate::organisation::loader::MembershipsByCountryId;
use crate::organisation::{Membership, Organisation, OrganisationFilter, OrganisationOrder};
use crate::person::{Person, PersonFilter, PersonOrder};
use crate::place::{Place, PlaceFilter, PlaceOrder};
use crate::record::object::{names, sources};
use crate::record::{Name, RecordFields};
use crate::source::Source;
use crate::statement::{Statement, StatementFilter, StatementOrder};
use crate::turn::{Turn, TurnFilter, TurnOrder};
use async_graphql::{Context, ID, Object, SimpleObject};
use entity::country::Model;

/// A region of the United Nations' M49 standard.
#[derive(SimpleObject)]
pub struct Region {
    /// The three digits of UN M49, such as `142` for Asia.
    code: String,
    /// The name in English.
    name: String,
}

#[derive(Clone)]
pub struct Country(pub Model);

stored!(Country: country);

impl Listed for Country {
    type Filter = CountryFilter;
    type Order = CountryOrder;
}

/// A country or territory, present or former. That it is listed says that a source lists it, and takes no side.
#[Object]
impl Country {
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

    /// The readable name used in addresses; unique among countries.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The usual short name in English.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The official name in English; null where the sources have none.
    async fn formal_name(&self) -> Option<&str> {
        self.0.formal_name.as_deref()
    }

    /// All names, in English, French, Spanish, Russian, Arabic, Chinese and others, the usual one first.
    async fn names(&self, ctx: &Context<'_>) -> Result<Vec<Name>> {
        names(ctx, self.0.id).await
    }

    /// The two letters of ISO 3166-1; null for former countries and for territories outside the standard.
    async fn alpha2(&self) -> Option<&str> {
        self.0.alpha2.as_deref()
    }

    /// The three letters of ISO 3166-1, for a former country those it had.
    async fn alpha3(&self) -> Option<&str> {
        self.0.alpha3.as_deref()
    }

    /// The three digits of ISO 3166-1 and UN M49.
    async fn numeric_code(&self) -> Option<&str> {
        self.0.numeric_code.as_deref()
    }

    /// The four letters of ISO 3166-3; null for countries that are in ISO 3166-1 today.
    async fn alpha4(&self) -> Option<&str> {
        self.0.alpha4.as_deref()
    }

    /// The continent, as UN M49 has it.
    async fn region(&self) -> Option<Region> {
        region(self.0.region_code.as_ref(), self.0.region_name.as_ref())
    }

    /// The part of the continent, as UN M49 has it.
    async fn subregion(&self) -> Option<Region> {
        region(self.0.subregion_code.as_ref(), self.0.subregion_name.as_ref())
    }

    /// The part of the subregion, where UN M49 has one.
    async fn intermediate_region(&self) -> Option<Region> {
        region(self.0.intermediate_region_code.as_ref(), self.0.intermediate_region_name.as_ref())
    }

    /// The capital's name in English; null where the sources have none.
    async fn capital(&self) -> Option<&str> {
        self.0.capital.as_deref()
    }

    /// Since when it exists; null where the sources do not tell.
    async fn exists_from(&self) -> Option<FuzzyDate> {
        self.0.exists_from.clone().map(FuzzyDate)
    }

    /// Until when it existed; null where it still does, or the sources do not tell.
    async fn exists_to(&self) -> Option<FuzzyDate> {
        self.0.exists_to.clone().map(FuzzyDate)
    }

    /// The countries it followed.
    async fn predecessors(&self, ctx: &Context<'_>) -> Result<Vec<Country>> {
        let rows = group::<PredecessorsByCountryId>(ctx.loader(), self.0.id).await?;
        many(ctx.loader(), &rows.iter().map(|row| row.predecessor_id).collect::<Vec<_>>()).await
    }

    /// The countries that followed it.
    async fn successors(&self, ctx: &Context<'_>) -> Result<Vec<Country>> {
        let rows = group::<SuccessorsByCountryId>(ctx.loader(), self.0.id).await?;
        many(ctx.loader(), &rows.iter().map(|row| row.successor_id).collect::<Vec<_>>()).await
    }

    /// The organisations it belongs or belonged to.
    async fn memberships(&self, ctx: &Context<'_>) -> Result<Vec<Membership>> {
        Ok(group::<MembershipsByCountryId>(ctx.loader(), self.0.id).await?.into_iter().map(Membership).collect())
    }

    /// Statements that concern it: tagged so by their source, or because of their title, speakers or event.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StatementOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Statement>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("country", crate::statement::loader::by_country, self.0.id, filter, order_by, args)?).await
    }

    /// Events in which it takes part.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Event>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("country", crate::event::loader::by_country, self.0.id, filter, order_by, args)?).await
    }

    /// People who hold or held an office of it.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<PersonFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<PersonOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Person>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("country", crate::person::loader::by_country, self.0.id, filter, order_by, args)?).await
    }

    /// Its offices.
    async fn offices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<OfficeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OfficeOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Office>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("country", crate::office::loader::by_country, self.0.id, filter, order_by, args)?).await
    }

    /// Its organisations: ministries, embassies, outlets.
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<OrganisationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrganisationOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Organisation>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("country", crate::organisation::loader::by_country, self.0.id, filter, order_by, args)?).await
    }

    /// Places in it.
    async fn places(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<PlaceFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<PlaceOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Place>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("country", crate::place::loader::by_country, self.0.id, filter, order_by, args)?).await
    }

    /// What is addressed to it.
    async fn addressed_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<TurnFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TurnOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Turn>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("to country", crate::turn::loader::to_country, self.0.id, filter, order_by, args)?).await
    }

    /// Where it is named.
    async fn mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<MentionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MentionOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Mention>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("country", crate::mention::loader::by_country, self.0.id, filter, order_by, args)?).await
    }
}

fn region(code: Option<&String>, name: Option<&String>) -> Option<Region> {
    Some(Region { code: code?.clone(), name: name?.clone() })
}
