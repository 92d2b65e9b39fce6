//! What a change set is asked to do, in a form that can wait for review and be done later.

use super::update::stale;
use super::{ChangeSet, New, document, history};
use crate::error::{Clash, Error, Result};
use entity::{Operation, RecordKind, source};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

/// One change as its author asks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub operation: Operation,
    pub kind: RecordKind,
    /// The record; for a create, the id that is reserved for it.
    pub record_id: i64,
    /// The version it is based on.
    pub base_version: Option<i32>,
    /// A create: the document. An update: the patch. Others: what more they need.
    pub proposed: Value,
}

impl Proposal {
    pub fn create(kind: RecordKind, record_id: i64, document: Value) -> Self {
        Self { operation: Operation::Create, kind, record_id, base_version: None, proposed: document }
    }

    pub fn update(kind: RecordKind, record_id: i64, base_version: i32, patch: Value) -> Self {
        Self { operation: Operation::Update, kind, record_id, base_version: Some(base_version), proposed: patch }
    }

    /// `cascade`: what means nothing without the record goes too, and others lose their reference to it.
    pub fn delete(kind: RecordKind, record_id: i64, base_version: i32, reason: &str, cascade: bool) -> Self {
        let proposed = json!({ "reason": reason, "cascade": cascade });
        Self { operation: Operation::Delete, kind, record_id, base_version: Some(base_version), proposed }
    }

    pub fn merge(kind: RecordKind, record_id: i64, base_version: i32, into: i64) -> Self {
        let proposed = json!({ "into": into });
        Self { operation: Operation::Merge, kind, record_id, base_version: Some(base_version), proposed }
    }

    /// Back to what it was in `version`; a deleted record, where there is none, to what it was when it was deleted.
    pub fn restore(kind: RecordKind, record_id: i64, base_version: i32, version: Option<i32>) -> Self {
        let proposed = json!({ "version": version });
        Self { operation: Operation::Restore, kind, record_id, base_version: Some(base_version), proposed }
    }
}

impl ChangeSet {
    /// The version on which a change may be based that was meant for the version `base`: the present one, if nothing has changed
    /// since of what it changes.
    pub async fn rebased(&mut self, proposal: &Proposal) -> Result<Option<i32>> {
        let Some(base) = proposal.base_version else { return Ok(None) };
        let before = self.versions.get(&proposal.record_id).copied();
        if before == Some(0) {
            return Ok(Some(base));
        }
        let anchor = self.anchor(proposal.kind, proposal.record_id).await?;
        let present = before.unwrap_or(anchor.version);
        if !(1..=present).contains(&base) {
            let message = format!("version {base} does not exist: the present one is {present}");
            return Err(Error::bad_input("expectedVersion", message));
        }
        let since = history::since(self.connection(), anchor.id, base).await?;
        let theirs = since.iter().filter_map(|clash| clash.path.clone()).collect();
        let shared = document::shared(&document::touched(&proposal.proposed), &theirs);
        let meets = !since.is_empty() && (proposal.operation != Operation::Update || !shared.is_empty());
        if !meets {
            return Ok(Some(present));
        }
        let is_shared = |clash: &Clash| shared.is_empty() || clash.path.as_ref().is_some_and(|path| shared.contains(path));
        Err(stale(&anchor, base, present, since.into_iter().filter(is_shared)))
    }

    /// Does what is asked, in the open transaction.
    pub async fn perform(&mut self, proposal: Proposal) -> Result<()> {
        let Proposal { operation, kind, record_id, base_version, proposed } = &proposal;
        let (kind, id, base) = (*kind, *record_id, *base_version);
        match operation {
            Operation::Create => {
                if let Some(same) = self.same_source(kind, proposed).await? {
                    // What has waited may have come from somebody else meanwhile: a source is its text.
                    self.aliases.insert(id, same);
                    self.performed.push(proposal);
                    return Ok(());
                }
                let mut document = proposed.clone();
                self.admit(kind, id, &mut document).await?;
                self.create_as(id, New::read(kind, &document)?).await?;
            }
            Operation::Update => self.update(kind, id, base, proposed).await?,
            Operation::Delete => {
                let reason = proposed.get("reason").and_then(Value::as_str).unwrap_or_default();
                let cascade = proposed.get("cascade").and_then(Value::as_bool).unwrap_or_default();
                self.delete(kind, id, base, reason, cascade).await?;
            }
            Operation::Merge => {
                let into = proposed.get("into").and_then(Value::as_i64);
                self.merge(kind, id, base, into.ok_or_else(|| Error::internal("a merge names no survivor"))?).await?;
            }
            Operation::Restore => {
                let version = proposed.get("version").and_then(Value::as_i64).and_then(|version| i32::try_from(version).ok());
                self.restore(kind, id, base, version).await?;
            }
        }
        self.performed.push(proposal);
        Ok(())
    }

    /// Does what has waited in the row `waited` of the log.
    pub async fn perform_waiting(&mut self, waited: i64, proposal: Proposal) -> Result<()> {
        let (operation, record, start) = (proposal.operation, proposal.record_id, self.log.len());
        self.is_waiting = true;
        let done = self.perform(proposal).await;
        self.is_waiting = false;
        done?;
        let done = self.log.iter_mut().skip(start);
        if let Some(entry) = done.into_iter().find(|entry| entry.record_id == record && entry.operation == operation) {
            entry.waited = Some(waited);
        }
        Ok(())
    }

    /// The source that has the text of the one that is to be created, if there is one.
    async fn same_source(&mut self, kind: RecordKind, document: &Value) -> Result<Option<i64>> {
        let (RecordKind::Source, Some(sum)) = (kind, document.get("sha256").and_then(Value::as_str)) else { return Ok(None) };
        if !self.is_waiting {
            return Ok(None);
        }
        self.flush().await?;
        let same = source::Entity::find().filter(source::Column::Sha256.eq(sum)).one(self.connection()).await?;
        Ok(same.map(|source| source.id))
    }
}
