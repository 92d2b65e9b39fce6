//! What files hold.

use super::{of_words, try_on};
use crate::bulk::fixtures;
use api::import::format::Format;
use api::import::format::item::{Failure, Input, Sink, Stopped};
use api::reader::{Gazetteer, Known, KnownKind, dates_in, offices_in, read};
use proptest::prelude::*;
use serde_json::Value;

/// Small files of the formats of which the fixtures have none.
const SMALL: &[(&str, &str)] = &[
    (
        "a.jsonl",
        "{\"type\":\"Person\",\"key\":\"a\",\"name\":\"Ann One\",\"born\":\"1950~\"}\n{\"type\":\"Statement\",\"title\":\"T\",\"kind\":\"SPEECH\",\"holding\":\"FULL\",\"turns\":[{\"kind\":\"SPEECH\",\"text\":\"Words.\"}]}\n",
    ),
    ("people.csv", "name,born,key\n\"One, Ann\",1950,a\nBob Two,,b\n"),
    (
        "popolo.json",
        "{\"persons\":[{\"id\":\"a\",\"name\":\"Ann One\",\"birth_date\":\"1950\"}],\"organizations\":[{\"id\":\"o\",\"name\":\"House\"}],\"memberships\":[{\"person_id\":\"a\",\"organization_id\":\"o\",\"role\":\"Member\",\"start_date\":\"2001-01-01\"}]}",
    ),
    (
        "debate.xml",
        "<akomaNtoso xmlns=\"http://www.akomantoso.org/2.0\"><debate><meta><references><TLCPerson id=\"ann\" href=\"/p/ann\" showAs=\"Ann\"/></references></meta><preface><docDate date=\"2016-07-14\">14 July</docDate></preface><debateBody><debateSection><heading>H</heading><speech by=\"#ann\"><from>Ann</from><p>Words.</p></speech></debateSection></debateBody></debate></akomaNtoso>",
    ),
    (
        "tei.xml",
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:lang=\"en\"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt><sourceDesc><bibl><date when=\"2016-07-14\"/></bibl></sourceDesc></fileDesc></teiHeader><text><body><div type=\"debateSection\"><note type=\"speaker\">Ann:</note><u who=\"#ann\" ana=\"#regular\"><seg>Words.</seg></u></div></body></text></TEI>",
    ),
    (
        "executive.yaml",
        "- id:\n    bioguide: W000178\n    govtrack: 411351\n  name:\n    first: George\n    last: Washington\n  bio:\n    birthday: '1732-02-22'\n  terms:\n  - type: prez\n    start: '1789-04-30'\n    end: '1793-03-04'\n    party: no party\n    how: election\n",
    ),
    (
        "country-codes.csv",
        "FIFA,Dial,ISO3166-1-Alpha-3,ISO3166-1-Alpha-2,ISO3166-1-numeric,official_name_en,UNTERM English Short,Capital\nAZE,994,AZE,AZ,031,Azerbaijan,Azerbaijan,Baku\n",
    ),
];
const PAGES: &[&[u8]] = &[
    include_bytes!("../../../api/data/pages/kremlin/54860.html"),
    include_bytes!("../../../api/data/pages/kremlin/54485.html"),
    include_bytes!("../../../api/data/pages/whitehouse/963.html"),
];
const PROSE: &[&str] = &[
    "Foreign Minister",
    "of",
    " ",
    " ",
    ", ",
    "Azerbaijan",
    "’s",
    "Azerbaijani",
    "former",
    "the",
    "The",
    "Elmar Mammadyarov",
    "and",
    "Mr",
    ":",
    "\n",
    "Question",
    "yesterday",
    "July 14",
    ", 2016",
    "12 July",
    "two weeks ago",
    "next",
    "Monday",
    "31 February",
    "2016",
    "Deputy",
    "United Nations",
    "-",
    ".",
    "“",
    "”",
];

/// What one does to a file to break it.
#[derive(Clone, Debug)]
enum Damage {
    Cut,
    Drop(usize),
    Repeat(usize, usize),
    Replace(Vec<u8>),
    Swap(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let pieces: &[&[u8]] = &[
        b"\0",
        b"\xFF\xFE",
        b"\xC3",
        b"<",
        b">",
        b"</",
        b"&#0;",
        b"&x;",
        b"<!--",
        b"<![CDATA[",
        b"\"",
        b"'",
        b"{",
        b"}",
        b"[",
        b",",
        b"\n",
        b"\r",
        b"- ",
        b":",
        b"9999999999999999999",
        b"-1",
        b"0000-00-00",
        b"null",
        b"\\u0000",
        b"\xE2\x80\x8F",
        b"<table>",
        b"<p>",
    ];
    let pieces: Vec<Vec<u8>> = pieces.iter().map(|piece| piece.to_vec()).collect();
    prop_oneof![
        Just(Damage::Cut),
        (1usize..200).prop_map(Damage::Drop),
        (1usize..400, 1usize..20).prop_map(|(length, times)| Damage::Repeat(length, times)),
        prop_oneof![proptest::sample::select(pieces), proptest::collection::vec(any::<u8>(), 1..8)].prop_map(Damage::Replace),
        (1usize..300).prop_map(Damage::Swap),
    ]
}

/// A file with some damage, each at its place of a thousand.
fn damaged(mut bytes: Vec<u8>, all: &[(Damage, usize)]) -> Vec<u8> {
    for (damage, place) in all {
        let at = bytes.len() * place / 1000;
        let end = |length: &usize| (at + length).min(bytes.len());
        match damage {
            Damage::Cut => bytes.truncate(at),
            Damage::Drop(length) => drop(bytes.drain(at..end(length))),
            Damage::Repeat(length, times) => {
                let repeated = bytes[at..end(length)].repeat(*times);
                bytes.splice(at..at, repeated);
            }
            Damage::Replace(piece) => drop(bytes.splice(at..end(&piece.len()), piece.iter().copied())),
            Damage::Swap(length) => {
                let taken: Vec<u8> = bytes.drain(at..end(length)).collect();
                let other = bytes.len() / 2;
                bytes.splice(other..other, taken);
            }
        }
    }
    bytes
}

#[derive(Default)]
struct Heard {
    records: Vec<(u64, Value)>,
    words: Vec<(u64, String)>,
}

impl Sink for Heard {
    fn record(&mut self, line: u64, record: Value) -> Result<(), Stopped> {
        self.records.push((line, record));
        Ok(())
    }

    fn invalid(&mut self, line: u64, _: &str, reason: String) -> Result<(), Stopped> {
        self.words.push((line, reason));
        Ok(())
    }

    fn note(&mut self, line: u64, field: &str, reason: String) -> Result<(), Stopped> {
        self.invalid(line, field, reason)
    }
}

/// Whatever is in a file, every record of it is an object with its type, and what is wrong is told with a line that the file has.
#[test]
fn broken_files_give_records_or_a_word_on_what_is_wrong() {
    let mut files: Vec<(String, Vec<u8>)> =
        SMALL.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    for source in fixtures("") {
        files.push((source.name.clone(), std::fs::read(&source.path).expect("a fixture")));
    }
    files.retain(|(_, bytes)| bytes.len() < 200_000);
    for (name, text) in SMALL {
        assert_ne!(Format::of(name, text), Format::Page, "{name} is recognised");
    }
    let strategy = (proptest::sample::select(files), proptest::collection::vec((damage(), 0usize..=1000), 0..6));
    try_on(1_500, &strategy, |((name, bytes), all)| {
        let format = Format::of(&name, &String::from_utf8_lossy(&bytes));
        let text = String::from_utf8_lossy(&damaged(bytes, &all)).into_owned();
        // A broken file may be taken for one of another format.
        for format in [format, Format::of(&name, &text)].into_iter().filter(|format| *format != Format::Page) {
            let mut heard = Heard::default();
            let done = format.convert(Input { name: &name, text: &mut text.as_bytes() }, &mut heard);
            if let Err(Failure::Broken { line, reason }) = done {
                heard.words.push((line, reason));
            }
            // XML and CSV know two more ends of a line.
            let lines = u64::try_from(text.split(['\n', '\r', '\u{85}', '\u{2028}']).count()).expect("a count") + 1;
            for (line, record) in &heard.records {
                prop_assert!(record["type"].is_string() || format == Format::Jsonl, "{record}");
                prop_assert!(*line <= lines, "line {line} of {lines}");
            }
            for (line, word) in &heard.words {
                prop_assert!(!word.is_empty() && *line <= lines, "line {line} of {lines}: {word}");
            }
        }
        Ok(())
    });
}

fn gazetteer() -> Gazetteer {
    let known = |kind, key: &str, form: &str, adjective: Option<&str>| Known {
        adjectives: adjective.into_iter().map(Into::into).collect(),
        ..Known::new(kind, key, vec![form.into()])
    };
    Gazetteer::new([
        known(KnownKind::Country, "az", "Azerbaijan", Some("Azerbaijani")),
        known(KnownKind::Country, "ru", "Russia", Some("Russian")),
        known(KnownKind::Organisation, "un", "United Nations", None),
        known(KnownKind::Person, "putin", "Vladimir Putin", None),
    ])
}

/// Whatever is in a page, what it gives has no empty title, and who speaks is one of its people.
#[test]
fn broken_pages_give_statements_or_a_word_on_what_is_wrong() {
    let gazetteer = gazetteer();
    let strategy = (proptest::sample::select(PAGES), proptest::collection::vec((damage(), 0usize..=1000), 0..6));
    try_on(60, &strategy, |(bytes, all)| {
        match read(&damaged(bytes.to_vec(), &all), &gazetteer) {
            Err(unreadable) => prop_assert!(!unreadable.to_string().is_empty()),
            Ok(page) => {
                for statement in &page.statements {
                    prop_assert!(!statement.title.trim().is_empty());
                    let speakers = statement.turns.iter().filter_map(|turn| turn.speaker);
                    prop_assert!(speakers.into_iter().all(|speaker| speaker < page.people.len()));
                }
            }
        }
        Ok(())
    });
}

/// Where dates and offices are found in a text, there is a text.
#[test]
fn what_is_found_in_any_text_stands_in_it() {
    let gazetteer = gazetteer();
    try_on(1_500, &(of_words(PROSE, 30), proptest::option::of(-800_000i32..800_000)), |(text, day)| {
        for office in offices_in(&text, &gazetteer) {
            prop_assert!(text.get(office.start..office.end).is_some_and(|words| !words.is_empty()), "{office:?}");
        }
        for date in dates_in(&text, day) {
            prop_assert!(text.get(date.start..date.end).is_some_and(|words| !words.is_empty()), "{date:?}");
        }
        Ok(())
    });
}
