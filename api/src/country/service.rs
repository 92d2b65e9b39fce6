//! The rules for countries.

use super::reference::{CountryRecord, NameKind as ReferenceNameKind};
use crate::changeset::ChangeSet;
use crate::error::{Error, Result, Violation};
use crate::record::service::{Check, Common, Days, NewName, add_names};
use crate::text::{fold, slugify};
use entity::{FuzzyDate, NameKind, RecordKind, country, country_succession};

/// A country that is to be created.
#[derive(Clone, Debug, Default)]
pub struct NewCountry {
    /// The slug it would like; made from the name if absent.
    pub slug: Option<String>,
    pub name: String,
    pub formal_name: Option<String>,
    pub names: Vec<NewName>,
    pub alpha2: Option<String>,
    pub alpha3: Option<String>,
    pub numeric_code: Option<String>,
    pub alpha4: Option<String>,
    /// UN M49 codes and names.
    pub region: Option<(String, String)>,
    pub subregion: Option<(String, String)>,
    pub intermediate_region: Option<(String, String)>,
    pub capital: Option<String>,
    pub exists_from: Option<FuzzyDate>,
    pub exists_to: Option<FuzzyDate>,
    pub common: Common,
}

impl NewCountry {
    /// A country as the reference data has it. Its succession is added by [`succeed`] when all are there.
    pub fn from_reference(record: CountryRecord) -> Result<Self> {
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
            names.push(NewName { form: name.form, kind, language: Some(name.language), valid_from, valid_to });
        }
        let adjective = |form| NewName { language: Some("en".to_owned()), ..NewName::new(form, NameKind::Adjective) };
        names.extend(record.adjectives.into_iter().map(adjective));
        Ok(Self {
            slug: Some(record.slug),
            name: record.name,
            formal_name: record.formal_name,
            names,
            alpha2: record.alpha2,
            alpha3: record.alpha3,
            numeric_code: record.numeric,
            alpha4: record.alpha4,
            region: record.m49_region,
            subregion: record.m49_subregion,
            intermediate_region: record.m49_intermediate,
            capital: record.capital,
            exists_from: date(record.exists_from)?,
            exists_to: date(record.exists_to)?,
            common: Common { external_ids: record.external_ids, sources: Vec::new() },
        })
    }

    pub fn slug(&self) -> Option<String> {
        Some(self.slug.clone().unwrap_or_else(|| slugify(&self.name, 60)))
    }

    pub fn check(&self) -> Vec<Violation> {
        let Self { name, exists_from, exists_to, .. } = self;
        let check =
            Check::default().filled("name", name).date("existsFrom", exists_from.as_ref()).date("existsTo", exists_to.as_ref());
        check.span("existsTo", exists_from.as_ref(), exists_to.as_ref()).violations()
    }

    pub fn add(self, id: i64, wanted: String, set: &mut ChangeSet) -> Result<()> {
        let Self { slug: _, name, formal_name, mut names, alpha2, alpha3, numeric_code, alpha4, .. } = self;
        let Self { region, subregion, intermediate_region, capital, exists_from, exists_to, common, .. } = self;
        let (from, to) = (Days::of(exists_from.as_ref())?, Days::of(exists_to.as_ref())?);
        common.add(RecordKind::Country, id, Some(&wanted), set);
        if names.is_empty() {
            names.push(NewName::new(&name, NameKind::Short));
        }
        add_names(id, names, set)?;
        let (region_code, region_name) = region.unzip();
        let (subregion_code, subregion_name) = subregion.unzip();
        let (intermediate_region_code, intermediate_region_name) = intermediate_region.unzip();
        set.batch().country.push(country::Model {
            id,
            slug: wanted,
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

/// Notes that one country followed another. Both are new in this change set.
pub fn succeed(predecessor_id: i64, successor_id: i64, set: &mut ChangeSet) {
    set.batch().country_succession.push(country_succession::Model { predecessor_id, successor_id });
}
