//! Which record of the archive a record of an import is.

use super::facts::{Facts, days};
use super::known::{Identity, Standing, hash};
use super::part::typed;
use super::wanted::{names, of_text, strong};
use super::{Engine, at, field};
use crate::duplicate::likeness::skeleton;
use crate::error::Result;
use crate::office::service::title_words;
use crate::text::fold;
use entity::{RecordKind, link, membership, mention};
use futures_util::future::BoxFuture;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What the archive has of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Same {
    Nothing,
    /// Explicit: recognised by more than its name.
    Known {
        id: i64,
        is_explicit: bool,
    },
    Unclear(Vec<i64>),
    /// An editor deleted it.
    Deleted(i64),
    /// Its import was undone.
    Undone(i64),
}

impl Same {
    fn of(mut found: Vec<i64>) -> Self {
        match (found.len(), found.pop()) {
            (0, _) | (_, None) => Self::Nothing,
            (1, Some(id)) => Self::Known { id, is_explicit: false },
            (_, Some(id)) => {
                found.push(id);
                Self::Unclear(found)
            }
        }
    }
}

/// References that were found on the way, to be used again.
pub type Given = Vec<(&'static str, i64)>;

impl Engine<'_> {
    /// The record of the archive that `record` is, and the references that had to be found to tell.
    pub(super) async fn find_same(
        &mut self,
        kind: RecordKind,
        key: Option<&str>,
        record: &Map<String, Value>,
        given: &[(&'static str, i64)],
        path: &str,
    ) -> Result<(Same, Given)> {
        let mut given = given.to_vec();
        if let Some(same) = self.explicit(kind, key, record) {
            return Ok((same, given));
        }
        let parts: &[&str] = match kind {
            RecordKind::Tenure => &["person", "office"],
            RecordKind::Membership => &["organisation", "person", "memberOrganisation", "country"],
            RecordKind::Link => &["source", "target"],
            RecordKind::Mention => &["person", "office", "country", "organisation", "place", "event"],
            _ => return Ok((self.named(kind, record, true).await?, given)),
        };
        for name in parts {
            let (Some(value), Some(wanted)) = (record.get(*name), field::refers(kind, name)) else { continue };
            if given.iter().all(|(given, _)| given != name)
                && let Some(id) = self.refer(wanted, value, &at(path, name)).await?
            {
                given.push((name, id));
            }
        }
        let same = self.related(kind, record, &given).await?;
        Ok((same, given))
    }

    /// What joins two records that are known, if it is there itself; nothing is made and nothing told.
    pub(super) async fn peek_related(&mut self, kind: RecordKind, record: &Map<String, Value>) -> Result<Same> {
        let mut given = Vec::new();
        for name in ["person", "office", "organisation", "memberOrganisation", "country"] {
            if let (Some(value), Some(wanted)) = (record.get(name), field::refers(kind, name))
                && let Some(id) = self.peek(wanted, value).await?
            {
                given.push((name, id));
            }
        }
        self.related(kind, record, &given).await
    }

    /// By what names a record beyond doubt.
    pub(super) fn explicit(&self, kind: RecordKind, key: Option<&str>, record: &Map<String, Value>) -> Option<Same> {
        let mut gone = None;
        let mut check = |ids: Vec<i64>| -> Option<Same> {
            let mut there = BTreeSet::new();
            for id in ids {
                match self.known.survivor(id) {
                    (id, Standing::There) => {
                        there.insert(id);
                    }
                    (id, Standing::Deleted { was_undone: true }) => gone = gone.take().or(Some(Same::Undone(id))),
                    (id, Standing::Deleted { was_undone: false }) => gone = gone.take().or(Some(Same::Deleted(id))),
                    (_, Standing::Missing | Standing::MergedInto(_)) => {}
                }
            }
            match there.len() {
                0 => None,
                1 => there.first().map(|id| Same::Known { id: *id, is_explicit: true }),
                _ => Some(Same::Unclear(there.into_iter().collect())),
            }
        };
        if let Some(found) = key.and_then(|key| self.known.by_key(key)).and_then(|id| check(vec![id])) {
            return Some(found);
        }
        let strong = strong(kind, record);
        let ids = |is_wanted: fn(&Identity) -> bool| {
            strong.iter().filter(|one| is_wanted(one)).flat_map(|one| self.known.ids(one).iter().copied()).collect::<Vec<i64>>()
        };
        check(ids(|one| matches!(one, Identity::ExternalId(..))))
            .or_else(|| check(ids(|one| !matches!(one, Identity::ExternalId(..)))))
            .or(gone)
    }

    /// By its name, where nothing that is known of it contradicts. `is_record`: it is a record of its file, and no mere reference.
    pub(super) fn named<'a>(
        &'a mut self,
        kind: RecordKind,
        record: &'a Map<String, Value>,
        is_record: bool,
    ) -> BoxFuture<'a, Result<Same>> {
        Box::pin(async move {
            let names = names(kind, record);
            let mut candidates: Vec<i64> = Vec::new();
            for name in &names {
                for id in self.known.ids(&Identity::Name(kind, name.clone())) {
                    if let (id, Standing::There) = self.known.survivor(*id)
                        && !candidates.contains(&id)
                    {
                        candidates.push(id);
                    }
                }
            }
            self.known.learn(self.set.connection(), kind, candidates.iter().copied()).await?;
            let mut facts = Facts::of(kind, &self.peeked(kind, record).await?);
            if kind == RecordKind::Person {
                self.add_tenures(record, &mut facts).await?;
                let (first, last) = self.work_days();
                facts.widen(first, last);
            }
            let file = hash(&self.scope.file);
            candidates.retain(|id| {
                let other = self.known.facts(*id).cloned().unwrap_or_default();
                let is_other = is_record && facts.is_beside(&other, file);
                !is_other && may_be(kind, &facts, &other)
            });
            if candidates.len() > 1 {
                self.narrow(kind, &facts, &mut candidates);
            }
            if !candidates.is_empty() {
                return Ok(Same::of(candidates));
            }
            match kind {
                RecordKind::Person => self.among_holders(record, &names, &facts, is_record).await,
                RecordKind::Office => self.like_titled(record, &facts, is_record).await,
                RecordKind::Event => self.same_occasion(&facts, is_record).await,
                _ => Ok(Same::Nothing),
            }
        })
    }

    /// Of several that may be meant, those of which more than the name agrees.
    fn narrow(&self, kind: RecordKind, facts: &Facts, candidates: &mut Vec<i64>) {
        let known = |id: &i64| self.known.facts(*id).cloned().unwrap_or_default();
        let mut keep = |agrees: &dyn Fn(&Facts) -> bool| {
            let better: Vec<i64> = candidates.iter().copied().filter(|id| agrees(&known(id))).collect();
            if !better.is_empty() && candidates.len() > 1 {
                *candidates = better;
            }
        };
        match kind {
            RecordKind::Country => keep(&|other| !other.is_former),
            RecordKind::Person => {
                keep(&|other| !facts.offices.is_disjoint(&other.offices));
                keep(&|other| !facts.countries.is_disjoint(&other.countries));
            }
            RecordKind::Event => {
                keep(&|other| facts.first == other.first && facts.last == other.last);
                keep(&|other| !facts.people.is_disjoint(&other.people));
            }
            _ => {
                keep(&|other| facts.countries == other.countries);
                keep(&|other| facts.organisation == other.organisation);
            }
        }
    }

    /// The references of a record, as far as they are found, in the form of a document.
    async fn peeked(&mut self, kind: RecordKind, record: &Map<String, Value>) -> Result<Map<String, Value>> {
        let mut document = Map::new();
        for (name, value) in record {
            if name == "participants" {
                let mut participants = Vec::new();
                for participant in value.as_array().into_iter().flatten().filter_map(Value::as_object) {
                    participants.push(Value::Object(Box::pin(self.peeked(RecordKind::Event, participant)).await?));
                }
                document.insert(name.clone(), participants.into());
            } else if let Some(wanted) = field::refers(kind, name).filter(|_| !value.is_array()) {
                if let Some(id) = self.peek(wanted, value).await? {
                    document.insert(name.clone(), id.into());
                }
            } else if name != "turns" {
                document.insert(name.clone(), value.clone());
            }
        }
        Ok(document)
    }

    /// The record that a reference means, if there is one and no doubt; nothing is made and nothing told.
    pub(super) async fn peek(&mut self, wanted: RecordKind, value: &Value) -> Result<Option<i64>> {
        let same = match value {
            Value::String(text) => Same::of(self.texted(wanted, text)),
            Value::Object(fields) => match self.explicit(
                wanted,
                fields.get("key").and_then(Value::as_str).map(|key| typed(wanted, key)).as_deref(),
                fields,
            ) {
                Some(same) => same,
                None => self.named(wanted, fields, false).await?,
            },
            _ => Same::Nothing,
        };
        Ok(match same {
            Same::Known { id, .. } => Some(id),
            _ => None,
        })
    }

    /// Records that a bare text means: by slug, by code, by name, the first of these that finds any.
    pub(super) fn texted(&self, kind: RecordKind, text: &str) -> Vec<i64> {
        for identity in of_text(kind, text) {
            let found = self.known.ids(&identity).iter().filter_map(|id| match self.known.survivor(*id) {
                (id, Standing::There) => Some(id),
                _ => None,
            });
            let mut found: Vec<i64> = found.collect::<BTreeSet<_>>().into_iter().collect();
            if found.len() > 1 && kind == RecordKind::Country {
                self.narrow(kind, &Facts::default(), &mut found);
            }
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The days of the record that is being decided.
    fn work_days(&self) -> (Option<i32>, Option<i32>) {
        self.work.days.unwrap_or_default()
    }

    /// What the tenures that come with a person tell of it, and the office that a reference gives.
    async fn add_tenures(&mut self, record: &Map<String, Value>, facts: &mut Facts) -> Result<()> {
        for tenure in record.get("tenures").and_then(Value::as_array).into_iter().flatten() {
            if let Some(office) = tenure.get("office") {
                facts.offices.extend(self.peek(RecordKind::Office, office).await?);
                if let Some(country) = office.get("country") {
                    facts.countries.extend(self.peek(RecordKind::Country, country).await?);
                }
            }
            facts.widen(days(tenure.get("started")).0, days(tenure.get("ended")).1);
        }
        if let (Some(title), Some(country)) = (record.get("title"), record.get("country")) {
            let mut office = Map::new();
            office.insert("title".to_owned(), title.clone());
            office.insert("country".to_owned(), country.clone());
            facts.offices.extend(self.peek(RecordKind::Office, &Value::Object(office)).await?);
        }
        Ok(())
    }

    /// The one holder of an office of the same country whose name is another spelling of this one; of a bare surname, the one whose
    /// office and time agree.
    async fn among_holders(
        &mut self,
        record: &Map<String, Value>,
        names: &[String],
        facts: &Facts,
        is_record: bool,
    ) -> Result<Same> {
        let title = record.get("title").and_then(Value::as_str).map(|title| title_words(&fold(title)));
        let bones: BTreeSet<String> = names.iter().filter(|name| name.contains(' ')).map(|name| skeleton(name)).collect();
        let surnames: BTreeSet<String> = names.iter().filter(|name| !name.contains(' ')).map(|name| skeleton(name)).collect();
        let (file, mut found) = (hash(&self.scope.file), BTreeSet::new());
        for country in &facts.countries {
            let holders = self.known.holders(self.set.connection(), *country).await?;
            for holder in holders {
                let is_spelt = holder.bones.iter().any(|held| bones.contains(held));
                let is_surname = holder.surnames.iter().any(|held| surnames.contains(held));
                let serves = match &title {
                    Some(title) => title_words(&holder.title).intersection(title).next().is_some(),
                    None => facts.offices.is_empty() || facts.offices.contains(&holder.office),
                };
                let when = Facts {
                    first: holder.first,
                    last: holder.last.or(holder.first.map(|first| first + 12 * 366)),
                    ..Facts::default()
                };
                let in_time = facts.first.is_none() || holder.first.is_none() || when.days_meet(facts);
                if serves && (is_spelt || (is_surname && !is_record && in_time)) {
                    found.insert(holder.person);
                }
            }
        }
        let mut there = Vec::new();
        for id in found {
            if let (id, Standing::There) = self.known.survivor(id) {
                self.known.learn(self.set.connection(), RecordKind::Person, [id]).await?;
                let other = self.known.facts(id).cloned().unwrap_or_default();
                let is_other = is_record && facts.is_beside(&other, file);
                if !is_other && facts.are_of_one_life(&other) && !there.contains(&id) {
                    there.push(id);
                }
            }
        }
        // A likeness decides where it is the only one, and makes nobody doubtful.
        Ok(if there.len() == 1 { Same::of(there) } else { Same::Nothing })
    }

    /// The office of the same country whose title has the same words, those of the country's names aside.
    async fn like_titled(&mut self, record: &Map<String, Value>, facts: &Facts, is_record: bool) -> Result<Same> {
        let Some(title) = record.get("title").and_then(Value::as_str) else { return Ok(Same::Nothing) };
        let Some(country) = facts.countries.first().copied() else { return Ok(Same::Nothing) };
        let seat = self.known.country_words(self.set.connection(), country).await?.clone();
        let wanted: BTreeSet<String> = title_words(&fold(title)).difference(&seat).cloned().collect();
        let offices = self.known.offices(self.set.connection(), country).await?;
        let like: Vec<i64> = offices
            .iter()
            .filter(|(_, words)| words.difference(&seat).cloned().collect::<BTreeSet<_>>() == wanted)
            .map(|(id, _)| *id)
            .collect();
        let file = hash(&self.scope.file);
        let mut there: Vec<i64> = Vec::new();
        for id in like {
            let (id, standing) = self.known.survivor(id);
            let other = self.known.facts(id).cloned().unwrap_or_default();
            let is_other = is_record && facts.is_beside(&other, file);
            if standing == Standing::There && !is_other && may_be(RecordKind::Office, facts, &other) {
                there.push(id);
            }
        }
        if there.len() > 1 {
            self.narrow(RecordKind::Office, facts, &mut there);
        }
        Ok(if there.len() == 1 { Same::of(there) } else { Same::Nothing })
    }

    /// The event of the same kind, in the same days, with one of the same people, in the same country.
    async fn same_occasion(&mut self, facts: &Facts, is_record: bool) -> Result<Same> {
        let file = hash(&self.scope.file);
        let mut found = BTreeSet::new();
        if facts.first.is_none() || facts.countries.is_empty() {
            return Ok(Same::Nothing);
        }
        for person in &facts.people {
            for event in self.known.events(self.set.connection(), *person).await? {
                let (event, standing) = self.known.survivor(event);
                let Some(other) = self.known.facts(event) else { continue };
                let is_other = is_record && facts.is_beside(other, file);
                let is_there = facts.place == other.place || facts.place.is_none() || other.place.is_none();
                // The traveller's own country says nothing about where an event was.
                let where_both_were = facts.countries.intersection(&other.countries).next().is_some();
                if standing == Standing::There
                    && !is_other
                    && is_there
                    && where_both_were
                    && facts.kind == other.kind
                    && facts.days_meet(other)
                {
                    found.insert(event);
                }
            }
        }
        let mut found: Vec<i64> = found.into_iter().collect();
        if found.len() > 1 {
            self.narrow(RecordKind::Event, facts, &mut found);
        }
        Ok(if found.len() == 1 { Same::of(found) } else { Same::Nothing })
    }

    /// What joins two records is the same where it joins the same two.
    async fn related(&mut self, kind: RecordKind, record: &Map<String, Value>, given: &Given) -> Result<Same> {
        let of = |name: &str| given.iter().find(|(given, _)| *given == name).map(|(_, id)| *id);
        let is_new = given.iter().any(|(_, id)| self.work.made.contains(id));
        if kind == RecordKind::Tenure {
            let (Some(person), Some(office)) = (of("person"), of("office")) else { return Ok(Same::Nothing) };
            let (first, last) = days(record.get("started"));
            let file = hash(&self.scope.file);
            let held = self.known.tenures(self.set.connection(), person, office).await?;
            let began_then = |others_first: Option<i32>, others_last: Option<i32>| match (first, last, others_first, others_last)
            {
                (Some(first), Some(last), Some(others_first), Some(others_last)) => first <= others_last && others_first <= last,
                _ => true,
            };
            let same = held.iter().find(|(id, others_first, others_last)| {
                let is_own = self.known.facts(*id).is_some_and(|facts| facts.files.contains(&file)) && record.contains_key("key");
                began_then(*others_first, *others_last) && !is_own && self.known.survivor(*id).1 == Standing::There
            });
            return Ok(same.map_or(Same::Nothing, |(id, _, _)| Same::Known { id: *id, is_explicit: true }));
        }
        if is_new || self.scope.is_plan && given.iter().any(|(_, id)| self.known.is_new(*id)) {
            return Ok(Same::Nothing);
        }
        self.settle().await?;
        self.set.flush().await?;
        let db = self.set.connection();
        let found: Vec<i64> = match kind {
            RecordKind::Membership => {
                use membership::Column;
                let Some(organisation) = of("organisation") else { return Ok(Same::Nothing) };
                let member = [
                    (Column::PersonId, of("person")),
                    (Column::MemberOrganisationId, of("memberOrganisation")),
                    (Column::CountryId, of("country")),
                ];
                let Some((column, id)) = member.into_iter().find_map(|(column, id)| Some((column, id?))) else {
                    return Ok(Same::Nothing);
                };
                let role = record.get("role").and_then(Value::as_str);
                let (first, _) = days(record.get("started"));
                let of_both = membership::Entity::find().filter(Column::OrganisationId.eq(organisation)).filter(column.eq(id));
                let same = of_both.all(db).await?.into_iter().filter(|row| {
                    (row.role.is_none() || role.is_none() || row.role.as_deref() == role)
                        && first.zip(row.started_earliest).is_none_or(|(one, other)| one == other)
                });
                same.map(|row| row.id).collect()
            }
            RecordKind::Link => {
                use link::Column;
                let (Some(source), Some(target)) = (of("source"), of("target")) else { return Ok(Same::Nothing) };
                let kind = record.get("kind").and_then(Value::as_str).unwrap_or_default();
                let of_both = link::Entity::find().filter(Column::SourceId.eq(source)).filter(Column::TargetId.eq(target));
                of_both.filter(Column::Kind.eq(kind)).all(db).await?.into_iter().map(|row| row.id).collect()
            }
            RecordKind::Mention => {
                use mention::Column;
                let Some(turn) = of("turn") else { return Ok(Same::Nothing) };
                let start = record.get("start").and_then(Value::as_i64).unwrap_or_default();
                let there = mention::Entity::find().filter(Column::TurnId.eq(turn)).filter(Column::StartOffset.eq(start));
                let targets = |row: &mention::Model| {
                    [row.person_id, row.office_id, row.country_id, row.organisation_id, row.place_id, row.event_id]
                        .into_iter()
                        .flatten()
                        .next()
                };
                let named = given.iter().find(|(name, _)| *name != "turn").map(|(_, id)| *id);
                there.all(db).await?.into_iter().filter(|row| targets(row) == named).map(|row| row.id).collect()
            }
            _ => Vec::new(),
        };
        self.known.look_at(self.set.connection(), found.iter().copied()).await?;
        Ok(found.first().map_or(Same::Nothing, |id| Same::Known { id: *id, is_explicit: true }))
    }
}

/// Whether nothing that is known of both contradicts.
fn may_be(kind: RecordKind, one: &Facts, other: &Facts) -> bool {
    let meets = |one: &BTreeSet<i64>, other: &BTreeSet<i64>| one.is_empty() || other.is_empty() || !one.is_disjoint(other);
    let equal = |one: Option<i64>, other: Option<i64>| one.is_none() || other.is_none() || one == other;
    match kind {
        RecordKind::Person => one.are_of_one_life(other),
        RecordKind::Place | RecordKind::Organisation => meets(&one.countries, &other.countries),
        RecordKind::Office => meets(&one.countries, &other.countries) && equal(one.organisation, other.organisation),
        RecordKind::Event => {
            one.kind == other.kind
                && (one.days_meet(other) || (one.first.is_none() && other.first.is_none()) || one.kind.is_none())
        }
        RecordKind::Statement => {
            (one.kind.is_none() || one.kind == other.kind)
                && (one.days_meet(other) || (one.first.is_none() && (other.first.is_none() || one.kind.is_none())))
                && equal(one.organisation, other.organisation)
        }
        _ => true,
    }
}
