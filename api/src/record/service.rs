//! The parts of a record that all concepts share.

use crate::changeset::{Batch, ChangeSet};
use crate::error::{Error, Result, Violation};
use crate::text::fold;
use entity::{FuzzyDate, NameKind, RecordKind, Resolution, citation, external_id, name, slug};
use serde::{Deserialize, Serialize};

/// What any record may carry.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Common {
    /// The slug it is to have; made from its name if absent. Records without names have none.
    pub slug: Option<String>,
    #[serde(default)]
    pub external_ids: Vec<NewExternalId>,
    /// Ids of the sources it cites.
    #[serde(default)]
    pub sources: Vec<i64>,
}

/// What another catalogue calls a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewExternalId {
    pub scheme: String,
    pub value: String,
}

/// A name of a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewName {
    pub form: String,
    pub kind: NameKind,
    pub language: Option<String>,
    pub script: Option<String>,
    pub valid_from: Option<FuzzyDate>,
    pub valid_to: Option<FuzzyDate>,
}

impl NewName {
    pub fn new(form: impl Into<String>, kind: NameKind) -> Self {
        Self { form: form.into(), kind, language: None, script: None, valid_from: None, valid_to: None }
    }

    fn of(row: name::Model) -> Self {
        let name::Model { form, kind, language, script, valid_from, valid_to, .. } = row;
        Self { form, kind, language, script, valid_from, valid_to }
    }
}

impl From<(String, String)> for NewExternalId {
    fn from((scheme, value): (String, String)) -> Self {
        Self { scheme, value }
    }
}

impl Common {
    /// What a record that cites `sources` carries.
    pub fn citing(sources: Vec<i64>) -> Self {
        Self { sources, ..Self::default() }
    }

    /// What the rows of a record say.
    pub fn of(rows: &mut Batch, slug: Option<String>) -> Self {
        let external_ids = std::mem::take(&mut rows.external_id).into_iter();
        let sources = std::mem::take(&mut rows.citation).into_iter().map(|citation| citation.source_id).collect();
        Self { slug, external_ids: external_ids.map(|id| (id.scheme, id.value).into()).collect(), sources }
    }

    /// Leaves each external id and each source once.
    pub fn tidy(&mut self) {
        distinct(&mut self.external_ids, |id| (id.scheme.clone(), id.value.clone()));
        distinct(&mut self.sources, |source| *source);
    }

    /// Adds what is wrong with it to `check`.
    pub fn check(&self, mut check: Check) -> Check {
        for (position, NewExternalId { scheme, value }) in self.external_ids.iter().enumerate() {
            check = check.filled(&format!("externalIds.{position}.scheme"), scheme);
            check = check.filled(&format!("externalIds.{position}.value"), value);
            // A database's index has no room for more.
            check = check.limited(&format!("externalIds.{position}.value"), value, MAX_ID).limited(
                &format!("externalIds.{position}.scheme"),
                scheme,
                MAX_ID,
            );
        }
        let sound = |slug: &String| {
            slug.len() <= MAX_SLUG
                && slug
                    .split('-')
                    .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
        };
        let slug = self.slug.as_ref();
        check.require(slug.is_none_or(sound), "slug", || {
            let slug = slug.map(String::as_str).unwrap_or_default();
            format!("'{slug}' is not lower-case letters a-z and digits in parts joined by '-', at most {MAX_SLUG} characters")
        })
    }

    /// Adds the slug, external ids and citations of record `id`.
    pub fn add(self, kind: RecordKind, id: i64, set: &mut ChangeSet) {
        let Self { slug, external_ids, sources } = self;
        let batch = set.batch();
        if let Some(value) = slug {
            batch.slug.push(slug::Model { kind, value, record_id: id });
        }
        let external_ids = external_ids.into_iter().map(|NewExternalId { scheme, value }| external_id::Model {
            kind,
            scheme,
            value,
            record_id: id,
        });
        batch.external_id.extend(external_ids);
        batch.citation.extend(sources.into_iter().map(|source_id| citation::Model { record_id: id, source_id }));
    }
}

/// Characters of what another catalogue calls a record at most.
const MAX_ID: usize = 300;
/// Characters of a slug at most.
const MAX_SLUG: usize = 120;
/// Characters of a title, a name or a label at most.
const MAX_TITLE: usize = 2_000;
/// Characters of a text at most: of a turn, a summary, a reason.
pub const MAX_TEXT: usize = 500_000;

/// Leaves the first of those with equal keys.
pub fn distinct<T, K: std::hash::Hash + Eq>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let mut seen = std::collections::HashSet::new();
    list.retain(|item| seen.insert(key(item)));
}

/// Leaves each name once, letter case aside: those after the usual one, and not that again.
pub fn distinct_names(usual: Option<&str>, names: &mut Vec<NewName>) {
    let key = |name: &NewName| (name.form.to_lowercase(), name.language.clone(), name.kind, name.valid_from.clone());
    let mut seen: std::collections::HashSet<_> =
        usual.map(|usual| key(&NewName::new(usual, NameKind::Short))).into_iter().collect();
    names.retain(|name| seen.insert(key(name)));
}

/// The names of a record after the usual one, as its rows say.
pub fn other_names(rows: &mut Batch) -> Vec<NewName> {
    let mut names = all_names(rows);
    names.drain(..names.len().min(1));
    names
}

/// All names of a record, the usual one first, as its rows say.
pub fn all_names(rows: &mut Batch) -> Vec<NewName> {
    let mut names = std::mem::take(&mut rows.name);
    names.sort_by_key(|name| name.ordinal);
    names.into_iter().map(NewName::of).collect()
}

/// What is entered without saying how it is known is stated.
pub fn stated() -> Resolution {
    Resolution::Stated
}

/// Adds what is wrong with names to `check`.
pub fn check_names(mut check: Check, path: &str, names: &[NewName]) -> Check {
    for (position, name) in names.iter().enumerate() {
        let NewName { form, language, script, valid_from, valid_to, .. } = name;
        let path = format!("{path}.{position}");
        let is_script = |script: &String| script.len() == 4 && script.chars().all(|c| c.is_ascii_alphabetic());
        check = check
            .filled(&format!("{path}.form"), form)
            .language(&format!("{path}.language"), language.as_deref())
            .require(script.as_ref().is_none_or(is_script), &format!("{path}.script"), || {
                format!("'{}' is not an ISO 15924 code such as Cyrl", script.as_deref().unwrap_or_default())
            })
            .date(&format!("{path}.validFrom"), valid_from.as_ref())
            .date(&format!("{path}.validTo"), valid_to.as_ref())
            .span(&format!("{path}.validTo"), valid_from.as_ref(), valid_to.as_ref());
    }
    check
}

/// Adds the names of record `record_id`, the usual one first.
pub fn add_names(record_id: i64, names: impl IntoIterator<Item = NewName>, set: &mut ChangeSet) -> Result<()> {
    for (NewName { form, kind, language, script, valid_from, valid_to }, ordinal) in names.into_iter().zip(0..) {
        let from = Days::of(valid_from.as_ref())?;
        let to = Days::of(valid_to.as_ref())?;
        let id = set.next_id();
        set.batch().name.push(name::Model {
            id,
            record_id,
            ordinal,
            kind,
            folded: fold(&form),
            form,
            language,
            script,
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

    /// `text` says something, and is no longer than a title or a name may be.
    pub fn filled(self, path: &str, text: &str) -> Self {
        self.require(!text.trim().is_empty(), path, || "must not be empty".to_owned()).short(path, text)
    }

    /// `text` is no longer than a title or a name may be.
    pub fn short(self, path: &str, text: &str) -> Self {
        self.limited(path, text, MAX_TITLE)
    }

    /// `text` has at most `limit` characters.
    pub fn limited(self, path: &str, text: &str, limit: usize) -> Self {
        let length = text.chars().count();
        self.require(length <= limit, path, || format!("has {length} characters; at most {limit} are allowed"))
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
