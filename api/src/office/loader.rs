//! Offices that belong to other records, loaded for many at once.

use crate::graphql::related::{Pairing, pairs};
use entity::office::{Column, Entity};

/// Offices of the country.
pub fn by_country(countries: &[i64]) -> Pairing {
    pairs(Entity, Column::CountryId, Column::Id, countries)
}

/// Offices of the organisation.
pub fn by_organisation(organisations: &[i64]) -> Pairing {
    pairs(Entity, Column::OrganisationId, Column::Id, organisations)
}
