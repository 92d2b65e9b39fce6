//! Turns that belong to other records, and what belongs to turns, loaded for many at once.

use crate::graphql::loader::groups;
use crate::graphql::related::pairs;
use entity::turn::{Column, Entity};
use entity::turn_addressee;
use sea_orm::sea_query::SelectStatement;

groups! {
    /// The turns of a statement, in order, without their texts.
    TurnsByStatementId: turn by StatementId / statement_id, order StatementId, Position;
    /// The text of a turn.
    TextByTurnId: turn_text by TurnId / turn_id, order TurnId;
    /// To whom a turn is addressed.
    AddresseesByTurnId: turn_addressee by TurnId / turn_id, order TurnId, Ordinal;
}

/// The turns of the statement.
pub fn by_statement(statements: &[i64]) -> SelectStatement {
    pairs(Entity, Column::StatementId, Column::Id, statements)
}

/// What the person says.
pub fn by_speaker(people: &[i64]) -> SelectStatement {
    pairs(Entity, Column::SpeakerId, Column::Id, people)
}

/// What is said for the organisation.
pub fn by_organisation(organisations: &[i64]) -> SelectStatement {
    pairs(Entity, Column::OrganisationId, Column::Id, organisations)
}

/// What is addressed to the person.
pub fn to_person(people: &[i64]) -> SelectStatement {
    use turn_addressee::Column as By;
    pairs(turn_addressee::Entity, By::PersonId, By::TurnId, people)
}

/// What is addressed to the office.
pub fn to_office(offices: &[i64]) -> SelectStatement {
    use turn_addressee::Column as By;
    pairs(turn_addressee::Entity, By::OfficeId, By::TurnId, offices)
}

/// What is addressed to the country.
pub fn to_country(countries: &[i64]) -> SelectStatement {
    use turn_addressee::Column as By;
    pairs(turn_addressee::Entity, By::CountryId, By::TurnId, countries)
}

/// What is addressed to the organisation.
pub fn to_organisation(organisations: &[i64]) -> SelectStatement {
    use turn_addressee::Column as By;
    pairs(turn_addressee::Entity, By::OrganisationId, By::TurnId, organisations)
}
