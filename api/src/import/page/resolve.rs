//! Who and what a page names, found in the archive or created.

use crate::changeset::ChangeSet;
use crate::country::service::NewCountry;
use crate::error::Result;
use crate::office::service::NewOffice;
use crate::organisation::service::NewOrganisation;
use crate::person::service::NewTenure;
use crate::place::service::NewPlace;
use crate::reader::page::{ExternalId, Organisation, Page};
use crate::record::service::{Common, NewName};
use crate::source::service::NewSource;
use crate::text::fold;
use crate::topic::service::NewTopic;
use entity::{NameKind, RecordKind, country, external_id, name, organisation, place, slug, tenure, topic};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// The archive's ids of what a page lists, by the page's indices.
pub struct Resolver<'p> {
    pub(super) set: ChangeSet,
    pub(super) page: &'p Page,
    pub(super) source: i64,
    pub(super) countries: Vec<i64>,
    pub(super) organisations: Vec<i64>,
    places: Vec<i64>,
    pub(super) people: Vec<i64>,
    pub(super) offices: Vec<i64>,
    tenures: Vec<i64>,
    topics: Vec<i64>,
    pub(super) events: Vec<i64>,
}

/// The id at a page's index.
pub(super) fn at(ids: &[i64], index: Option<usize>) -> Option<i64> {
    ids.get(index?).copied()
}

impl<'p> Resolver<'p> {
    pub fn new(set: ChangeSet, page: &'p Page, source: i64) -> Self {
        let none = Vec::new;
        Self {
            set,
            page,
            source,
            countries: none(),
            organisations: none(),
            places: none(),
            people: none(),
            offices: none(),
            tenures: none(),
            topics: none(),
            events: none(),
        }
    }

    /// Finds or creates all that the page lists, in the order in which they refer to each other.
    /// The source, if it is new, comes as soon as its publisher is there: what is written refers to it.
    pub async fn resolve_all(&mut self, new_source: Option<NewSource>) -> Result<()> {
        let page = self.page;
        for index in 0..page.countries.len() {
            let id = self.country(index).await?;
            self.countries.push(id);
        }
        for organisation in &page.organisations {
            let id = self.organisation(organisation).await?;
            self.organisations.push(id);
        }
        if let Some(new) = new_source {
            let publisher_id = at(&self.organisations, page.publisher);
            self.set.create_as(self.source, NewSource { publisher_id, ..new }).await?;
        }
        for place in &page.places {
            let country_id = at(&self.countries, place.country);
            let id = match self.known(RecordKind::Place, place.known.as_deref()).await? {
                Some(id) => id,
                None => {
                    if let Some(id) = self.place(&place.name, country_id).await? {
                        id
                    } else {
                        let (name, kind, common) = (place.name.clone(), place.kind, self.cited());
                        let new = NewPlace {
                            name,
                            other_names: Vec::new(),
                            kind,
                            country_id,
                            parent_id: None,
                            coordinates: None,
                            common,
                        };
                        self.set.create(new).await?
                    }
                }
            };
            self.places.push(id);
        }
        for office in &page.offices {
            let (country_id, organisation_id) =
                (at(&self.countries, office.country), at(&self.organisations, office.organisation));
            let id = if country_id.is_none() && organisation_id.is_none() {
                // "President", of what the page does not say: whose it is may tell, when the people are known.
                0
            } else if let Some(id) = self.office(&office.title, office.kind, country_id, organisation_id).await? {
                id
            } else {
                let (title, kind, common) = (office.title.clone(), office.kind, self.cited());
                self.set.create(NewOffice { title, kind, organisation_id, country_id, common }).await?
            };
            self.offices.push(id);
        }
        for (index, person) in page.people.iter().enumerate() {
            let id = self.person(index, person).await?;
            self.people.push(id);
        }
        for (index, office) in page.offices.iter().enumerate() {
            if self.offices.get(index) == Some(&0) {
                let id = self.seatless(index, office).await?;
                if let Some(slot) = self.offices.get_mut(index) {
                    *slot = id;
                }
            }
        }
        for held in &page.tenures {
            let (Some(person_id), Some(office_id)) = (at(&self.people, Some(held.person)), self.office_at(Some(held.office)))
            else {
                self.tenures.push(0);
                continue;
            };
            let same = tenure::Entity::find()
                .filter(tenure::Column::PersonId.eq(person_id))
                .filter(tenure::Column::OfficeId.eq(office_id));
            let id = if let Some(tenure) = same.one(self.set.connection()).await? {
                tenure.id
            } else {
                let (started, ended) = (held.from.clone(), held.to.clone());
                let (resolution, reason, common) = (held.basis.resolution, held.basis.reason.clone(), self.cited());
                self.set.create(NewTenure { person_id, office_id, started, ended, resolution, reason, common }).await?
            };
            self.tenures.push(id);
        }
        for wanted in &page.topics {
            let same = topic::Entity::find().filter(topic::Column::SortName.eq(fold(&wanted.label)));
            let id = if let Some(topic) = same.one(self.set.connection()).await? {
                topic.id
            } else {
                let common = self.common(&wanted.external_ids);
                self.set.create(NewTopic { label: wanted.label.clone(), broader_id: None, common }).await?
            };
            self.topics.push(id);
        }
        self.resolve_events().await
    }

    pub(super) fn country_at(&self, index: Option<usize>) -> Option<i64> {
        at(&self.countries, index)
    }

    pub(super) fn organisation_at(&self, index: Option<usize>) -> Option<i64> {
        at(&self.organisations, index)
    }

    pub(super) fn place_at(&self, index: Option<usize>) -> Option<i64> {
        at(&self.places, index)
    }

    pub(super) fn person_at(&self, index: Option<usize>) -> Option<i64> {
        at(&self.people, index)
    }

    pub(super) fn office_at(&self, index: Option<usize>) -> Option<i64> {
        at(&self.offices, index).filter(|id| *id != 0)
    }

    pub(super) fn tenure_at(&self, index: Option<usize>) -> Option<i64> {
        at(&self.tenures, index).filter(|id| *id != 0)
    }

    pub(super) fn topic_at(&self, index: Option<usize>) -> Option<i64> {
        at(&self.topics, index)
    }

    pub(super) fn event_at(&self, index: Option<usize>) -> Option<i64> {
        at(&self.events, index).filter(|id| *id != 0)
    }

    /// A new record that cites this page.
    pub(super) fn cited(&self) -> Common {
        Common::citing(vec![self.source])
    }

    /// The same, with what the page calls it.
    pub(super) fn common(&self, external_ids: &[ExternalId]) -> Common {
        let external_ids = external_ids.iter().map(|id| (id.scheme.clone(), id.value.clone()).into()).collect();
        Common { external_ids, ..self.cited() }
    }

    pub(super) async fn known(&self, kind: RecordKind, slug: Option<&str>) -> Result<Option<i64>> {
        let Some(value) = slug else { return Ok(None) };
        let found = slug::Entity::find_by_id((kind, value.to_owned())).one(self.set.connection()).await?;
        Ok(found.map(|slug| slug.record_id))
    }

    pub(super) async fn with_external_id(&self, kind: RecordKind, ids: &[ExternalId]) -> Result<Option<i64>> {
        for id in ids {
            let key = (kind, id.scheme.clone(), id.value.clone());
            if let Some(found) = external_id::Entity::find_by_id(key).one(self.set.connection()).await? {
                return Ok(Some(found.record_id));
            }
        }
        Ok(None)
    }

    /// Records of `kind` that have `form` among their names.
    pub(super) async fn named(&self, kind: RecordKind, form: &str) -> Result<BTreeSet<i64>> {
        let ids = crate::graphql::filter::select_where(
            entity::record::Entity,
            (entity::record::Entity, entity::record::Column::Id),
            entity::record::Column::Kind.eq(kind),
        );
        let names = name::Entity::find()
            .filter(name::Column::Folded.eq(fold(form)))
            .filter(name::Column::Kind.ne(NameKind::Adjective))
            .filter(name::Column::RecordId.in_subquery(ids));
        Ok(names.all(self.set.connection()).await?.into_iter().map(|name| name.record_id).collect())
    }

    async fn country(&mut self, index: usize) -> Result<i64> {
        let Some(wanted) = self.page.countries.get(index) else { return Ok(0) };
        if let Some(id) = self.known(RecordKind::Country, wanted.known.as_deref()).await? {
            return Ok(id);
        }
        if let Some(alpha2) = &wanted.alpha2 {
            let found = country::Entity::find().filter(country::Column::Alpha2.eq(alpha2)).one(self.set.connection()).await?;
            if let Some(country) = found {
                return Ok(country.id);
            }
        }
        if let Some(id) = self.with_external_id(RecordKind::Country, &wanted.external_ids).await? {
            return Ok(id);
        }
        let named = self.named(RecordKind::Country, &wanted.name).await?;
        if let (1, Some(id)) = (named.len(), named.first()) {
            return Ok(*id);
        }
        let common = self.common(&wanted.external_ids);
        self.set.create(NewCountry { name: wanted.name.clone(), common, ..NewCountry::default() }).await
    }

    async fn organisation(&mut self, wanted: &Organisation) -> Result<i64> {
        if let Some(id) = self.known(RecordKind::Organisation, wanted.known.as_deref()).await? {
            return Ok(id);
        }
        let country_id = at(&self.countries, wanted.country);
        for id in self.named(RecordKind::Organisation, &wanted.name).await? {
            let found = organisation::Entity::find_by_id(id).one(self.set.connection()).await?;
            if found.is_some_and(|found| country_id.is_none() || found.country_id.is_none() || found.country_id == country_id) {
                return Ok(id);
            }
        }
        let other_names = alternatives(&wanted.other_names);
        let (name, kind, common) = (wanted.name.clone(), wanted.kind, self.cited());
        self.set.create(NewOrganisation { name, other_names, kind, parent_id: None, country_id, common }).await
    }

    async fn place(&self, wanted: &str, country_id: Option<i64>) -> Result<Option<i64>> {
        for id in self.named(RecordKind::Place, wanted).await? {
            let found = place::Entity::find_by_id(id).one(self.set.connection()).await?;
            if found.is_some_and(|found| country_id.is_none() || found.country_id.is_none() || found.country_id == country_id) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

pub(super) fn alternatives(names: &[String]) -> Vec<NewName> {
    names.iter().map(|form| NewName::new(form, NameKind::Alternative)).collect()
}
