//! What tells records apart that share a name: whose, where and when.

use super::known::hash;
use crate::duplicate::likeness::skeleton;
use crate::error::Result;
use chrono::{Datelike, NaiveDate};
use entity::{
    EventKind, OfficeKind, RecordKind, StatementKind, event, event_participant, external_id, import_entry, name, office,
    organisation, person, place, statement, tenure,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};

/// Years that nobody is active for.
const LIFETIME: i32 = 75;

/// The facts of a record that count when another of the same name comes. What is not known is absent, and contradicts nothing.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub countries: BTreeSet<i64>,
    pub offices: BTreeSet<i64>,
    pub people: BTreeSet<i64>,
    pub organisation: Option<i64>,
    pub place: Option<i64>,
    /// The kind of an office, an event or a statement.
    pub kind: Option<String>,
    pub born: Option<i32>,
    /// Days, since 1970-01-01: of an event or a statement; of all that is known of a person.
    pub first: Option<i32>,
    pub last: Option<i32>,
    /// A country that is no more.
    pub is_former: bool,
    /// Catalogues in which it has an id.
    pub schemes: BTreeSet<String>,
    /// Hashes of the files that have it as a record of their own.
    pub files: BTreeSet<u64>,
}

impl Facts {
    /// Whether both can be the same person, as far as years tell.
    pub fn are_of_one_life(&self, other: &Self) -> bool {
        let born = self.born.zip(other.born).is_none_or(|(one, other)| one == other);
        let apart =
            |one: &Self, other: &Self| other.first.zip(one.last).is_some_and(|(later, earlier)| later - earlier > LIFETIME * 366);
        born && !apart(self, other) && !apart(other, self)
    }

    /// Whether `other` is a record of its own beside this one: in the same file, or in a catalogue that has both.
    pub fn is_beside(&self, other: &Self, file: u64) -> bool {
        other.files.contains(&file) || !self.schemes.is_disjoint(&other.schemes)
    }

    /// Whether what both know of the days meets. Where one knows none, it does not.
    pub fn days_meet(&self, other: &Self) -> bool {
        match (self.first, self.last, other.first, other.last) {
            (Some(first), Some(last), Some(others_first), Some(others_last)) => first <= others_last && others_first <= last,
            _ => false,
        }
    }

    pub fn widen(&mut self, first: Option<i32>, last: Option<i32>) {
        self.first = [self.first, first, last].into_iter().flatten().min();
        self.last = [self.last, first, last].into_iter().flatten().max();
    }

    /// The facts in a document, whose references are row ids.
    pub fn of(kind: RecordKind, document: &Map<String, Value>) -> Self {
        let id = |field: &str| document.get(field).and_then(Value::as_i64);
        let text = |field: &str| document.get(field).and_then(Value::as_str).map(ToOwned::to_owned);
        let days = |field: &str| days(document.get(field));
        let mut facts = Self { organisation: id("organisation"), place: id("place"), kind: text("kind"), ..Self::default() };
        facts.countries.extend(id("country"));
        facts.schemes = super::field::external_ids(document).into_iter().map(|(scheme, _)| scheme.to_owned()).collect();
        match kind {
            RecordKind::Person => {
                let (born, _) = days("born");
                facts.born = born.and_then(year);
                facts.widen(born, days("died").1);
            }
            RecordKind::Event => {
                facts.widen(days("starts").0, days("ends").1.or(days("starts").1));
                for participant in document.get("participants").and_then(Value::as_array).into_iter().flatten() {
                    let id = |field: &str| participant.get(field).and_then(Value::as_i64);
                    facts.people.extend(id("person"));
                    facts.countries.extend(id("country"));
                }
            }
            RecordKind::Statement => {
                facts.organisation = id("publisher");
                let first = ["made", "sent", "published", "posted"].into_iter().find(|field| document.contains_key(*field));
                let (first, last) = first.map(days).unwrap_or_default();
                facts.widen(first, last);
            }
            RecordKind::Country => facts.is_former = document.contains_key("existsTo"),
            _ => {}
        }
        facts
    }
}

/// The first and the last day of a date in a document.
pub fn days(date: Option<&Value>) -> (Option<i32>, Option<i32>) {
    let edtf = date.and_then(|date| date.as_str().or_else(|| date.get("edtf")?.as_str()));
    let date = edtf.and_then(|edtf| entity::FuzzyDate::stated(edtf).ok());
    date.and_then(|date| date.days().ok()).unwrap_or_default()
}

fn year(day: i32) -> Option<i32> {
    NaiveDate::from_epoch_days(day).map(|date| date.year())
}

fn text<T: serde::Serialize>(kind: T) -> Option<String> {
    serde_json::to_value(kind).ok()?.as_str().map(ToOwned::to_owned)
}

/// The facts of records of `kind`, in a few statements.
pub async fn load(db: &impl ConnectionTrait, kind: RecordKind, ids: &[i64]) -> Result<HashMap<i64, Facts>> {
    let ids = || ids.iter().copied();
    let mut facts: HashMap<i64, Facts> = HashMap::new();
    match kind {
        RecordKind::Place => {
            for row in place::Entity::find().filter(place::Column::Id.is_in(ids())).all(db).await? {
                facts.entry(row.id).or_default().countries.extend(row.country_id);
            }
        }
        RecordKind::Organisation => {
            for row in organisation::Entity::find().filter(organisation::Column::Id.is_in(ids())).all(db).await? {
                let organisation::Model { id, country_id, kind, .. } = row;
                facts.insert(id, Facts { countries: country_id.into_iter().collect(), kind: text(kind), ..Facts::default() });
            }
        }
        RecordKind::Country => {
            for row in entity::country::Entity::find().filter(entity::country::Column::Id.is_in(ids())).all(db).await? {
                facts.insert(row.id, Facts { is_former: row.exists_to.is_some(), ..Facts::default() });
            }
        }
        RecordKind::Office => {
            for row in office::Entity::find().filter(office::Column::Id.is_in(ids())).all(db).await? {
                facts.insert(row.id, office_facts(&row));
            }
        }
        RecordKind::Person => {
            for row in person::Entity::find().filter(person::Column::Id.is_in(ids())).all(db).await? {
                let mut one = Facts { born: row.born_earliest.and_then(year), ..Facts::default() };
                one.widen(row.born_earliest, row.died_latest);
                facts.insert(row.id, one);
            }
            let held = tenure::Entity::find().filter(tenure::Column::PersonId.is_in(ids())).all(db).await?;
            let offices: BTreeSet<i64> = held.iter().map(|tenure| tenure.office_id).collect();
            let offices = office::Entity::find().filter(office::Column::Id.is_in(offices)).all(db).await?;
            let countries: HashMap<i64, i64> =
                offices.into_iter().filter_map(|office| Some((office.id, office.country_id?))).collect();
            for tenure in held {
                let one = facts.entry(tenure.person_id).or_default();
                one.offices.insert(tenure.office_id);
                one.countries.extend(countries.get(&tenure.office_id));
                one.widen(tenure.started_earliest, tenure.ended_latest);
            }
        }
        RecordKind::Event => {
            for row in event::Entity::find().filter(event::Column::Id.is_in(ids())).all(db).await? {
                facts.insert(row.id, event_facts(&row));
            }
            let present = event_participant::Entity::find().filter(event_participant::Column::EventId.is_in(ids()));
            for row in present.all(db).await? {
                let one = facts.entry(row.event_id).or_default();
                one.people.extend(row.person_id);
                one.countries.extend(row.country_id);
            }
        }
        RecordKind::Statement => {
            for row in statement::Entity::find().filter(statement::Column::Id.is_in(ids())).all(db).await? {
                let mut one = Facts { organisation: row.publisher_id, kind: text::<StatementKind>(row.kind), ..Facts::default() };
                let dated = [
                    (row.made_earliest, row.made_latest),
                    (row.sent_earliest, row.sent_latest),
                    (row.published_earliest, row.published_latest),
                    (row.posted_earliest, row.posted_latest),
                ];
                let (first, last) = dated.into_iter().find(|(first, _)| first.is_some()).unwrap_or_default();
                one.widen(first, last);
                facts.insert(row.id, one);
            }
        }
        _ => {}
    }
    for row in external_id::Entity::find().filter(external_id::Column::RecordId.is_in(ids())).all(db).await? {
        facts.entry(row.record_id).or_default().schemes.insert(row.scheme);
    }
    for row in import_entry::Entity::find().filter(import_entry::Column::RecordId.is_in(ids())).all(db).await? {
        facts.entry(row.record_id).or_default().files.insert(hash(&row.file));
    }
    Ok(facts)
}

fn office_facts(row: &office::Model) -> Facts {
    let countries = row.country_id.into_iter().collect();
    Facts { countries, organisation: row.organisation_id, kind: text::<OfficeKind>(row.kind), ..Facts::default() }
}

fn event_facts(row: &event::Model) -> Facts {
    let mut facts = Facts { place: row.place_id, kind: text::<EventKind>(row.kind), ..Facts::default() };
    facts.widen(row.starts_earliest, row.ends_latest.or(row.starts_latest));
    facts
}

/// A holder of an office, as far as it matters for recognising somebody.
#[derive(Clone, Debug)]
pub struct Holder {
    pub person: i64,
    pub office: i64,
    pub title: String,
    /// Skeletons of the holder's full names, and of the surnames.
    pub bones: Vec<String>,
    pub surnames: Vec<String>,
    pub first: Option<i32>,
    pub last: Option<i32>,
}

/// The skeletons of full names.
pub fn bones(names: &[String]) -> Vec<String> {
    names.iter().filter(|name| name.contains(' ')).map(|name| skeleton(name)).collect()
}

/// The skeletons of the last words of names.
pub fn surnames(names: &[String]) -> Vec<String> {
    names.iter().filter_map(|name| name.split(' ').next_back()).map(skeleton).collect()
}

/// Everybody who holds or held an office of the country.
pub async fn holders(db: &impl ConnectionTrait, country: i64) -> Result<Vec<Holder>> {
    let offices = office::Entity::find().filter(office::Column::CountryId.eq(country)).all(db).await?;
    let offices: HashMap<i64, office::Model> = offices.into_iter().map(|office| (office.id, office)).collect();
    let held = tenure::Entity::find().filter(tenure::Column::OfficeId.is_in(offices.keys().copied())).all(db).await?;
    let people: BTreeSet<i64> = held.iter().map(|tenure| tenure.person_id).collect();
    let mut names: HashMap<i64, Vec<String>> = HashMap::new();
    let people: Vec<i64> = people.into_iter().collect();
    for people in people.chunks(1_000) {
        for row in name::Entity::find().filter(name::Column::RecordId.is_in(people.iter().copied())).all(db).await? {
            names.entry(row.record_id).or_default().push(row.folded);
        }
    }
    let holder = |tenure: tenure::Model| {
        let office = offices.get(&tenure.office_id)?;
        Some(Holder {
            person: tenure.person_id,
            office: office.id,
            title: office.sort_name.clone(),
            bones: bones(names.get(&tenure.person_id).map(Vec::as_slice).unwrap_or_default()),
            surnames: surnames(names.get(&tenure.person_id).map(Vec::as_slice).unwrap_or_default()),
            first: tenure.started_earliest,
            last: tenure.ended_latest,
        })
    };
    Ok(held.into_iter().filter_map(holder).collect())
}
