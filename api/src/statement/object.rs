//! A statement as clients see it.

use super::loader::{AuthorsByStatementId, CountriesByStatementId, TopicsByStatementId};
use super::{Exchange, StatementCountry, StatementFilter, StatementOrder};
use crate::error::Result;
use crate::event::{Event, EventFilter, EventOrder};
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::FuzzyDate;
use crate::graphql::id;
use crate::graphql::loader::{group, many, one, stored};
use crate::graphql::pagination::Listed;
use crate::graphql::pagination::{Connection, PageArgs, related};
use crate::graphql::related::Related;
use crate::link::{Link, LinkFilter, LinkOrder};
use crate::mention::{Mention, MentionFilter, MentionOrder};
use crate::organisation::Organisation;
use crate::person::Person;
use crate::place::Place;
use crate::record::RecordFields;
use crate::record::object::sources;
use crate::source::Source;
use crate::topic::Topic;
use crate::turn::loader::SpeakersOf;
use crate::turn::{Turn, TurnFilter, TurnOrder};
use async_graphql::{Context, Enum, ID, Object};
use entity::statement::{Column, Model};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;
use serde::Serialize;

/// What sort of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::StatementKind")]
pub enum StatementKind {
    /// Opening statements and answers to the media, of one or several speakers.
    NewsConference,
    /// A spokesperson's briefing of the media.
    Briefing,
    /// A prepared speech or address.
    Speech,
    /// Remarks, or a conversation that is printed.
    Remarks,
    /// An interview with one outlet.
    Interview,
    /// An answer to a question of the media, given outside a conference.
    AnswerToMedia,
    /// A comment on something that happened or was said.
    Comment,
    /// A letter to the editor of an outlet.
    LetterToEditor,
    /// An article in an outlet.
    Article,
    /// A broadcast or film.
    Broadcast,
    /// News that an office publishes of itself.
    PressRelease,
    /// A statement that several parties make together.
    JointStatement,
    /// The agreed text that ends a meeting.
    Communique,
    /// A message: greetings, condolences, congratulations.
    Message,
    /// What an office publishes of a telephone conversation.
    TelephoneReadout,
    /// A treaty or another agreement.
    Treaty,
    /// A resolution of an organ.
    Resolution,
    /// A report.
    Report,
    /// None of these.
    Other,
}

/// How much of the text the archive holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "entity::Holding")]
pub enum Holding {
    /// All of it, as the source prints it.
    Full,
    /// Parts of it: the source itself leaves something out.
    Excerpt,
    /// Its beginning, as a listing shows it.
    Teaser,
    /// Its title.
    TitleOnly,
    /// Nothing: another statement refers to it. Lists leave these out unless they are asked for.
    Referenced,
}

#[derive(Clone)]
pub struct Statement(pub Model);

stored!(Statement: statement);

impl Listed for Statement {
    type Filter = StatementFilter;
    type Order = StatementOrder;

    fn unasked(filter: Option<&StatementFilter>) -> Option<Condition> {
        let asked = filter.is_some_and(StatementFilter::asks_for_holdings);
        (!asked).then(|| Condition::all().add(Column::Holding.ne(entity::Holding::Referenced)))
    }
}

/// Something that was said or written, by whom, when, where, on what occasion, in answer to what.
#[Object]
impl Statement {
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

    /// The readable name used in addresses; unique among statements.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What sort of text it is.
    async fn kind(&self) -> StatementKind {
        self.0.kind.into()
    }

    /// The title as the source prints it.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The summary that the source gives; null where it gives none.
    async fn summary(&self) -> Option<&str> {
        self.0.summary.as_deref()
    }

    /// The language of the text, as a BCP 47 tag; null where it is not known.
    async fn language(&self) -> Option<&str> {
        self.0.language.as_deref()
    }

    /// How much of the text the archive holds.
    async fn holding(&self) -> Holding {
        self.0.holding.into()
    }

    /// When it was said, or signed.
    async fn made(&self) -> Option<FuzzyDate> {
        self.0.made.clone().map(FuzzyDate)
    }

    /// When it was sent, for letters and messages.
    async fn sent(&self) -> Option<FuzzyDate> {
        self.0.sent.clone().map(FuzzyDate)
    }

    /// When it was published, for articles and letters in an outlet.
    async fn published(&self) -> Option<FuzzyDate> {
        self.0.published.clone().map(FuzzyDate)
    }

    /// When the publisher put it on its site.
    async fn posted(&self) -> Option<FuzzyDate> {
        self.0.posted.clone().map(FuzzyDate)
    }

    /// Who publishes the text; null where the source does not tell.
    async fn publisher(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        one(ctx.loader(), self.0.publisher_id).await
    }

    /// Who wrote it, in the order the source gives.
    async fn authors(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let rows = group::<AuthorsByStatementId>(ctx.loader(), self.0.id).await?;
        many(ctx.loader(), &rows.iter().map(|row| row.person_id).collect::<Vec<_>>()).await
    }

    /// Who speaks in it, in the order of their first turn. Speakers the source does not name are not among them.
    async fn speakers(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let people = ctx.loader().load_one(SpeakersOf(self.0.id)).await?.unwrap_or_default();
        many(ctx.loader(), &people).await
    }

    /// The event it was made at.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        one(ctx.loader(), self.0.event_id).await
    }

    /// Where it was made.
    async fn place(&self, ctx: &Context<'_>) -> Result<Option<Place>> {
        one(ctx.loader(), self.0.place_id).await
    }

    /// What it is about.
    async fn topics(&self, ctx: &Context<'_>) -> Result<Vec<Topic>> {
        let rows = group::<TopicsByStatementId>(ctx.loader(), self.0.id).await?;
        many(ctx.loader(), &rows.iter().map(|row| row.topic_id).collect::<Vec<_>>()).await
    }

    /// The countries it concerns: tagged so by the source, or because of its title, its speakers or its event.
    async fn countries(&self, ctx: &Context<'_>) -> Result<Vec<StatementCountry>> {
        Ok(group::<CountriesByStatementId>(ctx.loader(), self.0.id).await?.into_iter().map(StatementCountry).collect())
    }

    /// The questions in it, each with its answers.
    async fn exchanges(&self, ctx: &Context<'_>) -> Result<Vec<Exchange>> {
        Exchange::all(ctx.loader(), self.0.id).await
    }

    /// Its turns, in order. Texts are read only when asked for.
    async fn turns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<TurnFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TurnOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Turn>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("statement", crate::turn::loader::by_statement, self.0.id, filter, order_by, args)?).await
    }

    /// How it relates to other statements: what it answers, quotes, corrects.
    async fn links(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<LinkFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LinkOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Link>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("source", crate::link::loader::by_source, self.0.id, filter, order_by, args)?).await
    }

    /// How other statements relate to it: what answers, quotes, corrects it.
    async fn linked_from(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<LinkFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LinkOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Link>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("target", crate::link::loader::by_target, self.0.id, filter, order_by, args)?).await
    }

    /// Who and what is named in it.
    async fn mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<MentionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MentionOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Mention>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("statement", crate::mention::loader::by_statement, self.0.id, filter, order_by, args)?).await
    }

    /// The events it announces.
    async fn announces(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Event>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("announces", crate::event::loader::announced_by, self.0.id, filter, order_by, args)?).await
    }

    /// The events it shows to have taken place.
    async fn confirms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Event>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("confirms", crate::event::loader::confirmed_by, self.0.id, filter, order_by, args)?).await
    }
}

impl Statement {
    /// The first and the last day that its date may mean: the first known of made, sent, published and posted. None where it has none, or one without
    /// an end.
    pub fn days(&self) -> Option<(i32, i32)> {
        let row = &self.0;
        let dates = [
            (&row.made, row.made_earliest, row.made_latest),
            (&row.sent, row.sent_earliest, row.sent_latest),
            (&row.published, row.published_earliest, row.published_latest),
            (&row.posted, row.posted_earliest, row.posted_latest),
        ];
        let (_, earliest, latest) = dates.into_iter().find(|(date, ..)| date.is_some())?;
        Some((earliest?, latest?))
    }
}
