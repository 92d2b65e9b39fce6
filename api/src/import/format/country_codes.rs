//! The table of countries `country-codes.csv` of the project datasets/country-codes: ISO 3166-1, UN M49, and names in six languages.
//!
//! It is read as the archive's built-in reference data reads it, with the same corrections, so that a country says here what it
//! says there. Versions of the table have other columns in another order: a column that is not there is not missed, but for the
//! alpha-2 code and a name in English.

use super::item::{Failure, Input, Sink};
use crate::country::reference::alias::{self, AliasKind};
use crate::country::reference::name;
use csv::StringRecord;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The six languages: BCP 47 tag, word in the columns of the UN's terminology section, suffix in those of M49.
const LANGUAGES: [(&str, &str, &str); 6] = [
    ("en", "English", "en"),
    ("fr", "French", "fr"),
    ("es", "Spanish", "es"),
    ("ru", "Russian", "ru"),
    ("ar", "Arabic", "ar"),
    ("zh", "Chinese", "cn"),
];
const ALPHA2: &str = "ISO3166-1-Alpha-2";
const ALPHA3: &str = "ISO3166-1-Alpha-3";
/// Where the usual name in English stands, the best first.
const ENGLISH: [&str; 4] = ["CLDR display name", "UNTERM English Short", "official_name_en", "name"];

/// Whether the first line has the table's columns.
pub fn recognises(_name: &str, head: &str) -> bool {
    let header = head.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let has = |column: &str| header.split(',').any(|cell| cell.trim().trim_matches('"') == column);
    has(ALPHA2) && has(ALPHA3) && ENGLISH.into_iter().any(has)
}

/// Gives one country for each row.
pub fn convert(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let aliases = alias::aliases().map_err(|error| Failure::Broken { line: 0, reason: error.to_string() })?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(input.text);
    let header = reader.headers().map_err(broken)?.clone();
    let columns: HashMap<&str, usize> =
        header.iter().enumerate().map(|(place, name)| (name.trim_start_matches('\u{feff}').trim(), place)).collect();
    let mut cells = StringRecord::new();
    while reader.read_record(&mut cells).map_err(broken)? {
        let row = Row { columns: &columns, cells: &cells };
        let line = cells.position().map_or(0, csv::Position::line);
        if cells.len() != header.len() {
            sink.invalid(line, "", format!("the row has {} cells, the header {}", cells.len(), header.len()))?;
            continue;
        }
        match country(&row) {
            Ok(mut country) => {
                for alias in &aliases {
                    match alias.kind {
                        _ if alias.code != country.code => {}
                        AliasKind::Name => country.rename(&alias.form),
                        AliasKind::Capital => country.put("capital", json!(alias.form)),
                        // These are the archive's own, which the table does not have.
                        AliasKind::Formal | AliasKind::Alternative | AliasKind::Adjective | AliasKind::NotAdjective => {}
                    }
                }
                sink.record(line, country.finish())?;
            }
            Err((column, reason)) => sink.invalid(line, column, reason)?,
        }
    }
    Ok(())
}

fn broken(error: csv::Error) -> Failure {
    let line = error.position().map_or(0, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Failure::Unreadable(error),
        kind => Failure::Broken { line, reason: format!("not a table of comma-separated values: {kind:?}") },
    }
}

/// A row of the table by the names of its columns.
struct Row<'a> {
    columns: &'a HashMap<&'a str, usize>,
    cells: &'a StringRecord,
}

impl Row<'_> {
    fn cell(&self, column: &str) -> Option<&str> {
        self.cells.get(*self.columns.get(column)?).filter(|cell| !cell.is_empty())
    }
}

/// A country while it is put together.
struct Country {
    code: String,
    record: Map<String, Value>,
    names: Vec<Name>,
}

struct Name {
    form: String,
    kind: &'static str,
    language: &'static str,
}

type Wrong = (&'static str, String);

fn country(row: &Row<'_>) -> Result<Country, Wrong> {
    let code = row.cell(ALPHA2).ok_or((ALPHA2, "the row has no code".to_owned()))?;
    if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err((ALPHA2, format!("'{code}' is not two capital letters")));
    }
    let display =
        ENGLISH.iter().find_map(|column| row.cell(column)).ok_or(("CLDR display name", "no name in English".to_owned()))?;
    // CLDR's display names are the shortest: "St. Lucia", "Antigua & Barbuda".
    let usual = display.replace(" & ", " and ").replace("St. ", "Saint ");
    let mut record = Map::new();
    record.insert("type".to_owned(), json!("Country"));
    record.insert("key".to_owned(), json!(format!("country-codes/{code}")));
    record.insert("name".to_owned(), json!(usual));
    record.insert("alpha2".to_owned(), json!(code));
    if let Some(code) = row.cell(ALPHA3) {
        record.insert("alpha3".to_owned(), json!(code));
    }
    if let Some(code) = row.cell("ISO3166-1-numeric").or_else(|| row.cell("M49")) {
        record.insert("numericCode".to_owned(), json!(three_digits("ISO3166-1-numeric", code)?));
    }
    let areas = [
        ("region", "Region Code", "Region Name"),
        ("subregion", "Sub-region Code", "Sub-region Name"),
        ("intermediateRegion", "Intermediate Region Code", "Intermediate Region Name"),
    ];
    for (field, code, name) in areas {
        if let (Some(number), Some(name)) = (row.cell(code), row.cell(name)) {
            record.insert(field.to_owned(), json!({"code": three_digits(code, number)?, "name": name}));
        }
    }
    if let Some(capital) = row.cell("Capital") {
        record.insert("capital".to_owned(), json!(capital));
    }
    let mut ids = Vec::new();
    if let Some(wikidata) = row.cell("wikidata_id") {
        ids.push(json!({"scheme": "wikidata", "value": wikidata.rsplit('/').next().unwrap_or(wikidata)}));
    }
    if let Some(geonames) = row.cell("Geoname ID") {
        ids.push(json!({"scheme": "geonames", "value": geonames}));
    }
    if !ids.is_empty() {
        record.insert("externalIds".to_owned(), Value::Array(ids));
    }
    let mut country = Country { code: code.to_owned(), record, names: Vec::new() };
    country.add_names(row, usual, display);
    Ok(country)
}

/// Spreadsheets have taken the leading zeros of the codes.
fn three_digits(column: &'static str, code: &str) -> Result<String, Wrong> {
    match code.parse::<u16>() {
        Ok(number) if number < 1000 => Ok(format!("{number:03}")),
        _ => Err((column, format!("'{code}' is not a code of three digits"))),
    }
}

impl Country {
    fn add_names(&mut self, row: &Row<'_>, usual: String, display: &str) {
        let short = |un: &str, m49: &str| [row.cell(&format!("UNTERM {un} Short")), row.cell(&format!("official_name_{m49}"))];
        let inverted = LANGUAGES.iter().flat_map(|(_, un, m49)| short(un, m49)).flatten().any(name::is_inverted);
        self.add_name("en", "SHORT", usual);
        self.add_name("en", "ALTERNATIVE", display.to_owned());
        for (language, un, m49) in LANGUAGES {
            for listed in short(un, m49).into_iter().flatten() {
                let forms = name::forms(listed, inverted);
                self.add_name(language, "SHORT", forms.short);
                if let Some(long) = forms.long {
                    self.add_name(language, "ALTERNATIVE", long);
                }
            }
            if let Some(formal) = row.cell(&format!("UNTERM {un} Formal")) {
                self.add_name(language, "FORMAL", name::formal(formal));
            }
        }
    }

    /// Adds a form unless the language has it. A second short or formal form becomes an alternative.
    fn add_name(&mut self, language: &'static str, kind: &'static str, form: String) {
        let same = |known: &Name| known.form.replace('’', "'") == form.replace('’', "'");
        let mut known = self.names.iter().filter(|known| known.language == language);
        let taken = known.clone().any(|known| known.kind == kind);
        // A formal form that is also the short one, as with Australia, is said of both.
        if known.any(|known| same(known) && (taken || (known.kind == "FORMAL") == (kind == "FORMAL"))) {
            return;
        }
        let kind = if taken { "ALTERNATIVE" } else { kind };
        if kind == "FORMAL" && language == "en" {
            self.put("formalName", json!(form));
        }
        self.names.push(Name { form, kind, language });
    }

    /// Puts the archive's short English name in the place of the table's, which stays as an alternative.
    fn rename(&mut self, form: &str) {
        for known in &mut self.names {
            if known.language == "en" && known.kind == "SHORT" {
                known.kind = "ALTERNATIVE";
            }
        }
        self.names.retain(|known| !(known.language == "en" && known.form == form && known.kind == "ALTERNATIVE"));
        self.put("name", json!(form));
        self.names.insert(0, Name { form: form.to_owned(), kind: "SHORT", language: "en" });
    }

    fn put(&mut self, field: &str, value: Value) {
        self.record.insert(field.to_owned(), value);
    }

    fn finish(mut self) -> Value {
        let names = std::mem::take(&mut self.names).into_iter();
        self.put(
            "names",
            names.map(|Name { form, kind, language }| json!({"form": form, "kind": kind, "language": language})).collect(),
        );
        Value::Object(self.record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::format::taken::{taken, tried};

    const HEADER: &str = "ISO3166-1-Alpha-2,ISO3166-1-Alpha-3,ISO3166-1-numeric,Region Code,Region Name,UNTERM English Short,UNTERM English Formal,UNTERM French Short,Capital,CLDR display name,wikidata_id\n";

    #[test]
    fn a_row_is_a_country() {
        let text = format!(
            "{HEADER}AF,AFG,4,142,Asia,Afghanistan,the Islamic Republic of Afghanistan,Afghanistan (l'),Kabul,Afghanistan,https://www.wikidata.org/wiki/Q889\n"
        );
        assert_eq!(
            taken(convert, "a.csv", &text).values(),
            [&json!({
                "type": "Country", "key": "country-codes/AF", "name": "Afghanistan", "formalName": "Islamic Republic of Afghanistan",
                "alpha2": "AF", "alpha3": "AFG", "numericCode": "004", "region": {"code": "142", "name": "Asia"}, "capital": "Kabul",
                "externalIds": [{"scheme": "wikidata", "value": "Q889"}],
                "names": [
                    {"form": "Afghanistan", "kind": "SHORT", "language": "en"},
                    {"form": "Islamic Republic of Afghanistan", "kind": "FORMAL", "language": "en"},
                    {"form": "Afghanistan", "kind": "SHORT", "language": "fr"},
                ],
            })]
        );
    }

    #[test]
    fn the_archives_corrections_hold() {
        let text =
            format!("{HEADER}US,USA,840,19,Americas,United States of America,the United States of America,,Washington,US,\n");
        let taken = taken(convert, "a.csv", &text);
        assert_eq!(taken.values()[0]["name"], "United States");
        assert_eq!(taken.values()[0]["names"][0]["form"], "United States");
    }

    #[test]
    fn bad_rows_are_named_and_the_rest_goes_on() {
        let text = format!(
            "{HEADER}af,AFG,4,,,,,,,Afghanistan,\nAL,ALB,8000,,,,,,,Albania,\nDZ,DZA,12\nAD,AND,20,,,,,,,,\nAO,AGO,24,,,,,,,Angola,\n"
        );
        let taken = taken(convert, "a.csv", &text);
        assert_eq!(taken.records.len(), 1);
        let said: Vec<_> = taken.invalid.iter().map(|(line, column, reason)| format!("{line} {column}: {reason}")).collect();
        assert_eq!(
            said,
            [
                "2 ISO3166-1-Alpha-2: 'af' is not two capital letters",
                "3 ISO3166-1-numeric: '8000' is not a code of three digits",
                "4 : the row has 3 cells, the header 11",
                "5 CLDR display name: no name in English",
            ]
        );
    }

    #[test]
    fn only_its_header_is_recognised() {
        assert!(recognises("x", HEADER));
        assert!(recognises("x", "name,official_name_en,ISO3166-1-Alpha-2,ISO3166-1-Alpha-3\n"));
        assert!(!recognises("country-codes.csv", "name,alpha2\n"));
        assert!(tried(convert, "a.csv", "").unwrap().records.is_empty());
    }
}
