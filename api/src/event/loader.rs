//! Events that belong to other records, loaded for many at once.

use crate::graphql::loader::groups;
use crate::graphql::related::{Pairing, pairs, pairs_where};
use entity::event::{Column, Entity};
use entity::{EventStatementRole, event_participant, event_statement};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

groups! {
    /// Who takes part in an event.
    ParticipantsByEventId: event_participant by EventId / event_id, order EventId, Ordinal;
    /// Which statements announce or confirm an event.
    StatementsByEventId: event_statement by EventId / event_id, order EventId, StatementId;
}

/// Events that are a part of another.
pub fn by_parent(parents: &[i64]) -> Pairing {
    pairs(Entity, Column::ParentId, Column::Id, parents)
}

/// Events of a series.
pub fn by_series(series: &[i64]) -> Pairing {
    pairs(Entity, Column::SeriesId, Column::Id, series)
}

/// Events at the place.
pub fn by_place(places: &[i64]) -> Pairing {
    pairs(Entity, Column::PlaceId, Column::Id, places)
}

/// Events in which the person takes part.
pub fn by_person(people: &[i64]) -> Pairing {
    use event_participant::Column as By;
    pairs(event_participant::Entity, By::PersonId, By::EventId, people)
}

/// Events in which the holder of the office takes part.
pub fn by_office(offices: &[i64]) -> Pairing {
    use event_participant::Column as By;
    pairs(event_participant::Entity, By::OfficeId, By::EventId, offices)
}

/// Events in which the country takes part.
pub fn by_country(countries: &[i64]) -> Pairing {
    use event_participant::Column as By;
    pairs(event_participant::Entity, By::CountryId, By::EventId, countries)
}

/// Events in which the organisation takes part.
pub fn by_organisation(organisations: &[i64]) -> Pairing {
    use event_participant::Column as By;
    pairs(event_participant::Entity, By::OrganisationId, By::EventId, organisations)
}

/// Events that the statement announces.
pub fn announced_by(statements: &[i64]) -> Pairing {
    told_by(statements, EventStatementRole::AnnouncedIn)
}

/// Events that the statement confirms.
pub fn confirmed_by(statements: &[i64]) -> Pairing {
    told_by(statements, EventStatementRole::ConfirmedBy)
}

fn told_by(statements: &[i64], role: EventStatementRole) -> Pairing {
    use event_statement::Column as By;
    pairs_where(event_statement::Entity, By::StatementId, By::EventId, statements, Condition::all().add(By::Role.eq(role)))
}
