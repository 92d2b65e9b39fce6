//! Records that are in the archive and are imported again, or from another source.
//!
//! Of each field three things count: what the file said when it was last imported, what it says now, and what the archive holds. What
//! has not changed in the file changes nothing; what somebody changed by hand since is kept and told. Lists of names, external ids and
//! sources only grow.

use super::decision::Problem;
use super::known::{Identity, Said, Standing};
use super::part::digest;
use super::wanted::identities;
use super::{Engine, at, brief, field};
use crate::changeset::document::{self, apply, touched};
use crate::error::{Error, Result};
use crate::text::fold;
use entity::{ChangeSetState, Operation, RecordKind, change, change_set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Fields whose value only says that nothing better is known.
const OPEN_STATUS: &[&str] = &["ANNOUNCED", "UNKNOWN"];

/// What is merged into a record.
struct Merge<'m> {
    kind: RecordKind,
    id: i64,
    path: &'m str,
    document: Map<String, Value>,
    /// What people have changed since the last import of this record; none as long as nobody has asked.
    by_hand: Option<BTreeSet<String>>,
    since: i64,
    patch: Map<String, Value>,
}

impl Engine<'_> {
    /// Changes the record `id` as `record` says. Gives the fields that change.
    pub(super) async fn merge(
        &mut self,
        kind: RecordKind,
        id: i64,
        record: &Map<String, Value>,
        given: &[(&'static str, i64)],
        said: Option<&Said>,
        is_explicit: bool,
        path: &str,
    ) -> Result<Vec<String>> {
        let former: BTreeMap<String, String> = said.and_then(|said| serde_json::from_str(&said.parts).ok()).unwrap_or_default();
        let fill = record.get("fill").and_then(Value::as_bool).unwrap_or_default() || !is_explicit;
        let Some(document) = self.present(kind, id).await? else {
            // A plan has made it itself: what it is to be is not written anywhere.
            self.known_again(kind, id, record);
            return Ok(if said.is_none() { own_fields(kind, record) } else { Vec::new() });
        };
        let since = said.map_or(0, |said| said.position);
        let mut merge = Merge { kind, id, path, document, by_hand: None, since, patch: Map::new() };
        let outer = self.work.days;
        if matches!(kind, RecordKind::Event | RecordKind::Statement) {
            let facts = super::facts::Facts::of(kind, record);
            self.work.days = Some((facts.first, facts.last));
        }
        let with_ids = with_external_ids(record);
        let record = with_ids.as_ref().unwrap_or(record);
        for (name, value) in record {
            let is_child = field::children(kind).iter().any(|(list, _, _)| list == name);
            let is_said = former.get(name).is_some_and(|former| *former == digest(value));
            if is_child || is_said || field::CONTROLS.contains(&name.as_str()) || given.iter().any(|(given, _)| given == name) {
                continue;
            }
            if name == "turns" && kind == RecordKind::Statement {
                self.merge_turns(&mut merge, value, former.get(name), fill).await?;
            } else {
                self.merge_field(&mut merge, name, value, fill, said.is_none()).await?;
            }
        }
        self.work.days = outer;
        if !self.hands(&mut merge).await?.is_empty() {
            // What people have changed since stays theirs until the file is told nothing new of it.
            self.work.hold = Some(since);
        }
        let Merge { patch, document, .. } = merge;
        self.known_again(kind, id, record);
        let mut fields = Vec::new();
        if !patch.is_empty() && !self.work.waits {
            fields = self.check_merged(kind, id, document, &patch, path)?;
        }
        if fields.is_empty() || self.work.is_refused() || self.work.waits {
            return Ok(Vec::new());
        }
        if !self.scope.is_plan {
            let mut made = std::mem::take(&mut self.work.ready);
            self.pending.append(&mut made);
            self.work.is_written = true;
            self.settle().await?;
            self.set.update(kind, id, None, &Value::Object(patch)).await?;
        }
        Ok(fields)
    }

    /// Tells what breaks a rule of the record as it would be, and gives the fields that change.
    fn check_merged(
        &mut self,
        kind: RecordKind,
        id: i64,
        document: Map<String, Value>,
        patch: &Map<String, Value>,
        path: &str,
    ) -> Result<Vec<String>> {
        for (scheme, value) in field::external_ids(patch) {
            let identity = Identity::ExternalId(kind, scheme.to_owned(), value.to_owned());
            let others = self.known.ids(&identity).iter().map(|other| self.known.survivor(*other));
            if others.into_iter().any(|(other, standing)| other != id && standing == Standing::There) {
                let message = format!("'{value}' of {scheme} is the id of another {}", kind.name());
                self.work.problem(Problem::Invalid, &at(path, "externalIds"), &message);
            }
        }
        let before = Value::Object(document);
        let mut wanted = before.clone();
        apply(&mut wanted, &Value::Object(patch.clone()));
        if self.scope.is_plan
            && let Some(document) = wanted.as_object().filter(|_| self.known.is_new(id))
        {
            self.known.plan_document(id, document.clone());
        }
        match self.set.ready(kind, wanted) {
            // What is the same in the form in which it is stored does not change.
            Ok(ready) => {
                Ok(touched(&document::patch(&before, &ready.document()?)).into_iter().map(|field| at(path, &field)).collect())
            }
            Err(Error::BadUserInput(violations)) => {
                for violation in violations {
                    let path = if violation.path.is_empty() { path.to_owned() } else { at(path, &violation.path) };
                    self.work.problem(Problem::Invalid, &path, &violation.message);
                }
                Ok(Vec::new())
            }
            Err(other) => Err(other),
        }
    }

    /// What the record is; none where a plan has made it.
    async fn present(&mut self, kind: RecordKind, id: i64) -> Result<Option<Map<String, Value>>> {
        if self.scope.is_plan && self.known.is_new(id) {
            return Ok(self.known.planned_document(id).cloned());
        }
        self.settle().await?;
        match self.set.document(kind, id).await? {
            Value::Object(document) => Ok(Some(document)),
            _ => Err(Error::internal("a record is no object")),
        }
    }

    /// Remembers what else the record is recognised by from now on.
    fn known_again(&mut self, kind: RecordKind, id: i64, record: &Map<String, Value>) {
        for identity in identities(kind, record) {
            if self.known.add(&identity, id) {
                self.work.registered.push((identity, id));
            }
        }
        if let Some(facts) = self.known.facts_mut(id) {
            facts.files.insert(super::known::hash(&self.scope.file));
        }
    }

    async fn merge_field(&mut self, merge: &mut Merge<'_>, name: &str, value: &Value, fill: bool, is_first: bool) -> Result<()> {
        let (kind, path) = (merge.kind, at(merge.path, name));
        let told = self.work.issues.len();
        let wanted = if value.is_null() { None } else { self.value(kind, name, value, &path).await? };
        let is_doubtful =
            self.work.issues.iter().skip(told).any(|issue| matches!(issue.problem, Problem::Ambiguous | Problem::Unresolved));
        let present = merge.document.get(name).cloned().unwrap_or(Value::Null);
        if is_doubtful && !present.is_null() && !field::ADDITIVE.contains(&name) {
            // What cannot be told now is no reason to give up what could be told before.
            return Ok(());
        }
        let Some(wanted) = wanted else {
            // Null clears what this source has said before; what was left out changes nothing.
            if value.is_null() && !present.is_null() && !is_first {
                self.put(merge, name, Value::Null).await?;
            }
            return Ok(());
        };
        if kind == RecordKind::Country && fill && !field::ADDITIVE.contains(&name) {
            // The dates of a former state say nothing of the present one that has its id.
            return Ok(());
        }
        let is_people = name == "participants" && fill;
        if field::ADDITIVE.contains(&name) || is_people {
            let united = united(name, &present, &wanted, merge.document.get("name"));
            if united != present {
                self.put(merge, name, united).await?;
            }
            return Ok(());
        }
        if is_same(name, &present, &wanted) {
            return Ok(());
        }
        let is_open =
            present.is_null() || (name == "status" && present.as_str().is_some_and(|status| OPEN_STATUS.contains(&status)));
        if fill && is_first && !is_open {
            // What another source has said first stands; another spelling of the name is kept beside it.
            if name == "name" && matches!(kind, RecordKind::Person | RecordKind::Organisation | RecordKind::Place) {
                let other = json!([{ "form": wanted, "kind": "ALTERNATIVE" }]);
                let present =
                    merge.patch.get("otherNames").or_else(|| merge.document.get("otherNames")).cloned().unwrap_or(Value::Null);
                let united = united("otherNames", &present, &other, merge.document.get("name"));
                if united != present {
                    self.put(merge, "otherNames", united).await?;
                }
            }
            return Ok(());
        }
        self.put(merge, name, wanted).await
    }

    /// Changes the field, unless somebody has changed it by hand.
    async fn put(&mut self, merge: &mut Merge<'_>, name: &str, wanted: Value) -> Result<()> {
        if self.is_by_hand(merge, name).await? {
            let present = merge.document.get(name).map_or_else(|| "nothing".to_owned(), brief);
            let message = format!("was changed by hand to {present} and is kept; the file says {}", brief(&wanted));
            self.work.note(Problem::Conflict, &at(merge.path, name), &message);
            return Ok(());
        }
        merge.patch.insert(name.to_owned(), wanted);
        Ok(())
    }

    /// The turns of the file against those of the archive: equal ones are the same, and so are those at the same place between them.
    async fn merge_turns(&mut self, merge: &mut Merge<'_>, turns: &Value, former: Option<&String>, fill: bool) -> Result<()> {
        let Some(list) = turns.as_array() else {
            self.work.problem(Problem::Invalid, &at(merge.path, "turns"), "is not a list");
            return Ok(());
        };
        let mut there: Vec<(String, Map<String, Value>)> = match merge.document.get("turns") {
            Some(Value::Object(turns)) => {
                turns.iter().filter_map(|(id, turn)| Some((id.clone(), turn.as_object()?.clone()))).collect()
            }
            _ => Vec::new(),
        };
        there.sort_by_key(|(_, turn)| turn.get("position").and_then(Value::as_i64));
        if fill && !there.is_empty() {
            return Ok(());
        }
        let former: Vec<&str> = former.map(|former| former.split(' ').collect()).unwrap_or_default();
        let said = |position: usize, turn: &Value| former.get(position).is_some_and(|former| *former == digest(turn));
        let words = |text: Option<&Value>| fold(text.and_then(Value::as_str).unwrap_or_default());
        let old: Vec<String> = there.iter().map(|(_, turn)| words(turn.get("text"))).collect();
        let new: Vec<String> = list.iter().map(|turn| words(turn.get("text"))).collect();
        let mut patch = Map::new();
        let mut kept = BTreeSet::new();
        for (position, partner) in partners(&old, &new).into_iter().enumerate() {
            let Some(turn) = list.get(position) else { continue };
            let Some(mut wanted) = self.turn(turn, position, merge.path).await? else { return Ok(()) };
            let Some((id, present)) = partner.and_then(|partner| there.get(partner)) else {
                patch.insert(self.set.reserve().to_string(), Value::Object(wanted));
                continue;
            };
            kept.insert(id.clone());
            if said(position, turn) {
                // The same words as last time: what became of them in the archive stays.
                if present.get("position") != wanted.get("position") {
                    patch.insert(id.clone(), json!({ "position": position }));
                }
                continue;
            }
            let mut changed = Map::new();
            wanted.retain(|field, value| present.get(field).unwrap_or(&Value::Null) != value);
            for (field, value) in wanted {
                let name = format!("turns.{id}.{field}");
                if field != "position" && self.is_by_hand(merge, &name).await? {
                    let message = format!("was changed by hand and is kept; the file says {}", brief(&value));
                    self.work.note(Problem::Conflict, &at(merge.path, &format!("turns.{position}.{field}")), &message);
                } else {
                    changed.insert(field, value);
                }
            }
            if !changed.is_empty() {
                patch.insert(id.clone(), Value::Object(changed));
            }
        }
        for (id, _) in there.iter().filter(|(id, _)| !kept.contains(id)) {
            if self.is_by_hand(merge, &format!("turns.{id}")).await? {
                let message = "the file no longer has a turn that was added or changed by hand; it is kept";
                self.work.note(Problem::Conflict, &at(merge.path, "turns"), message);
            } else {
                patch.insert(id.clone(), Value::Null);
            }
        }
        if !patch.is_empty() {
            merge.patch.insert("turns".to_owned(), Value::Object(patch));
        }
        self.remember_turns(merge);
        Ok(())
    }

    /// The turns as they will be, for what stands in their texts.
    fn remember_turns(&mut self, merge: &Merge<'_>) {
        let mut document = Value::Object(merge.document.clone());
        apply(&mut document, &Value::Object(merge.patch.clone()));
        self.work.turns.push((merge.id, texts(&document)));
    }

    /// The id of the turn of a statement that a mention names by its place.
    pub(super) async fn turn_of(&mut self, statement: i64, mention: &Map<String, Value>, path: &str) -> Result<Option<i64>> {
        if !self.work.turns.iter().any(|(id, _)| *id == statement) {
            let document = self.present(RecordKind::Statement, statement).await?;
            self.work.turns.push((statement, document.map(|document| texts(&Value::Object(document))).unwrap_or_default()));
        }
        let turns =
            self.work.turns.iter().rev().find(|(id, _)| *id == statement).map(|(_, turns)| turns.as_slice()).unwrap_or_default();
        let position = mention.get("turn").and_then(Value::as_u64).and_then(|position| usize::try_from(position).ok());
        let turn = position.and_then(|position| turns.get(position)).map(|(id, _)| *id);
        if turn.is_none() && !self.scope.is_plan {
            let message = format!("is not the place of one of the {} turns, counted from 0", turns.len());
            self.work.problem(Problem::Invalid, &at(path, "turn"), &message);
        }
        Ok(turn)
    }

    /// Whether a person, and no import, has changed the field since the file said something of it.
    async fn is_by_hand(&mut self, merge: &mut Merge<'_>, field: &str) -> Result<bool> {
        let within =
            |path: &str, whole: &str| path == whole || path.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'));
        Ok(self.hands(merge).await?.iter().any(|touched| within(touched, field) || within(field, touched)))
    }

    /// The fields that people have changed.
    async fn hands<'h>(&mut self, merge: &'h mut Merge<'_>) -> Result<&'h BTreeSet<String>> {
        if merge.by_hand.is_none() {
            let changes = change::Entity::find()
                .filter(change::Column::RecordId.eq(merge.id))
                .filter(change::Column::Position.gt(merge.since))
                .all(self.set.connection())
                .await?;
            let sets: BTreeSet<i64> = changes.iter().map(|change| change.change_set_id).collect();
            let by_people = change_set::Entity::find()
                .filter(change_set::Column::Id.is_in(sets))
                .filter(change_set::Column::AuthorId.is_not_null())
                .filter(change_set::Column::ImportId.is_null())
                .filter(change_set::Column::State.eq(ChangeSetState::Applied))
                .all(self.set.connection())
                .await?;
            let by_people: BTreeSet<i64> = by_people.into_iter().map(|set| set.id).collect();
            let mut fields = BTreeSet::new();
            for change in changes.iter().filter(|change| by_people.contains(&change.change_set_id)) {
                match (change.operation, change.before_image.as_deref().and_then(|image| serde_json::from_str(image).ok())) {
                    (Operation::Create, _) => fields.extend(merge.document.keys().cloned()),
                    (_, Some(image)) => fields.extend(touched(&image)),
                    (_, None) => {}
                }
            }
            merge.by_hand = Some(fields);
        }
        Ok(merge.by_hand.get_or_insert_default())
    }
}

/// The record with its single external id among the others.
fn with_external_ids(record: &Map<String, Value>) -> Option<Map<String, Value>> {
    let single = record.get("externalId")?;
    let mut record = record.clone();
    if let Value::Array(all) = record.entry("externalIds").or_insert_with(|| Value::Array(Vec::new())) {
        all.push(single.clone());
    }
    Some(record)
}

fn own_fields(kind: RecordKind, record: &Map<String, Value>) -> Vec<String> {
    let is_own = |name: &&String| field::unknown(kind, name).is_none() && !field::CONTROLS.contains(&name.as_str());
    record.keys().filter(is_own).cloned().collect()
}

fn texts(document: &Value) -> Vec<(i64, String)> {
    let mut turns: Vec<(i64, i64, String)> = Vec::new();
    for (id, turn) in document.get("turns").and_then(Value::as_object).into_iter().flatten() {
        let position = turn.get("position").and_then(Value::as_i64).unwrap_or_default();
        let text = turn.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        turns.extend(id.parse().ok().map(|id: i64| (position, id, text)));
    }
    turns.sort();
    turns.into_iter().map(|(_, id, text)| (id, text)).collect()
}

/// For each of the new texts the old one that it is: equal ones in order, and one to one in the gaps between them.
fn partners(old: &[String], new: &[String]) -> Vec<Option<usize>> {
    let mut partners = vec![None; new.len()];
    for operation in similar::capture_diff_slices(similar::Algorithm::Patience, old, new) {
        let (_, before, after) = operation.as_tag_tuple();
        for (old, new) in before.zip(after) {
            if let Some(partner) = partners.get_mut(new) {
                *partner = Some(old);
            }
        }
    }
    partners
}

/// Whether two values of the field `name` mean the same: what is null in one is absent in the other, and sets have no order.
fn is_same(name: &str, one: &Value, other: &Value) -> bool {
    let settled = |value: &Value| {
        let mut value = json!({ name: value });
        document::settle(&mut value);
        value
    };
    is_equal(&settled(one), &settled(other))
}

/// Whether two values are equal; 40 is 40.0.
fn is_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && one.iter().all(|(name, one)| other.get(name).is_some_and(|other| is_equal(one, other)))
        }
        (one, other) => one == other,
    }
}

/// Both lists, each entry once. Names are the same when they are written the same, letter case aside; `usual` is the record's own name.
fn united(name: &str, present: &Value, wanted: &Value, usual: Option<&Value>) -> Value {
    let mut all: Vec<Value> = present.as_array().cloned().unwrap_or_default();
    let is_name = matches!(name, "otherNames" | "names");
    let form = |value: &Value| value.get("form").and_then(Value::as_str).map(str::to_lowercase);
    for value in wanted.as_array().into_iter().flatten() {
        let is_usual =
            name == "otherNames" && form(value).is_some() && form(value) == usual.and_then(Value::as_str).map(str::to_lowercase);
        let is_there = if is_name {
            all.iter().any(|known| {
                form(known) == form(value) && (value.get("language").is_none() || known.get("language") == value.get("language"))
            })
        } else if name == "participants" {
            all.iter().any(|known| same_participant(known, value))
        } else {
            all.iter().any(|known| is_same(name, known, value))
        };
        if !is_usual && !is_there {
            all.push(value.clone());
        }
    }
    if all.is_empty() { present.clone() } else { Value::Array(all) }
}

fn same_participant(one: &Value, other: &Value) -> bool {
    let of = |value: &Value, field: &str| value.get(field).and_then(Value::as_i64);
    ["person", "office", "organisation", "country"]
        .into_iter()
        .any(|field| of(one, field).is_some() && of(one, field) == of(other, field))
        && (of(one, "person").is_none() || of(other, "person").is_none() || of(one, "person") == of(other, "person"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_paired_by_their_words_and_by_their_place_between_them() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(partners(&texts(&["a", "b", "c"]), &texts(&["a", "x", "c"])), [Some(0), Some(1), Some(2)]);
        assert_eq!(partners(&texts(&["a", "c"]), &texts(&["a", "b", "c"])), [Some(0), None, Some(1)]);
        assert_eq!(partners(&texts(&["a", "b", "c"]), &texts(&["b", "c"])), [Some(1), Some(2)]);
    }

    #[test]
    fn lists_are_united_without_doubles() {
        let present = json!([{ "form": "J. Kerry", "kind": "ALTERNATIVE" }]);
        let wanted = json!([{ "form": "j. kerry", "kind": "ALTERNATIVE" }, { "form": "John Kerry", "kind": "ALTERNATIVE" }]);
        assert_eq!(united("otherNames", &present, &wanted, Some(&json!("John Kerry"))), present);
        assert_eq!(united("sources", &json!([1]), &json!([1, 2]), None), json!([1, 2]));
    }
}
