//! The rules for links.

use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, MAX_TEXT, stated};
use entity::{LinkKind, RecordKind, Resolution, link};
use serde::{Deserialize, Serialize};

/// A link between statements, as a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewLink {
    #[serde(rename = "source")]
    pub source_id: i64,
    #[serde(rename = "target")]
    pub target_id: i64,
    pub kind: LinkKind,
    pub phrase: Option<String>,
    #[serde(default = "stated")]
    pub resolution: Resolution,
    pub reason: Option<String>,
    #[serde(flatten)]
    pub common: Common,
}

impl Document for NewLink {
    const KIND: RecordKind = RecordKind::Link;
    const NEEDED: &[&str] = &["source", "target", "kind"];

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn check(&self) -> Vec<Violation> {
        let apart = self.source_id != self.target_id;
        let check = Check::default()
            .require(apart, "target", || "a statement cannot be linked to itself".to_owned())
            .limited("phrase", self.phrase.as_deref().unwrap_or_default(), MAX_TEXT)
            .limited("reason", self.reason.as_deref().unwrap_or_default(), MAX_TEXT);
        self.common.check(check).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let link::Model { source_id, target_id, kind, phrase, resolution, reason, .. } = rows.link.pop()?;
        Some(Self { source_id, target_id, kind, phrase, resolution, reason, common: Common::of(&mut rows, None) })
    }

    fn add(self, id: i64, _slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { source_id, target_id, kind, phrase, resolution, reason, common } = self;
        common.add(Self::KIND, id, set);
        set.batch().link.push(link::Model { id, source_id, target_id, kind, phrase, resolution, reason });
        Ok(())
    }
}
