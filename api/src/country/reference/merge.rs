//! Puts the sources together: one record per country of ISO 3166-1, per withdrawn code and per former state.

use std::collections::BTreeMap;

use super::alias::{self, Alias, AliasKind};
use super::record::Draft;
use super::succession::Succession;
use super::territory::{self, Territory};
use super::withdrawn::{self, Withdrawn};
use super::{CountryRecord, NameKind, ReferenceError, iso, name, nationality};

/// The records, and what of the sources found no place in them.
pub struct Merged {
    /// By slug.
    pub records: Vec<CountryRecord>,
    /// Territories on today's map without a record.
    pub unmerged_present: Vec<String>,
    /// Former territories without a record.
    pub unmerged_former: Vec<String>,
    /// Ids of `countries-old.xml` without a record, or with several.
    pub unmerged_countries: Vec<String>,
    /// Edges of the source that contradict its years or others of its edges.
    pub dropped_edges: Vec<String>,
}

/// The records while they grow. A key is an alpha-2 code, an ISO 3166-3 code or the id of a territory.
struct Drafts {
    drafts: BTreeMap<String, Draft>,
    /// The id of a territory to the key of the record that it is part of.
    places: BTreeMap<String, String>,
}

/// Reads and merges all sources.
pub fn merged() -> Result<Merged, ReferenceError> {
    let territories = territory::territories()?;
    let withdrawn = withdrawn::codes();
    let aliases = alias::aliases()?;
    let mut all = Drafts { drafts: iso::countries()?, places: BTreeMap::new() };
    all.drafts.extend(withdrawn.iter().map(|(code, entry)| (code.clone(), entry.draft())));
    all.add_aliases(aliases.iter().filter(|alias| !territories.contains_key(&alias.code)))?;
    all.place_present(&territories)?;
    all.place_withdrawn(&territories, &withdrawn)?;
    let (stated, dropped_edges) = Succession::of(&territories)?;
    let between = stated.between(&territories, |id| all.has_record(&territories, id));
    all.place_former(&territories, &stated, &between)?;
    all.add_aliases(aliases.iter().filter(|alias| territories.contains_key(&alias.code)))?;
    all.add_nationalities(&aliases)?;
    let unmerged_countries = all.add_country_ids()?;
    for (code, entry) in &withdrawn {
        entry.end(all.get(code)?);
    }
    let succession = all.succession(&between, &withdrawn)?;
    let (unmerged_present, unmerged_former) = territories
        .values()
        .filter(|territory| !all.places.contains_key(&territory.id))
        .map(|territory| (territory.present, territory.id.clone()))
        .partition::<Vec<_>, _>(|(present, _)| *present);
    Ok(Merged {
        records: all.records(&succession)?,
        unmerged_present: unmerged_present.into_iter().map(|(_, id)| id).collect(),
        unmerged_former: unmerged_former.into_iter().map(|(_, id)| id).collect(),
        unmerged_countries,
        dropped_edges,
    })
}

impl Drafts {
    fn get(&mut self, key: &str) -> Result<&mut Draft, ReferenceError> {
        let key = self.places.get(key).map_or(key, String::as_str);
        self.drafts.get_mut(key).ok_or_else(|| ReferenceError::new("countries", key, "no country has this code"))
    }

    fn place(&mut self, territory: &Territory, key: &str, earlier: bool) -> Result<(), ReferenceError> {
        self.get(key)?.add_territory(territory, earlier);
        self.places.insert(territory.id.clone(), key.to_owned());
        Ok(())
    }

    fn has_record(&self, territories: &BTreeMap<String, Territory>, id: &str) -> bool {
        self.places.contains_key(id) || territories.get(id).is_some_and(|territory| territory.state && !territory.present)
    }

    fn add_aliases<'a>(&mut self, aliases: impl Iterator<Item = &'a Alias>) -> Result<(), ReferenceError> {
        for alias in aliases {
            let draft = self.get(&alias.code)?;
            match alias.kind {
                AliasKind::Name => draft.rename(&alias.form),
                AliasKind::Capital => draft.record.capital = Some(alias.form.clone()),
                AliasKind::Formal => draft.add_name(&alias.language, NameKind::Formal, alias.form.clone()),
                AliasKind::Alternative => draft.add_name(&alias.language, NameKind::Alternative, alias.form.clone()),
                AliasKind::Adjective | AliasKind::NotAdjective => {}
            }
        }
        Ok(())
    }

    /// Territories on today's map, by name: the codes of the source are not always ISO's.
    fn place_present(&mut self, territories: &BTreeMap<String, Territory>) -> Result<(), ReferenceError> {
        let mut by_name = BTreeMap::new();
        for (code, draft) in self.drafts.iter().filter(|(_, draft)| draft.record.alpha2.is_some()) {
            by_name.extend(draft.english().map(|form| (name::key(form), code.clone())));
        }
        for territory in territories.values().filter(|territory| territory.present && territory.until.is_none()) {
            let filed = name::filed(&territory.short);
            let base = territory.short.split(" (").next().map(str::to_owned);
            let forms = [Some(territory.short.clone()), territory.long.clone(), Some(filed.short), filed.long, base];
            match forms.into_iter().flatten().find_map(|form| by_name.get(&name::key(&form)).cloned()) {
                Some(key) => self.place(territory, &key, false)?,
                None if territory.state => self.found(territory)?,
                None => {}
            }
        }
        Ok(())
    }

    fn place_withdrawn(
        &mut self,
        territories: &BTreeMap<String, Territory>,
        withdrawn: &BTreeMap<String, Withdrawn>,
    ) -> Result<(), ReferenceError> {
        for (code, entry) in withdrawn {
            let draft = self.get(code)?;
            let Some(territory) = entry.territory(draft, territories) else { continue };
            // The aliases have the last word, then the territory: ISO's names are the long ones, inverted.
            if !draft.renamed && name::stem(&draft.record.name) != name::stem(&territory.short) {
                draft.rename(&territory.short);
            }
            self.place(territory, code, false)?;
        }
        Ok(())
    }

    /// Former states, heirs first. A state whose one heir has the same name is an earlier period of it.
    fn place_former(
        &mut self,
        territories: &BTreeMap<String, Territory>,
        stated: &Succession,
        between: &Succession,
    ) -> Result<(), ReferenceError> {
        let mut former: Vec<&Territory> =
            territories.values().filter(|territory| territory.state && !territory.present).collect();
        former.retain(|territory| !self.places.contains_key(&territory.id));
        former.sort_by_key(|territory| (-territory.last_year(), territory.since.map(|since| -since)));
        for territory in former {
            let heir = stated.heirs(&territory.id).find_map(|heir| {
                let key = self.places.get(heir)?;
                let same = self.drafts.get(key)?.has_stem(&territory.short);
                let only =
                    between.heirs(&territory.id).all(|other| self.places.get(other) == Some(key) || between.leads(heir, other));
                (same && only).then(|| key.clone())
            });
            match heir {
                Some(key) => {
                    let draft = self.get(&key)?;
                    if draft.to.is_some() && territory.short.len() < draft.record.name.len() {
                        draft.rename(&territory.short);
                    }
                    self.place(territory, &key, true)?;
                }
                None => self.found(territory)?,
            }
        }
        Ok(())
    }

    /// A record that has no ISO code, only the territory.
    fn found(&mut self, territory: &Territory) -> Result<(), ReferenceError> {
        let record = CountryRecord { name: name::formal(&territory.short), ..CountryRecord::default() };
        self.drafts.insert(territory.id.clone(), Draft::new(record));
        self.place(territory, &territory.id, false)
    }

    fn add_nationalities(&mut self, aliases: &[Alias]) -> Result<(), ReferenceError> {
        for (code, forms) in nationality::nationalities()? {
            // The file has user-assigned codes, too; their adjectives are among the aliases.
            let Some(draft) = self.drafts.get_mut(&code) else { continue };
            let names: Vec<String> = draft.english().map(name::key).collect();
            let refused = |form: &str| {
                aliases.iter().any(|alias| alias.kind == AliasKind::NotAdjective && alias.code == code && alias.form == form)
            };
            let forms = forms.into_iter().filter(|form| !names.contains(&name::key(form)) && !refused(form));
            draft.record.adjectives.extend(forms);
        }
        for alias in aliases.iter().filter(|alias| alias.kind == AliasKind::Adjective) {
            let adjectives = &mut self.get(&alias.code)?.record.adjectives;
            if !adjectives.contains(&alias.form) {
                adjectives.push(alias.form.clone());
            }
        }
        Ok(())
    }

    /// The other list of the Office of the Historian, which its visits and travels go by: by name if one record
    /// alone has it, else by ISO code. Gives back the ids that stay without a record.
    fn add_country_ids(&mut self) -> Result<Vec<String>, ReferenceError> {
        let mut left = Vec::new();
        for country in territory::countries()? {
            if self.places.contains_key(&country.id) {
                continue;
            }
            let filed = name::filed(&country.label);
            let forms = [Some(country.label.as_str()), Some(filed.short.as_str()), filed.long.as_deref()];
            let keys: Vec<String> = forms.into_iter().flatten().map(name::key).collect();
            let mut named = self
                .drafts
                .iter()
                .filter(|(_, draft)| draft.english().any(|form| keys.contains(&name::key(form))))
                .map(|(key, _)| key.clone());
            let key = match (named.next(), named.next()) {
                (Some(only), None) => Some(only),
                (None, _) => Some(country.code).filter(|code| self.drafts.contains_key(code)),
                _ => None,
            };
            match key {
                Some(key) => self.get(&key)?.add_external_id("historyatstate-country", country.id),
                None => left.push(country.id),
            }
        }
        Ok(left)
    }

    /// The edges between the keys of records, those of ISO 3166-3 included.
    fn succession(&self, between: &Succession, withdrawn: &BTreeMap<String, Withdrawn>) -> Result<Succession, ReferenceError> {
        let mut succession = Succession::default();
        for (from, to) in between.edges() {
            if let (Some(from), Some(to)) = (self.places.get(&from), self.places.get(&to)) {
                succession.add(from, to);
            }
        }
        for (code, entry) in withdrawn {
            for heir in &entry.heirs {
                let key = self.by_alpha3(heir, withdrawn);
                let key = key.ok_or_else(|| ReferenceError::new("ISO 3166-3", code, format!("no country {heir}")))?;
                succession.add(code, &key);
            }
        }
        match self.drafts.keys().find(|key| succession.leads(key, key)) {
            Some(key) => Err(ReferenceError::new("countries", key, "comes before itself")),
            None => Ok(succession),
        }
    }

    fn by_alpha3(&self, alpha3: &str, withdrawn: &BTreeMap<String, Withdrawn>) -> Option<String> {
        let of_today = self.drafts.iter().find(|(_, draft)| draft.record.alpha3.as_deref() == Some(alpha3));
        let former = || withdrawn.iter().find(|(_, entry)| entry.code.former.alpha3 == alpha3).map(|(key, _)| key);
        of_today.map(|(key, _)| key).or_else(former).cloned()
    }

    /// The finished records: with slugs, and the succession told by them.
    fn records(self, succession: &Succession) -> Result<Vec<CountryRecord>, ReferenceError> {
        let slugs = self.slugs()?;
        let slug = |key: &str| slugs.get(key).cloned().ok_or_else(|| ReferenceError::new("countries", key, "has no slug"));
        let mut records = BTreeMap::new();
        for (key, draft) in self.drafts {
            records.insert(slug(&key)?, CountryRecord { slug: slug(&key)?, ..draft.record });
        }
        for (from, to) in succession.edges() {
            let (from, to) = (slug(&from)?, slug(&to)?);
            if let Some(record) = records.get_mut(&from) {
                record.successors.push(to.clone());
            }
            if let Some(record) = records.get_mut(&to) {
                record.predecessors.push(from);
            }
        }
        let mut records: Vec<CountryRecord> = records.into_values().collect();
        for record in &mut records {
            record.predecessors.sort();
            record.successors.sort();
        }
        Ok(records)
    }

    /// A country of today has the bare slug; former ones that share it, also among themselves, add their last year.
    fn slugs(&self) -> Result<BTreeMap<String, String>, ReferenceError> {
        let mut sharing: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for (key, draft) in &self.drafts {
            sharing.entry(name::slug("countries", &draft.record.name)?).or_default().push(key);
        }
        let mut slugs = BTreeMap::new();
        let mut taken = BTreeMap::new();
        for (bare, keys) in sharing {
            let alone = keys.len() == 1;
            for key in keys {
                let to = self.drafts.get(key).and_then(|draft| draft.to);
                let slug = match to {
                    Some(to) if !alone => format!("{bare}-{to}"),
                    _ => bare.clone(),
                };
                if let Some(other) = taken.insert(slug.clone(), key) {
                    return Err(ReferenceError::new("countries", key, format!("shares the slug {slug} with {other}")));
                }
                slugs.insert(key.clone(), slug);
            }
        }
        Ok(slugs)
    }
}
