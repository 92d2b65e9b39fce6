//! The people of the project unitedstates/congress-legislators (YAML): presidents and vice-presidents of the United States
//! (`executive.yaml`), senators and representatives (`legislators-current.yaml`, `legislators-historical.yaml`), with their terms and
//! the numbers that many catalogues give them.
//!
//! Each term is a tenure of its own, as in the source. The source gives the end of a term that still runs as the day on which it is
//! to end; a term that is to end on a regular day after all that the file knows of has not ended, so its tenure has no end.

use super::item::{Failure, Input, Sink, Stopped};
use rust_iso3166::iso3166_2;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::io::BufRead;

/// Bytes of one person's entry at most: the longest have some 20 000.
const LONGEST: usize = 1024 * 1024;
/// The first year of the project: each file of it knows that earlier terms have ended.
const BEGUN: &str = "2011";
/// The last days of a term, by the law of each time: 3 and 4 March, 3 and 20 January.
const REGULAR_ENDS: [&str; 4] = ["-01-03", "-01-20", "-03-03", "-03-04"];

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    id: Map<String, Value>,
    name: Name,
    #[serde(default)]
    bio: Bio,
    #[serde(default)]
    other_names: Vec<Name>,
    #[serde(default)]
    terms: Vec<Term>,
}

#[derive(Deserialize, Default)]
struct Name {
    first: Option<String>,
    middle: Option<String>,
    last: Option<String>,
    suffix: Option<String>,
    nickname: Option<String>,
    official_full: Option<String>,
    start: Option<String>,
    end: Option<String>,
}

#[derive(Deserialize, Default)]
struct Bio {
    birthday: Option<String>,
}

#[derive(Deserialize)]
struct Term {
    #[serde(rename = "type")]
    kind: String,
    start: Option<String>,
    end: Option<String>,
    state: Option<String>,
}

/// Whether it is a list of people with ids, names and terms.
pub fn recognises(name: &str, head: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let lines: Vec<&str> = head.lines().filter(|line| !line.starts_with('#') && line.trim() != "---").collect();
    let has = |line: &str| lines.iter().any(|known| known.trim_end() == line);
    let first = lines.iter().find(|line| !line.trim().is_empty());
    let begins = first.is_some_and(|line| matches!(line.trim_end(), "- id:" | "- name:" | "- terms:" | "- bio:"));
    let named = has("  name:") || has("- name:");
    let termed = has("  terms:") || has("- terms:");
    (extension == "yaml" || extension == "yml" || !name.contains('.'))
        && begins
        && named
        && termed
        && head.contains("    bioguide:")
}

/// Gives one person with tenures for each entry.
pub fn convert(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let Input { text: source, .. } = input;
    let mut people = Vec::new();
    let mut block = String::new();
    let mut begins = 0;
    let mut number = 0;
    let mut row = Vec::new();
    loop {
        row.clear();
        let read = std::io::Read::take(&mut *source, LONGEST as u64).read_until(b'\n', &mut row)?;
        number += 1;
        let text = String::from_utf8_lossy(&row);
        // An entry of a list at the margin begins a person, so one that cannot be read does not spoil the others.
        if read == 0 || text.starts_with("- ") || text.trim_end() == "-" {
            if !block.is_empty() {
                people.extend(person_of(&block, begins, sink)?);
            }
            if read == 0 {
                break;
            }
            block.clear();
            begins = number;
        }
        if block.len() + text.len() > LONGEST {
            return Err(Failure::Broken {
                line: begins,
                reason: "the entry is longer than 1 MB: this is not a list of people".to_owned(),
            });
        }
        if begins > 0 {
            block.push_str(&text);
        }
    }
    let latest =
        people.iter().flat_map(|(_, person)| &person.terms).filter_map(|term| term.start.clone()).max().unwrap_or_default();
    let latest = latest.max(BEGUN.to_owned());
    for (line, person) in people {
        give(line, &person, &latest, sink)?;
    }
    Ok(())
}

fn person_of(block: &str, line: u64, sink: &mut dyn Sink) -> Result<Option<(u64, Entry)>, Stopped> {
    // An alias in YAML can stand for a list of aliases: what they may grow to is limited.
    let options = serde_saphyr::options! {
        with_snippet: false,
        budget: serde_saphyr::budget! { max_aliases: 100, max_nodes: 20_000, max_depth: 20 },
    };
    match serde_saphyr::from_str_with_options::<Vec<Entry>>(block, options) {
        Ok(entries) => Ok(entries.into_iter().next().map(|entry| (line, entry))),
        Err(error) => {
            let at = error.location().map_or(line, |place| line + place.line().saturating_sub(1));
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            sink.invalid(at, "", format!("the person who begins in line {line} cannot be read: {message}"))?;
            Ok(None)
        }
    }
}

fn give(line: u64, entry: &Entry, latest: &str, sink: &mut dyn Sink) -> Result<(), Stopped> {
    let Some(name) = entry.name.usual() else {
        return sink.invalid(line, "name", "the person has no name".to_owned());
    };
    let ids = external_ids(&entry.id);
    let known = ["bioguide", "govtrack"].into_iter().find_map(|scheme| entry.id.get(scheme)).and_then(text_of);
    let Some(known) = known else {
        return sink.invalid(line, "id", format!("{name} has neither a bioguide nor a govtrack id"));
    };
    let key = format!("congress-legislators/{known}");
    let mut person = Map::new();
    person.insert("type".to_owned(), json!("Person"));
    person.insert("key".to_owned(), json!(key));
    person.insert("name".to_owned(), json!(name));
    let other_names = other_names(entry, &name);
    if !other_names.is_empty() {
        person.insert("otherNames".to_owned(), Value::Array(other_names));
    }
    if let Some(birthday) = &entry.bio.birthday {
        person.insert("born".to_owned(), json!(birthday));
    }
    person.insert("externalIds".to_owned(), Value::Array(ids));
    let mut tenures = Vec::new();
    for term in &entry.terms {
        let Some(office) = office(term) else {
            let state = term.state.as_deref().unwrap_or("no state");
            sink.note(
                line,
                "terms",
                format!("a term of {name} is left out: '{}' for {state} is no office known here", term.kind),
            )?;
            continue;
        };
        let Some(start) = &term.start else {
            sink.note(line, "terms", format!("a term of {name} is left out: it has no start"))?;
            continue;
        };
        let mut tenure = Map::new();
        tenure.insert("key".to_owned(), json!(format!("{key}/{}/{start}", term.kind)));
        tenure.insert("office".to_owned(), office);
        tenure.insert("started".to_owned(), json!(start));
        let runs = |end: &str| end > latest && REGULAR_ENDS.iter().any(|day| end.ends_with(day));
        if let Some(end) = term.end.as_deref().filter(|end| !runs(end)) {
            tenure.insert("ended".to_owned(), json!(end));
        }
        tenures.push(Value::Object(tenure));
    }
    person.insert("tenures".to_owned(), Value::Array(tenures));
    sink.record(line, Value::Object(person))
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Every id of the entry, by the name the source gives the catalogue. Former ids are ids, too.
fn external_ids(ids: &Map<String, Value>) -> Vec<Value> {
    let mut external = Vec::new();
    for (scheme, value) in ids {
        let scheme = scheme.strip_suffix("_previous").unwrap_or(scheme);
        let values = match value {
            Value::Array(values) => values.iter().filter_map(text_of).collect(),
            value => Vec::from_iter(text_of(value)),
        };
        external.extend(values.into_iter().map(|value| json!({"scheme": scheme, "value": value})));
    }
    external
}

fn office(term: &Term) -> Option<Value> {
    let (title, kind) = match (term.kind.as_str(), term.state.as_deref()) {
        ("prez", _) => ("President of the United States".to_owned(), "HEAD_OF_STATE"),
        ("viceprez", _) => ("Vice President of the United States".to_owned(), "OFFICIAL"),
        ("sen", Some(state)) => (format!("United States Senator from {}", area(state)?), "LEGISLATOR"),
        // The lists call all members of the House so, also those who have no vote.
        ("rep", Some(state)) => {
            (format!("Member of the United States House of Representatives from {}", area(state)?), "LEGISLATOR")
        }
        _ => return None,
    };
    Some(json!({"title": title, "kind": kind, "country": {"code": "US"}}))
}

/// The name of a state or territory by its postal code. ISO files one under its noun: "Virgin Islands, U.S.".
fn area(state: &str) -> Option<String> {
    let name = iso3166_2::from_code(&format!("US-{state}"))?.name;
    Some(name.split_once(", ").map_or(name.to_owned(), |(name, whose)| format!("{whose} {name}")))
}

impl Name {
    /// The name as Congress writes it, else its parts.
    fn usual(&self) -> Option<String> {
        let official = self.official_full.clone().filter(|name| !name.trim().is_empty());
        official.or_else(|| joined([&self.first, &self.middle, &self.last, &self.suffix]))
    }
}

fn joined<'a>(parts: impl IntoIterator<Item = &'a Option<String>>) -> Option<String> {
    let parts: Vec<&str> = parts.into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The forms that the entry's parts make beside the usual name.
fn other_names(entry: &Entry, usual: &str) -> Vec<Value> {
    let Name { first, middle, last, suffix, nickname, .. } = &entry.name;
    let mut forms: Vec<String> = Vec::new();
    let mut add = |form: Option<String>| {
        if let Some(form) = form.filter(|form| form != usual && form.contains(' ') && !forms.contains(form)) {
            forms.push(form);
        }
    };
    if last.is_some() {
        add(joined([first, middle, last, suffix]));
        if first.is_some() {
            add(joined([first, last]));
        }
        if nickname.is_some() {
            add(joined([nickname, last]));
        }
    }
    let mut names: Vec<Value> = forms.into_iter().map(|form| json!({"form": form, "kind": "ALTERNATIVE"})).collect();
    for other in &entry.other_names {
        let parts = [
            other.first.as_ref().or(first.as_ref()),
            other.middle.as_ref().or(middle.as_ref()),
            other.last.as_ref().or(last.as_ref()),
        ];
        let parts = parts.map(|part: Option<&String>| part.cloned());
        let Some(form) = joined(&parts).filter(|form| form != usual) else { continue };
        let mut name = json!({"form": form, "kind": "ALTERNATIVE"});
        for (field, date) in [("validFrom", &other.start), ("validTo", &other.end)] {
            if let (Some(date), Some(name)) = (date, name.as_object_mut()) {
                name.insert(field.to_owned(), json!(date));
            }
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::format::taken::{Taken, taken, tried};

    const BURR: &str = "- id:\n    bioguide: B001133\n    govtrack: 402077\n    thomas: '00136'\n    fec: [A1, B2]\n  name:\n    first: Aaron\n    last: Burr\n    suffix: Jr.\n  bio:\n    birthday: '1756-02-06'\n  terms:\n  - type: viceprez\n    start: '1801-03-04'\n    end: '1805-03-04'\n";

    fn read(text: &str) -> Taken {
        taken(convert, "executive.yaml", text)
    }

    #[test]
    fn an_entry_is_a_person_with_tenures() {
        assert_eq!(
            read(BURR).values(),
            [&json!({
                "type": "Person", "key": "congress-legislators/B001133", "name": "Aaron Burr Jr.", "born": "1756-02-06",
                "otherNames": [{"form": "Aaron Burr", "kind": "ALTERNATIVE"}],
                "externalIds": [
                    {"scheme": "bioguide", "value": "B001133"}, {"scheme": "fec", "value": "A1"}, {"scheme": "fec", "value": "B2"},
                    {"scheme": "govtrack", "value": "402077"}, {"scheme": "thomas", "value": "00136"},
                ],
                "tenures": [{
                    "key": "congress-legislators/B001133/viceprez/1801-03-04",
                    "office": {"title": "Vice President of the United States", "kind": "OFFICIAL", "country": {"code": "US"}},
                    "started": "1801-03-04", "ended": "1805-03-04",
                }],
            })]
        );
    }

    #[test]
    fn a_term_that_runs_has_no_end() {
        let text = |start, end| {
            format!(
                "- id:\n    bioguide: X{start}\n  name:\n    first: A\n    last: B\n  terms:\n  - type: prez\n    start: '{start}'\n    end: '{end}'\n"
            )
        };
        let text =
            [text("2021-01-20", "2025-01-20"), text("2025-01-20", "2029-01-20"), text("2025-01-03", "2026-05-01")].concat();
        let ends: Vec<_> = read(&text).values().iter().map(|person| person["tenures"][0]["ended"].clone()).collect();
        assert_eq!(ends, [json!("2025-01-20"), Value::Null, json!("2026-05-01")]);
    }

    #[test]
    fn members_of_congress_have_the_office_of_their_state() {
        let text = "- id:\n    bioguide: S1\n  name:\n    first: A\n    last: B\n  terms:\n  - {type: sen, start: '2001-01-03', end: '2007-01-03', state: CA}\n  - {type: rep, start: '1999-01-03', end: '2001-01-03', state: VI, district: 0}\n  - {type: rep, start: '1861-01-03', end: '1863-01-03', state: DK}\n  - {type: mayor, start: '1861-01-03'}\n";
        let read = read(text);
        let tenures = read.values()[0]["tenures"].as_array().unwrap().clone();
        let titles: Vec<_> = tenures.iter().map(|tenure| tenure["office"]["title"].as_str().unwrap()).collect();
        assert_eq!(
            titles,
            [
                "United States Senator from California",
                "Member of the United States House of Representatives from U.S. Virgin Islands"
            ]
        );
        let notes: Vec<_> = read.notes.iter().map(|(_, _, note)| note.as_str()).collect();
        assert_eq!(
            notes,
            [
                "a term of A B is left out: 'rep' for DK is no office known here",
                "a term of A B is left out: 'mayor' for no state is no office known here"
            ]
        );
    }

    #[test]
    fn a_broken_entry_does_not_spoil_the_others() {
        let text =
            format!("# people\n---\n- id:\n    bioguide: [\n  name: x\n{BURR}- id: {{}}\n  name: {{first: No, last: Id}}\n");
        let read = read(&text);
        assert_eq!(read.records.len(), 1);
        assert_eq!(read.records[0].0, 6);
        assert!(read.invalid[0].2.starts_with("the person who begins in line 3 cannot be read: "), "{:?}", read.invalid);
        assert_eq!(read.invalid[1], (21, "id".to_owned(), "No Id has neither a bioguide nor a govtrack id".to_owned()));
    }

    #[test]
    fn a_bomb_of_aliases_is_refused() {
        let mut text = "- id:\n    bioguide: B1\n    a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (one, next) in ["a", "b", "c", "d", "e", "f", "g"].windows(2).map(|pair| (pair[0], pair[1])) {
            let list = vec![format!("*{one}"); 10].join(",");
            text.extend(["    ", next, ": &", next, " [", &list, "]\n"]);
        }
        text.push_str("  name: {first: A, last: B}\n");
        let read = read(&text);
        assert!(read.records.is_empty());
        assert!(read.invalid[0].2.contains("budget"), "{:?}", read.invalid);
    }

    #[test]
    fn an_endless_line_is_refused() {
        let text = format!("- id: {}", "x".repeat(LONGEST * 2));
        assert!(matches!(tried(convert, "a.yaml", &text), Err(Failure::Broken { .. })));
    }

    #[test]
    fn only_such_lists_are_recognised() {
        assert!(recognises("us/executive.yaml", BURR));
        assert!(!recognises("a.yaml", "- id:\n    x: 1\n"));
        assert!(!recognises("a.txt", BURR));
    }
}
