//! Which people a list has, and in which order.

use crate::country::CountryFilter;
use crate::error::Result;
use crate::event::EventFilter;
use crate::graphql::filter::{Filter, combine, has_name, has_slug, ids_where, is_one_of_ids, select_where};
use crate::graphql::pagination::Order;
use crate::office::OfficeFilter;
use crate::organisation::OrganisationFilter;
use async_graphql::{Enum, ID, InputObject};
use entity::person::{Column, Entity};
use entity::{RecordKind, country, event, event_participant, membership, office, organisation, tenure};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which people stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PersonFilter {
    /// All of these must hold too.
    and: Option<Vec<PersonFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<PersonFilter>>,
    /// This must not hold.
    not: Option<Box<PersonFilter>>,
    /// One of these people.
    ids: Option<Vec<ID>>,
    /// One of the people with these slugs.
    slugs: Option<Vec<String>>,
    /// One of their names is this or begins with it; letter case, accents and script do not matter.
    name: Option<String>,
    /// They hold or held such an office.
    office: Option<Box<OfficeFilter>>,
    /// They hold or held an office of such a country.
    country: Option<Box<CountryFilter>>,
    /// They take part in such an event.
    event: Option<Box<EventFilter>>,
    /// They belong or belonged to such an organisation.
    member_of: Option<Box<OrganisationFilter>>,
}

impl Filter for PersonFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, slugs, name, office, country, event, member_of } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Person", ids, path)?);
        }
        if let Some(slugs) = slugs {
            all = all.add(has_slug(Column::Id, RecordKind::Person, slugs));
        }
        if let Some(name) = name {
            all = all.add(has_name(Column::Id, name, &format!("{path}.name"))?);
        }
        if let Some(office) = office {
            let offices = ids_where(&**office, office::Column::Id, &format!("{path}.office"))?;
            all = all.add(Column::Id.in_subquery(in_office(offices)));
        }
        if let Some(country) = country {
            let countries = ids_where(&**country, country::Column::Id, &format!("{path}.country"))?;
            let offices = select_where(
                office::Entity,
                (office::Entity, office::Column::Id),
                office::Column::CountryId.in_subquery(countries),
            );
            all = all.add(Column::Id.in_subquery(in_office(offices)));
        }
        if let Some(event) = event {
            use event_participant::{Column as By, Entity as Participant};
            let events = ids_where(&**event, event::Column::Id, &format!("{path}.event"))?;
            all = all.add(Column::Id.in_subquery(select_where(
                Participant,
                (Participant, By::PersonId),
                By::EventId.in_subquery(events),
            )));
        }
        if let Some(organisation) = member_of {
            use membership::{Column as By, Entity as Membership};
            let bodies = ids_where(&**organisation, organisation::Column::Id, &format!("{path}.memberOf"))?;
            all = all.add(Column::Id.in_subquery(select_where(
                Membership,
                (Membership, By::PersonId),
                By::OrganisationId.in_subquery(bodies),
            )));
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The people who hold or held one of `offices`.
fn in_office(offices: sea_orm::sea_query::SelectStatement) -> sea_orm::sea_query::SelectStatement {
    select_where(tenure::Entity, (tenure::Entity, tenure::Column::PersonId), tenure::Column::OfficeId.in_subquery(offices))
}

/// The orders people may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum PersonOrder {
    /// By name, from A to Z, accents aside.
    #[default]
    NameAsc,
    /// By name, from Z to A, accents aside.
    NameDesc,
    /// The last added first.
    CreatedDesc,
    /// The first added first.
    CreatedAsc,
}

impl Order<Column> for PersonOrder {
    fn key(self) -> (Option<Column>, bool) {
        match self {
            Self::NameAsc => (Some(Column::SortName), false),
            Self::NameDesc => (Some(Column::SortName), true),
            Self::CreatedDesc => (None, true),
            Self::CreatedAsc => (None, false),
        }
    }
}
