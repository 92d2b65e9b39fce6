//! The rules for countries.

use super::reference::{CountryRecord, NameKind as ReferenceNameKind};
use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Error, Result, Violation};
use crate::record::service::{Check, Common, Days, NewName, add_names, all_names, check_names, distinct, distinct_names};
use crate::text::{fold, slugify};
use entity::{FuzzyDate, NameKind, RecordKind, country, country_succession};
use serde::{Deserialize, Serialize};

/// A country as a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewCountry {
    pub name: String,
    pub formal_name: Option<String>,
    /// All its names, the usual one first.
    #[serde(default)]
    pub names: Vec<NewName>,
    pub alpha2: Option<String>,
    pub alpha3: Option<String>,
    pub numeric_code: Option<String>,
    pub alpha4: Option<String>,
    pub region: Option<NewRegion>,
    pub subregion: Option<NewRegion>,
    pub intermediate_region: Option<NewRegion>,
    pub capital: Option<String>,
    pub exists_from: Option<FuzzyDate>,
    pub exists_to: Option<FuzzyDate>,
    /// The countries it followed.
    #[serde(rename = "predecessors", default)]
    pub predecessor_ids: Vec<i64>,
    #[serde(flatten)]
    pub common: Common,
}

/// A region of UN M49.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRegion {
    pub code: String,
    pub name: String,
}

impl NewRegion {
    fn of(code: Option<String>, name: Option<String>) -> Option<Self> {
        code.zip(name).map(|(code, name)| Self { code, name })
    }

    fn columns(region: Option<Self>) -> (Option<String>, Option<String>) {
        region.map(|Self { code, name }| (code, name)).unzip()
    }
}

impl NewCountry {
    /// A country as the reference data has it, but for those it followed: `predecessor_ids`.
    pub fn from_reference(record: CountryRecord, predecessor_ids: Vec<i64>) -> Result<Self> {
        let date = |edtf: Option<String>| {
            edtf.map(FuzzyDate::stated).transpose().map_err(|invalid| Error::internal(invalid.to_string()))
        };
        let mut names = vec![NewName { language: Some("en".to_owned()), ..NewName::new(&record.name, NameKind::Short) }];
        for name in record.names {
            let kind = match name.kind {
                ReferenceNameKind::Short => NameKind::Short,
                ReferenceNameKind::Formal => NameKind::Formal,
                ReferenceNameKind::Alternative => NameKind::Alternative,
            };
            let (valid_from, valid_to) = (date(name.valid_from)?, date(name.valid_to)?);
            names.push(NewName { form: name.form, kind, language: Some(name.language), script: None, valid_from, valid_to });
        }
        let adjective = |form| NewName { language: Some("en".to_owned()), ..NewName::new(form, NameKind::Adjective) };
        names.extend(record.adjectives.into_iter().map(adjective));
        Ok(Self {
            name: record.name,
            formal_name: record.formal_name,
            names,
            alpha2: record.alpha2,
            alpha3: record.alpha3,
            numeric_code: record.numeric,
            alpha4: record.alpha4,
            region: record.m49_region.map(|(code, name)| NewRegion { code, name }),
            subregion: record.m49_subregion.map(|(code, name)| NewRegion { code, name }),
            intermediate_region: record.m49_intermediate.map(|(code, name)| NewRegion { code, name }),
            capital: record.capital,
            exists_from: date(record.exists_from)?,
            exists_to: date(record.exists_to)?,
            predecessor_ids,
            common: Common {
                slug: Some(record.slug),
                external_ids: record.external_ids.into_iter().map(Into::into).collect(),
                sources: Vec::new(),
            },
        })
    }
}

impl Document for NewCountry {
    const KIND: RecordKind = RecordKind::Country;
    const NEEDED: &[&str] = &["name"];

    fn wanted_slug(&self) -> Option<String> {
        Some(slugify(&self.name, 60))
    }

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn tidy(&mut self, _set: &mut ChangeSet) {
        if !self.names.iter().any(|name| name.form == self.name) {
            self.names.insert(0, NewName::new(&self.name, NameKind::Short));
        }
        distinct_names(None, &mut self.names);
        distinct(&mut self.predecessor_ids, |id| *id);
    }

    fn check(&self) -> Vec<Violation> {
        let Self { name, names, alpha2, alpha3, numeric_code, alpha4, exists_from, exists_to, common, .. } = self;
        let letters = |code: &Option<String>, length: usize| {
            code.as_ref().is_none_or(|code| code.len() == length && code.chars().all(|c| c.is_ascii_uppercase()))
        };
        let digits = |code: &String| code.len() == 3 && code.chars().all(|c| c.is_ascii_digit());
        let shown = |code: &Option<String>| code.clone().unwrap_or_default();
        let check = Check::default()
            .filled("name", name)
            .require(letters(alpha2, 2), "alpha2", || format!("'{}' is not two capital letters, as in ISO 3166-1", shown(alpha2)))
            .require(letters(alpha3, 3), "alpha3", || {
                format!("'{}' is not three capital letters, as in ISO 3166-1", shown(alpha3))
            })
            .require(letters(alpha4, 4), "alpha4", || {
                format!("'{}' is not four capital letters, as in ISO 3166-3", shown(alpha4))
            })
            .require(numeric_code.as_ref().is_none_or(digits), "numericCode", || {
                format!("'{}' is not three digits, as in ISO 3166-1 and UN M49", shown(numeric_code))
            })
            .date("existsFrom", exists_from.as_ref())
            .date("existsTo", exists_to.as_ref())
            .span("existsTo", exists_from.as_ref(), exists_to.as_ref());
        common.check(check_names(check, "names", names)).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let row = rows.country.pop()?;
        let names = all_names(&mut rows);
        let predecessors = std::mem::take(&mut rows.country_succession).into_iter();
        Some(Self {
            name: row.name,
            formal_name: row.formal_name,
            names,
            alpha2: row.alpha2,
            alpha3: row.alpha3,
            numeric_code: row.numeric_code,
            alpha4: row.alpha4,
            region: NewRegion::of(row.region_code, row.region_name),
            subregion: NewRegion::of(row.subregion_code, row.subregion_name),
            intermediate_region: NewRegion::of(row.intermediate_region_code, row.intermediate_region_name),
            capital: row.capital,
            exists_from: row.exists_from,
            exists_to: row.exists_to,
            predecessor_ids: predecessors.map(|succession| succession.predecessor_id).collect(),
            common: Common::of(&mut rows, Some(row.slug)),
        })
    }

    fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self { name, formal_name, names, alpha2, alpha3, numeric_code, alpha4, .. } = self;
        let Self { region, subregion, intermediate_region, capital, exists_from, exists_to, predecessor_ids, common, .. } = self;
        let (from, to) = (Days::of(exists_from.as_ref())?, Days::of(exists_to.as_ref())?);
        common.add(Self::KIND, id, set);
        add_names(id, names, set)?;
        let (region_code, region_name) = NewRegion::columns(region);
        let (subregion_code, subregion_name) = NewRegion::columns(subregion);
        let (intermediate_region_code, intermediate_region_name) = NewRegion::columns(intermediate_region);
        let succession = |predecessor_id| country_succession::Model { predecessor_id, successor_id: id };
        set.batch().country_succession.extend(predecessor_ids.into_iter().map(succession));
        set.batch().country.push(country::Model {
            id,
            slug,
            sort_name: fold(&name),
            name,
            formal_name,
            alpha2,
            alpha3,
            numeric_code,
            alpha4,
            region_code,
            region_name,
            subregion_code,
            subregion_name,
            intermediate_region_code,
            intermediate_region_name,
            capital,
            exists_from,
            exists_from_earliest: from.earliest,
            exists_from_latest: from.latest,
            exists_to,
            exists_to_earliest: to.earliest,
            exists_to_latest: to.latest,
        });
        Ok(())
    }
}
