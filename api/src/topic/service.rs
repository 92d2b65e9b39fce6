//! The rules for topics.

use crate::changeset::ChangeSet;
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common};
use crate::text::{fold, slugify};
use entity::{RecordKind, topic};

/// A topic that is to be created.
#[derive(Clone, Debug)]
pub struct NewTopic {
    pub label: String,
    pub broader_id: Option<i64>,
    pub common: Common,
}

impl NewTopic {
    pub fn slug(&self) -> Option<String> {
        Some(slugify(&self.label, 60))
    }

    pub fn check(&self) -> Vec<Violation> {
        Check::default().filled("label", &self.label).violations()
    }

    pub fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { label, broader_id, common } = self;
        common.add(RecordKind::Topic, id, Some(&slug), set);
        set.batch().topic.push(topic::Model { id, slug, sort_name: fold(&label), label, broader_id });
        Ok(())
    }
}
