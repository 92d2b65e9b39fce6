//! The rules for sources.

use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, Days, MAX_TEXT};
use entity::{FuzzyDate, RecordKind, source, source_text};
use serde::{Deserialize, Serialize};

/// Characters of an address at most.
const MAX_URL: usize = 2_000;

/// A source as a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewSource {
    pub url: Option<String>,
    pub file_name: Option<String>,
    #[serde(rename = "publisher")]
    pub publisher_id: Option<i64>,
    pub retrieved: Option<FuzzyDate>,
    pub media_type: String,
    pub encoding: String,
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
    pub licence: Option<String>,
    #[serde(default)]
    pub text: String,
    #[serde(flatten)]
    pub common: Common,
}

impl Document for NewSource {
    const KIND: RecordKind = RecordKind::Source;
    const NEEDED: &[&str] = &["mediaType", "encoding", "sha256"];

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn check(&self) -> Vec<Violation> {
        let Self { url, retrieved, media_type, sha256, licence, text, common, .. } = self;
        let sum = sha256.len() == 64 && sha256.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
        let is_address = |url: &String| {
            url.split_once("://").is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https" | "file") && !rest.is_empty())
                && !url.contains(char::is_whitespace)
        };
        let check = Check::default()
            .require(sum, "sha256", || format!("'{sha256}' is not a SHA-256 in lower-case hexadecimal digits"))
            .require(url.as_ref().is_none_or(is_address), "url", || {
                format!("'{}' is not an address such as https://example.org/page", url.as_deref().unwrap_or_default())
            })
            .limited("url", url.as_deref().unwrap_or_default(), MAX_URL)
            .filled("mediaType", media_type)
            .date("retrieved", retrieved.as_ref())
            .short("licence", licence.as_deref().unwrap_or_default())
            .limited("text", text, 10 * MAX_TEXT);
        common.check(check).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let source::Model { url, file_name, publisher_id, retrieved, media_type, encoding, sha256, licence, .. } =
            rows.source.pop()?;
        let text = rows.source_text.pop().map(|row| row.text).unwrap_or_default();
        let common = Common::of(&mut rows, None);
        Some(Self { url, file_name, publisher_id, retrieved, media_type, encoding, sha256, licence, text, common })
    }

    fn add(self, id: i64, _slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { url, file_name, publisher_id, retrieved, media_type, encoding, sha256, licence, text, common } = self;
        let days = Days::of(retrieved.as_ref())?;
        common.add(Self::KIND, id, set);
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
