//! The rules for offices.

use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common};
use crate::text::{fold, slugify};
use entity::{OfficeKind, RecordKind, office};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An office as a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewOffice {
    pub title: String,
    pub kind: OfficeKind,
    #[serde(rename = "organisation")]
    pub organisation_id: Option<i64>,
    #[serde(rename = "country")]
    pub country_id: Option<i64>,
    #[serde(flatten)]
    pub common: Common,
}

impl Document for NewOffice {
    const KIND: RecordKind = RecordKind::Office;
    const NEEDED: &[&str] = &["title", "kind"];

    fn wanted_slug(&self) -> Option<String> {
        Some(slugify(&self.title, 80))
    }

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn check(&self) -> Vec<Violation> {
        self.common.check(Check::default().filled("title", &self.title)).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let office::Model { slug, title, kind, organisation_id, country_id, .. } = rows.office.pop()?;
        Some(Self { title, kind, organisation_id, country_id, common: Common::of(&mut rows, Some(slug)) })
    }

    fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { title, kind, organisation_id, country_id, common } = self;
        common.add(Self::KIND, id, set);
        set.batch().office.push(office::Model { id, slug, sort_name: fold(&title), title, kind, organisation_id, country_id });
        Ok(())
    }
}

/// The words of a folded title that carry meaning: those of "minister of foreign affairs" are those of "foreign minister".
pub fn title_words(folded: &str) -> BTreeSet<String> {
    const EMPTY: [&str; 6] = ["of", "the", "for", "and", "affairs", "s"];
    folded.split(' ').filter(|word| !EMPTY.contains(word)).map(ToOwned::to_owned).collect()
}

/// The same of a title as it is written, without those of `seat`: whose an office is, its title may say or not.
pub fn own_words(title: &str, seat: &BTreeSet<String>) -> BTreeSet<String> {
    title_words(&fold(title)).difference(seat).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_by_their_words() {
        assert_eq!(title_words("minister of foreign affairs"), title_words("foreign minister"));
        assert_ne!(title_words("deputy foreign minister"), title_words("foreign minister"));
    }
}
