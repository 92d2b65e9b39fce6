//! New records, and the documents that records of an import stand for.

use super::decision::Problem;
use super::facts::{Facts, Holder, bones, days, surnames};
use super::part::typed;
use super::wanted::{identities, sum};
use super::{Engine, at, brief, field};
use crate::changeset::New;
use crate::error::{Error, Result};
use crate::mention::service::quote;
use crate::text::fold;
use entity::RecordKind;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

impl Engine<'_> {
    /// Decides on a new record. None where it cannot be made, or not yet: why has been told.
    pub(super) async fn make(
        &mut self,
        kind: RecordKind,
        record: &Map<String, Value>,
        given: &[(&'static str, i64)],
        path: &str,
    ) -> Result<Option<i64>> {
        // Of a record of its own that has been looked at already.
        let is_reference = !path.is_empty() && given.is_empty();
        for (name, value) in record.iter().filter(|_| is_reference) {
            // A reference to a person may say which office is meant, and where.
            let is_context = matches!(name.as_str(), "title" | "country" | "office");
            if let Some(message) = field::unknown(kind, name).filter(|_| !is_context) {
                self.work.problem(Problem::Invalid, &at(path, name), &format!("{message}, not {}", brief(value)));
            }
        }
        let outer = self.work.days;
        if matches!(kind, RecordKind::Event | RecordKind::Statement) {
            let facts = Facts::of(kind, record);
            self.work.days = Some((facts.first, facts.last));
        }
        let id = self.set.reserve();
        let document = self.document(kind, record, given, path, id).await;
        self.work.days = outer;
        let document = document?;
        if self.work.is_refused() || self.work.waits {
            return Ok(None);
        }
        let lacks = New::needed(kind).iter().any(|needed| !document.contains_key(*needed));
        if lacks && self.work.issues.iter().any(|issue| issue.problem == Problem::Ambiguous) {
            // It cannot be without what is in doubt.
            self.work.is_doubtful = !self.work.in_link;
            return Ok(None);
        }
        if lacks && self.work.in_link {
            // What it leads to is not there: that has been told.
            return Ok(None);
        }
        let mut facts = Facts::of(kind, &document);
        match self.set.ready(kind, Value::Object(document.clone())) {
            Ok(ready) => self.work.ready.push((id, kind, ready)),
            Err(Error::BadUserInput(violations)) => {
                for violation in violations {
                    let inner = violation.path.as_str();
                    let path = if inner.is_empty() { path.to_owned() } else { at(path, inner) };
                    self.work.problem(Problem::Invalid, &path, &violation.message);
                }
                return Ok(None);
            }
            Err(other) => return Err(other),
        }
        if !is_reference {
            facts.files.insert(super::known::hash(&self.scope.file));
        }
        self.register(kind, id, record, &document, facts);
        if let Some(key) = record.get("key").and_then(Value::as_str).filter(|_| is_reference) {
            let key = typed(kind, key);
            // Made by a reference: its own record, if one comes, is another line.
            self.known.plan_said(&key, id);
            self.work.planned.push(key);
        }
        Ok(Some(id))
    }

    /// Remembers a new record by everything by which it may be recognised.
    fn register(&mut self, kind: RecordKind, id: i64, record: &Map<String, Value>, document: &Map<String, Value>, facts: Facts) {
        for identity in identities(kind, record) {
            if self.known.add(&identity, id) {
                self.work.registered.push((identity, id));
            }
        }
        let number = |name: &str| document.get(name).and_then(Value::as_i64);
        match kind {
            RecordKind::Tenure => {
                let (Some(person), Some(office)) = (number("person"), number("office")) else { return };
                let (first, last) = days(document.get("started"));
                self.known.add_tenure(person, office, (id, first, last));
                let seat = self.known.facts(office).and_then(|office| office.countries.first().copied());
                if let Some(known) = self.known.facts_mut(person) {
                    known.offices.insert(office);
                    known.countries.extend(seat);
                    known.widen(first, days(document.get("ended")).1);
                }
                let title = self.known.title(office).unwrap_or_default();
                if let Some(country) = seat {
                    let names = self.known.names(person).unwrap_or_default();
                    let last = days(document.get("ended")).1;
                    let (bones, surnames) = (bones(&names), surnames(&names));
                    self.known.add_holder(country, Holder { person, office, title, bones, surnames, first, last });
                }
            }
            RecordKind::Event => {
                for person in &facts.people {
                    self.known.add_event(*person, id);
                }
            }
            RecordKind::Office => {
                let title = document.get("title").and_then(Value::as_str).map(fold).unwrap_or_default();
                if let Some(country) = number("country") {
                    self.known.add_office(country, id, &title);
                }
                self.known.set_title(id, title);
            }
            RecordKind::Person => self.known.set_names(id, super::wanted::names(kind, record)),
            _ => {}
        }
        self.known.set_facts(id, facts);
        if self.scope.is_plan && kind != RecordKind::Statement {
            self.known.plan_document(id, document.clone());
        }
        self.work.made.push(id);
    }

    /// The document that a record stands for: references are ids, turns have theirs.
    pub(super) fn document<'a>(
        &'a mut self,
        kind: RecordKind,
        record: &'a Map<String, Value>,
        given: &'a [(&'static str, i64)],
        path: &'a str,
        id: i64,
    ) -> BoxFuture<'a, Result<Map<String, Value>>> {
        Box::pin(async move {
            let mut document = Map::new();
            for (name, id) in given {
                document.insert((*name).to_owned(), (*id).into());
            }
            for (name, value) in record {
                let is_child = field::children(kind).iter().any(|(list, _, _)| list == name);
                let is_own = field::unknown(kind, name).is_none();
                if is_child
                    || !is_own
                    || document.contains_key(name)
                    || (field::CONTROLS.contains(&name.as_str()) && name != "externalId")
                {
                    continue;
                }
                if name == "externalId" {
                    let list = document.entry("externalIds").or_insert_with(|| Value::Array(Vec::new()));
                    if let Value::Array(list) = list {
                        list.push(value.clone());
                    }
                } else if name == "turns" && kind == RecordKind::Statement {
                    let turns = self.new_turns(value, path, id).await?;
                    document.insert(name.clone(), turns);
                } else if let Some(value) = self.value(kind, name, value, &at(path, name)).await? {
                    document.insert(name.clone(), value);
                }
            }
            self.complete(kind, &mut document, path);
            Ok(document)
        })
    }

    /// What follows from what is given.
    fn complete(&mut self, kind: RecordKind, document: &mut Map<String, Value>, path: &str) {
        match kind {
            RecordKind::Source => {
                if let Some(sum) = sum(document) {
                    document.entry("sha256").or_insert_with(|| sum.into());
                }
                document.entry("mediaType").or_insert_with(|| "text/plain".into());
                document.entry("encoding").or_insert_with(|| "UTF-8".into());
            }
            RecordKind::Mention => {
                let number =
                    |name: &str| document.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
                let turn = document.get("turn").and_then(Value::as_i64);
                let text =
                    self.work.turns.iter().flat_map(|(_, turns)| turns).find(|(id, _)| Some(*id) == turn).map(|(_, text)| text);
                let (Some(start), Some(end), Some(text)) = (number("start"), number("end"), text) else { return };
                if let Some((exact, prefix, suffix)) = quote(text, start, end) {
                    document.insert("exact".to_owned(), exact.into());
                    document.insert("prefix".to_owned(), prefix.into());
                    document.insert("suffix".to_owned(), suffix.into());
                } else {
                    let length = text.chars().count();
                    let message = format!("{start} to {end} is no span of the turn's text, which has {length} characters");
                    self.work.problem(Problem::Invalid, &at(path, "end"), &message);
                }
            }
            _ => {}
        }
    }

    /// The turns of a new statement, by the ids they get.
    async fn new_turns(&mut self, turns: &Value, path: &str, statement: i64) -> Result<Value> {
        let Some(turns) = turns.as_array() else {
            self.work.problem(Problem::Invalid, &at(path, "turns"), "is not a list");
            return Ok(Value::Null);
        };
        let mut placed = Map::new();
        let mut texts = Vec::new();
        for (position, turn) in turns.iter().enumerate() {
            let id = self.set.reserve();
            if let Some(turn) = self.turn(turn, position, path).await? {
                texts.push((id, turn.get("text").and_then(Value::as_str).unwrap_or_default().to_owned()));
                placed.insert(id.to_string(), Value::Object(turn));
            }
        }
        self.work.turns.push((statement, texts));
        Ok(Value::Object(placed))
    }

    /// One turn, at its place.
    pub(super) async fn turn(&mut self, turn: &Value, position: usize, path: &str) -> Result<Option<Map<String, Value>>> {
        let path = at(path, &format!("turns.{position}"));
        if let Some(Value::Object(mut turn)) = self.value(RecordKind::Statement, "turns", turn, &path).await? {
            turn.insert("position".to_owned(), position.into());
            return Ok(Some(turn));
        }
        self.work.problem(Problem::Invalid, &path, "is not an object");
        Ok(None)
    }

    /// The value of the field `name` as a document has it; none where nothing is left of it.
    pub(super) fn value<'a>(
        &'a mut self,
        kind: RecordKind,
        name: &'a str,
        value: &'a Value,
        path: &'a str,
    ) -> BoxFuture<'a, Result<Option<Value>>> {
        Box::pin(async move {
            if field::is_date(name) {
                return Ok(self.checked(name, field::date(value.clone()), path));
            }
            if let (Some(wanted), false) = (field::refers(kind, name), value.is_array()) {
                return Ok(self.refer(wanted, value, path).await?.map(Value::from));
            }
            match value {
                Value::Array(items) => {
                    let mut kept = Vec::with_capacity(items.len());
                    for (position, item) in items.iter().enumerate() {
                        let path = at(path, &position.to_string());
                        let item = match name {
                            "otherNames" | "names" => field::name(item.clone()),
                            "countries" if kind == RecordKind::Statement => field::concerned(item.clone()),
                            _ => item.clone(),
                        };
                        kept.extend(self.value(kind, name, &item, &path).await?);
                    }
                    Ok(Some(Value::Array(kept)))
                }
                Value::Object(fields) => self.object(kind, name, fields, path).await,
                scalar => Ok(Some(scalar.clone())),
            }
        })
    }

    /// An object with fields of its own: it goes when it named somebody and nobody is left.
    async fn object(&mut self, kind: RecordKind, list: &str, fields: &Map<String, Value>, path: &str) -> Result<Option<Value>> {
        let mut kept = Map::new();
        let (mut named, mut found) = (0, 0);
        for (name, value) in fields {
            let path = at(path, name);
            if let Some(message) = field::unknown_part(list, name) {
                self.work.problem(Problem::Invalid, &path, &format!("{message}, not {}", brief(value)));
                continue;
            }
            let refers = field::refers(kind, name).is_some() && !value.is_null();
            named += usize::from(refers);
            if let Some(value) = self.value(kind, name, value, &path).await? {
                found += usize::from(refers);
                kept.insert(name.clone(), value);
            }
        }
        // What is left out has the same value as if it had been given, so that both compare equal.
        match list {
            "addressees" | "participants" | "countries" => {
                kept.entry("resolution").or_insert_with(|| "STATED".into());
            }
            "turns" => {
                kept.entry("completeness").or_insert_with(|| "COMPLETE".into());
            }
            _ => {}
        }
        let is_empty = named > 0 && found == 0 && matches!(list, "addressees" | "participants" | "countries");
        Ok((!is_empty).then_some(Value::Object(kept)))
    }

    /// A value of parts that have no references.
    fn checked(&mut self, name: &str, value: Value, path: &str) -> Option<Value> {
        if let Value::Object(fields) = &value {
            for part in fields.keys() {
                if let Some(message) = field::unknown_part(name, part) {
                    self.work.problem(Problem::Invalid, &at(path, part), &message);
                }
            }
        } else if !value.is_null() {
            let message = format!("{} is no date: give an EDTF expression such as 2016-07-12, 2016-07 or 2016", brief(&value));
            self.work.problem(Problem::Invalid, path, &message);
        }
        Some(value).filter(|value| !value.is_null())
    }
}
