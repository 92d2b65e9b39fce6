//! The page while it is being read: everybody and everything named so far, each once. Lists of [`Page`] grow only here.
use super::block::plain;
use super::gazetteer::{Form, Gazetteer, KnownKind};
use super::kind::{OfficeKind, OrganisationKind, PlaceKind, Resolution};
use super::office::OfficePhrase;
use super::page::{Basis, Country, ExternalId, Office, Organisation, Page, Place, Tenure};
use super::vocabulary::BODIES;
use std::collections::HashMap;

pub struct Cast<'g> {
    pub gazetteer: &'g Gazetteer,
    pub page: Page,
    countries: HashMap<usize, usize>,
    offices: HashMap<(String, Option<usize>, Option<usize>), usize>,
    /// How the page names a country, by the gazetteer's index.
    printed: HashMap<usize, String>,
    /// The country whose offices need no seat on this page.
    pub home: Option<Home>,
}

/// Whose page this is.
#[derive(Debug, Clone)]
pub struct Home {
    /// Index into the gazetteer.
    pub country: usize,
    pub reason: String,
    /// An embassy speaks of the ministers of the country it is in as well, and does not always say whose they are.
    pub abroad: bool,
}

pub fn stated() -> Basis {
    Basis { resolution: Resolution::Stated, reason: None }
}

pub fn computed(reason: impl Into<String>) -> Basis {
    Basis { resolution: Resolution::Computed, reason: Some(reason.into()) }
}

impl<'g> Cast<'g> {
    pub fn new(gazetteer: &'g Gazetteer) -> Self {
        Self {
            gazetteer,
            page: Page::default(),
            countries: HashMap::new(),
            offices: HashMap::new(),
            printed: HashMap::new(),
            home: None,
        }
    }

    /// Learns how a text names countries: the first name on the page is the one to show, formal names ("Republic of Korea") aside.
    pub fn learn_countries(&mut self, text: &str) {
        for hit in self.gazetteer.hits(text).iter().filter(|h| h.form == Form::Name && h.end - h.start > 3) {
            let formal = ["Republic", "State of", "Kingdom of", "Federation", "of America", "Great Britain and"]
                .iter()
                .any(|w| text.get(hit.start..hit.end).unwrap_or("").contains(w));
            if !formal && self.gazetteer.get(hit.known).is_some_and(|k| k.kind == KnownKind::Country) {
                self.printed.entry(hit.known).or_insert_with(|| text.get(hit.start..hit.end).unwrap_or("").to_owned());
            }
        }
    }

    /// A country of the gazetteer.
    pub fn country(&mut self, known: usize) -> usize {
        if let Some(index) = self.countries.get(&known) {
            return *index;
        }
        let Some(entry) = self.gazetteer.get(known) else { return 0 };
        let code = entry.alpha2.clone();
        // A tag may have brought it under its code already.
        let old = self.page.countries.iter().position(|c| code.is_some() && c.alpha2 == code);
        let index = old.unwrap_or_else(|| {
            let name = self.printed.get(&known).or(entry.forms.first()).cloned().unwrap_or_default();
            self.page.countries.push(Country { alpha2: code, known: Some(entry.key.clone()), name, external_ids: Vec::new() });
            self.page.countries.len() - 1
        });
        self.countries.insert(known, index);
        index
    }

    /// A country that a tag names. One that nobody knows is believed to be one where the tag has a code, or `is_state`.
    pub fn tagged_country(&mut self, label: &str, code: Option<&str>, is_state: bool, scheme: Option<&str>) -> Option<usize> {
        let known = code.and_then(|c| self.gazetteer.country_by_code(c)).or_else(|| {
            self.gazetteer.by_name(label).filter(|i| self.gazetteer.get(*i).is_some_and(|k| k.kind == KnownKind::Country))
        });
        if let Some(known) = known {
            return Some(self.country(known));
        }
        let code = code.filter(|c| c.len() == 2);
        if code.is_none() && !is_state {
            return None;
        }
        if let Some(index) = self.page.countries.iter().position(|c| plain(&c.name) == plain(label)) {
            return Some(index);
        }
        let named = scheme.zip(code).map(|(scheme, code)| ExternalId { scheme: scheme.to_owned(), value: code.to_owned() });
        let external_ids = named.into_iter().collect();
        self.page.countries.push(Country { alpha2: None, known: None, name: label.to_owned(), external_ids });
        Some(self.page.countries.len() - 1)
    }

    pub fn organisation(&mut self, name: &str, kind: OrganisationKind, country: Option<usize>) -> usize {
        let body = BODIES.iter().find(|(form, full, _, _)| *form == name || *full == name);
        let (full, kind) = body.map_or((name, kind), |(_, full, kind, _)| (*full, *kind));
        // "Permanent Representative of X to the United Nations" does not make it a body of X.
        let country = country.filter(|_| body.is_none() || kind == OrganisationKind::GovernmentBody);
        let country = country
            .or_else(|| body.and_then(|b| b.3).and_then(|code| self.gazetteer.country_by_code(code)).map(|k| self.country(k)));
        let folded = plain(full.trim_start_matches("The ").trim_start_matches("the "));
        // "Ministry of Foreign Affairs" and "Ministry of Foreign Affairs of Ruritania" are one body of Ruritania.
        let seat = country.and_then(|c| self.page.countries.get(c)).map(|c| plain(&c.name));
        let bare = |name: &str| {
            seat.as_deref().map_or_else(
                || name.to_owned(),
                |seat| name.replace(&format!(" of {seat}"), "").replace(&format!(" of the {seat}"), ""),
            )
        };
        let same = |o: &Organisation| {
            seat.is_some() && o.country == country && bare(&plain(&o.name)) == bare(&folded)
                || plain(o.name.trim_start_matches("The ")) == folded
                || o.other_names.iter().any(|n| plain(n) == folded)
        };
        if let Some(index) = self.page.organisations.iter().position(same) {
            if let Some(old) = self.page.organisations.get_mut(index) {
                old.country = old.country.or(country);
                if name != old.name && !old.other_names.iter().any(|n| n == name) {
                    old.other_names.push(name.to_owned());
                }
            }
            return index;
        }
        let known = self
            .gazetteer
            .by_name(full)
            .or_else(|| self.gazetteer.by_name(name))
            .and_then(|i| self.gazetteer.get(i))
            .filter(|k| k.kind == KnownKind::Organisation)
            .map(|k| k.key.clone());
        let other_names = if name == full { Vec::new() } else { vec![name.to_owned()] };
        self.page.organisations.push(Organisation { name: full.to_owned(), other_names, kind, country, known });
        self.page.organisations.len() - 1
    }

    pub fn place(&mut self, name: &str, kind: PlaceKind, country: Option<usize>) -> usize {
        let folded = plain(name);
        if let Some(index) = self.page.places.iter().position(|p| plain(&p.name) == folded) {
            if let Some(old) = self.page.places.get_mut(index) {
                old.country = old.country.or(country);
            }
            return index;
        }
        let entry = self.gazetteer.by_name(name).and_then(|i| self.gazetteer.get(i));
        let known = entry.filter(|k| k.kind == KnownKind::Place).map(|k| k.key.clone());
        let of = entry
            .filter(|k| k.kind == KnownKind::Place)
            .and_then(|k| k.country.as_deref())
            .and_then(|key| self.gazetteer.by_key(key));
        let country = country.or_else(|| of.map(|k| self.country(k)));
        self.page.places.push(Place { name: name.to_owned(), kind, country, known });
        self.page.places.len() - 1
    }

    /// The offices a phrase names: one, or one for each country of "the presidents of Russia and Armenia".
    pub fn offices(&mut self, phrase: &OfficePhrase) -> Vec<usize> {
        if phrase.countries.len() > 1 && phrase.plural {
            let core = singular(&phrase.core);
            return phrase.countries.iter().map(|c| self.seated(&core, phrase.kind, Some(*c), None, None)).collect();
        }
        let core = if phrase.plural { singular(&phrase.core) } else { phrase.core.clone() };
        let seat = if phrase.seat_before { None } else { phrase.seat_text.as_deref() };
        vec![self.seated(&core, phrase.kind, phrase.countries.last().copied(), phrase.body.as_deref(), seat)]
    }

    /// `country` is the gazetteer's index.
    fn seated(&mut self, core: &str, kind: OfficeKind, country: Option<usize>, body: Option<&str>, seat: Option<&str>) -> usize {
        let country_name = country.and_then(|c| self.printed.get(&c).or_else(|| self.gazetteer.get(c)?.forms.first()).cloned());
        let country = country.map(|c| self.country(c));
        let organisation = match body {
            Some(body) if is_body(body) || kind == OfficeKind::Business => {
                Some(self.organisation(body, body_kind(body), country))
            }
            // "Minister-President of Bavaria": the seat is a place.
            Some(region) => {
                let capital = self.gazetteer.hits(region).first().is_some_and(|hit| hit.form == Form::Capital);
                self.place(region, if capital { PlaceKind::City } else { PlaceKind::Region }, country);
                None
            }
            None => None,
        };
        let core = capitalised(core);
        let title = match (&seat, body, country_name) {
            // "UN Secretary-General’s Special Envoy", "Foreign Ministry Spokesperson": the title has its seat.
            (None, Some(body), _) if core.contains(body) || core.starts_with("UN ") && body == "United Nations" => core.clone(),
            (Some(seat), _, _) => format!("{core} of {}{}", article(seat), seat),
            (None, Some(body), _) if BODIES.iter().any(|b| b.1 == body || b.0 == body) => {
                format!("{} {core}", if body == "United Nations" { "UN" } else { body })
            }
            (None, Some(body), _) => format!("{core} of {}{body}", article(body)),
            (None, None, Some(name)) => format!("{core} of {}{name}", article(&name)),
            (None, None, None) => core.clone(),
        };
        self.office(title, &core, kind, country, organisation)
    }

    pub fn office(
        &mut self,
        title: String,
        core: &str,
        kind: OfficeKind,
        country: Option<usize>,
        organisation: Option<usize>,
    ) -> usize {
        let key = (same_core(core), country, organisation.filter(|_| country.is_none() || kind != OfficeKind::HeadOfState));
        if let Some(index) = self.offices.get(&key) {
            return *index;
        }
        self.page.offices.push(Office { title, kind, country, organisation });
        let index = self.page.offices.len() - 1;
        self.offices.insert(key, index);
        index
    }

    pub fn tenure(&mut self, person: usize, office: usize, basis: Basis) -> usize {
        if let Some(index) = self.page.tenures.iter().position(|t| t.person == person && t.office == office) {
            return index;
        }
        self.page.tenures.push(Tenure { person, office, basis, from: None, to: None });
        self.page.tenures.len() - 1
    }
}

/// "Minister of Foreign Affairs" and "Foreign Minister" are one office of a country.
fn same_core(core: &str) -> String {
    match plain(core).as_str() {
        "minister of foreign affairs" | "minister for foreign affairs" | "minister of external affairs" => {
            "foreign minister".to_owned()
        }
        "minister of defence" | "minister of defense" | "defense minister" => "defence minister".to_owned(),
        "premier" => "prime minister".to_owned(),
        "federal chancellor" => "chancellor".to_owned(),
        "secretary general" => "secretary general".to_owned(),
        other => other.to_owned(),
    }
}

fn singular(core: &str) -> String {
    core.split(' ')
        .map(|w| match w {
            "secretaries" => "secretary".to_owned(),
            w if [
                "ministers",
                "presidents",
                "heads",
                "envoys",
                "ambassadors",
                "representatives",
                "governors",
                "premiers",
                "spokespersons",
            ]
            .contains(&w.to_lowercase().as_str()) =>
            {
                w.trim_end_matches('s').to_owned()
            }
            w => w.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn capitalised(core: &str) -> String {
    core.split(' ')
        .map(|w| {
            let mut letters = w.chars();
            match letters.next() {
                Some(first) if !["of", "and", "for", "the", "to", "in", "on", "at"].contains(&w) => {
                    first.to_uppercase().collect::<String>() + letters.as_str()
                }
                _ => w.to_owned(),
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn article(name: &str) -> &'static str {
    let name = name.split(" to ").next().unwrap_or(name);
    let last = name.split(' ').next_back().unwrap_or("");
    let needs = name.starts_with("United ")
        || [
            "Republic",
            "Federation",
            "Emirates",
            "Netherlands",
            "Philippines",
            "Bahamas",
            "Commission",
            "Council",
            "Union",
            "UK",
            "US",
            "USA",
            "UN",
        ]
        .contains(&last)
        || [
            "Republic of",
            "Kingdom of",
            "State of",
            "Federal Republic",
            "Islamic Republic",
            "People’s Republic",
            "State Council",
            "Standing Committee",
        ]
        .iter()
        .any(|p| name.starts_with(p));
    if needs { "the " } else { "" }
}

/// Whether a seat that is no country is a body and not a region.
pub fn is_body(name: &str) -> bool {
    let region = name
        .split(' ')
        .next_back()
        .is_some_and(|w| matches!(w, "Region" | "Territory" | "Republic" | "State" | "Province" | "Asia"));
    let acronym = name.split(' ').any(|w| {
        w.chars().filter(|c| c.is_alphabetic()).count() > 1 && w.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
    });
    BODIES.iter().any(|(form, full, _, _)| *form == name || *full == name)
        || acronym
        || !region && name.split([' ', '’']).any(|w| super::vocabulary::contains(super::vocabulary::BODY_HEADS, w))
}

pub fn body_kind(name: &str) -> OrganisationKind {
    let has = |words: &[&str]| words.iter().any(|w| name.contains(w));
    if let Some((_, _, kind, _)) = BODIES.iter().find(|(form, full, _, _)| *form == name || *full == name) {
        return *kind;
    }
    if has(&["Embassy", "Consulate"]) {
        OrganisationKind::Embassy
    } else if has(&["University", "Institute", "Academy"]) {
        OrganisationKind::University
    } else if has(&["Party"]) {
        OrganisationKind::Party
    } else if has(&["European", "United Nations", "International", "Eurasian", "Commonwealth of"]) {
        OrganisationKind::International
    } else if has(&[
        "Ministry",
        "National",
        "Council",
        "Parliament",
        "Congress",
        "Duma",
        "Assembly",
        "Senate",
        "Government",
        "Department",
        "Office",
        "Committee",
        "Administration",
        "Service",
        "Agency",
        "Court",
        "Cabinet",
        "Staff",
    ]) {
        OrganisationKind::GovernmentBody
    } else {
        OrganisationKind::Other
    }
}
