//! Which countries a list has, and in which order.

use crate::error::Result;
use crate::graphql::filter::{Filter, combine, has_name, has_slug, is_one_of_ids};
use crate::graphql::pagination::Order;
use async_graphql::{Enum, ID, InputObject};
use entity::RecordKind;
use entity::country::{Column, Entity};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which countries stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CountryFilter {
    /// All of these must hold too.
    and: Option<Vec<CountryFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<CountryFilter>>,
    /// This must not hold.
    not: Option<Box<CountryFilter>>,
    /// One of these countries.
    ids: Option<Vec<ID>>,
    /// One of the countries with these slugs.
    slugs: Option<Vec<String>>,
    /// One of the countries with these codes: ISO 3166-1 alpha-2, alpha-3 or numeric, or ISO 3166-3.
    codes: Option<Vec<String>>,
    /// One of its names is this or begins with it; letter case, accents and script do not matter.
    name: Option<String>,
    /// In one of these regions, subregions or intermediate regions, by their UN M49 codes.
    regions: Option<Vec<String>>,
    /// True leaves countries that no longer exist, false those that do.
    former: Option<bool>,
}

impl Filter for CountryFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, slugs, codes, name, regions, former } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Country", ids, path)?);
        }
        if let Some(slugs) = slugs {
            all = all.add(has_slug(Column::Id, RecordKind::Country, slugs));
        }
        if let Some(codes) = codes {
            all = all.add(has_code(codes));
        }
        if let Some(name) = name {
            all = all.add(has_name(Column::Id, name, &format!("{path}.name"))?);
        }
        if let Some(regions) = regions {
            let any = Condition::any()
                .add(Column::RegionCode.is_in(regions))
                .add(Column::SubregionCode.is_in(regions))
                .add(Column::IntermediateRegionCode.is_in(regions));
            all = all.add(any);
        }
        all =
            all.add_option(former.map(|former| if former { Column::ExistsTo.is_not_null() } else { Column::ExistsTo.is_null() }));
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The country has one of `codes`, of whichever standard.
pub fn has_code(codes: &[String]) -> Condition {
    let codes: Vec<String> = codes.iter().map(|code| code.trim().to_uppercase()).collect();
    Condition::any()
        .add(Column::Alpha2.is_in(&codes))
        .add(Column::Alpha3.is_in(&codes))
        .add(Column::Alpha4.is_in(&codes))
        .add(Column::NumericCode.is_in(&codes))
}

/// The orders countries may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CountryOrder {
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

impl Order<Column> for CountryOrder {
    fn key(self) -> (Option<Column>, bool) {
        match self {
            Self::NameAsc => (Some(Column::SortName), false),
            Self::NameDesc => (Some(Column::SortName), true),
            Self::CreatedDesc => (None, true),
            Self::CreatedAsc => (None, false),
        }
    }
}
