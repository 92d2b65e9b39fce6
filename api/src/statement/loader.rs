//! Statements that belong to other records, and what belongs to statements, loaded for many at once.

use crate::graphql::loader::groups;
use crate::graphql::related::{Pairing, either, pairs, pairs_through};
use entity::statement::{Column, Entity};
use entity::{citation, statement_author, statement_country, statement_topic, tenure, turn};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait};

groups! {
    /// Who wrote a statement.
    AuthorsByStatementId: statement_author by StatementId / statement_id, order StatementId, Ordinal;
    /// What a statement is about.
    TopicsByStatementId: statement_topic by StatementId / statement_id, order StatementId, TopicId;
    /// Which countries a statement concerns.
    CountriesByStatementId: statement_country by StatementId / statement_id, order StatementId, CountryId;
}

/// Statements in which the person speaks, or of which they are an author.
pub fn by_person(people: &[i64]) -> Pairing {
    let spoken = pairs(turn::Entity, turn::Column::SpeakerId, turn::Column::StatementId, people);
    let written =
        pairs(statement_author::Entity, statement_author::Column::PersonId, statement_author::Column::StatementId, people);
    either(spoken, written)
}

/// Statements in which somebody speaks as this tenure.
pub fn by_tenure(tenures: &[i64]) -> Pairing {
    pairs(turn::Entity, turn::Column::TenureId, turn::Column::StatementId, tenures)
}

/// Statements in which somebody speaks in the office.
pub fn by_office(offices: &[i64]) -> Pairing {
    let on = Expr::col(turn::Column::TenureId.as_column_ref()).equals(tenure::Column::Id.as_column_ref());
    pairs_through((tenure::Entity, tenure::Column::OfficeId), (turn::Entity, turn::Column::StatementId), on, offices)
}

/// Statements that concern the country.
pub fn by_country(countries: &[i64]) -> Pairing {
    use statement_country::Column as By;
    pairs(statement_country::Entity, By::CountryId, By::StatementId, countries)
}

/// Statements about the topic.
pub fn by_topic(topics: &[i64]) -> Pairing {
    use statement_topic::Column as By;
    pairs(statement_topic::Entity, By::TopicId, By::StatementId, topics)
}

/// Statements that the organisation publishes.
pub fn by_publisher(organisations: &[i64]) -> Pairing {
    pairs(Entity, Column::PublisherId, Column::Id, organisations)
}

/// Statements made at the event.
pub fn by_event(events: &[i64]) -> Pairing {
    pairs(Entity, Column::EventId, Column::Id, events)
}

/// Statements made at the place.
pub fn by_place(places: &[i64]) -> Pairing {
    pairs(Entity, Column::PlaceId, Column::Id, places)
}

/// Statements that come from the source.
pub fn by_source(sources: &[i64]) -> Pairing {
    pairs(citation::Entity, citation::Column::SourceId, citation::Column::RecordId, sources)
}
