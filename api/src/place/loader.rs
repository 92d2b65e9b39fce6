//! Places that belong to other records, loaded for many at once.

use crate::graphql::related::{Pairing, pairs};
use entity::place::{Column, Entity};

/// Places that are a part of another.
pub fn by_parent(parents: &[i64]) -> Pairing {
    pairs(Entity, Column::ParentId, Column::Id, parents)
}

/// Places in the country.
pub fn by_country(countries: &[i64]) -> Pairing {
    pairs(Entity, Column::CountryId, Column::Id, countries)
}
