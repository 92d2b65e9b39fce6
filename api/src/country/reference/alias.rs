//! What no source carries: common forms and adjectives (`aliases.csv`) and corrections of which
//! territories are states (`territories.csv`), each with its reason.

use std::collections::BTreeMap;

use super::ReferenceError;

const ALIASES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/countries/aliases.csv"));
const TERRITORIES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/countries/territories.csv"));

/// A form that belongs to the country with this code: ISO alpha-2, ISO 3166-3 or the id of a territory.
pub(crate) struct Alias {
    pub code: String,
    pub form: String,
    pub language: String,
    pub kind: AliasKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AliasKind {
    /// Takes the place of the source's short name, which stays an alternative.
    Name,
    Formal,
    Alternative,
    Adjective,
    /// Takes the place of the source's capital.
    Capital,
    /// An entry of the nationality file that is none.
    NotAdjective,
}

pub(crate) fn aliases() -> Result<Vec<Alias>, ReferenceError> {
    const FILE: &str = "aliases.csv";
    let mut aliases = Vec::new();
    for [code, form, language, kind, why] in rows(FILE, ALIASES)? {
        let kind = match kind.as_str() {
            "name" => AliasKind::Name,
            "formal" => AliasKind::Formal,
            "alternative" => AliasKind::Alternative,
            "adjective" => AliasKind::Adjective,
            "capital" => AliasKind::Capital,
            "not-adjective" => AliasKind::NotAdjective,
            _ => return Err(ReferenceError::new(FILE, form, format!("unknown kind {kind}"))),
        };
        if code.is_empty() || form.is_empty() || why.is_empty() {
            return Err(ReferenceError::new(FILE, code, "code, form and reason are required"));
        }
        aliases.push(Alias { code, form, language, kind });
    }
    Ok(aliases)
}

/// For each corrected territory whether it counts as a state.
pub(crate) fn states() -> Result<BTreeMap<String, bool>, ReferenceError> {
    const FILE: &str = "territories.csv";
    let mut states = BTreeMap::new();
    for [territory, treatment, _why] in rows(FILE, TERRITORIES)? {
        let state = match treatment.as_str() {
            "state" => true,
            "not-a-state" => false,
            _ => return Err(ReferenceError::new(FILE, territory, format!("unknown treatment {treatment}"))),
        };
        states.insert(territory, state);
    }
    Ok(states)
}

fn rows<const N: usize>(file: &'static str, text: &str) -> Result<Vec<[String; N]>, ReferenceError> {
    let mut rows = Vec::new();
    for row in csv::Reader::from_reader(text.as_bytes()).into_records() {
        let row = row.map_err(|error| ReferenceError::new(file, "a row", error.to_string()))?;
        let line = row.position().map_or(0, csv::Position::line);
        let cells: Vec<String> = row.iter().map(str::to_owned).collect();
        let cells = <[String; N]>::try_from(cells)
            .map_err(|cells| ReferenceError::new(file, format!("line {line}"), format!("{} cells", cells.len())))?;
        rows.push(cells);
    }
    Ok(rows)
}
