//! Which sources a list has, and in which order.

use crate::error::Result;
use crate::graphql::filter::{Filter, combine, ids_where, is_one_of_ids};
use crate::graphql::pagination::Order;
use crate::organisation::OrganisationFilter;
use async_graphql::{Enum, ID, InputObject};
use entity::organisation;
use entity::source::{Column, Entity};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

/// Which sources stay. All parts that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SourceFilter {
    /// All of these must hold too.
    and: Option<Vec<SourceFilter>>,
    /// At least one of these must hold too.
    or: Option<Vec<SourceFilter>>,
    /// This must not hold.
    not: Option<Box<SourceFilter>>,
    /// One of these sources.
    ids: Option<Vec<ID>>,
    /// It was retrieved from one of these addresses.
    urls: Option<Vec<String>>,
    /// It has one of these SHA-256 sums, in lower-case hexadecimal digits.
    sha256: Option<Vec<String>>,
    /// It is published by such an organisation.
    publisher: Option<Box<OrganisationFilter>>,
}

impl Filter for SourceFilter {
    type Entity = Entity;

    fn condition(&self, path: &str) -> Result<Condition> {
        let Self { and, or, not, ids, urls, sha256, publisher } = self;
        let mut all = Condition::all();
        if let Some(ids) = ids {
            all = all.add(is_one_of_ids(Column::Id, "Source", ids, path)?);
        }
        if let Some(urls) = urls {
            all = all.add(Column::Url.is_in(urls));
        }
        if let Some(sums) = sha256 {
            all = all.add(Column::Sha256.is_in(sums));
        }
        if let Some(publisher) = publisher {
            all = all.add(Column::PublisherId.in_subquery(ids_where(
                &**publisher,
                organisation::Column::Id,
                &format!("{path}.publisher"),
            )?));
        }
        combine(all, path, and.as_ref(), or.as_ref(), not.as_deref())
    }
}

/// The orders sources may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SourceOrder {
    /// The first added first.
    #[default]
    CreatedAsc,
    /// The last added first.
    CreatedDesc,
}

impl Order<Column> for SourceOrder {
    fn key(self) -> (Option<Column>, bool) {
        (None, self == Self::CreatedDesc)
    }
}
