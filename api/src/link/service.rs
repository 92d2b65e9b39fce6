//! The rules for links.

use crate::changeset::ChangeSet;
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common};
use entity::{LinkKind, RecordKind, Resolution, link};

/// A link that is to be created.
#[derive(Clone, Debug)]
pub struct NewLink {
    pub source_id: i64,
    pub target_id: i64,
    pub kind: LinkKind,
    pub phrase: Option<String>,
    pub resolution: Resolution,
    pub reason: Option<String>,
    pub common: Common,
}

impl NewLink {
    pub fn slug(&self) -> Option<String> {
        None
    }

    pub fn check(&self) -> Vec<Violation> {
        let apart = self.source_id != self.target_id;
        Check::default().require(apart, "target", || "a statement cannot be linked to itself".to_owned()).violations()
    }

    pub fn add(self, id: i64, _slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { source_id, target_id, kind, phrase, resolution, reason, common } = self;
        common.add(RecordKind::Link, id, None, set);
        set.batch().link.push(link::Model { id, source_id, target_id, kind, phrase, resolution, reason });
        Ok(())
    }
}
