//! An event as clients see it.

use super::announcement::{AnnouncementOutcome, outcome};
use super::loader::{ParticipantsByEventId, StatementsByEventId};
use super::{EventFilter, EventOrder, Participant};
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::{FuzzyDate, Resolution};
use crate::graphql::id;
use crate::graphql::loader::{group, many, one, stored};
use crate::graphql::pagination::Listed;
use crate::graphql::pagination::{Connection, PageArgs, related};
use crate::graphql::related::Related;
use crate::mention::{Mention, MentionFilter, MentionOrder};
use crate::place::Place;
use crate::record::RecordFields;
use crate::record::object::sources;
use crate::source::Source;
use crate::statement::{Statement, StatementFilter, StatementOrder};
use async_graphql::{Context, Enum, ID, Object};
use entity::EventStatementRole;
use entity::event::Model;
use serde::Serialize;

/// What sort of occasion it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::EventKind")]
pub enum EventKind {
    /// Speakers meet the media and take questions.
    NewsConference,
    /// A spokesperson informs the media.
    Briefing,
    /// People meet.
    Meeting,
    /// Delegations negotiate.
    Talks,
    /// Heads of state or government meet.
    Summit,
    /// Many meet on a subject, in sessions.
    Conference,
    /// Somebody visits a country or a place.
    Visit,
    /// People speak by telephone.
    TelephoneConversation,
    /// Somebody is interviewed.
    Interview,
    /// A ceremony, such as a signing or a presentation of credentials.
    Ceremony,
    /// Somebody addresses an audience.
    Address,
    /// A series of events, such as all Caspian Summits.
    Series,
    /// None of these.
    Other,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::EventStatus")]
pub enum EventStatus {
    /// A source says that it will take place; none says yet that it did.
    Announced,
    /// A source says that it took place.
    Held,
    /// It was put off.
    Postponed,
    /// It was called off.
    Cancelled,
    /// It was planned and not convened.
    NotConvened,
    /// No source tells.
    Unknown,
}

#[derive(Clone)]
pub struct Event(pub Model);

stored!(Event: event);

impl Listed for Event {
    type Filter = EventFilter;
    type Order = EventOrder;
}

/// An occasion: talks, a visit, a conference, or a series of them.
#[Object]
impl Event {
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

    /// The readable name used in addresses; unique among events.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name in English.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What sort of occasion it is.
    async fn kind(&self) -> EventKind {
        self.0.kind.into()
    }

    /// What became of it.
    async fn status(&self) -> EventStatus {
        self.0.status.into()
    }

    /// When it begins; null where no source tells.
    async fn starts(&self) -> Option<FuzzyDate> {
        self.0.starts.clone().map(FuzzyDate)
    }

    /// When it ends; null where no source tells, and for events of one day.
    async fn ends(&self) -> Option<FuzzyDate> {
        self.0.ends.clone().map(FuzzyDate)
    }

    /// The event it is a part of: the visit during which talks are held.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        one(ctx.loader(), self.0.parent_id).await
    }

    /// The series it belongs to.
    async fn series(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        one(ctx.loader(), self.0.series_id).await
    }

    /// Its number in the series, from 1.
    async fn ordinal(&self) -> Option<i32> {
        self.0.ordinal
    }

    /// Where it takes place; null where no source tells.
    async fn place(&self, ctx: &Context<'_>) -> Result<Option<Place>> {
        one(ctx.loader(), self.0.place_id).await
    }

    /// Whether a source states it, or how else it came to be known.
    async fn resolution(&self) -> Resolution {
        self.0.resolution.into()
    }

    /// Why it is believed, where no source simply states it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Who takes part.
    async fn participants(&self, ctx: &Context<'_>) -> Result<Vec<Participant>> {
        Ok(group::<ParticipantsByEventId>(ctx.loader(), self.0.id).await?.into_iter().map(Participant).collect())
    }

    /// The statements that announce it.
    async fn announced_in(&self, ctx: &Context<'_>) -> Result<Vec<Statement>> {
        self.told_by(ctx, EventStatementRole::AnnouncedIn).await
    }

    /// The statements that show that it took place.
    async fn confirmed_by(&self, ctx: &Context<'_>) -> Result<Vec<Statement>> {
        self.told_by(ctx, EventStatementRole::ConfirmedBy).await
    }

    /// What became of it, if it was announced; null where no statement announces it.
    async fn outcome(&self, ctx: &Context<'_>) -> Result<Option<AnnouncementOutcome>> {
        // What is past today is pending no more tomorrow.
        ctx.mark_passing();
        let rows = group::<StatementsByEventId>(ctx.loader(), self.0.id).await?;
        let told = |role| rows.iter().any(|row| row.role == role);
        let is_announced = told(EventStatementRole::AnnouncedIn);
        Ok(is_announced.then(|| outcome(&self.0, told(EventStatementRole::ConfirmedBy))))
    }

    /// The events that are a part of it.
    async fn parts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Event>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("parent", super::loader::by_parent, self.0.id, filter, order_by, args)?).await
    }

    /// The events of this series.
    async fn instances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Event>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("series", super::loader::by_series, self.0.id, filter, order_by, args)?).await
    }

    /// Statements made at it.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StatementOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Statement>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("event", crate::statement::loader::by_event, self.0.id, filter, order_by, args)?).await
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
        related(ctx, Related::new("event", crate::mention::loader::by_event, self.0.id, filter, order_by, args)?).await
    }
}

impl Event {
    async fn told_by(&self, ctx: &Context<'_>, role: EventStatementRole) -> Result<Vec<Statement>> {
        let rows = group::<StatementsByEventId>(ctx.loader(), self.0.id).await?;
        let ids: Vec<i64> = rows.iter().filter(|row| row.role == role).map(|row| row.statement_id).collect();
        many(ctx.loader(), &ids).await
    }
}
