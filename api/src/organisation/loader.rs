//! Organisations and memberships that belong to other records, loaded for many at once.

use crate::graphql::loader::groups;
use crate::graphql::related::{Pairing, pairs};
use entity::organisation::{Column, Entity};

groups! {
    /// Who belongs to an organisation.
    MembershipsByOrganisationId: membership by OrganisationId / organisation_id, order StartedEarliest, Id;
    /// What a person belongs to.
    MembershipsByPersonId: membership by PersonId / person_id, order StartedEarliest, Id;
    /// What an organisation belongs to.
    MembershipsByMemberOrganisationId: membership by MemberOrganisationId / member_organisation_id, order StartedEarliest, Id;
    /// What a country belongs to.
    MembershipsByCountryId: membership by CountryId / country_id, order StartedEarliest, Id;
}

/// Organisations that are a part of another.
pub fn by_parent(parents: &[i64]) -> Pairing {
    pairs(Entity, Column::ParentId, Column::Id, parents)
}

/// Organisations of the country.
pub fn by_country(countries: &[i64]) -> Pairing {
    pairs(Entity, Column::CountryId, Column::Id, countries)
}
