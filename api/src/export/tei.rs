//! Statements as TEI: a `teiCorpus` with one `TEI` for each, its utterances and people as ParlaMint writes them.
//!
//! Slugs and ids of other catalogues are `idno`s. What TEI has no element for lies in `xenoData`, see `import::own`.

use super::record::{address, edtf, external_ids, list, name, phrase, plain, reference, text};
use super::xml::XmlWriter;
use crate::import::format::kinds;
use crate::import::format::own;
use serde_json::Value;
use std::io::{self, Write};

const NAMESPACE: &str = "http://www.tei-c.org/ns/1.0";

/// Writes the statements among the records it is given.
pub struct Writer<W: Write> {
    xml: XmlWriter<W>,
    statements: usize,
}

impl<W: Write> Writer<W> {
    pub fn new(out: W) -> io::Result<Self> {
        let mut xml = XmlWriter::new(out)?;
        xml.start("teiCorpus", &[("xmlns", NAMESPACE)])?;
        xml.start("teiHeader", &[])?;
        xml.start("fileDesc", &[])?;
        xml.start("titleStmt", &[])?;
        xml.leaf("title", &[], "Statements of a Communiqué archive")?;
        xml.end()?;
        publication(&mut xml, None)?;
        xml.start("sourceDesc", &[])?;
        xml.leaf("p", &[], "Exported from the archive.")?;
        xml.end()?;
        xml.end()?;
        // What `ana` of the utterances points to.
        xml.start("encodingDesc", &[])?;
        xml.start("classDecl", &[])?;
        xml.start("taxonomy", &[])?;
        for kind in kinds::TURN {
            xml.start("category", &[("xml:id", &format!("turn.{kind}"))])?;
            xml.leaf("catDesc", &[], &kind.to_lowercase())?;
            xml.end()?;
        }
        for _ in 0..4 {
            xml.end()?;
        }
        Ok(Self { xml, statements: 0 })
    }

    pub fn write(&mut self, record: &Value) -> io::Result<()> {
        if text(record, "type") != "Statement" {
            return Ok(());
        }
        self.statements += 1;
        let prefix = format!("s{}", self.statements);
        let speakers = Speakers::of(record, &prefix);
        let xml = &mut self.xml;
        xml.start("TEI", &[("xml:id", &prefix), ("xml:lang", text(record, "language"))])?;
        header(xml, record, &speakers)?;
        xml.start("text", &[("xml:lang", text(record, "language"))])?;
        xml.start("body", &[])?;
        xml.start("div", &[("type", "debateSection")])?;
        for turn in list(record, "turns") {
            write_turn(xml, turn, &speakers)?;
        }
        for _ in 0..4 {
            xml.end()?;
        }
        Ok(())
    }

    pub fn finish(self) -> io::Result<()> {
        self.xml.finish()
    }
}

/// The people who speak in a statement, with ids that are unique in the corpus.
struct Speakers<'a> {
    prefix: &'a str,
    people: Vec<&'a Value>,
}

impl<'a> Speakers<'a> {
    fn of(statement: &'a Value, prefix: &'a str) -> Self {
        let mut speakers = Self { prefix, people: Vec::new() };
        for person in list(statement, "turns").filter_map(|turn| reference(turn, "speaker")) {
            if !name(person).is_empty() && speakers.id(person).is_none() {
                speakers.people.push(person);
            }
        }
        speakers
    }

    fn id(&self, person: &Value) -> Option<String> {
        let same = |other: &Value| match (text(other, "slug"), text(person, "slug")) {
            ("", "") => name(other) == name(person),
            (a, b) => a == b,
        };
        let position = self.people.iter().position(|other| same(other))?;
        Some(format!("{}.p{}", self.prefix, position + 1))
    }
}

/// The id of a record of ours as TEI's `key`.
fn key(record: &Value) -> String {
    match text(record, "slug") {
        "" => String::new(),
        slug => format!("{}:{slug}", own::SCHEME),
    }
}

fn scheme(list: &str) -> String {
    format!("{}:{list}", own::NAMESPACE)
}

fn publication<W: Write>(xml: &mut XmlWriter<W>, statement: Option<&Value>) -> io::Result<()> {
    xml.start("publicationStmt", &[])?;
    xml.leaf("publisher", &[], "Communiqué")?;
    if let Some(statement) = statement {
        let ours = [(own::SCHEME, text(statement, "slug"))];
        for (scheme, value) in ours.into_iter().chain(external_ids(statement)).filter(|(_, value)| !value.is_empty()) {
            xml.leaf("idno", &[("type", scheme)], value)?;
        }
    }
    xml.end()
}

fn header<W: Write>(xml: &mut XmlWriter<W>, statement: &Value, speakers: &Speakers) -> io::Result<()> {
    xml.start("teiHeader", &[])?;
    xml.start("fileDesc", &[])?;
    xml.start("titleStmt", &[])?;
    xml.leaf("title", &[], text(statement, "title"))?;
    for author in list(statement, "authors") {
        xml.leaf("author", &[("key", &key(author))], name(author))?;
    }
    if let Some(event) = reference(statement, "event") {
        xml.leaf("meeting", &[("key", &key(event))], name(event))?;
    }
    xml.end()?;
    publication(xml, Some(statement))?;
    xml.start("sourceDesc", &[])?;
    xml.start("bibl", &[])?;
    xml.leaf("title", &[], text(statement, "title"))?;
    if let Some(publisher) = reference(statement, "publisher") {
        xml.leaf("publisher", &[("key", &key(publisher))], name(publisher))?;
    }
    if let Some(url) = address(statement) {
        xml.leaf("idno", &[("type", "URI")], url)?;
    }
    xml.end()?;
    xml.end()?;
    xml.end()?;
    profile(xml, statement, speakers)?;
    xml.leaf("xenoData", &[("type", "application/json"), ("subtype", own::SCHEME)], &own::rest(statement).to_string())?;
    xml.end()
}

fn profile<W: Write>(xml: &mut XmlWriter<W>, statement: &Value, speakers: &Speakers) -> io::Result<()> {
    xml.start("profileDesc", &[])?;
    let summary = text(statement, "summary");
    if !summary.is_empty() {
        xml.start("abstract", &[])?;
        paragraphs(xml, "p", summary)?;
        xml.end()?;
    }
    let dates =
        ["made", "sent", "published", "posted"].map(|field| (field, statement.get(field).filter(|date| !edtf(date).is_empty())));
    if dates.iter().any(|(_, date)| date.is_some()) {
        xml.start("creation", &[])?;
        for (field, date) in dates.into_iter().filter_map(|(field, date)| Some((field, date?))) {
            write_date(xml, field, date)?;
        }
        xml.end()?;
    }
    xml.start("textClass", &[])?;
    for (field, value) in
        ["kind", "holding"].map(|field| (field, text(statement, field))).into_iter().filter(|(_, value)| !value.is_empty())
    {
        xml.leaf("classCode", &[("scheme", &scheme(field))], value)?;
    }
    if list(statement, "topics").next().is_some() {
        xml.start("keywords", &[("scheme", &scheme("topic"))])?;
        for topic in list(statement, "topics") {
            xml.leaf("term", &[("key", &key(topic))], name(topic))?;
        }
        xml.end()?;
    }
    xml.end()?;
    let place = reference(statement, "place");
    let made = statement.get("made").filter(|made| plain(made).is_some());
    if place.is_some() || made.is_some() {
        xml.start("settingDesc", &[])?;
        xml.start("setting", &[])?;
        if let Some(place) = place {
            let kind = match text(place, "kind") {
                "" | "OTHER" => "place".to_owned(),
                kind => kind.to_lowercase(),
            };
            xml.leaf("name", &[("type", &kind), ("key", &key(place))], name(place))?;
        }
        if let Some(made) = made {
            write_date(xml, "made", made)?;
        }
        xml.end()?;
        xml.end()?;
    }
    if !speakers.people.is_empty() {
        xml.start("particDesc", &[])?;
        xml.start("listPerson", &[])?;
        for person in &speakers.people {
            xml.start("person", &[("xml:id", &speakers.id(person).unwrap_or_default())])?;
            xml.leaf("persName", &[], name(person))?;
            let ours = [(own::SCHEME, text(person, "slug"))];
            for (scheme, value) in ours.into_iter().chain(external_ids(person)).filter(|(_, value)| !value.is_empty()) {
                xml.leaf("idno", &[("type", scheme)], value)?;
            }
            xml.end()?;
        }
        xml.end()?;
        xml.end()?;
    }
    xml.end()
}

/// TEI's own attribute where it can say the date, else the one for other calendars and notations.
fn write_date<W: Write>(xml: &mut XmlWriter<W>, kind: &str, date: &Value) -> io::Result<()> {
    let plain = plain(date).unwrap_or_default();
    let (custom, method) = if plain.is_empty() { (edtf(date), "https://www.loc.gov/standards/datetime/") } else { ("", "") };
    xml.leaf("date", &[("type", kind), ("when", plain), ("when-custom", custom), ("datingMethod", method)], phrase(date))
}

fn paragraphs<W: Write>(xml: &mut XmlWriter<W>, element: &str, text: &str) -> io::Result<()> {
    text.split("\n\n").try_for_each(|paragraph| xml.prose(element, "lb", &[], paragraph))
}

fn write_turn<W: Write>(xml: &mut XmlWriter<W>, turn: &Value, speakers: &Speakers) -> io::Result<()> {
    let (label, words, kind) = (text(turn, "label"), text(turn, "text"), text(turn, "kind"));
    let who = reference(turn, "speaker").and_then(|person| speakers.id(person)).map(|id| format!("#{id}")).unwrap_or_default();
    if label.is_empty() && who.is_empty() && matches!(kind, "NARRATIVE" | "SCENE") {
        return xml.prose("note", "lb", &[("type", &kind.to_lowercase())], words);
    }
    if !label.is_empty() {
        xml.prose("note", "lb", &[("type", "speaker")], label)?;
    }
    let ana = if kind.is_empty() || kind == "SPEECH" { String::new() } else { format!("#turn.{kind}") };
    xml.start("u", &[("who", &who), ("ana", &ana)])?;
    paragraphs(xml, "seg", words)?;
    xml.end()
}
