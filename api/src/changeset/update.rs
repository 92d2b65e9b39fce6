//! Records that change: checked as a whole, written where rows differ, logged with what was there before.

use super::concept::New;
use super::reference::{self, Target};
use super::{Batch, ChangeSet, Entry, document, history, rows};
use crate::error::{Clash, Error, Result, Violation};
use crate::graphql::id;
use crate::mention::service::anchor_again;
use entity::{Operation, RecordKind, external_id, record, turn};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::Value;
use std::collections::HashMap;

/// Links between records of a kind that must not lead back to where they began.
const LADDERS: &[&str] = &["parent", "broader"];
/// Steps that are followed from record to record at most: no hierarchy of the world is that deep.
const STEPS: usize = 64;

/// A record as it is, and its anchor.
pub(super) struct Current {
    pub anchor: record::Model,
    pub document: Value,
}

impl ChangeSet {
    /// The record `id`, which must be of `kind` and in the archive, in the version that the caller knows.
    pub(super) async fn current(&mut self, kind: RecordKind, id: i64, base: Option<i32>) -> Result<Current> {
        let anchor = self.anchor(kind, id).await?;
        if anchor.deleted_at.is_some() {
            return Err(Error::Conflict(format!("the {} was deleted; restore it first", kind.name())));
        }
        if let Some(into) = anchor.merged_into_id {
            let into = id::encode(kind.name(), into);
            return Err(Error::Conflict(format!("the {} was merged into '{}'", kind.name(), into.as_str())));
        }
        self.check_version(&anchor, base).await?;
        let document = rows::documents(self.connection(), kind, &[id]).await?.remove(&id);
        let document = document.ok_or_else(|| Error::internal(format!("record {id} has no rows")))?;
        Ok(Current { anchor, document })
    }

    /// The document of a record that is in the archive.
    pub async fn document(&mut self, kind: RecordKind, id: i64) -> Result<Value> {
        Ok(self.current(kind, id, None).await?.document)
    }

    /// The version of a record that is in the archive.
    pub async fn version(&mut self, kind: RecordKind, id: i64) -> Result<i32> {
        Ok(self.current(kind, id, None).await?.anchor.version)
    }

    /// Refuses to go on where the record has another version than the expected one.
    pub async fn expect_version(&mut self, kind: RecordKind, id: i64, expected: i32) -> Result<()> {
        self.current(kind, id, Some(expected)).await.map(drop)
    }

    /// The anchor of the record `id`, which must be of `kind`, whatever has become of it.
    pub(super) async fn anchor(&mut self, kind: RecordKind, id: i64) -> Result<record::Model> {
        self.flush().await?;
        let anchor = record::Entity::find_by_id(id).one(self.connection()).await?;
        anchor
            .filter(|anchor| anchor.kind == kind)
            .ok_or_else(|| Error::NotFound { kind: kind.name(), id: id::encode(kind.name(), id).to_string() })
    }

    /// Refuses a change that is based on another version than the present one, and names what has changed since.
    pub(super) async fn check_version(&self, anchor: &record::Model, base: Option<i32>) -> Result<()> {
        let before = self.versions.get(&anchor.id).copied();
        let Some(base) = base.filter(|base| *base != anchor.version && Some(*base) != before && before != Some(0)) else {
            return Ok(());
        };
        let present = anchor.version;
        if base > present {
            let message = format!("version {base} does not exist yet: the present one is {present}");
            return Err(Error::bad_input("expectedVersion", message));
        }
        let since = history::since(self.connection(), anchor.id, base).await?;
        let record = id::encode(anchor.kind.name(), anchor.id).to_string();
        let fields: Vec<&str> = since.iter().filter_map(|clash| clash.path.as_deref()).collect();
        let message = format!("version {base} is not the present one, {present}; changed since: {}", fields.join(", "));
        let clashes = since.into_iter().map(|clash| Clash { record: record.clone(), ..clash }).collect();
        Err(Error::Clashes { message, clashes })
    }

    /// Changes the record `id` as `patch` says: what is absent stays, null clears.
    pub async fn update(&mut self, kind: RecordKind, id: i64, base: Option<i32>, patch: &Value) -> Result<()> {
        let current = self.current(kind, id, base).await?;
        let mut wanted = current.document.clone();
        document::apply(&mut wanted, patch);
        self.become_of(current, Operation::Update, wanted).await
    }

    /// Makes the record what `wanted` says. Nothing is done and logged where it is that already.
    pub(super) async fn become_of(&mut self, current: Current, operation: Operation, mut wanted: Value) -> Result<()> {
        let Current { anchor, document: before } = current;
        let (kind, id) = (anchor.kind, anchor.id);
        self.admit(kind, id, &mut wanted).await?;
        let mut new = New::read(kind, &wanted)?;
        new.tidy(self);
        let violations = new.check();
        if !violations.is_empty() {
            return Err(Error::BadUserInput(violations));
        }
        let had = before.get("slug").and_then(Value::as_str).map(ToOwned::to_owned);
        let slug = match new.common().slug.take() {
            Some(chosen) if had.as_ref() != Some(&chosen) && had.is_some() => Some(self.chosen_slug(kind, id, chosen).await?),
            _ => had.clone(),
        };
        new.common().slug.clone_from(&slug);
        let after = new.document()?;
        let back = document::patch(&after, &before);
        if back.is_null() {
            return Ok(());
        }
        let old = rows::load(self.connection(), kind, &[id]).await?.remove(&id).unwrap_or_default();
        self.release_turns(&before, &after).await?;
        let new = self.rows_of(new, id, had == slug)?;
        rows::replace(self.connection(), &old, new).await?;
        self.step(&anchor).await?;
        self.note(Entry {
            waited: None,
            operation,
            kind,
            record_id: id,
            base_version: Some(anchor.version),
            proposed: Some(document::patch(&before, &after).to_string()),
            before_image: Some(back.to_string()),
            digest: Some(document::digest(&after)),
        });
        self.follow_texts(&before, &after).await
    }

    /// The rows of a document. A slug that the record has already is not given again.
    pub(super) fn rows_of(&mut self, mut new: New, id: i64, keeps_slug: bool) -> Result<Batch> {
        let slug = new.common().slug.clone().unwrap_or_default();
        let waiting = std::mem::take(&mut self.batch);
        new.add(id, slug, self)?;
        let mut rows = std::mem::replace(&mut self.batch, waiting);
        if keeps_slug {
            rows.slug.clear();
        }
        Ok(rows)
    }

    /// Gives the record its next version.
    pub(super) async fn step(&mut self, anchor: &record::Model) -> Result<()> {
        let mut next = anchor.clone().into_active_model();
        next.version = Set(anchor.version + 1);
        next.updated_at = Set(self.now);
        next.update(self.connection()).await?;
        Ok(())
    }

    pub(super) fn note(&mut self, entry: Entry) {
        self.versions.entry(entry.record_id).or_insert(entry.base_version.unwrap_or_default());
        self.log.push(entry);
    }

    /// Every rule about a document that needs the archive: what it refers to is there and leads nowhere back, and nobody else has
    /// its external ids. References to merged records are led on.
    pub(super) async fn admit(&mut self, kind: RecordKind, id: i64, document: &mut Value) -> Result<()> {
        self.flush().await?;
        let mut violations = self.follow_references(kind, document).await?;
        violations.extend(self.foreign_ids(kind, id, document).await?);
        for ladder in LADDERS {
            if let Some(above) = document.get(ladder).and_then(Value::as_i64) {
                violations.extend(self.leads_back(kind, id, ladder, above).await?);
            }
        }
        if violations.is_empty() { Ok(()) } else { Err(Error::BadUserInput(violations)) }
    }

    async fn follow_references(&self, kind: RecordKind, document: &mut Value) -> Result<Vec<Violation>> {
        let refers = reference::all(kind, document);
        let of = |wanted: fn(&Target) -> bool| refers.iter().filter(move |(_, target, _)| wanted(target)).map(|(_, _, id)| *id);
        let records: Vec<i64> = of(|target| matches!(target, Target::Record(_))).collect();
        let anchors = record::Entity::find().filter(record::Column::Id.is_in(records)).all(self.connection()).await?;
        let mut anchors: HashMap<i64, record::Model> = anchors.into_iter().map(|anchor| (anchor.id, anchor)).collect();
        let turns: Vec<i64> = of(|target| *target == Target::Turn).collect();
        let turns: Vec<i64> = if turns.is_empty() {
            turns
        } else {
            let found = turn::Entity::find().filter(turn::Column::Id.is_in(turns)).all(self.connection()).await?;
            found.into_iter().map(|turn| turn.id).collect()
        };
        let mut survivors = HashMap::new();
        for _ in 0..STEPS {
            let merged: Vec<i64> = anchors.values().filter_map(|anchor| anchor.merged_into_id).collect();
            let unknown: Vec<i64> = merged.into_iter().filter(|id| !anchors.contains_key(id)).collect();
            if unknown.is_empty() {
                break;
            }
            let found = record::Entity::find().filter(record::Column::Id.is_in(unknown)).all(self.connection()).await?;
            anchors.extend(found.into_iter().map(|anchor| (anchor.id, anchor)));
        }
        for id in anchors.keys() {
            let mut last = *id;
            for _ in 0..STEPS {
                match anchors.get(&last).and_then(|anchor| anchor.merged_into_id) {
                    Some(into) => last = into,
                    None => break,
                }
            }
            survivors.insert(*id, last);
        }
        let mut violations = Vec::new();
        reference::visit(kind, document, &mut |path, target, id| {
            let (word, is_there) = match target {
                Target::Turn => ("Turn", turns.contains(id)),
                Target::Record(wanted) => {
                    *id = survivors.get(id).copied().unwrap_or(*id);
                    let sound = |anchor: &record::Model| anchor.kind == wanted && anchor.deleted_at.is_none();
                    (wanted.name(), anchors.get(id).is_some_and(sound))
                }
            };
            if !is_there {
                let shown = id::encode(word, *id);
                let message = format!("{word} '{}' does not exist", shown.as_str());
                violations.push(Violation { path: path.to_owned(), message });
            }
        });
        Ok(violations)
    }

    async fn foreign_ids(&self, kind: RecordKind, id: i64, document: &Value) -> Result<Vec<Violation>> {
        use external_id::{Column, Entity};
        let ids = document.get("externalIds").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let text = |value: &Value, name| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let is = |value: &Value| {
            Condition::all().add(Column::Scheme.eq(text(value, "scheme"))).add(Column::Value.eq(text(value, "value")))
        };
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let any = ids.iter().fold(Condition::any(), |any, value| any.add(is(value)));
        let others = Entity::find().filter(Column::Kind.eq(kind)).filter(Column::RecordId.ne(id)).filter(any);
        let taken = others.all(self.connection()).await?;
        let violations = ids.iter().enumerate().filter_map(|(position, value)| {
            let (scheme, value) = (text(value, "scheme"), text(value, "value"));
            let owner = taken.iter().find(|taken| taken.scheme == scheme && taken.value == value)?;
            let owner = id::encode(kind.name(), owner.record_id);
            let message = format!("{scheme} '{value}' belongs to the {} '{}' already", kind.name(), owner.as_str());
            Some(Violation { path: format!("externalIds.{position}"), message })
        });
        Ok(violations.collect())
    }

    /// Whether the way up from `above` leads to `id`.
    async fn leads_back(&self, kind: RecordKind, id: i64, ladder: &str, mut above: i64) -> Result<Option<Violation>> {
        for _ in 0..STEPS {
            if above == id {
                let message = format!("a {} cannot be above itself, through however many others", kind.name());
                return Ok(Some(Violation { path: ladder.to_owned(), message }));
            }
            let next = rows::documents(self.connection(), kind, &[above]).await?.remove(&above);
            match next.as_ref().and_then(|document| document.get(ladder)).and_then(Value::as_i64) {
                Some(next) => above = next,
                None => return Ok(None),
            }
        }
        let message = format!("is {STEPS} steps deep; that is more than is followed");
        Ok(Some(Violation { path: ladder.to_owned(), message }))
    }

    /// Deletes the mentions in turns that a statement is to lose.
    async fn release_turns(&mut self, before: &Value, after: &Value) -> Result<()> {
        let gone: Vec<i64> =
            turns(before).filter(|(turn, _)| turn_of(after, turn).is_none()).filter_map(|(turn, _)| turn.parse().ok()).collect();
        if gone.is_empty() {
            return Ok(());
        }
        use entity::mention::{Column, Entity};
        for mention in Entity::find().filter(Column::TurnId.is_in(gone)).all(self.connection()).await? {
            Box::pin(self.delete(RecordKind::Mention, mention.id, None, "its turn was removed", false)).await?;
        }
        Ok(())
    }

    /// Lets the mentions in turns whose text has changed follow their words, and deletes those whose words are gone.
    async fn follow_texts(&mut self, before: &Value, after: &Value) -> Result<()> {
        let text = |turn: &Value| turn.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        let changed: HashMap<i64, String> = turns(before)
            .filter_map(|(turn, old)| {
                let new = turn_of(after, turn)?;
                (text(old) != text(new)).then(|| Some((turn.parse().ok()?, text(new)))).flatten()
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        use entity::mention::{Column, Entity};
        let mentions = Entity::find().filter(Column::TurnId.is_in(changed.keys().copied())).all(self.connection()).await?;
        for mention in mentions {
            let Some(text) = changed.get(&mention.turn_id) else { continue };
            match anchor_again(&mention, text) {
                Some(patch) => Box::pin(self.update(RecordKind::Mention, mention.id, None, &patch)).await?,
                None => {
                    let reason = "its words are no longer in the text";
                    Box::pin(self.delete(RecordKind::Mention, mention.id, None, reason, false)).await?;
                }
            }
        }
        Ok(())
    }
}

fn turns(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    document.get("turns").and_then(Value::as_object).into_iter().flatten()
}

fn turn_of<'d>(document: &'d Value, turn: &str) -> Option<&'d Value> {
    document.get("turns")?.get(turn)
}
