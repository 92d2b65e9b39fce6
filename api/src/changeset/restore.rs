//! Records that come back, or go back to what they were.

use super::update::Current;
use super::{ChangeSet, history, rows};
use crate::error::{Error, Result};
use entity::{Operation, RecordKind};

impl ChangeSet {
    /// Makes the record what it was in `version`; a deleted one, where no version is given, what it was when it was deleted.
    pub async fn restore(&mut self, kind: RecordKind, id: i64, base: Option<i32>, version: Option<i32>) -> Result<()> {
        let anchor = self.anchor(kind, id).await?;
        self.check_version(&anchor, base).await?;
        if anchor.merged_into_id.is_some() {
            return Err(Error::Conflict(format!("the {} was merged; undo the change set that merged it", kind.name())));
        }
        let wanted = match version {
            Some(version) => version,
            None if anchor.deleted_at.is_some() => anchor.version - 1,
            None => {
                return Err(Error::bad_input("version", "is missing: the record is not deleted, so that a version is needed"));
            }
        };
        let states = history::states_of(self.connection(), kind, &[id], self.pending(id)).await?.remove(&id);
        let state =
            states.unwrap_or_default().into_iter().find(|(change, _)| change.base_version.unwrap_or_default() + 1 == wanted);
        let Some(document) = state.and_then(|(_, state)| state) else {
            let message = format!("the {} had no version {wanted} in which it was in the archive", kind.name());
            return Err(Error::bad_input("version", message));
        };
        if anchor.deleted_at.is_some() {
            return self.bring_back(anchor, document).await;
        }
        let present = rows::documents(self.connection(), kind, &[id]).await?.remove(&id);
        let present = present.ok_or_else(|| Error::internal(format!("record {id} has no rows")))?;
        self.rewrite(Current { anchor, document: present }, Operation::Restore, document).await
    }
}
