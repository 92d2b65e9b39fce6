//! The codes that ISO has withdrawn (ISO 3166-3), from `rust_iso3166`, and the territories they stood for.

use std::collections::BTreeMap;

use rust_iso3166::iso3166_3::{ALL, CountryCode3};

use super::record::Draft;
use super::territory::{self, Territory};
use super::{CountryRecord, NameKind, name};

/// A withdrawn code with its last year and the alpha-3 codes that took its place.
pub(super) struct Withdrawn {
    pub code: &'static CountryCode3,
    since: i32,
    until: i32,
    pub heirs: Vec<&'static str>,
}

/// ISO 3166-3 code to its entry.
pub(super) fn codes() -> BTreeMap<String, Withdrawn> {
    ALL.iter()
        .filter_map(|code| {
            let withdrawn = Withdrawn {
                code,
                since: code.validity.first().copied()?,
                until: code.validity.last().copied()?,
                heirs: code.new_countries.iter().map(|country| country.alpha3).collect(),
            };
            Some((code.code.to_owned(), withdrawn))
        })
        .collect()
}

impl Withdrawn {
    /// The country before any territory is known: its codes are withdrawn, so they are no longer its own.
    pub fn draft(&self) -> Draft {
        let forms = name::filed(self.code.name);
        let mut draft = Draft::new(CountryRecord {
            name: forms.short.clone(),
            alpha4: Some(self.code.code.to_owned()),
            ..CountryRecord::default()
        });
        // The withdrawn alpha-2 code is the first half of the alpha-4 code.
        draft.add_external_id("iso3166-1-alpha3-withdrawn", self.code.former.alpha3.to_owned());
        draft.add_name("en", NameKind::Short, forms.short);
        if let Some(long) = forms.long {
            draft.add_name("en", NameKind::Formal, long);
        }
        draft
    }

    /// The year of the withdrawal stands for the end where no territory tells it; the year in which ISO began
    /// to give codes tells nothing about the beginning.
    pub fn end(&self, draft: &mut Draft) {
        if draft.to.is_none() {
            draft.to = Some(self.until);
            draft.record.exists_to = Some(territory::edtf(self.until));
        }
    }

    /// The former territory of this name that lived to have the code; of several the one that ended with it.
    pub fn territory<'a>(&self, draft: &Draft, territories: &'a BTreeMap<String, Territory>) -> Option<&'a Territory> {
        let keys: Vec<String> = draft.english().map(name::key).collect();
        territories
            .values()
            .filter(|territory| !territory.present && territory.until.is_some_and(|until| until >= self.since))
            .filter(|territory| {
                let id = territory.id.rsplit_once('-').map_or(territory.id.as_str(), |(id, _year)| id);
                let forms = [Some(territory.short.as_str()), territory.long.as_deref()];
                forms.into_iter().flatten().any(|form| keys.contains(&name::key(form))) || keys.contains(&id.replace('-', " "))
            })
            .min_by_key(|territory| (territory.last_year() - self.until).abs())
    }
}
