//! Which places a list has, and in which order.

use super::PlaceKind;
use crate::country::CountryFilter;
use crate::error::Result;
use crate::graphql::filter::{Filter, combine, has_name, has_slug, ids_where, is_one_of_ids};
use crate::graphql::pagination::Order;
use async_graphql::{Enum, ID, InputObject};
use entity::place::{Column, Entity};
use entity::{RecordKind, country};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which places stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PlaceFilter {
    /// All of these must hold too.
    and: Option<Vec<PlaceFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<PlaceFilter>>,
    /// This must not hold.
    not: Option<Box<PlaceFilter>>,
    /// One of these places.
    ids: Option<Vec<ID>>,
    /// One of the places with these slugs.
    slugs: Option<Vec<String>>,
    /// One of its names is this or begins with it; letter case, accents and script do not matter.
    name: Option<String>,
    /// One of these kinds.
    kinds: Option<Vec<PlaceKind>>,
    /// It is in such a country.
    country: Option<Box<CountryFilter>>,
    /// It is a part of such a place.
    parent: Option<Box<PlaceFilter>>,
}

impl Filter for PlaceFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, slugs, name, kinds, country, parent } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Place", ids, path)?);
        }
        if let Some(slugs) = slugs {
            all = all.add(has_slug(Column::Id, RecordKind::Place, slugs));
        }
        if let Some(name) = name {
            all = all.add(has_name(Column::Id, name, &format!("{path}.name"))?);
        }
        if let Some(kinds) = kinds {
            all = all.add(Column::Kind.is_in(kinds.iter().map(|wanted| entity::PlaceKind::from(*wanted))));
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

/// The orders places may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum PlaceOrder {
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

impl Order<Column> for PlaceOrder {
    fn key(self) -> (Option<Column>, bool) {
        match self {
            Self::NameAsc => (Some(Column::SortName), false),
            Self::NameDesc => (Some(Column::SortName), true),
            Self::CreatedDesc => (None, true),
            Self::CreatedAsc => (None, false),
        }
    }
}
