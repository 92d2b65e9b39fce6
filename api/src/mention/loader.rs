//! Mentions that belong to other records, loaded for many at once.

use crate::graphql::loader::groups;
use crate::graphql::related::{Pairing, pairs, pairs_through};
use entity::mention::{Column, Entity};
use entity::turn;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait};

groups! {
    /// The mentions of a turn, in the order of the text.
    MentionsByTurnId: mention by TurnId / turn_id, order TurnId, StartOffset, Id;
}

/// Mentions in the statement.
pub fn by_statement(statements: &[i64]) -> Pairing {
    let on = Expr::col(turn::Column::Id.as_column_ref()).equals(Column::TurnId.as_column_ref());
    pairs_through((turn::Entity, turn::Column::StatementId), (Entity, Column::Id), on, statements)
}

/// Mentions of the person.
pub fn by_person(rows: &[i64]) -> Pairing {
    pairs(Entity, Column::PersonId, Column::Id, rows)
}

/// Mentions of the office.
pub fn by_office(rows: &[i64]) -> Pairing {
    pairs(Entity, Column::OfficeId, Column::Id, rows)
}

/// Mentions of the country.
pub fn by_country(rows: &[i64]) -> Pairing {
    pairs(Entity, Column::CountryId, Column::Id, rows)
}

/// Mentions of the organisation.
pub fn by_organisation(rows: &[i64]) -> Pairing {
    pairs(Entity, Column::OrganisationId, Column::Id, rows)
}

/// Mentions of the place.
pub fn by_place(rows: &[i64]) -> Pairing {
    pairs(Entity, Column::PlaceId, Column::Id, rows)
}

/// Mentions of the event.
pub fn by_event(rows: &[i64]) -> Pairing {
    pairs(Entity, Column::EventId, Column::Id, rows)
}
