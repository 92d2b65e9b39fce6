//! The reference data about countries: what ISO, the UN and the Office of the Historian say, merged.
//!
//! The sources are the files of `api/data/countries/` (see the README there) and ISO 3166-3 from `rust_iso3166`.
//! This module reads and merges them; it knows no database, writes nothing and adds no judgement of its own.
//! What the sources lack is in `aliases.csv` and `territories.csv`, each line with its reason.

pub(crate) mod alias;
mod iso;
mod merge;
pub(crate) mod name;
mod nationality;
mod record;
mod succession;
mod territory;
#[cfg(test)]
mod tests;
mod withdrawn;

pub use merge::{Merged, merged};

/// A country, a former state or a territory with an ISO code, as the sources have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountryRecord {
    /// Unique, made from `name`; a former state whose name is shared carries the year of its end.
    pub slug: String,
    /// Short English name.
    pub name: String,
    pub formal_name: Option<String>,
    /// ISO 3166-1 codes in force; withdrawn ones, which ISO may reassign, are in `external_ids`.
    pub alpha2: Option<String>,
    pub alpha3: Option<String>,
    /// Three digits.
    pub numeric: Option<String>,
    /// ISO 3166-3.
    pub alpha4: Option<String>,
    /// UN M49 code and English name.
    pub m49_region: Option<(String, String)>,
    pub m49_subregion: Option<(String, String)>,
    pub m49_intermediate: Option<(String, String)>,
    pub capital: Option<String>,
    pub names: Vec<CountryName>,
    /// English adjectives as used before an office.
    pub adjectives: Vec<String>,
    /// Scheme and value.
    pub external_ids: Vec<(String, String)>,
    /// EDTF.
    pub exists_from: Option<String>,
    /// EDTF; none for a country of today.
    pub exists_to: Option<String>,
    /// Slugs.
    pub predecessors: Vec<String>,
    /// Slugs.
    pub successors: Vec<String>,
}

/// One form of a country's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryName {
    pub form: String,
    /// BCP 47.
    pub language: String,
    pub kind: NameKind,
    /// EDTF; set for the names of earlier periods.
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
}

/// Which of a country's names a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    Short,
    Formal,
    Alternative,
}

/// What is wrong with a source file, and where.
#[derive(Debug, thiserror::Error)]
#[error("{file}, {entry}: {problem}")]
pub struct ReferenceError {
    pub file: &'static str,
    /// Line, code or id of the entry.
    pub entry: String,
    pub problem: String,
}

impl ReferenceError {
    fn new(file: &'static str, entry: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { file, entry: entry.into(), problem: problem.into() }
    }
}

/// Every country and former state, by slug.
pub fn countries() -> Result<Vec<CountryRecord>, ReferenceError> {
    Ok(merged()?.records)
}
