//! Records whose import was undone come back when they are imported again, under the addresses they had.

use super::known::Standing;
use super::wanted::identities;
use super::{Engine, facts::Facts};
use crate::changeset::{reference, reference::Target, states};
use crate::error::Result;
use entity::RecordKind;
use futures_util::future::BoxFuture;

/// Records that lead from one to the other.
const DEPTH: usize = 16;

impl Engine<'_> {
    /// Brings a record back as it was when its creation was undone, after those it refers to.
    pub(super) fn revive(&mut self, kind: RecordKind, id: i64, depth: usize) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            if self.scope.is_plan || depth > DEPTH {
                return Ok(());
            }
            self.settle().await?;
            self.work.is_written = true;
            let states = states(self.set.connection(), kind, id).await?;
            let former = states.into_iter().find_map(|(_, state)| state);
            for (_, target, referred) in former.iter().flat_map(|document| reference::all(kind, document)) {
                let Target::Record(wanted) = target else { continue };
                self.known.look_at(self.set.connection(), [referred]).await?;
                if let (gone, Standing::Deleted { was_undone: true }) = self.known.survivor(referred) {
                    self.revive(wanted, gone, depth + 1).await?;
                }
            }
            self.set.restore(kind, id, None, None).await?;
            for identity in former.iter().filter_map(|former| former.as_object()).flat_map(|former| identities(kind, former)) {
                self.known.add(&identity, id);
            }
            self.known.set_facts(
                id,
                former
                    .as_ref()
                    .and_then(|former| former.as_object())
                    .map_or_else(Facts::default, |former| Facts::of(kind, former)),
            );
            Ok(())
        })
    }
}
