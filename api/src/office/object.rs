//! An office as clients see it.

use super::{OfficeFilter, OfficeOrder};
use crate::country::Country;
use crate::error::Result;
use crate::event::{Event, EventFilter, EventOrder};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::{group, one, stored};
use crate::graphql::pagination::Listed;
use crate::graphql::pagination::{Connection, PageArgs, related};
use crate::graphql::related::Related;
use crate::mention::{Mention, MentionFilter, MentionOrder};
use crate::organisation::Organisation;
use crate::person::Tenure;
use crate::person::loader::TenuresByOfficeId;
use crate::record::RecordFields;
use crate::record::object::sources;
use crate::source::Source;
use crate::statement::{Statement, StatementFilter, StatementOrder};
use crate::turn::{Turn, TurnFilter, TurnOrder};
use async_graphql::{Context, Enum, ID, Object};
use entity::office::Model;
use serde::Serialize;

/// What sort of office it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::OfficeKind")]
pub enum OfficeKind {
    /// President, monarch, or another head of state.
    HeadOfState,
    /// Prime minister, chancellor, or another head of government.
    HeadOfGovernment,
    /// A member of a government, the foreign minister included.
    Minister,
    /// A deputy of a minister.
    DeputyMinister,
    /// An ambassador or another head of a mission.
    Ambassador,
    /// A consul or consul general.
    Consul,
    /// Somebody who speaks for an office or an organisation.
    Spokesperson,
    /// A special envoy or representative.
    SpecialEnvoy,
    /// The head or an official of an international organisation.
    InternationalOfficial,
    /// A member or the speaker of a parliament.
    Legislator,
    /// A military office.
    Military,
    /// Another office of a state.
    Official,
    /// An office in a company.
    Business,
    /// An office in a media outlet.
    Media,
    /// None of these.
    Other,
}

#[derive(Clone)]
pub struct Office(pub Model);

stored!(Office: office);

impl Listed for Office {
    type Filter = OfficeFilter;
    type Order = OfficeOrder;
}

/// An office that people hold one after the other: Foreign Minister of Azerbaijan.
#[Object]
impl Office {
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

    /// The readable name used in addresses; unique among offices.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The title with what it is the office of.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What sort of office it is.
    async fn kind(&self) -> OfficeKind {
        self.0.kind.into()
    }

    /// The country it is an office of; null where it is of none, or not known.
    async fn country(&self, ctx: &Context<'_>) -> Result<Option<Country>> {
        one(ctx.loader(), self.0.country_id).await
    }

    /// The organisation it is an office of; null where it is of none, or not known.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        one(ctx.loader(), self.0.organisation_id).await
    }

    /// Who holds or held it, and when.
    async fn tenures(&self, ctx: &Context<'_>) -> Result<Vec<Tenure>> {
        Ok(group::<TenuresByOfficeId>(ctx.loader(), self.0.id).await?.into_iter().map(Tenure).collect())
    }

    /// Statements in which somebody speaks in this office.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StatementOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Statement>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("office", crate::statement::loader::by_office, self.0.id, filter, order_by, args)?).await
    }

    /// Events in which its holder takes part, named or not.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Event>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("office", crate::event::loader::by_office, self.0.id, filter, order_by, args)?).await
    }

    /// What is addressed to its holder.
    async fn addressed_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<TurnFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TurnOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Turn>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("to office", crate::turn::loader::to_office, self.0.id, filter, order_by, args)?).await
    }

    /// Where the office is named.
    async fn mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<MentionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MentionOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Mention>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("office", crate::mention::loader::by_office, self.0.id, filter, order_by, args)?).await
    }
}
