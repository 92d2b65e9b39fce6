//! The rules for topics.

use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common};
use crate::text::{fold, slugify};
use entity::{RecordKind, topic};
use serde::{Deserialize, Serialize};

/// A topic as a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTopic {
    pub label: String,
    #[serde(rename = "broader")]
    pub broader_id: Option<i64>,
    #[serde(flatten)]
    pub common: Common,
}

impl Document for NewTopic {
    const KIND: RecordKind = RecordKind::Topic;
    const NEEDED: &[&str] = &["label"];

    fn wanted_slug(&self) -> Option<String> {
        Some(slugify(&self.label, 60))
    }

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn check(&self) -> Vec<Violation> {
        self.common.check(Check::default().filled("label", &self.label)).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let topic::Model { slug, label, broader_id, .. } = rows.topic.pop()?;
        Some(Self { label, broader_id, common: Common::of(&mut rows, Some(slug)) })
    }

    fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { label, broader_id, common } = self;
        common.add(Self::KIND, id, set);
        set.batch().topic.push(topic::Model { id, slug, sort_name: fold(&label), label, broader_id });
        Ok(())
    }
}
