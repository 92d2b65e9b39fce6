//! Places that belong to other records, loaded for many at once.

use crate::graphql::related::pairs;
use entity::place::{Column, Entity};
use sea_orm::sea_query::SelectStatement;

/// Places that are a part of another.
pub fn by_parent(parents: &[i64]) -> SelectStatement {
    pairs(Entity, Column::ParentId, Column::Id, parents)
}

/// Places in the country.
pub fn by_country(countries: &[i64]) -> SelectStatement {
    pairs(Entity, Column::CountryId, Column::Id, countries)
}
