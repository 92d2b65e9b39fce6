//! Which organisations a list has, and in which order.

use super::OrganisationKind;
use crate::country::CountryFilter;
use crate::error::Result;
use crate::graphql::filter::{Filter, combine, has_name, has_slug, ids_where, is_one_of_ids};
use crate::graphql::pagination::Order;
use async_graphql::{Enum, ID, InputObject};
use entity::organisation::{Column, Entity};
use entity::{RecordKind, country};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which organisations stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct OrganisationFilter {
    /// All of these must hold too.
    and: Option<Vec<OrganisationFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<OrganisationFilter>>,
    /// This must not hold.
    not: Option<Box<OrganisationFilter>>,
    /// One of these organisations.
    ids: Option<Vec<ID>>,
    /// One of the organisations with these slugs.
    slugs: Option<Vec<String>>,
    /// One of its names is this or begins with it; letter case, accents and script do not matter.
    name: Option<String>,
    /// One of these kinds.
    kinds: Option<Vec<OrganisationKind>>,
    /// It belongs to such a country.
    country: Option<Box<CountryFilter>>,
    /// It is a part of such an organisation.
    parent: Option<Box<OrganisationFilter>>,
}

impl Filter for OrganisationFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, slugs, name, kinds, country, parent } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Organisation", ids, path)?);
        }
        if let Some(slugs) = slugs {
            all = all.add(has_slug(Column::Id, RecordKind::Organisation, slugs));
        }
        if let Some(name) = name {
            all = all.add(has_name(Column::Id, name, &format!("{path}.name"))?);
        }
        if let Some(kinds) = kinds {
            all = all.add(Column::Kind.is_in(kinds.iter().map(|wanted| entity::OrganisationKind::from(*wanted))));
        }
        if let Some(country) = country {
            all = all.add(Column::CountryId.in_subquery(ids_where(&**country, country::Column::Id, &format!("{path}.country"))?));
        }
        if let Some(parent) = parent {
            all = all.add(Column::ParentId.in_subquery(ids_where(&**parent, Column::Id, &format!("{path}.parent"))?));
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The orders organisations may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OrganisationOrder {
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

impl Order<Column> for OrganisationOrder {
    fn key(self) -> (Option<Column>, bool) {
        match self {
            Self::NameAsc => (Some(Column::SortName), false),
            Self::NameDesc => (Some(Column::SortName), true),
            Self::CreatedDesc => (None, true),
            Self::CreatedAsc => (None, false),
        }
    }
}
