//! Records that change: checked as a whole, written where rows differ, logged with what was there before.

use super::concept::New;
use super::{Batch, ChangeSet, Entry, document, history, rows};
use crate::error::{Clash, Error, Result};
use crate::graphql::id;
use entity::{Operation, RecordKind, record};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::Value;

/// A record as it is, and its anchor.
pub(super) struct Current {
    pub anchor: record::Model,
    pub document: Value,
}

/// Why a change that is based on the version `base` is refused: what has changed `since`.
pub(super) fn stale(anchor: &record::Model, base: i32, present: i32, since: impl Iterator<Item = Clash>) -> Error {
    let record = id::encode(anchor.kind.name(), anchor.id).to_string();
    let clashes: Vec<Clash> = since.map(|clash| Clash { record: record.clone(), ..clash }).collect();
    let fields: Vec<&str> = clashes.iter().filter_map(|clash| clash.path.as_deref()).collect();
    let message = format!("version {base} is not the present one, {present}; changed since: {}", fields.join(", "));
    Error::Clashes { message, clashes }
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
        Err(stale(anchor, base, present, since.into_iter()))
    }

    /// Changes the record `id` as `patch` says: what is absent stays, null clears.
    pub async fn update(&mut self, kind: RecordKind, id: i64, base: Option<i32>, patch: &Value) -> Result<()> {
        let current = self.current(kind, id, base).await?;
        let mut wanted = current.document.clone();
        document::apply(&mut wanted, patch);
        self.rewrite(current, Operation::Update, wanted).await
    }

    /// Makes the record what `wanted` says. Nothing is done and logged where it is that already.
    pub(super) async fn rewrite(&mut self, current: Current, operation: Operation, mut wanted: Value) -> Result<()> {
        let Current { anchor, document: before } = current;
        let (kind, id) = (anchor.kind, anchor.id);
        self.admit(kind, id, &mut wanted).await?;
        let mut new = New::read(kind, &wanted)?;
        new.prepare(self)?;
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
        rows::replace(self.connection(), old, new).await?;
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
}
