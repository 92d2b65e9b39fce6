//! The rules for offices.

use crate::changeset::ChangeSet;
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common};
use crate::text::{fold, slugify};
use entity::{OfficeKind, RecordKind, office};

/// An office that is to be created.
#[derive(Clone, Debug)]
pub struct NewOffice {
    pub title: String,
    pub kind: OfficeKind,
    pub organisation_id: Option<i64>,
    pub country_id: Option<i64>,
    pub common: Common,
}

impl NewOffice {
    pub fn slug(&self) -> Option<String> {
        Some(slugify(&self.title, 80))
    }

    pub fn check(&self) -> Vec<Violation> {
        Check::default().filled("title", &self.title).violations()
    }

    pub fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { title, kind, organisation_id, country_id, common } = self;
        common.add(RecordKind::Office, id, Some(&slug), set);
        set.batch().office.push(office::Model { id, slug, sort_name: fold(&title), title, kind, organisation_id, country_id });
        Ok(())
    }
}
