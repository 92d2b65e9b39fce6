//! What a change set is asked to do, in a form that can wait for review and be done later.

use super::{ChangeSet, New, document, history};
use crate::error::{Error, Result};
use entity::{Operation, RecordKind};
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
        if self.versions.contains_key(&proposal.record_id) {
            return Ok(Some(base));
        }
        let anchor = self.anchor(proposal.kind, proposal.record_id).await?;
        if !(1..=anchor.version).contains(&base) {
            let message = format!("version {base} does not exist: the present one is {}", anchor.version);
            return Err(Error::bad_input("expectedVersion", message));
        }
        let since = history::since(self.connection(), anchor.id, base).await?;
        let theirs = since.iter().filter_map(|clash| clash.path.clone()).collect();
        let ours = document::touched(&proposal.proposed);
        let shared = document::shared(&ours, &theirs);
        if shared.is_empty() && proposal.operation == Operation::Update {
            return Ok(Some(anchor.version));
        }
        if since.is_empty() {
            return Ok(Some(anchor.version));
        }
        self.check_version(&anchor, Some(base)).await?;
        Ok(Some(base))
    }

    /// Does what is asked, in the open transaction.
    pub async fn perform(&mut self, proposal: Proposal) -> Result<()> {
        let Proposal { operation, kind, record_id, base_version, proposed } = &proposal;
        let (kind, id, base) = (*kind, *record_id, *base_version);
        match operation {
            Operation::Create => {
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
        self.perform(proposal).await?;
        let done = self.log.iter_mut().skip(start);
        if let Some(entry) = done.into_iter().find(|entry| entry.record_id == record && entry.operation == operation) {
            entry.waited = Some(waited);
        }
        Ok(())
    }
}
