//! Offices that belong to other records, loaded for many at once.

use crate::graphql::related::pairs;
use entity::office::{Column, Entity};
use sea_orm::sea_query::SelectStatement;

/// Offices of the country.
pub fn by_country(countries: &[i64]) -> SelectStatement {
    pairs(Entity, Column::CountryId, Column::Id, countries)
}

/// Offices of the organisation.
pub fn by_organisation(organisations: &[i64]) -> SelectStatement {
    pairs(Entity, Column::OrganisationId, Column::Id, organisations)
}
