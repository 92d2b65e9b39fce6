//! The rules for sources.

use crate::changeset::ChangeSet;
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, Days};
use entity::{FuzzyDate, RecordKind, source, source_text};

/// A source that is to be created.
#[derive(Clone, Debug)]
pub struct NewSource {
    pub url: Option<String>,
    pub file_name: Option<String>,
    pub publisher_id: Option<i64>,
    pub retrieved: Option<FuzzyDate>,
    pub media_type: String,
    pub encoding: String,
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
    pub licence: Option<String>,
    pub text: String,
}

impl NewSource {
    pub fn slug(&self) -> Option<String> {
        None
    }

    pub fn check(&self) -> Vec<Violation> {
        let sum = self.sha256.len() == 64 && self.sha256.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
        Check::default()
            .require(sum, "sha256", || format!("'{}' is not a SHA-256 in lower-case hexadecimal digits", self.sha256))
            .filled("mediaType", &self.media_type)
            .date("retrieved", self.retrieved.as_ref())
            .violations()
    }

    pub fn add(self, id: i64, _slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { url, file_name, publisher_id, retrieved, media_type, encoding, sha256, licence, text } = self;
        let days = Days::of(retrieved.as_ref())?;
        Common::default().add(RecordKind::Source, id, None, set);
        let batch = set.batch();
        batch.source_text.push(source_text::Model { source_id: id, text });
        batch.source.push(source::Model {
            id,
            url,
            file_name,
            publisher_id,
            retrieved,
            retrieved_earliest: days.earliest,
            retrieved_latest: days.latest,
            media_type,
            encoding,
            sha256,
            licence,
        });
        Ok(())
    }
}
