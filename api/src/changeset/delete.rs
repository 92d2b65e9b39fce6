//! Records that go. A tombstone with the reason stays, and nothing is left that refers to what is gone.

use super::concept::New;
use super::reference::{self, is_dependent, referrers};
use super::update::Current;
use super::{Batch, ChangeSet, Entry, rows};
use crate::error::{Clash, Error, Result};
use crate::graphql::id;
use entity::{Operation, RecordKind};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, IntoActiveModel};

/// Characters of a reason at most.
const MAX_REASON: usize = 2_000;
/// Records in the way that a refusal names at most.
const NAMED: usize = 20;

impl ChangeSet {
    /// Deletes the record `id`. Its links and mentions go with it; if anything else refers to it, that is refused, unless
    /// `cascade` says that it is to go, or to lose the reference, too.
    pub async fn delete(&mut self, kind: RecordKind, id: i64, base: Option<i32>, reason: &str, cascade: bool) -> Result<()> {
        if reason.trim().is_empty() {
            return Err(Error::bad_input("reason", "must not be empty; it stays for those who look for the record"));
        }
        let length = reason.chars().count();
        if length > MAX_REASON {
            return Err(Error::bad_input("reason", format!("has {length} characters; at most {MAX_REASON} are allowed")));
        }
        let current = self.current(kind, id, base).await?;
        let refer = self.referrers(kind, id).await?;
        // Whoever cites a source goes on without it.
        let exists_by_it = kind != RecordKind::Source;
        let is_own = |kind: RecordKind| exists_by_it && matches!(kind, RecordKind::Link | RecordKind::Mention);
        let others: Vec<_> = refer.iter().filter(|(kind, _)| !is_own(*kind)).collect();
        if !others.is_empty() && !cascade {
            let clashes = others
                .iter()
                .take(NAMED)
                .map(|(kind, id)| Clash { record: id::encode(kind.name(), *id).to_string(), ..Clash::default() });
            let message = format!(
                "{} other records refer to the {}; change them first, or let 'cascade' take the references away",
                others.len(),
                kind.name()
            );
            return Err(Error::Clashes { message, clashes: clashes.collect() });
        }
        for (referrer, referrer_id) in refer {
            if exists_by_it && is_dependent(referrer) {
                Box::pin(self.delete(referrer, referrer_id, None, reason, cascade || is_own(referrer))).await?;
            } else {
                let current = self.current(referrer, referrer_id, None).await?;
                let mut without = current.document.clone();
                reference::forget(referrer, &mut without, (kind, id));
                self.rewrite(current, Operation::Update, without).await?;
            }
        }
        self.take_away(current, Operation::Delete, Some(reason), None).await
    }

    /// The records that refer to the record `id`, each once.
    pub(super) async fn referrers(&mut self, kind: RecordKind, id: i64) -> Result<Vec<(RecordKind, i64)>> {
        self.flush().await?;
        let found = referrers(self.connection(), kind, id).await?;
        Ok(found.into_iter().filter_map(|(kind, id)| Some((RecordKind::named(kind)?, id))).collect())
    }

    /// Takes the rows of a record out of the archive. Its anchor and its slugs stay.
    pub(super) async fn take_away(
        &mut self,
        current: Current,
        operation: Operation,
        reason: Option<&str>,
        into: Option<i64>,
    ) -> Result<()> {
        let Current { anchor, document } = current;
        let (kind, id) = (anchor.kind, anchor.id);
        let old = rows::load(self.connection(), kind, &[id]).await?.remove(&id).unwrap_or_default();
        old.delete(&Batch::default(), self.connection()).await?;
        let version = anchor.version;
        let mut gone = anchor.into_active_model();
        gone.version = Set(version + 1);
        gone.updated_at = Set(self.now);
        gone.merged_into_id = Set(into);
        if into.is_none() {
            gone.deleted_at = Set(Some(self.now));
            gone.deletion_reason = Set(reason.map(ToOwned::to_owned));
        }
        gone.update(self.connection()).await?;
        self.note(Entry {
            waited: None,
            operation,
            kind,
            record_id: id,
            base_version: Some(version),
            proposed: Some(match into {
                Some(into) => serde_json::json!({ "into": into }).to_string(),
                None => serde_json::json!({ "reason": reason }).to_string(),
            }),
            before_image: Some(document.to_string()),
            digest: None,
        });
        Ok(())
    }

    /// Brings a record back that was deleted or merged, as `document` says.
    pub(super) async fn bring_back(&mut self, anchor: entity::record::Model, mut document: serde_json::Value) -> Result<()> {
        let (kind, id, version) = (anchor.kind, anchor.id, anchor.version);
        self.admit(kind, id, &mut document).await?;
        let mut new = New::read(kind, &document)?;
        new.prepare(self)?;
        let digest = super::document::digest(&new.document()?);
        let rows = self.rows_of(new, id, true)?;
        rows.insert(self.connection()).await?;
        let mut back = anchor.into_active_model();
        back.version = Set(version + 1);
        back.updated_at = Set(self.now);
        back.deleted_at = Set(None);
        back.deletion_reason = Set(None);
        back.merged_into_id = Set(None);
        back.update(self.connection()).await?;
        self.note(Entry {
            waited: None,
            operation: Operation::Restore,
            kind,
            record_id: id,
            base_version: Some(version),
            proposed: None,
            before_image: None,
            digest: Some(digest),
        });
        Ok(())
    }
}
