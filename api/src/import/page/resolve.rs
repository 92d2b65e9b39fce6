//! Who and what a page names, found in the archive or created.

use crate::changeset::ChangeSet;
use crate::country::service::NewCountry;
use crate::error::Result;
use crate::event::service::{NewEvent, NewParticipant};
use crate::office::service::NewOffice;
use crate::organisation::service::NewOrganisation;
use crate::person::service::{NewPerson, NewTenure};
use crate::place::service::NewPlace;
use crate::reader::page::{Event, ExternalId, Office, Organisation, Page, Person};
use crate::record::service::{Common, NewName};
use crate::source::service::NewSource;
use crate::text::fold;
use crate::topic::service::NewTopic;
use entity::{NameKind, RecordKind, country, event, external_id, name, office, organisation, person, place, slug, tenure, topic};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// The archive's ids of what a page lists, by the page's indices.
pub struct Resolver<'p> {
    pub(super) set: ChangeSet,
    pub(super) page: &'p Page,
    pub(super) source: i64,
    countries: Vec<i64>,
    organisations: Vec<i64>,
    places: Vec<i64>,
    people: Vec<i64>,
    offices: Vec<i64>,
    tenures: Vec<i64>,
    topics: Vec<i64>,
    events: Vec<i64>,
}

/// The id at a page's index.
fn at(ids: &[i64], index: Option<usize>) -> Option<i64> {
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
        Common { external_ids: Vec::new(), sources: vec![self.source] }
    }

    /// The same, with what the page calls it.
    pub(super) fn common(&self, external_ids: &[ExternalId]) -> Common {
        let external_ids = external_ids.iter().map(|id| (id.scheme.clone(), id.value.clone())).collect();
        Common { external_ids, sources: vec![self.source] }
    }

    async fn known(&self, kind: RecordKind, slug: Option<&str>) -> Result<Option<i64>> {
        let Some(value) = slug else { return Ok(None) };
        let found = slug::Entity::find_by_id((kind, value.to_owned())).one(self.set.connection()).await?;
        Ok(found.map(|slug| slug.record_id))
    }

    async fn with_external_id(&self, kind: RecordKind, ids: &[ExternalId]) -> Result<Option<i64>> {
        for id in ids {
            let key = (kind, id.scheme.clone(), id.value.clone());
            if let Some(found) = external_id::Entity::find_by_id(key).one(self.set.connection()).await? {
                return Ok(Some(found.record_id));
            }
        }
        Ok(None)
    }

    /// Records of `kind` that have `form` among their names.
    async fn named(&self, kind: RecordKind, form: &str) -> Result<BTreeSet<i64>> {
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

    /// The office of the same country or organisation whose title has the same words, whatever their order.
    async fn office(
        &self,
        title: &str,
        kind: entity::OfficeKind,
        country_id: Option<i64>,
        organisation_id: Option<i64>,
    ) -> Result<Option<i64>> {
        use office::Column;
        let equal = |column: Column, id: Option<i64>| id.map_or_else(|| column.is_null(), |id| column.eq(id));
        let candidates = office::Entity::find()
            .filter(Column::Kind.eq(kind))
            .filter(equal(Column::CountryId, country_id))
            .filter(equal(Column::OrganisationId, organisation_id))
            .order_by_asc(Column::Id);
        let mut seat = BTreeSet::new();
        if let Some(country) = country_id {
            let names = name::Entity::find().filter(name::Column::RecordId.eq(country)).all(self.set.connection()).await?;
            seat.extend(names.into_iter().flat_map(|name| words(&name.folded)));
        }
        let same = |title: &str| -> BTreeSet<String> { words(&fold(title)).difference(&seat).cloned().collect() };
        let wanted = same(title);
        let found = candidates.all(self.set.connection()).await?.into_iter().find(|office| same(&office.title) == wanted);
        Ok(found.map(|office| office.id))
    }

    /// An office of which the page does not say whose it is. It is the one that its holder is known to have of this kind, else one of the
    /// holder's own: "President" on one page and "President" on another are not the same office.
    async fn seatless(&mut self, index: usize, wanted: &Office) -> Result<i64> {
        let holders: BTreeSet<i64> = self
            .page
            .tenures
            .iter()
            .filter(|held| held.office == index)
            .filter_map(|held| at(&self.people, Some(held.person)))
            .collect();
        if let (1, Some(holder)) = (holders.len(), holders.first()) {
            let held = crate::graphql::filter::select_where(
                tenure::Entity,
                (tenure::Entity, tenure::Column::OfficeId),
                tenure::Column::PersonId.eq(*holder),
            );
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

    /// The one person with a full name who ends on this surname and holds no office of another country than the page says; else the one
    /// record that has nothing but the surname.
    async fn with_surname(&self, index: usize, surname: &str) -> Result<Option<i64>> {
        let folded = fold(surname);
        let people = person::Entity::find()
            .filter(
                Condition::any()
                    .add(person::Column::SortName.eq(&folded))
                    .add(person::Column::SortName.like(format!("% {folded}"))),
            )
            .all(self.set.connection())
            .await?;
        let (bare, full): (Vec<_>, Vec<_>) = people.iter().partition(|person| person.sort_name == folded);
        let of: BTreeSet<i64> = self
            .page
            .tenures
            .iter()
            .filter(|held| held.person == index)
            .filter_map(|held| self.page.offices.get(held.office))
            .filter_map(|office| at(&self.countries, office.country))
            .collect();
        match (full.as_slice(), bare.as_slice()) {
            ([only], _) if of.is_empty() || !self.serves_others(only.id, &of).await? => Ok(Some(only.id)),
            ([], [only]) => Ok(Some(only.id)),
            _ => Ok(None),
        }
    }

    /// Whether the person is known to hold offices of countries, and of none of `countries`.
    async fn serves_others(&self, person: i64, countries: &BTreeSet<i64>) -> Result<bool> {
        let held = crate::graphql::filter::select_where(
            tenure::Entity,
            (tenure::Entity, tenure::Column::OfficeId),
            tenure::Column::PersonId.eq(person),
        );
        let offices = office::Entity::find().filter(office::Column::Id.in_subquery(held)).all(self.set.connection()).await?;
        let served: BTreeSet<i64> = offices.into_iter().filter_map(|office| office.country_id).collect();
        Ok(!served.is_empty() && served.is_disjoint(countries))
    }

    /// By the archive's own key, by another catalogue's, by the full name, by a like name in the same office. A name that two
    /// people of the archive share decides nothing.
    async fn person(&mut self, index: usize, wanted: &Person) -> Result<i64> {
        if let Some(id) = self.with_external_id(RecordKind::Person, &wanted.external_ids).await? {
            return Ok(id);
        }
        if let Some(id) = self.known(RecordKind::Person, wanted.known.as_deref()).await? {
            return Ok(id);
        }
        let is_full = fold(&wanted.name).contains(' ');
        let named = self.named(RecordKind::Person, &wanted.name).await?;
        match (named.len(), named.first()) {
            (1, Some(id)) if is_full => return Ok(*id),
            _ if !is_full => {
                if let Some(id) = self.with_surname(index, &wanted.name).await? {
                    return Ok(id);
                }
            }
            (0, _) if is_full => {
                if let Some(id) = self.like_named_in_office(index, &wanted.name).await? {
                    return Ok(id);
                }
            }
            _ => {}
        }
        let common = self.common(&wanted.external_ids);
        let (name, other_names) = (wanted.name.clone(), alternatives(&wanted.other_names));
        self.set.create(NewPerson { name, other_names, common, ..NewPerson::default() }).await
    }

    /// The one person who holds an office that the page gives to person `index`, and whose name is a spelling of `wanted`.
    async fn like_named_in_office(&self, index: usize, wanted: &str) -> Result<Option<i64>> {
        let offices =
            self.page.tenures.iter().filter(|held| held.person == index).filter_map(|held| self.office_at(Some(held.office)));
        let holders = crate::graphql::filter::select_where(
            tenure::Entity,
            (tenure::Entity, tenure::Column::PersonId),
            tenure::Column::OfficeId.is_in(offices),
        );
        let people = person::Entity::find().filter(person::Column::Id.in_subquery(holders)).all(self.set.connection()).await?;
        let mut like = people.into_iter().filter(|person| is_spelling(&person.sort_name, &fold(wanted)));
        Ok(like.next().filter(|_| like.next().is_none()).map(|person| person.id))
    }

    async fn resolve_events(&mut self) -> Result<()> {
        let page = self.page;
        self.events = vec![0; page.events.len()];
        // An event after those it belongs to; one that belongs to itself in a circle stands alone.
        for index in 0..page.events.len() {
            self.event(index, 0).await?;
        }
        Ok(())
    }

    async fn event(&mut self, index: usize, depth: usize) -> Result<Option<i64>> {
        let Some(wanted) = self.page.events.get(index) else { return Ok(None) };
        if let Some(id) = self.event_at(Some(index)) {
            return Ok(Some(id));
        }
        if depth > self.page.events.len() {
            return Ok(None);
        }
        let parent_id = match wanted.parent {
            Some(parent) => Box::pin(self.event(parent, depth + 1)).await?,
            None => None,
        };
        let series_id = match wanted.series {
            Some(series) => Box::pin(self.event(series, depth + 1)).await?,
            None => None,
        };
        let id = match self.same_event(wanted, series_id).await? {
            Some(id) => id,
            None => self.create_event(wanted, parent_id, series_id).await?,
        };
        if let Some(slot) = self.events.get_mut(index) {
            *slot = id;
        }
        Ok(Some(id))
    }

    /// The event of the same number in the series, or one of the same kind, name and beginning.
    async fn same_event(&self, wanted: &Event, series_id: Option<i64>) -> Result<Option<i64>> {
        use event::Column;
        let ordinal = wanted.ordinal.and_then(|ordinal| i32::try_from(ordinal).ok());
        if let (Some(series), Some(ordinal)) = (series_id, ordinal) {
            let same = event::Entity::find().filter(Column::SeriesId.eq(series)).filter(Column::Ordinal.eq(ordinal));
            return Ok(same.order_by_asc(Column::Id).one(self.set.connection()).await?.map(|event| event.id));
        }
        let days = wanted.starts_days();
        let begins = match days {
            (None, None) => Condition::all().add(Column::Starts.is_null()),
            (earliest, latest) => Condition::all().add(Column::StartsEarliest.eq(earliest)).add(Column::StartsLatest.eq(latest)),
        };
        let same = event::Entity::find()
            .filter(Column::Kind.eq(wanted.kind))
            .filter(Column::SortName.eq(fold(&wanted.name)))
            .filter(begins)
            .order_by_asc(Column::Id);
        Ok(same.one(self.set.connection()).await?.map(|event| event.id))
    }

    async fn create_event(&mut self, wanted: &Event, parent_id: Option<i64>, series_id: Option<i64>) -> Result<i64> {
        let participants = wanted.participants.iter().map(|participant| NewParticipant {
            person_id: at(&self.people, participant.person),
            office_id: self.office_at(participant.office),
            country_id: at(&self.countries, participant.country),
            organisation_id: at(&self.organisations, participant.organisation),
            role: participant.role,
            resolution: participant.basis.resolution,
            reason: participant.basis.reason.clone(),
        });
        let new = NewEvent {
            name: wanted.name.clone(),
            kind: wanted.kind,
            status: wanted.status,
            starts: wanted.start.clone(),
            ends: wanted.end.clone(),
            parent_id,
            series_id,
            ordinal: wanted.ordinal.and_then(|ordinal| i32::try_from(ordinal).ok()),
            place_id: at(&self.places, wanted.place),
            participants: participants.collect(),
            resolution: wanted.basis.resolution,
            reason: wanted.basis.reason.clone(),
            common: self.cited(),
        };
        self.set.create(new).await
    }
}

impl Event {
    fn starts_days(&self) -> (Option<i32>, Option<i32>) {
        self.start.as_ref().and_then(|date| date.days().ok()).unwrap_or_default()
    }
}

fn alternatives(names: &[String]) -> Vec<NewName> {
    names.iter().map(|form| NewName::new(form, NameKind::Alternative)).collect()
}

/// The words of folded text that carry meaning in a title.
fn words(folded: &str) -> BTreeSet<String> {
    const EMPTY: [&str; 6] = ["of", "the", "for", "and", "affairs", "s"];
    folded.split(' ').filter(|word| !EMPTY.contains(word)).map(ToOwned::to_owned).collect()
}

/// Whether two folded names are spellings of one another: the same number of words, each with nearly the same letters.
fn is_spelling(one: &str, other: &str) -> bool {
    let pairs = || one.split(' ').zip(other.split(' '));
    one.split(' ').count() == other.split(' ').count()
        && pairs().all(|(one, other)| strsim::damerau_levenshtein(one, other) * 4 <= one.len().max(other.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_differ_in_few_letters_of_a_word() {
        assert!(is_spelling("sergey lavrov", "sergei lavrov"));
        assert!(is_spelling("elmar mammadyarov", "elmar mamedyarov"));
        assert!(!is_spelling("sergey lavrov", "sergey ivanov"));
        assert!(!is_spelling("john kerry", "john f kerry"));
    }

    #[test]
    fn titles_are_compared_by_their_words() {
        assert_eq!(words("minister of foreign affairs"), words("foreign minister"));
        assert_ne!(words("deputy foreign minister"), words("foreign minister"));
    }
}
