//! A place as clients see it.

use super::{PlaceFilter, PlaceOrder};
use crate::country::Country;
use crate::error::Result;
use crate::event::{Event, EventFilter, EventOrder};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::{one, stored};
use crate::graphql::pagination::Listed;
use crate::graphql::pagination::{Connection, PageArgs, related};
use crate::graphql::related::Related;
use crate::mention::{Mention, MentionFilter, MentionOrder};
use crate::record::object::{names, sources};
use crate::record::{Name, RecordFields};
use crate::source::Source;
use crate::statement::{Statement, StatementFilter, StatementOrder};
use async_graphql::{Context, Enum, ID, Object};
use entity::place::Model;
use serde::Serialize;

/// What sort of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::PlaceKind")]
pub enum PlaceKind {
    /// A city, town or village.
    City,
    /// A building or a room.
    Building,
    /// A part of a country, or a region across countries.
    Region,
    /// A whole country, where the source names no smaller place.
    Country,
    /// None of these.
    Other,
}

#[derive(Clone)]
pub struct Place(pub Model);

stored!(Place: place);

impl Listed for Place {
    type Filter = PlaceFilter;
    type Order = PlaceOrder;
}

/// Where something is said or takes place.
#[Object]
impl Place {
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

    /// The readable name used in addresses; unique among places.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The usual name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// All names, the usual one first.
    async fn names(&self, ctx: &Context<'_>) -> Result<Vec<Name>> {
        names(ctx, self.0.id).await
    }

    /// What sort of place it is.
    async fn kind(&self) -> PlaceKind {
        self.0.kind.into()
    }

    /// The country it is in; null where that is not known.
    async fn country(&self, ctx: &Context<'_>) -> Result<Option<Country>> {
        one(ctx.loader(), self.0.country_id).await
    }

    /// The place it is a part of: the city of a building.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Place>> {
        one(ctx.loader(), self.0.parent_id).await
    }

    /// Degrees north of the equator (WGS 84), from -90 to 90.
    async fn latitude(&self) -> Option<f64> {
        self.0.latitude
    }

    /// Degrees east of Greenwich (WGS 84), from -180 to 180.
    async fn longitude(&self) -> Option<f64> {
        self.0.longitude
    }

    /// Places that are a part of it.
    async fn parts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<PlaceFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<PlaceOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Place>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("parent", super::loader::by_parent, self.0.id, filter, order_by, args)?).await
    }

    /// Statements made here.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StatementOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Statement>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("place", crate::statement::loader::by_place, self.0.id, filter, order_by, args)?).await
    }

    /// Events that take place here.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Event>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("place", crate::event::loader::by_place, self.0.id, filter, order_by, args)?).await
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
        related(ctx, Related::new("place", crate::mention::loader::by_place, self.0.id, filter, order_by, args)?).await
    }
}
