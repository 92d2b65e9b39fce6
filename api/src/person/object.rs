//! A person as clients see them.

use super::holder::{OfficeHolder, offices_of};
use super::loader::TenuresByPersonId;
use super::{PersonFilter, PersonOrder, Tenure};
use crate::error::Result;
use crate::event::{Event, EventFilter, EventOrder};
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::FuzzyDate;
use crate::graphql::id;
use crate::graphql::loader::{group, stored};
use crate::graphql::pagination::Listed;
use crate::graphql::pagination::{Connection, PageArgs, related};
use crate::graphql::related::Related;
use crate::graphql::scalar::Date;
use crate::mention::{Mention, MentionFilter, MentionOrder};
use crate::organisation::Membership;
use crate::organisation::loader::MembershipsByPersonId;
use crate::record::object::{names, sources};
use crate::record::{Name, RecordFields};
use crate::source::Source;
use crate::statement::{Statement, StatementFilter, StatementOrder};
use crate::turn::{Turn, TurnFilter, TurnOrder};
use async_graphql::{Context, ID, Object};
use entity::person::Model;

#[derive(Clone)]
pub struct Person(pub Model);

stored!(Person: person);

impl Listed for Person {
    type Filter = PersonFilter;
    type Order = PersonOrder;
}

/// Somebody who speaks, writes, is addressed or is spoken of.
#[Object]
impl Person {
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

    /// The readable name used in addresses; unique among people.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name in its usual form, without titles.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// All forms of the name, the usual one first.
    async fn names(&self, ctx: &Context<'_>) -> Result<Vec<Name>> {
        names(ctx, self.0.id).await
    }

    /// Date of birth; null where it is not known.
    async fn born(&self) -> Option<FuzzyDate> {
        self.0.born.clone().map(FuzzyDate)
    }

    /// Date of death; null where it is not known, or the person is alive.
    async fn died(&self) -> Option<FuzzyDate> {
        self.0.died.clone().map(FuzzyDate)
    }

    /// The offices they hold or held, and when.
    async fn tenures(&self, ctx: &Context<'_>) -> Result<Vec<Tenure>> {
        Ok(group::<TenuresByPersonId>(ctx.loader(), self.0.id).await?.into_iter().map(Tenure).collect())
    }

    /// The organisations they belong or belonged to.
    async fn memberships(&self, ctx: &Context<'_>) -> Result<Vec<Membership>> {
        Ok(group::<MembershipsByPersonId>(ctx.loader(), self.0.id).await?.into_iter().map(Membership).collect())
    }

    /// The offices they held on a day, the surest first.
    async fn offices_on(&self, ctx: &Context<'_>, #[graphql(desc = "The day.")] date: Date) -> Result<Vec<OfficeHolder>> {
        offices_of(ctx.loader(), self.0.id, date.days(), date.days()).await
    }

    /// Statements in which they speak, or of which they are an author.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StatementOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Statement>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("person", crate::statement::loader::by_person, self.0.id, filter, order_by, args)?).await
    }

    /// What they say, turn by turn.
    async fn turns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<TurnFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TurnOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Turn>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("speaker", crate::turn::loader::by_speaker, self.0.id, filter, order_by, args)?).await
    }

    /// Events in which they take part in person.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Event>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("person", crate::event::loader::by_person, self.0.id, filter, order_by, args)?).await
    }

    /// What is addressed to them: questions, letters.
    async fn addressed_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<TurnFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TurnOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Turn>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("to person", crate::turn::loader::to_person, self.0.id, filter, order_by, args)?).await
    }

    /// Where others, or they themselves, name them.
    async fn mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<MentionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MentionOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Mention>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("person", crate::mention::loader::by_person, self.0.id, filter, order_by, args)?).await
    }
}
