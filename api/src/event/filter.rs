//! Which events a list has, and in which order.

use super::{EventKind, EventStatus};
use crate::country::CountryFilter;
use crate::error::Result;
use crate::graphql::filter::{Filter, FuzzyDateFilter, begins_with, combine, has_slug, ids_where, is_one_of_ids, select_where};
use crate::graphql::pagination::Order;
use crate::office::OfficeFilter;
use crate::organisation::OrganisationFilter;
use crate::person::PersonFilter;
use crate::place::PlaceFilter;
use crate::statement::StatementFilter;
use async_graphql::{Enum, ID, InputObject};
use entity::event::{Column, Entity};
use entity::{EventStatementRole, RecordKind, country, office, organisation, person, place, statement};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, SimpleExpr};

/// Which events stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EventFilter {
    /// All of these must hold too.
    and: Option<Vec<EventFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<EventFilter>>,
    /// This must not hold.
    not: Option<Box<EventFilter>>,
    /// One of these events.
    ids: Option<Vec<ID>>,
    /// One of the events with these slugs.
    slugs: Option<Vec<String>>,
    /// The name is this or begins with it; letter case and accents do not matter.
    name: Option<String>,
    /// One of these kinds.
    kinds: Option<Vec<EventKind>>,
    /// One of these states.
    statuses: Option<Vec<EventStatus>>,
    /// When it begins.
    starts: Option<FuzzyDateFilter>,
    /// When it ends.
    ends: Option<FuzzyDateFilter>,
    /// It takes place at such a place.
    place: Option<Box<PlaceFilter>>,
    /// Such a person takes part.
    person: Option<Box<PersonFilter>>,
    /// The holder of such an office takes part.
    office: Option<Box<OfficeFilter>>,
    /// Such a country takes part.
    country: Option<Box<CountryFilter>>,
    /// Such an organisation takes part.
    organisation: Option<Box<OrganisationFilter>>,
    /// It is a part of such an event.
    parent: Option<Box<EventFilter>>,
    /// It belongs to such a series.
    series: Option<Box<EventFilter>>,
    /// It is announced in such a statement.
    announced_in: Option<Box<StatementFilter>>,
    /// It is confirmed by such a statement.
    confirmed_by: Option<Box<StatementFilter>>,
}

impl Filter for EventFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self {
            and,
            or,
            not,
            ids,
            slugs,
            name,
            kinds,
            statuses,
            starts,
            ends,
            place,
            person,
            office,
            country,
            organisation,
            parent,
            series,
            announced_in,
            confirmed_by,
        } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Event", ids, path)?);
        }
        if let Some(slugs) = slugs {
            all = all.add(has_slug(Column::Id, RecordKind::Event, slugs));
        }
        if let Some(name) = name {
            all = all.add(begins_with(Column::SortName, name, &format!("{path}.name"))?);
        }
        if let Some(kinds) = kinds {
            all = all.add(Column::Kind.is_in(kinds.iter().map(|wanted| entity::EventKind::from(*wanted))));
        }
        if let Some(statuses) = statuses {
            all = all.add(Column::Status.is_in(statuses.iter().map(|wanted| entity::EventStatus::from(*wanted))));
        }
        if let Some(starts) = starts {
            let path = format!("{path}.starts");
            all = all.add(starts.condition(Column::Starts, Column::StartsEarliest, Column::StartsLatest, &path)?);
        }
        if let Some(ends) = ends {
            let path = format!("{path}.ends");
            all = all.add(ends.condition(Column::Ends, Column::EndsEarliest, Column::EndsLatest, &path)?);
        }
        if let Some(place) = place {
            all = all.add(Column::PlaceId.in_subquery(ids_where(&**place, place::Column::Id, &format!("{path}.place"))?));
        }
        if let Some(person) = person {
            use entity::event_participant::{Column as By, Entity as Via};
            let wanted = ids_where(&**person, person::Column::Id, &format!("{path}.person"))?;
            all = all.add(Column::Id.in_subquery(select_where(Via, (Via, By::EventId), By::PersonId.in_subquery(wanted))));
        }
        if let Some(office) = office {
            use entity::event_participant::{Column as By, Entity as Via};
            let wanted = ids_where(&**office, office::Column::Id, &format!("{path}.office"))?;
            all = all.add(Column::Id.in_subquery(select_where(Via, (Via, By::EventId), By::OfficeId.in_subquery(wanted))));
        }
        if let Some(country) = country {
            use entity::event_participant::{Column as By, Entity as Via};
            let wanted = ids_where(&**country, country::Column::Id, &format!("{path}.country"))?;
            all = all.add(Column::Id.in_subquery(select_where(Via, (Via, By::EventId), By::CountryId.in_subquery(wanted))));
        }
        if let Some(organisation) = organisation {
            use entity::event_participant::{Column as By, Entity as Via};
            let wanted = ids_where(&**organisation, organisation::Column::Id, &format!("{path}.organisation"))?;
            all = all.add(Column::Id.in_subquery(select_where(Via, (Via, By::EventId), By::OrganisationId.in_subquery(wanted))));
        }
        if let Some(parent) = parent {
            all = all.add(Column::ParentId.in_subquery(ids_where(&**parent, Column::Id, &format!("{path}.parent"))?));
        }
        if let Some(series) = series {
            all = all.add(Column::SeriesId.in_subquery(ids_where(&**series, Column::Id, &format!("{path}.series"))?));
        }
        if let Some(statement) = announced_in {
            all = all.add(told_by(statement, EventStatementRole::AnnouncedIn, &format!("{path}.announcedIn"))?);
        }
        if let Some(statement) = confirmed_by {
            all = all.add(told_by(statement, EventStatementRole::ConfirmedBy, &format!("{path}.confirmedBy"))?);
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The event is told of by such a statement.
fn told_by(filter: &StatementFilter, role: EventStatementRole, path: &str) -> Result<SimpleExpr> {
    use entity::event_statement::{Column as By, Entity as Via};
    let statements = ids_where(filter, statement::Column::Id, path)?;
    let told = Condition::all().add(By::Role.eq(role)).add(By::StatementId.in_subquery(statements));
    Ok(Column::Id.in_subquery(select_where(Via, (Via, By::EventId), told)))
}

/// The orders events may come in. Events without a date count as the oldest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum EventOrder {
    /// The latest first.
    #[default]
    DateDesc,
    /// The earliest first.
    DateAsc,
    /// By name, from A to Z, accents aside.
    NameAsc,
    /// The last added first.
    CreatedDesc,
    /// The first added first.
    CreatedAsc,
}

impl Order<Column> for EventOrder {
    fn key(self) -> (Option<Column>, bool) {
        match self {
            Self::DateDesc => (Some(Column::SortDay), true),
            Self::DateAsc => (Some(Column::SortDay), false),
            Self::NameAsc => (Some(Column::SortName), false),
            Self::CreatedDesc => (None, true),
            Self::CreatedAsc => (None, false),
        }
    }
}
