//! Which mentions a list has, and in which order.

use crate::country::CountryFilter;
use crate::error::Result;
use crate::event::EventFilter;
use crate::graphql::filter::{Filter, combine, ids_where, is_one_of_ids, select_where};
use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::pagination::Order;
use crate::office::OfficeFilter;
use crate::organisation::OrganisationFilter;
use crate::person::PersonFilter;
use crate::place::PlaceFilter;
use crate::statement::StatementFilter;
use async_graphql::{Enum, ID, InputObject};
use entity::mention::{Column, Entity};
use entity::{country, event, office, organisation, person, place, statement, turn};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which mentions stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MentionFilter {
    /// All of these must hold too.
    and: Option<Vec<MentionFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<MentionFilter>>,
    /// This must not hold.
    not: Option<Box<MentionFilter>>,
    /// One of these mentions.
    ids: Option<Vec<ID>>,
    /// One of these resolutions.
    resolutions: Option<Vec<Resolution>>,
    /// It stands in such a statement.
    statement: Option<Box<StatementFilter>>,
    /// It names such a person.
    person: Option<Box<PersonFilter>>,
    /// It names such an office.
    office: Option<Box<OfficeFilter>>,
    /// It names such a country.
    country: Option<Box<CountryFilter>>,
    /// It names such an organisation.
    organisation: Option<Box<OrganisationFilter>>,
    /// It names such a place.
    place: Option<Box<PlaceFilter>>,
    /// It names such an event.
    event: Option<Box<EventFilter>>,
}

impl Filter for MentionFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, resolutions, statement, person, office, country, organisation, place, event } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Mention", ids, path)?);
        }
        if let Some(resolutions) = resolutions {
            all = all.add(Column::Resolution.is_in(resolutions.iter().map(|wanted| entity::Resolution::from(*wanted))));
        }
        if let Some(statement) = statement {
            let statements = ids_where(&**statement, statement::Column::Id, &format!("{path}.statement"))?;
            let turns =
                select_where(turn::Entity, (turn::Entity, turn::Column::Id), turn::Column::StatementId.in_subquery(statements));
            all = all.add(Column::TurnId.in_subquery(turns));
        }
        if let Some(person) = person {
            all = all.add(Column::PersonId.in_subquery(ids_where(&**person, person::Column::Id, &format!("{path}.person"))?));
        }
        if let Some(office) = office {
            all = all.add(Column::OfficeId.in_subquery(ids_where(&**office, office::Column::Id, &format!("{path}.office"))?));
        }
        if let Some(country) = country {
            all = all.add(Column::CountryId.in_subquery(ids_where(&**country, country::Column::Id, &format!("{path}.country"))?));
        }
        if let Some(organisation) = organisation {
            all = all.add(Column::OrganisationId.in_subquery(ids_where(
                &**organisation,
                organisation::Column::Id,
                &format!("{path}.organisation"),
            )?));
        }
        if let Some(place) = place {
            all = all.add(Column::PlaceId.in_subquery(ids_where(&**place, place::Column::Id, &format!("{path}.place"))?));
        }
        if let Some(event) = event {
            all = all.add(Column::EventId.in_subquery(ids_where(&**event, event::Column::Id, &format!("{path}.event"))?));
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The orders mentions may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum MentionOrder {
    /// The first added first.
    #[default]
    CreatedAsc,
    /// The last added first.
    CreatedDesc,
}

impl Order<Column> for MentionOrder {
    fn key(self) -> (Option<Column>, bool) {
        (None, self == Self::CreatedDesc)
    }
}
