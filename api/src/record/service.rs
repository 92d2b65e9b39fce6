//! The parts of a new record that all concepts share.

use crate::changeset::ChangeSet;
use crate::error::{Error, Result, Violation};
use crate::text::fold;
use entity::{FuzzyDate, NameKind, RecordKind, citation, external_id, name, slug};

/// What any new record may carry.
#[derive(Clone, Debug, Default)]
pub struct Common {
    /// Scheme and value.
    pub external_ids: Vec<(String, String)>,
    /// Ids of the sources it cites.
    pub sources: Vec<i64>,
}

/// A name of a new record.
#[derive(Clone, Debug)]
pub struct NewName {
    pub form: String,
    pub kind: NameKind,
    pub language: Option<String>,
    pub valid_from: Option<FuzzyDate>,
    pub valid_to: Option<FuzzyDate>,
}

impl NewName {
    pub fn new(form: impl Into<String>, kind: NameKind) -> Self {
        Self { form: form.into(), kind, language: None, valid_from: None, valid_to: None }
    }
}

impl Common {
    /// Adds the slug, external ids and citations of record `id`.
    pub fn add(self, kind: RecordKind, id: i64, slug: Option<&str>, set: &mut ChangeSet) {
        let Self { external_ids, sources } = self;
        let batch = set.batch();
        if let Some(value) = slug {
            batch.slug.push(slug::Model { kind, value: value.to_owned(), record_id: id });
        }
        let external_ids =
            external_ids.into_iter().map(|(scheme, value)| external_id::Model { kind, scheme, value, record_id: id });
        batch.external_id.extend(external_ids);
        batch.citation.extend(sources.into_iter().map(|source_id| citation::Model { record_id: id, source_id }));
    }
}

/// Adds the names of record `record_id`, the usual one first. A name that is there already, but for letter case, is left out.
pub fn add_names(record_id: i64, names: Vec<NewName>, set: &mut ChangeSet) -> Result<()> {
    let mut seen = std::collections::HashSet::new();
    for NewName { form, kind, language, valid_from, valid_to } in names {
        if !seen.insert((form.to_lowercase(), language.clone(), kind, valid_from.clone())) {
            continue;
        }
        let from = Days::of(valid_from.as_ref())?;
        let to = Days::of(valid_to.as_ref())?;
        let id = set.next_id();
        set.batch().name.push(name::Model {
            id,
            record_id,
            ordinal: i32::try_from(seen.len() - 1).unwrap_or(i32::MAX),
            kind,
            folded: fold(&form),
            form,
            language,
            script: None,
            valid_from,
            valid_from_earliest: from.earliest,
            valid_from_latest: from.latest,
            valid_to,
            valid_to_earliest: to.earliest,
            valid_to_latest: to.latest,
        });
    }
    Ok(())
}

/// The first and the last day of a date, for the columns beside it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Days {
    pub earliest: Option<i32>,
    pub latest: Option<i32>,
}

impl Days {
    /// No days for no date. A date that is none has been refused by the check before.
    pub fn of(date: Option<&FuzzyDate>) -> Result<Self> {
        let Some(date) = date else { return Ok(Self::default()) };
        let (earliest, latest) = date.days().map_err(|invalid| Error::bad_input("date", invalid.to_string()))?;
        Ok(Self { earliest, latest })
    }
}

/// Collects what is wrong with a new record.
#[derive(Default)]
pub struct Check(Vec<Violation>);

impl Check {
    /// Notes a violation of the input at `path` unless `holds`.
    pub fn require(mut self, holds: bool, path: &str, message: impl FnOnce() -> String) -> Self {
        if !holds {
            self.0.push(Violation { path: path.to_owned(), message: message() });
        }
        self
    }

    /// `text` says something.
    pub fn filled(self, path: &str, text: &str) -> Self {
        self.require(!text.trim().is_empty(), path, || "must not be empty".to_owned())
    }

    /// `date` is an EDTF level 1 date, if it is one at all.
    pub fn date(self, path: &str, date: Option<&FuzzyDate>) -> Self {
        let wrong = date.and_then(|date| date.days().err());
        self.require(wrong.is_none(), path, || wrong.map(|invalid| invalid.to_string()).unwrap_or_default())
    }

    /// What begins on `from` does not end before, on `to`.
    pub fn span(self, path: &str, from: Option<&FuzzyDate>, to: Option<&FuzzyDate>) -> Self {
        let day = |date: Option<&FuzzyDate>| date.and_then(|date| date.days().ok());
        let began = day(from).and_then(|(earliest, _)| earliest);
        let ended = day(to).and_then(|(_, latest)| latest);
        self.require(began.zip(ended).is_none_or(|(began, ended)| began <= ended), path, || {
            let edtf = |date: Option<&FuzzyDate>| date.map(|date| date.edtf.clone()).unwrap_or_default();
            format!("'{}' ends before it begins on '{}'", edtf(to), edtf(from))
        })
    }

    /// `tag` is a BCP 47 language tag, if it is one at all.
    pub fn language(self, path: &str, tag: Option<&str>) -> Self {
        let sound = tag.is_none_or(|tag| oxilangtag::LanguageTag::parse(tag).is_ok());
        self.require(sound, path, || format!("'{}' is not a BCP 47 language tag such as en or az-Latn", tag.unwrap_or_default()))
    }

    pub fn violations(self) -> Vec<Violation> {
        self.0
    }
}
