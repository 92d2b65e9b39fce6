//! The countries of ISO 3166-1 with their UN names (`country-codes.csv`).

use std::collections::BTreeMap;

use super::record::Draft;
use super::{CountryRecord, NameKind, ReferenceError, name};

const COUNTRIES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/countries/country-codes.csv"));
const FILE: &str = "country-codes.csv";

/// The six languages: BCP 47 tag, word in the columns of the UN's terminology section, suffix in those of M49.
const LANGUAGES: [(&str, &str, &str); 6] = [
    ("en", "English", "en"),
    ("fr", "French", "fr"),
    ("es", "Spanish", "es"),
    ("ru", "Russian", "ru"),
    ("ar", "Arabic", "ar"),
    ("zh", "Chinese", "cn"),
];

/// One line of the file by the names of its columns.
struct Row {
    line: u64,
    cells: BTreeMap<String, String>,
}

/// Alpha-2 code to the country.
pub(super) fn countries() -> Result<BTreeMap<String, Draft>, ReferenceError> {
    let mut reader = csv::Reader::from_reader(COUNTRIES.as_bytes());
    let header = reader.headers().map_err(|error| ReferenceError::new(FILE, "line 1", error.to_string()))?.clone();
    let mut countries = BTreeMap::new();
    for row in reader.into_records() {
        let row = row.map_err(|error| ReferenceError::new(FILE, "a row", error.to_string()))?;
        let line = row.position().map_or(0, csv::Position::line);
        let cells = header.iter().zip(row.iter()).map(|(column, cell)| (column.to_owned(), cell.trim().to_owned())).collect();
        let row = Row { line, cells };
        let code = row.required("ISO3166-1-Alpha-2")?;
        if countries.insert(code.clone(), country(&row)?).is_some() {
            return Err(ReferenceError::new(FILE, format!("line {line}"), format!("{code} appears twice")));
        }
    }
    Ok(countries)
}

fn country(row: &Row) -> Result<Draft, ReferenceError> {
    let display = row.required("CLDR display name")?;
    // CLDR's display names are the shortest: "St. Lucia", "Antigua & Barbuda".
    let spelled = display.replace(" & ", " and ").replace("St. ", "Saint ");
    let mut draft = Draft::new(CountryRecord {
        name: spelled,
        alpha2: Some(row.required("ISO3166-1-Alpha-2")?),
        alpha3: Some(row.required("ISO3166-1-Alpha-3")?),
        numeric: Some(three_digits(row, &row.required("ISO3166-1-numeric")?)?),
        m49_region: area(row, "Region Code", "Region Name")?,
        m49_subregion: area(row, "Sub-region Code", "Sub-region Name")?,
        m49_intermediate: area(row, "Intermediate Region Code", "Intermediate Region Name")?,
        capital: row.optional("Capital")?,
        ..CountryRecord::default()
    });
    if let Some(wikidata) = row.optional("wikidata_id")? {
        let id = wikidata.rsplit('/').next().unwrap_or(&wikidata).to_owned();
        draft.add_external_id("wikidata", id);
    }
    if let Some(geonames) = row.optional("Geoname ID")? {
        draft.add_external_id("geonames", geonames);
    }
    add_names(row, &mut draft, display)?;
    Ok(draft)
}

fn add_names(row: &Row, draft: &mut Draft, display: String) -> Result<(), ReferenceError> {
    let mut listed = Vec::new();
    for (language, un, m49) in LANGUAGES {
        let short = row.optional(&format!("UNTERM {un} Short"))?;
        let m49 = row.optional(&format!("official_name_{m49}"))?;
        let formal = row.optional(&format!("UNTERM {un} Formal"))?;
        listed.push((language, [short, m49], formal));
    }
    let inverted = listed.iter().flat_map(|(_, names, _)| names).flatten().any(|listed| name::is_inverted(listed));
    let english = draft.record.name.clone();
    draft.add_name("en", NameKind::Short, english);
    draft.add_name("en", NameKind::Alternative, display);
    for (language, names, formal) in listed {
        for listed in names.into_iter().flatten() {
            let forms = name::forms(&listed, inverted);
            draft.add_name(language, NameKind::Short, forms.short);
            if let Some(long) = forms.long {
                draft.add_name(language, NameKind::Alternative, long);
            }
        }
        if let Some(formal) = formal {
            draft.add_name(language, NameKind::Formal, name::formal(&formal));
        }
    }
    Ok(())
}

fn area(row: &Row, code: &str, name: &str) -> Result<Option<(String, String)>, ReferenceError> {
    let Some(code) = row.optional(code)? else { return Ok(None) };
    Ok(Some((three_digits(row, &code)?, row.required(name)?)))
}

/// Spreadsheets have taken the leading zeros of the codes.
fn three_digits(row: &Row, code: &str) -> Result<String, ReferenceError> {
    match code.parse::<u16>() {
        Ok(number) if number < 1000 => Ok(format!("{number:03}")),
        _ => Err(row.error(format!("{code} is no code of three digits"))),
    }
}

impl Row {
    fn optional(&self, column: &str) -> Result<Option<String>, ReferenceError> {
        let cell = self.cells.get(column).ok_or_else(|| self.error(format!("no column {column}")))?;
        Ok((!cell.is_empty()).then(|| cell.clone()))
    }

    fn required(&self, column: &str) -> Result<String, ReferenceError> {
        self.optional(column)?.ok_or_else(|| self.error(format!("no {column}")))
    }

    fn error(&self, problem: String) -> ReferenceError {
        ReferenceError::new(FILE, format!("line {}", self.line), problem)
    }
}
