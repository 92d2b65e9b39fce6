//! Which office of the archive a page means.

use super::resolve::{Resolver, at};
use crate::error::Result;
use crate::graphql::filter::select_where;
use crate::office::service::{NewOffice, own_words, title_words};
use crate::reader::page::Office;
use crate::text::fold;
use entity::{name, office, tenure};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

impl Resolver<'_> {
    /// The office of the same country or organisation whose title has the same words, whatever their order.
    pub(super) async fn office(
        &self,
        title: &str,
        kind: entity::OfficeKind,
        country_id: Option<i64>,
        organisation_id: Option<i64>,
    ) -> Result<Option<i64>> {
        use office::Column;
        let equal = |column: Column, id: Option<i64>| id.map_or_else(|| column.is_null(), |id| column.eq(id));
        let mut candidates = office::Entity::find()
            .filter(Column::Kind.eq(kind))
            .filter(equal(Column::CountryId, country_id))
            .order_by_asc(Column::Id);
        // A page seldom says of which body an office is: that of the country is meant, if there is but one of that title.
        if organisation_id.is_some() || country_id.is_none() {
            candidates = candidates.filter(equal(Column::OrganisationId, organisation_id));
        }
        let mut seat = BTreeSet::new();
        if let Some(country) = country_id {
            let names = name::Entity::find().filter(name::Column::RecordId.eq(country)).all(self.set.connection()).await?;
            seat.extend(names.into_iter().flat_map(|name| title_words(&name.folded)));
        }
        let wanted = own_words(title, &seat);
        let found =
            candidates.all(self.set.connection()).await?.into_iter().filter(|office| own_words(&office.title, &seat) == wanted);
        let found: Vec<_> = found.collect();
        let bare = found.iter().find(|office| office.organisation_id == organisation_id);
        Ok(bare.or(found.first().filter(|_| found.len() == 1)).map(|office| office.id))
    }

    /// An office of which the page does not say whose it is. It is the one that its holder is known to have of this kind, else one of the
    /// holder's own: "President" on one page and "President" on another are not the same office.
    pub(super) async fn seatless(&mut self, index: usize, wanted: &Office) -> Result<i64> {
        let holders: BTreeSet<i64> = self
            .page
            .tenures
            .iter()
            .filter(|held| held.office == index)
            .filter_map(|held| at(&self.people, Some(held.person)))
            .collect();
        if let (1, Some(holder)) = (holders.len(), holders.first()) {
            let held =
                select_where(tenure::Entity, (tenure::Entity, tenure::Column::OfficeId), tenure::Column::PersonId.eq(*holder));
            let known =
                office::Entity::find().filter(office::Column::Id.in_subquery(held)).filter(office::Column::Kind.eq(wanted.kind));
            let known = known.order_by_asc(office::Column::Id).all(self.set.connection()).await?;
            let seated: Vec<_> =
                known.iter().filter(|office| office.country_id.is_some() || office.organisation_id.is_some()).collect();
            if let [only] = seated.as_slice() {
                return Ok(only.id);
            }
            if let Some(same) = known.iter().find(|office| office.sort_name == fold(&wanted.title)) {
                return Ok(same.id);
            }
        }
        let (title, kind, common) = (wanted.title.clone(), wanted.kind, self.cited());
        self.set.create(NewOffice { title, kind, organisation_id: None, country_id: None, common }).await
    }
}
