//! An organisation as clients see it.

use super::loader::{MembershipsByMemberOrganisationId, MembershipsByOrganisationId};
use super::{Membership, OrganisationFilter, OrganisationOrder};
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
use crate::office::{Office, OfficeFilter, OfficeOrder};
use crate::record::object::{names, sources};
use crate::record::{Name, RecordFields};
use crate::source::{Source, SourceFilter, SourceOrder};
use crate::statement::{Statement, StatementFilter, StatementOrder};
use crate::turn::{Turn, TurnFilter, TurnOrder};
use async_graphql::{Context, Enum, ID, Object};
use entity::organisation::Model;
use serde::Serialize;

/// What sort of organisation it is. The archive takes no side: labels that are contested belong to whoever said them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::OrganisationKind")]
pub enum OrganisationKind {
    /// A ministry, an agency, a parliament, a presidency.
    GovernmentBody,
    /// An embassy, a consulate or another mission.
    Embassy,
    /// An international organisation or one of its organs.
    International,
    /// A forum of the states of a region.
    RegionalForum,
    /// A group of states or others that works on one matter.
    ContactGroup,
    /// A newspaper, broadcaster, news agency or site.
    MediaOutlet,
    /// A group that fights.
    ArmedGroup,
    /// A political party or opposition body.
    Party,
    /// A university or research institute.
    University,
    /// None of these.
    Other,
}

#[derive(Clone)]
pub struct Organisation(pub Model);

stored!(Organisation: organisation);

impl Listed for Organisation {
    type Filter = OrganisationFilter;
    type Order = OrganisationOrder;
}

/// A body that publishes, is addressed, takes part or is spoken of.
#[Object]
impl Organisation {
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

    /// The readable name used in addresses; unique among organisations.
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

    /// What sort of organisation it is.
    async fn kind(&self) -> OrganisationKind {
        self.0.kind.into()
    }

    /// The organisation it is a part of; null where it is of none, or not known.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        one(ctx.loader(), self.0.parent_id).await
    }

    /// The country it belongs to; null where it belongs to none, or not known.
    async fn country(&self, ctx: &Context<'_>) -> Result<Option<Country>> {
        one(ctx.loader(), self.0.country_id).await
    }

    /// Who belongs to it.
    async fn members(&self, ctx: &Context<'_>) -> Result<Vec<Membership>> {
        Ok(group::<MembershipsByOrganisationId>(ctx.loader(), self.0.id).await?.into_iter().map(Membership).collect())
    }

    /// The organisations it belongs or belonged to.
    async fn memberships(&self, ctx: &Context<'_>) -> Result<Vec<Membership>> {
        Ok(group::<MembershipsByMemberOrganisationId>(ctx.loader(), self.0.id).await?.into_iter().map(Membership).collect())
    }

    /// The organisations that are a part of it.
    async fn parts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<OrganisationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrganisationOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Organisation>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("parent", super::loader::by_parent, self.0.id, filter, order_by, args)?).await
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
        related(ctx, Related::new("organisation", crate::office::loader::by_organisation, self.0.id, filter, order_by, args)?)
            .await
    }

    /// Statements that it publishes.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StatementOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Statement>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("publisher", crate::statement::loader::by_publisher, self.0.id, filter, order_by, args)?).await
    }

    /// Turns spoken for it: an outlet's questions, an embassy's answers.
    async fn turns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<TurnFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TurnOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Turn>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("organisation", crate::turn::loader::by_organisation, self.0.id, filter, order_by, args)?).await
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
        related(ctx, Related::new("organisation", crate::event::loader::by_organisation, self.0.id, filter, order_by, args)?)
            .await
    }

    /// Pages and files that it publishes.
    async fn published_sources(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<SourceFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SourceOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Source>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("publisher", crate::source::loader::by_publisher, self.0.id, filter, order_by, args)?).await
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
        related(ctx, Related::new("to organisation", crate::turn::loader::to_organisation, self.0.id, filter, order_by, args)?)
            .await
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
        related(ctx, Related::new("organisation", crate::mention::loader::by_organisation, self.0.id, filter, order_by, args)?)
            .await
    }
}
