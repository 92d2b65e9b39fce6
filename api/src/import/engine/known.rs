//! What the archive has of what an import names: looked up for many records at once, and remembered with what the import itself makes.
//!
//! Identities are remembered by their hashes, so that a plan of a million records, which writes nothing it could look up again, stays small.

use super::facts::{self, Facts, Holder};
use crate::error::Result;
use crate::office::service::title_words;
use entity::{
    NameKind, RecordKind, country, event, event_participant, external_id, import_entry, name, office, record, slug, source,
    statement, tenure, topic,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Map, Value};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

/// Keys of one statement of SQL.
const KEYS: usize = 1_000;
/// Identities that are remembered before all are forgotten, where they can be looked up again.
const REMEMBERED: usize = 100_000;
/// Documents that a plan remembers.
const DOCUMENTS: usize = 30_000;
/// Why a record is deleted whose creation was undone; an import of it brings it back.
pub const UNDONE: &str = "its creation was undone";

/// By what a record is recognised.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    ExternalId(RecordKind, String, String),
    Slug(RecordKind, String),
    /// ISO 3166-1 alpha-2, alpha-3, numeric, or ISO 3166-3.
    Code(String),
    /// Of the text of a source, or of its address.
    Sum(String),
    /// A folded name, or title.
    Name(RecordKind, String),
}

/// What has become of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    There,
    MergedInto(i64),
    Deleted {
        was_undone: bool,
    },
    /// There is no such record.
    Missing,
}

/// What a file has said of a record.
#[derive(Clone, Debug)]
pub struct Said {
    pub record_id: i64,
    pub digest: String,
    pub parts: String,
    pub position: i64,
    /// The job that said it last, and the line.
    pub job_id: i64,
    pub line: u64,
}

/// A tenure, and the days on which it may have begun.
pub type Begun = (i64, Option<i32>, Option<i32>);

/// Lists that are loaded when they are first asked for, and what comes to them before and after.
struct Listed<K, V> {
    loaded: HashMap<K, Vec<V>>,
    fresh: HashMap<K, Vec<V>>,
}

impl<K, V> Default for Listed<K, V> {
    fn default() -> Self {
        Self { loaded: HashMap::new(), fresh: HashMap::new() }
    }
}

impl<K: Hash + Eq, V> Listed<K, V> {
    fn lacks(&self, key: &K) -> bool {
        !self.loaded.contains_key(key)
    }

    fn load(&mut self, key: K, mut list: Vec<V>) {
        list.extend(self.fresh.remove(&key).unwrap_or_default());
        self.loaded.insert(key, list);
    }

    fn add(&mut self, key: K, value: V) {
        match self.loaded.get_mut(&key) {
            Some(list) => list.push(value),
            None => self.fresh.entry(key).or_default().push(value),
        }
    }

    fn get(&self, key: &K) -> &[V] {
        self.loaded.get(key).map_or(&[], Vec::as_slice)
    }
}

#[derive(Default)]
pub struct Known {
    ids: HashMap<u64, Vec<i64>>,
    standing: HashMap<i64, Standing>,
    facts: HashMap<i64, Facts>,
    /// By key, then by file.
    said: HashMap<String, HashMap<String, Said>>,
    /// What the import itself says, where it is not written.
    planned: HashMap<u64, i64>,
    /// Documents of records that a plan would make, as far as there is room.
    documents: HashMap<i64, Map<String, Value>>,
    has_countries: bool,
    /// Holders of a country's offices, where they were asked for.
    holders: Listed<i64, Holder>,
    /// Tenures of a person in an office: id, and the days on which it may have begun.
    tenures: Listed<(i64, i64), Begun>,
    /// Events in which a person takes part.
    events: Listed<i64, i64>,
    /// Offices of a country: id, and the words of the title.
    offices: Listed<i64, (i64, BTreeSet<String>)>,
    /// Folded names of people, and titles of offices, that were made.
    names: HashMap<i64, Vec<String>>,
    titles: HashMap<i64, String>,
    country_words: HashMap<i64, BTreeSet<String>>,
    /// Ids from here on were given by this import, and have nothing that is not known here.
    pub first_new: Option<i64>,
}

/// What is to be looked up.
#[derive(Default)]
pub struct Wanted {
    pub identities: HashSet<Identity>,
    pub keys: HashSet<String>,
}

pub fn hash(value: &impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

impl Known {
    /// What was made is written: what the archive itself can tell is forgotten, when it grows too large.
    pub fn trim(&mut self) {
        self.said.clear();
        self.holders.fresh.clear();
        self.tenures.fresh.clear();
        self.events.fresh.clear();
        self.offices.fresh.clear();
        self.names.clear();
        self.titles.clear();
        if self.ids.len() + self.facts.len() + self.standing.len() > REMEMBERED {
            *self = Self::default();
        }
    }

    /// The records with this identity, as far as it was looked up.
    pub fn ids(&self, identity: &Identity) -> &[i64] {
        self.ids.get(&hash(identity)).map_or(&[], Vec::as_slice)
    }

    /// Remembers that `id` has this identity now. Gives whether that is new.
    pub fn add(&mut self, identity: &Identity, id: i64) -> bool {
        let ids = self.ids.entry(hash(identity)).or_default();
        let is_new = !ids.contains(&id);
        if is_new {
            ids.push(id);
        }
        is_new
    }

    pub fn remove(&mut self, identity: &Identity, id: i64) {
        if let Some(ids) = self.ids.get_mut(&hash(identity)) {
            ids.retain(|known| *known != id);
        }
    }

    pub fn facts(&self, id: i64) -> Option<&Facts> {
        self.facts.get(&id)
    }

    pub fn facts_mut(&mut self, id: i64) -> Option<&mut Facts> {
        self.facts.get_mut(&id)
    }

    pub fn set_facts(&mut self, id: i64, facts: Facts) {
        self.facts.insert(id, facts);
        self.standing.insert(id, Standing::There);
    }

    pub fn forget(&mut self, id: i64) {
        self.documents.remove(&id);
        self.facts.remove(&id);
        self.standing.remove(&id);
    }

    /// What `file` has said under `key`.
    pub fn said(&self, key: &str, file: &str) -> Option<&Said> {
        self.said.get(key)?.get(file)
    }

    /// The record that any file means by `key`.
    pub fn by_key(&self, key: &str) -> Option<i64> {
        let said = self.said.get(key).and_then(|said| said.values().next()).map(|said| said.record_id);
        said.or_else(|| self.planned.get(&hash(&key)).copied())
    }

    pub fn set_said(&mut self, key: &str, file: &str, said: Said) {
        self.said.entry(key.to_owned()).or_default().insert(file.to_owned(), said);
    }

    /// What a plan would write: the record of a key.
    pub fn plan_said(&mut self, key: &str, id: i64) {
        self.planned.insert(hash(&key), id);
    }

    pub fn plan_document(&mut self, id: i64, document: Map<String, Value>) {
        if self.documents.len() < DOCUMENTS || self.documents.contains_key(&id) {
            self.documents.insert(id, document);
        }
    }

    pub fn planned_document(&self, id: i64) -> Option<&Map<String, Value>> {
        self.documents.get(&id)
    }

    pub fn unplan(&mut self, key: &str) {
        self.planned.remove(&hash(&key));
    }

    /// The record that `id` is now, through all merges; none where it is gone.
    pub fn survivor(&self, id: i64) -> (i64, Standing) {
        let mut id = id;
        for _ in 0..64 {
            match self.standing.get(&id) {
                Some(Standing::MergedInto(into)) => id = *into,
                Some(standing) => return (id, *standing),
                None => return (id, Standing::Missing),
            }
        }
        (id, Standing::Missing)
    }

    /// This import made it, or would.
    pub fn is_new(&self, id: i64) -> bool {
        self.first_new.is_some_and(|first| id >= first)
    }

    /// Everybody who is known to hold an office of the country.
    pub async fn holders(&mut self, db: &impl ConnectionTrait, country: i64) -> Result<&[Holder]> {
        if self.holders.lacks(&country) {
            let holders = facts::holders(db, country).await?;
            self.look_at(db, holders.iter().map(|holder| holder.person)).await?;
            self.holders.load(country, holders);
        }
        Ok(self.holders.get(&country))
    }

    /// A new tenure of an office of the country. Where not all is known of it, the archive is asked again.
    pub fn add_holder(&mut self, country: i64, holder: Holder) {
        if holder.surnames.is_empty() || holder.title.is_empty() {
            self.holders.loaded.remove(&country);
        } else {
            self.holders.add(country, holder);
        }
    }

    pub fn names(&self, person: i64) -> Option<Vec<String>> {
        self.names.get(&person).cloned()
    }

    pub fn set_names(&mut self, person: i64, names: Vec<String>) {
        self.names.insert(person, names);
    }

    pub fn title(&self, office: i64) -> Option<String> {
        self.titles.get(&office).cloned()
    }

    pub fn set_title(&mut self, office: i64, title: String) {
        self.titles.insert(office, title);
    }

    /// The tenures of a person in an office.
    pub async fn tenures(&mut self, db: &impl ConnectionTrait, person: i64, office: i64) -> Result<Vec<Begun>> {
        use tenure::Column;
        if self.tenures.lacks(&(person, office)) {
            let mut found = Vec::new();
            if !self.is_new(person) && !self.is_new(office) {
                let held = tenure::Entity::find().filter(Column::PersonId.eq(person)).filter(Column::OfficeId.eq(office));
                let held = held.all(db).await?;
                self.look_at(db, held.iter().map(|tenure| tenure.id)).await?;
                self.learn(db, RecordKind::Tenure, held.iter().map(|tenure| tenure.id)).await?;
                found.extend(held.iter().map(|tenure| (tenure.id, tenure.started_earliest, tenure.started_latest)));
            }
            self.tenures.load((person, office), found);
        }
        Ok(self.tenures.get(&(person, office)).to_vec())
    }

    pub fn add_tenure(&mut self, person: i64, office: i64, tenure: Begun) {
        self.tenures.add((person, office), tenure);
    }

    /// The events in which a person takes part.
    pub async fn events(&mut self, db: &impl ConnectionTrait, person: i64) -> Result<Vec<i64>> {
        use event_participant::Column;
        if self.events.lacks(&person) {
            let mut found = Vec::new();
            if !self.is_new(person) {
                let present = event_participant::Entity::find().filter(Column::PersonId.eq(person)).all(db).await?;
                found.extend(present.into_iter().map(|present| present.event_id));
                self.look_at(db, found.iter().copied()).await?;
                self.learn(db, RecordKind::Event, found.iter().copied()).await?;
            }
            self.events.load(person, found);
        }
        Ok(self.events.get(&person).to_vec())
    }

    pub fn add_event(&mut self, person: i64, event: i64) {
        self.events.add(person, event);
    }

    /// The offices of a country, with the words of their titles.
    pub async fn offices(&mut self, db: &impl ConnectionTrait, country: i64) -> Result<&[(i64, BTreeSet<String>)]> {
        if self.offices.lacks(&country) {
            let rows = office::Entity::find().filter(office::Column::CountryId.eq(country)).all(db).await?;
            let found: Vec<_> = rows.iter().map(|row| (row.id, title_words(&row.sort_name))).collect();
            self.look_at(db, rows.iter().map(|row| row.id)).await?;
            self.learn(db, RecordKind::Office, rows.iter().map(|row| row.id)).await?;
            self.offices.load(country, found);
        }
        Ok(self.offices.get(&country))
    }

    /// The words of all names of a country.
    pub async fn country_words(&mut self, db: &impl ConnectionTrait, country: i64) -> Result<&BTreeSet<String>> {
        match self.country_words.entry(country) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => {
                let names = name::Entity::find().filter(name::Column::RecordId.eq(country)).all(db).await?;
                Ok(unknown.insert(names.iter().flat_map(|name| title_words(&name.folded)).collect()))
            }
        }
    }

    pub fn add_office(&mut self, country: i64, id: i64, title: &str) {
        self.offices.add(country, (id, title_words(title)));
    }

    /// Looks up what is not known yet, in a number of statements that does not depend on how much it is.
    pub async fn look_up(&mut self, db: &impl ConnectionTrait, wanted: Wanted) -> Result<()> {
        let Wanted { identities, keys } = wanted;
        let mut fresh: HashSet<i64> = HashSet::new();
        let keys: Vec<String> = keys.into_iter().filter(|key| !self.said.contains_key(key)).collect();
        for keys in keys.chunks(KEYS) {
            for entry in import_entry::Entity::find().filter(import_entry::Column::Key.is_in(keys)).all(db).await? {
                fresh.insert(entry.record_id);
                let import_entry::Model { key, file, record_id, digest, parts, job_id, line, position } = entry;
                let line = u64::try_from(line).unwrap_or_default();
                self.set_said(&key, &file, Said { record_id, digest, parts, position, job_id, line });
            }
            for key in keys {
                self.said.entry(key.clone()).or_default();
            }
        }
        if !self.has_countries {
            self.has_countries = true;
            for row in country::Entity::find().all(db).await? {
                fresh.insert(row.id);
                for code in [row.alpha2, row.alpha3, row.numeric_code, row.alpha4].into_iter().flatten() {
                    self.add(&Identity::Code(code), row.id);
                }
            }
        }
        let unknown: Vec<Identity> = identities.into_iter().filter(|identity| !self.ids.contains_key(&hash(identity))).collect();
        for identity in &unknown {
            self.ids.entry(hash(identity)).or_default();
        }
        let mut ids: HashMap<(RecordKind, String), Vec<String>> = HashMap::new();
        let mut slugs: HashMap<RecordKind, Vec<String>> = HashMap::new();
        let mut names: HashMap<RecordKind, Vec<String>> = HashMap::new();
        let mut sums = Vec::new();
        for identity in unknown {
            match identity {
                Identity::ExternalId(kind, scheme, value) => ids.entry((kind, scheme)).or_default().push(value),
                Identity::Slug(kind, slug) => slugs.entry(kind).or_default().push(slug),
                Identity::Name(kind, name) => names.entry(kind).or_default().push(name),
                Identity::Sum(sum) => sums.push(sum),
                Identity::Code(_) => {}
            }
        }
        for ((kind, scheme), values) in ids {
            use external_id::{Column, Entity};
            for values in values.chunks(KEYS) {
                let found = Entity::find().filter(Column::Kind.eq(kind)).filter(Column::Scheme.eq(&scheme));
                for row in found.filter(Column::Value.is_in(values)).all(db).await? {
                    fresh.insert(row.record_id);
                    self.add(&Identity::ExternalId(kind, row.scheme, row.value), row.record_id);
                }
            }
        }
        for (kind, values) in slugs {
            use slug::{Column, Entity};
            for values in values.chunks(KEYS) {
                for row in Entity::find().filter(Column::Kind.eq(kind)).filter(Column::Value.is_in(values)).all(db).await? {
                    fresh.insert(row.record_id);
                    self.add(&Identity::Slug(kind, row.value), row.record_id);
                }
            }
        }
        for sums in sums.chunks(KEYS) {
            let found = source::Entity::find().filter(source::Column::Sha256.is_in(sums));
            for row in found.all(db).await? {
                fresh.insert(row.id);
                self.add(&Identity::Sum(row.sha256), row.id);
            }
        }
        let mut named: HashMap<RecordKind, HashSet<i64>> = HashMap::new();
        for (kind, forms) in names {
            for forms in forms.chunks(KEYS) {
                for (form, id) in with_names(db, kind, forms).await? {
                    fresh.insert(id);
                    named.entry(kind).or_default().insert(id);
                    self.add(&Identity::Name(kind, form), id);
                }
            }
        }
        self.look_at(db, fresh).await?;
        for (kind, ids) in named {
            self.learn(db, kind, ids).await?;
        }
        Ok(())
    }

    /// Looks at the anchors of records, and of those they were merged into.
    pub async fn look_at(&mut self, db: &impl ConnectionTrait, ids: impl IntoIterator<Item = i64>) -> Result<()> {
        let mut ids: Vec<i64> = ids.into_iter().filter(|id| !self.standing.contains_key(id)).collect();
        while !ids.is_empty() {
            let mut next = Vec::new();
            for ids in ids.chunks(KEYS) {
                for anchor in record::Entity::find().filter(record::Column::Id.is_in(ids.iter().copied())).all(db).await? {
                    let standing = match (anchor.merged_into_id, anchor.deleted_at) {
                        (Some(into), _) => {
                            next.push(into);
                            Standing::MergedInto(into)
                        }
                        (None, Some(_)) => Standing::Deleted { was_undone: anchor.deletion_reason.as_deref() == Some(UNDONE) },
                        (None, None) => Standing::There,
                    };
                    self.standing.insert(anchor.id, standing);
                }
            }
            ids = next.into_iter().filter(|id| !self.standing.contains_key(id)).collect();
        }
        Ok(())
    }

    /// Learns what tells records of `kind` apart that may share a name.
    pub async fn learn(&mut self, db: &impl ConnectionTrait, kind: RecordKind, ids: impl IntoIterator<Item = i64>) -> Result<()> {
        let ids: Vec<i64> = ids.into_iter().filter(|id| !self.facts.contains_key(id)).collect();
        for ids in ids.chunks(KEYS) {
            for (id, facts) in facts::load(db, kind, ids).await? {
                self.facts.insert(id, facts);
            }
        }
        Ok(())
    }
}

/// The records of `kind` that have one of these folded names.
async fn with_names(db: &impl ConnectionTrait, kind: RecordKind, forms: &[String]) -> Result<Vec<(String, i64)>> {
    macro_rules! titled {
        ($table:ident) => {
            $table::Entity::find()
                .select_only()
                .column($table::Column::SortName)
                .column($table::Column::Id)
                .filter($table::Column::SortName.is_in(forms))
                .into_tuple()
                .all(db)
                .await?
        };
    }
    Ok(match kind {
        RecordKind::Office => titled!(office),
        RecordKind::Topic => titled!(topic),
        RecordKind::Event => titled!(event),
        RecordKind::Statement => titled!(statement),
        RecordKind::Country | RecordKind::Place | RecordKind::Organisation | RecordKind::Person => {
            let named = name::Entity::find()
                .select_only()
                .column(name::Column::Folded)
                .column(name::Column::RecordId)
                .filter(name::Column::Folded.is_in(forms))
                .filter(name::Column::Kind.ne(NameKind::Adjective));
            let named: Vec<(String, i64)> = named.into_tuple().all(db).await?;
            let mut of_kind = HashSet::new();
            for ids in named.chunks(KEYS) {
                let ids = ids.iter().map(|(_, id)| *id);
                let found = record::Entity::find()
                    .select_only()
                    .column(record::Column::Id)
                    .filter(record::Column::Kind.eq(kind))
                    .filter(record::Column::Id.is_in(ids));
                of_kind.extend(found.into_tuple::<i64>().all(db).await?);
            }
            let mut named: Vec<_> = named.into_iter().filter(|(_, id)| of_kind.contains(id)).collect();
            named.sort();
            named.dedup();
            named
        }
        RecordKind::Tenure | RecordKind::Membership | RecordKind::Link | RecordKind::Mention | RecordKind::Source => Vec::new(),
    })
}
