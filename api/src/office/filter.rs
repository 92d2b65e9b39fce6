//! Which offices a list has, and in which order.

use super::OfficeKind;
use crate::country::CountryFilter;
use crate::error::Result;
use crate::graphql::filter::{Filter, begins_with, combine, has_slug, ids_where, is_one_of_ids, select_where};
use crate::graphql::pagination::Order;
use crate::organisation::OrganisationFilter;
use crate::person::PersonFilter;
use async_graphql::{Enum, ID, InputObject};
use entity::office::{Column, Entity};
use entity::{RecordKind, country, organisation, person};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which offices stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct OfficeFilter {
    /// All of these must hold too.
    and: Option<Vec<OfficeFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<OfficeFilter>>,
    /// This must not hold.
    not: Option<Box<OfficeFilter>>,
    /// One of these offices.
    ids: Option<Vec<ID>>,
    /// One of the offices with these slugs.
    slugs: Option<Vec<String>>,
    /// The title is this or begins with it; letter case and accents do not matter.
    title: Option<String>,
    /// One of these kinds.
    kinds: Option<Vec<OfficeKind>>,
    /// It is an office of such a country.
    country: Option<Box<CountryFilter>>,
    /// It is an office of such an organisation.
    organisation: Option<Box<OrganisationFilter>>,
    /// Such a person holds or held it.
    holder: Option<Box<PersonFilter>>,
}

impl Filter for OfficeFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, slugs, title, kinds, country, organisation, holder } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Office", ids, path)?);
        }
        if let Some(slugs) = slugs {
            all = all.add(has_slug(Column::Id, RecordKind::Office, slugs));
        }
        if let Some(title) = title {
            all = all.add(begins_with(Column::SortName, title, &format!("{path}.title"))?);
        }
        if let Some(kinds) = kinds {
            all = all.add(Column::Kind.is_in(kinds.iter().map(|wanted| entity::OfficeKind::from(*wanted))));
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
        if let Some(holder) = holder {
            use entity::tenure::{Column as By, Entity as Via};
            let wanted = ids_where(&**holder, person::Column::Id, &format!("{path}.holder"))?;
            all = all.add(Column::Id.in_subquery(select_where(Via, (Via, By::OfficeId), By::PersonId.in_subquery(wanted))));
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The orders offices may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OfficeOrder {
    /// By title, from A to Z, accents aside.
    #[default]
    TitleAsc,
    /// By title, from Z to A, accents aside.
    TitleDesc,
    /// The last added first.
    CreatedDesc,
    /// The first added first.
    CreatedAsc,
}

impl Order<Column> for OfficeOrder {
    fn key(self) -> (Option<Column>, bool) {
        match self {
            Self::TitleAsc => (Some(Column::SortName), false),
            Self::TitleDesc => (Some(Column::SortName), true),
            Self::CreatedDesc => (None, true),
            Self::CreatedAsc => (None, false),
        }
    }
}
