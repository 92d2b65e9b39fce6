//! Two countries: everything a page about their relation needs, in one query.

use super::Country;
use crate::error::{Error, Result};
use crate::event::{Event, EventOrder};
use crate::graphql::context::ContextExt;
use crate::graphql::filter::select_where;
use crate::graphql::pagination::{Connection, PageArgs, chosen, page_where};
use crate::graphql::scalar::Date;
use crate::search::{Facet, FacetKind, facet_size};
use crate::statement::{Interval, Statement, StatementFilter, StatementOrder, Timeline, count_by, timeline};
use async_graphql::{Context, Object};
use entity::country::{Column, Entity};
use entity::{EventKind, event, event_participant, office, organisation, place, statement, statement_country};
use sea_orm::sea_query::{Condition, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Two countries in a span of time.
pub struct Relation {
    a: Country,
    b: Country,
    from: Option<i32>,
    to: Option<i32>,
}

/// What the archive has of two countries in a span of time. Dates that are not precise count where some day of theirs lies in the span.
#[Object]
impl Relation {
    /// The first country.
    async fn a(&self) -> &Country {
        &self.a
    }

    /// The second country.
    async fn b(&self) -> &Country {
        &self.b
    }

    /// Statements between the two: they concern both, or one of them and are published by an organisation of the other.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StatementOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Statement>> {
        let condition = self.concern().add(chosen::<Statement>(filter.as_ref())?);
        page_where(ctx, condition, order_by, PageArgs { first, after, ..PageArgs::default() }).await
    }

    /// Events in which both countries take part, in their own name or by the holders of their offices, without visits.
    async fn meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Event>> {
        let both = self.in_time().add(takes_part(self.a.0.id)).add(takes_part(self.b.0.id));
        let condition = both.add(event::Column::Kind.is_not_in([EventKind::Visit, EventKind::Series]));
        page_where(ctx, condition, order_by, PageArgs { first, after, ..PageArgs::default() }).await
    }

    /// Visits in which both take part, or one of them takes part in a place of the other.
    async fn visits(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which order.")] order_by: Option<EventOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Event>> {
        let (a, b) = (self.a.0.id, self.b.0.id);
        let way = |guest, host| {
            Condition::all().add(takes_part(guest)).add(Condition::any().add(takes_part(host)).add(takes_place_in(host)))
        };
        let condition = self.in_time().add(event::Column::Kind.eq(EventKind::Visit));
        let condition = condition.add(Condition::any().add(way(a, b)).add(way(b, a)));
        page_where(ctx, condition, order_by, PageArgs { first, after, ..PageArgs::default() }).await
    }

    /// Who speaks in the statements between the two, or wrote them: in how many of them.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, the most frequent first: at most 100, 10 if absent.")] first: Option<i32>,
    ) -> Result<Facet> {
        count_by(ctx, self.held()?, FacetKind::Speaker, facet_size(first)?).await
    }

    /// What the statements between the two are about.
    async fn topics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, the most frequent first: at most 100, 10 if absent.")] first: Option<i32>,
    ) -> Result<Facet> {
        count_by(ctx, self.held()?, FacetKind::Topic, facet_size(first)?).await
    }

    /// The statements between the two, over time.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How long the periods are.", default_with = "Interval::Year")] interval: Interval,
    ) -> Result<Timeline> {
        timeline(ctx, self.held()?, interval).await
    }
}

impl Relation {
    /// The statements between the two.
    fn concern(&self) -> Condition {
        use statement::Column as Of;
        use statement_country::{Column as By, Entity as Via};
        let concerns = |country: i64| Of::Id.in_subquery(select_where(Via, (Via, By::StatementId), By::CountryId.eq(country)));
        // What one country's ministry publishes on the other is between the two, whether or not it names its own.
        let publishes = |country: i64| {
            use organisation::{Column as By, Entity as Via};
            Of::PublisherId.in_subquery(select_where(Via, (Via, By::Id), By::CountryId.eq(country)))
        };
        let (a, b) = (self.a.0.id, self.b.0.id);
        let on = |country, other| {
            Condition::all().add(concerns(country)).add(Condition::any().add(concerns(other)).add(publishes(other)))
        };
        let mut condition = Condition::all().add(Condition::any().add(on(a, b)).add(on(b, a)));
        if self.from.is_some() || self.to.is_some() {
            let dates = [
                (Of::Made, Of::MadeEarliest, Of::MadeLatest),
                (Of::Sent, Of::SentEarliest, Of::SentLatest),
                (Of::Published, Of::PublishedEarliest, Of::PublishedLatest),
                (Of::Posted, Of::PostedEarliest, Of::PostedLatest),
            ];
            let any = dates.into_iter().fold(Condition::any(), |any, (date, earliest, latest)| {
                any.add(self.overlaps(earliest, latest).add(date.is_not_null()))
            });
            condition = condition.add(any);
        }
        condition
    }

    /// The same without those that are only referred to.
    fn held(&self) -> Result<Condition> {
        Ok(self.concern().add(chosen::<Statement>(None)?))
    }

    /// Events of which some day lies in the span.
    fn in_time(&self) -> Condition {
        use event::Column as Of;
        if self.from.is_none() && self.to.is_none() {
            return Condition::all();
        }
        let one_day = self.overlaps(Of::StartsEarliest, Of::StartsLatest).add(Of::Ends.is_null());
        let longer = self.overlaps(Of::StartsEarliest, Of::EndsLatest).add(Of::Ends.is_not_null());
        Condition::all().add(Of::Starts.is_not_null()).add(Condition::any().add(one_day).add(longer))
    }

    fn overlaps<C: ColumnTrait>(&self, earliest: C, latest: C) -> Condition {
        Condition::all()
            .add_option(self.from.map(|from| Condition::any().add(latest.gte(from)).add(latest.is_null())))
            .add_option(self.to.map(|to| Condition::any().add(earliest.lte(to)).add(earliest.is_null())))
    }
}

fn events(condition: Condition) -> SelectStatement {
    use event_participant::{Column as By, Entity as Via};
    select_where(Via, (Via, By::EventId), condition)
}

/// The country takes part, or the holder of one of its offices.
fn takes_part(country: i64) -> Condition {
    use event_participant::Column as By;
    let offices = select_where(office::Entity, (office::Entity, office::Column::Id), office::Column::CountryId.eq(country));
    let any = Condition::any().add(By::CountryId.eq(country)).add(By::OfficeId.in_subquery(offices));
    Condition::all().add(event::Column::Id.in_subquery(events(any)))
}

fn takes_place_in(country: i64) -> Condition {
    let places = select_where(place::Entity, (place::Entity, place::Column::Id), place::Column::CountryId.eq(country));
    Condition::all().add(event::Column::PlaceId.in_subquery(places))
}

/// Relations of countries.
#[derive(Default)]
pub struct RelationQuery;

#[Object]
impl RelationQuery {
    /// What the archive has of two countries: statements, meetings, visits, people, topics, over time.
    async fn relation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A country: its slug, or its ISO 3166-1 alpha-2 or alpha-3 code.")] a: String,
        #[graphql(desc = "Another country: its slug, or its ISO 3166-1 alpha-2 or alpha-3 code.")] b: String,
        #[graphql(desc = "The first day of the span; without a beginning if absent.")] from: Option<Date>,
        #[graphql(desc = "The last day of the span; without an end if absent.")] to: Option<Date>,
    ) -> Result<Relation> {
        let (from, to) = (from.map(Date::days), to.map(Date::days));
        if let (Some(first), Some(last)) = (from, to)
            && first > last
        {
            return Err(Error::bad_input("to", "lies before 'from'"));
        }
        let names = [a.as_str(), b.as_str()];
        let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let upper: Vec<String> = names.iter().map(|name| name.to_uppercase()).collect();
        let select = Entity::find().filter(
            Condition::any()
                .add(Column::Slug.is_in(lower))
                .add(Column::Alpha2.is_in(upper.clone()))
                .add(Column::Alpha3.is_in(upper)),
        );
        let db = ctx.db().clone();
        let rows = ctx.waves().result(async move { Ok(db.read().models(select).await?) }).await?;
        let found = |name: &str, path: &str| {
            let is_meant = |row: &&entity::country::Model| {
                let code = |code: &Option<String>| code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(name));
                row.slug == name.to_lowercase() || code(&row.alpha2) || code(&row.alpha3)
            };
            let shown: String = name.chars().take(60).collect();
            let unknown =
                || Error::bad_input(path, format!("'{shown}' is neither the slug nor the ISO 3166-1 code of a country"));
            rows.iter().find(is_meant).cloned().map(Country).ok_or_else(unknown)
        };
        let (a, b) = (found(&a, "a")?, found(&b, "b")?);
        if a.0.id == b.0.id {
            return Err(Error::bad_input("b", "is the same country as 'a'"));
        }
        Ok(Relation { a, b, from, to })
    }
}
