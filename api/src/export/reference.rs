//! What exported records say of those they refer to: the slug by which an import finds them, and so much more that it can make them
//! where they are missing.

use crate::changeset::reference::{Target, target};
use crate::error::Result;
use entity::{RecordKind, country, event, office, organisation, person, place, source, statement, tenure, topic};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// References that are remembered before all are forgotten.
const REMEMBERED: usize = 50_000;
const KEYS: usize = 1_000;

#[derive(Default)]
pub struct References {
    known: HashMap<i64, Value>,
    wanted: HashMap<RecordKind, HashSet<i64>>,
}

impl References {
    /// Notes what a document refers to.
    pub fn want(&mut self, kind: RecordKind, document: &Value) {
        self.walk(kind, document, None);
    }

    fn walk(&mut self, kind: RecordKind, value: &Value, refers: Option<RecordKind>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, field)| self.walk(kind, field, record_of(kind, name))),
            Value::Array(items) => items.iter().for_each(|item| self.walk(kind, item, refers)),
            Value::Number(number) => {
                if let (Some(wanted), Some(id)) = (refers, number.as_i64())
                    && !self.known.contains_key(&id)
                {
                    self.wanted.entry(wanted).or_default().insert(id);
                }
            }
            _ => {}
        }
    }

    /// Loads what is wanted, a few statements for each kind.
    pub async fn load(&mut self, db: &impl ConnectionTrait) -> Result<()> {
        if self.known.len() > REMEMBERED {
            // What was wanted is wanted still: only what a finished batch has used may go, so nothing is known now.
            self.known.retain(|id, _| self.wanted.values().any(|wanted| wanted.contains(id)));
        }
        // Tenures refer to people and offices, offices to countries.
        let tenures = self.take(RecordKind::Tenure);
        let mut held: Vec<tenure::Model> = Vec::new();
        for ids in tenures.chunks(KEYS) {
            held.extend(tenure::Entity::find().filter(tenure::Column::Id.is_in(ids.iter().copied())).all(db).await?);
        }
        for row in &held {
            self.wanted.entry(RecordKind::Person).or_default().insert(row.person_id);
            self.wanted.entry(RecordKind::Office).or_default().insert(row.office_id);
        }
        let offices = self.take(RecordKind::Office);
        let mut seats: Vec<office::Model> = Vec::new();
        for ids in offices.chunks(KEYS) {
            seats.extend(office::Entity::find().filter(office::Column::Id.is_in(ids.iter().copied())).all(db).await?);
        }
        for row in &seats {
            let wanted = self.wanted.entry(RecordKind::Country).or_default();
            wanted.extend(row.country_id.filter(|country| !self.known.contains_key(country)));
        }
        macro_rules! named {
            ($kind:ident, $table:ident, |$row:ident| $shown:expr) => {
                for ids in self.take(RecordKind::$kind).chunks(KEYS) {
                    for $row in $table::Entity::find().filter($table::Column::Id.is_in(ids.iter().copied())).all(db).await? {
                        self.known.insert($row.id, $shown);
                    }
                }
            };
        }
        named!(Country, country, |row| json!({ "slug": row.slug, "name": row.name }));
        named!(Person, person, |row| json!({ "slug": row.slug, "name": row.name }));
        named!(Topic, topic, |row| json!({ "slug": row.slug, "label": row.label }));
        named!(Organisation, organisation, |row| json!({ "slug": row.slug, "name": row.name, "kind": word(row.kind) }));
        named!(Place, place, |row| json!({ "slug": row.slug, "name": row.name, "kind": word(row.kind) }));
        named!(
            Event,
            event,
            |row| json!({ "slug": row.slug, "name": row.name, "kind": word(row.kind), "status": word(row.status) })
        );
        named!(Source, source, |row| {
            let mut shown = json!({ "sha256": row.sha256, "mediaType": row.media_type, "encoding": row.encoding });
            if let (Value::Object(shown), Some(url)) = (&mut shown, row.url) {
                shown.insert("url".to_owned(), url.into());
            }
            shown
        });
        named!(Statement, statement, |row| {
            json!({ "slug": row.slug, "title": row.title, "kind": word(row.kind), "holding": word(row.holding) })
        });
        for row in seats {
            let mut shown = json!({ "slug": row.slug, "title": row.title, "kind": word(row.kind) });
            let country = row.country_id.and_then(|country| self.known.get(&country)).cloned();
            if let (Value::Object(shown), Some(country)) = (&mut shown, country) {
                shown.insert("country".to_owned(), country);
            }
            self.known.insert(row.id, shown);
        }
        for row in held {
            let of = |id: i64| self.known.get(&id).cloned().unwrap_or_default();
            let mut shown = json!({ "person": of(row.person_id), "office": of(row.office_id) });
            if let (Value::Object(shown), Some(started)) = (&mut shown, row.started) {
                shown.insert("started".to_owned(), started.edtf.into());
            }
            self.known.insert(row.id, shown);
        }
        Ok(())
    }

    fn take(&mut self, kind: RecordKind) -> Vec<i64> {
        let ids = self.wanted.remove(&kind).unwrap_or_default();
        ids.into_iter().filter(|id| !self.known.contains_key(id)).collect()
    }

    /// A document as an import reads it: references by what names them, dates as short as they can be, turns in order.
    pub fn shown(&self, kind: RecordKind, document: Value) -> Value {
        let Value::Object(fields) = document else { return document };
        let mut shown = Map::new();
        for (name, value) in fields {
            let value = match value {
                Value::Object(turns) if name == "turns" => self.turns(turns),
                value => self.value(kind, &name, value),
            };
            shown.insert(name, value);
        }
        Value::Object(shown)
    }

    fn turns(&self, turns: Map<String, Value>) -> Value {
        let mut placed: Vec<(i64, Value)> = Vec::with_capacity(turns.len());
        for (_, turn) in turns {
            let mut turn = self.value(RecordKind::Statement, "turns", turn);
            let place = turn.as_object_mut().and_then(|turn| turn.remove("position")).and_then(|place| place.as_i64());
            placed.push((place.unwrap_or_default(), turn));
        }
        placed.sort_by_key(|(place, _)| *place);
        placed.into_iter().map(|(_, turn)| turn).collect()
    }

    fn value(&self, kind: RecordKind, name: &str, value: Value) -> Value {
        match value {
            Value::Array(items) => {
                let mut items: Vec<Value> = items.into_iter().map(|item| self.value(kind, name, item)).collect();
                // Sets are in the order of row ids, which say nothing.
                if matches!(name, "topics" | "countries" | "sources" | "announces" | "confirms" | "predecessors") {
                    items.sort_by_cached_key(ToString::to_string);
                }
                items.into()
            }
            Value::Object(fields) => {
                let is_plain = fields.len() == 2 && fields.get("resolution").and_then(Value::as_str) == Some("STATED");
                match fields.get("edtf") {
                    Some(edtf) if is_plain => edtf.clone(),
                    _ => {
                        let shown = fields.into_iter().map(|(name, field)| {
                            let value = self.value(kind, &name, field);
                            (name, value)
                        });
                        Value::Object(shown.collect())
                    }
                }
            }
            Value::Number(number) => match (record_of(kind, name), number.as_i64()) {
                (Some(_), Some(id)) => self.known.get(&id).cloned().unwrap_or_default(),
                _ => Value::Number(number),
            },
            other => other,
        }
    }
}

/// The kind of record that the field `name` refers to.
fn record_of(kind: RecordKind, name: &str) -> Option<RecordKind> {
    match target(kind, name) {
        Some(Target::Record(wanted)) => Some(wanted),
        _ => None,
    }
}

fn word(kind: impl Serialize) -> Value {
    serde_json::to_value(kind).unwrap_or_default()
}
