//! Statements as Akoma Ntoso (OASIS, version 3.0): a `documentCollection` of debates, as `SayIt` and others read them.
//!
//! Slugs and ids of other catalogues are `FRBRalias`es. What the standard has no element for lies in `proprietary`, see
//! `import::own`. An identification must have dates: where the archive knows no day, it has the date 0001-01-01, named
//! `placeholder`.

use super::record::{address, day, external_ids, list, name, phrase, reference, text};
use super::xml::{Attributes, XmlWriter, id};
use crate::import::format::own;
use serde_json::Value;
use std::io::{self, Write};

const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";
const UNKNOWN_DAY: &str = "0001-01-01";

/// Writes the statements among the records it is given.
pub struct Writer<W: Write> {
    xml: XmlWriter<W>,
    statements: usize,
}

impl<W: Write> Writer<W> {
    pub fn new(out: W) -> io::Result<Self> {
        let mut xml = XmlWriter::new(out)?;
        xml.start("akomaNtoso", &[("xmlns", NAMESPACE)])?;
        xml.start("documentCollection", &[("name", "collection")])?;
        xml.start("meta", &[])?;
        let collection =
            Identification { country: "xx", date: UNKNOWN_DAY, path: "collection", language: "en", ..Identification::default() };
        collection.write(&mut xml, "#communique")?;
        xml.start("references", &[("source", "#communique")])?;
        organisation(&mut xml, "communique", "/akn/ontology/organization/communique", "Communiqué")?;
        xml.end()?;
        xml.end()?;
        xml.start("collectionBody", &[])?;
        Ok(Self { xml, statements: 0 })
    }

    pub fn write(&mut self, record: &Value) -> io::Result<()> {
        if text(record, "type") != "Statement" {
            return Ok(());
        }
        self.statements += 1;
        let prefix = format!("cmp_{}", self.statements);
        let references = References::of(record, &prefix);
        let xml = &mut self.xml;
        xml.start("component", &[("eId", &prefix)])?;
        let kind = text(record, "kind").to_lowercase().replace('_', "-");
        xml.start("debate", &[("name", &kind), ("xml:lang", text(record, "language"))])?;
        meta(xml, record, &kind, &references)?;
        preface(xml, record, &references)?;
        xml.start("debateBody", &[])?;
        xml.start("debateSection", &[("eId", &format!("{prefix}__dbsect_1")), ("name", "turns")])?;
        for turn in list(record, "turns") {
            write_turn(xml, turn, &references)?;
        }
        xml.end()?;
        xml.end()?;
        xml.end()?;
        xml.end()
    }

    pub fn finish(self) -> io::Result<()> {
        self.xml.finish()
    }
}

/// What is explained in `references`, with an eId that is unique in the collection.
struct References<'a> {
    prefix: &'a str,
    /// Element, word in addresses, record.
    entries: Vec<(&'static str, &'static str, &'a Value)>,
}

impl<'a> References<'a> {
    fn of(statement: &'a Value, prefix: &'a str) -> Self {
        let mut references = Self { prefix, entries: Vec::new() };
        for turn in list(statement, "turns") {
            references.add("TLCPerson", "person", reference(turn, "speaker"));
            references.add("TLCPerson", "person", list(turn, "addressees").find_map(|addressee| reference(addressee, "person")));
        }
        for author in list(statement, "authors") {
            references.add("TLCPerson", "person", Some(author));
        }
        references.add("TLCOrganization", "organization", reference(statement, "publisher"));
        references.add("TLCEvent", "event", reference(statement, "event"));
        references.add("TLCLocation", "location", reference(statement, "place"));
        references
    }

    fn add(&mut self, element: &'static str, word: &'static str, record: Option<&'a Value>) {
        let Some(record) = record else { return };
        if !name(record).is_empty() && self.id(word, record).is_none() {
            self.entries.push((element, word, record));
        }
    }

    /// The eId of what is referred to by the same slug, or, without slugs, by the same name.
    fn id(&self, word: &str, record: &Value) -> Option<String> {
        let same = |other: &Value| match (text(other, "slug"), text(record, "slug")) {
            ("", "") => name(other) == name(record),
            (a, b) => a == b,
        };
        let position = self.entries.iter().position(|(_, of, other)| *of == word && same(other))?;
        Some(format!("{}__{word}_{}", self.prefix, position + 1))
    }

    /// `#eId`, or nothing.
    fn target(&self, word: &str, record: Option<&Value>) -> String {
        record.and_then(|record| self.id(word, record)).map(|id| format!("#{id}")).unwrap_or_default()
    }

    fn write<W: Write>(&self, xml: &mut XmlWriter<W>) -> io::Result<()> {
        xml.start("references", &[("source", "#communique")])?;
        for (element, word, record) in &self.entries {
            let id = self.id(word, record).unwrap_or_default();
            let slug = text(record, "slug");
            let href = if slug.is_empty() { format!("#{id}") } else { format!("/akn/ontology/{word}/{}/{slug}", own::SCHEME) };
            xml.empty(element, &[("eId", &id), ("href", &href), ("showAs", name(record))])?;
        }
        for role in ["author", "publisher"] {
            let id = format!("{}__role_{role}", self.prefix);
            xml.empty(
                "TLCRole",
                &[("eId", &id), ("href", &format!("/akn/ontology/role/{}/{role}", own::SCHEME)), ("showAs", role)],
            )?;
        }
        xml.end()
    }
}

fn organisation<W: Write>(xml: &mut XmlWriter<W>, id: &str, href: &str, name: &str) -> io::Result<()> {
    xml.empty("TLCOrganization", &[("eId", id), ("href", href), ("showAs", name)])
}

/// The three levels of an identification, each in the schema's order.
#[derive(Default)]
struct Identification<'a> {
    country: &'a str,
    date: &'a str,
    path: &'a str,
    language: &'a str,
    subtype: &'a str,
    aliases: Vec<(&'a str, &'a str)>,
    /// Address and role of each.
    authors: Vec<(String, String)>,
}

impl Identification<'_> {
    fn write<W: Write>(&self, xml: &mut XmlWriter<W>, source: &str) -> io::Result<()> {
        let work = format!("/akn/{}/debate/{}/{}", self.country, self.date, id(self.path));
        let expression = format!("{work}/{}@", self.language);
        xml.start("identification", &[("source", source)])?;
        for (level, uri, date) in
            [("FRBRWork", &work, "made"), ("FRBRExpression", &expression, "made"), ("FRBRManifestation", &expression, "made")]
        {
            let manifested = if level == "FRBRManifestation" { ".xml" } else { "" };
            xml.start(level, &[])?;
            xml.empty("FRBRthis", &[("value", &format!("{uri}/!main{manifested}"))])?;
            xml.empty("FRBRuri", &[("value", &format!("{uri}{manifested}"))])?;
            let is_work = level == "FRBRWork";
            for (scheme, value) in self.aliases.iter().filter(|_| is_work) {
                xml.empty("FRBRalias", &[("value", value), ("name", scheme)])?;
            }
            xml.empty("FRBRdate", &[("date", self.date), ("name", if self.date == UNKNOWN_DAY { "placeholder" } else { date })])?;
            for (href, role) in self.authors.iter().filter(|_| is_work) {
                xml.empty("FRBRauthor", &[("href", href), ("as", role)])?;
            }
            if !is_work || self.authors.is_empty() {
                xml.empty("FRBRauthor", &[("href", source)])?;
            }
            if is_work {
                xml.empty("FRBRcountry", &[("value", self.country)])?;
                if !self.subtype.is_empty() {
                    xml.empty("FRBRsubtype", &[("value", self.subtype)])?;
                }
            } else if level == "FRBRExpression" {
                xml.empty("FRBRlanguage", &[("language", self.language)])?;
            }
            xml.end()?;
        }
        xml.end()
    }
}

fn meta<W: Write>(xml: &mut XmlWriter<W>, statement: &Value, kind: &str, references: &References) -> io::Result<()> {
    xml.start("meta", &[])?;
    let slug = text(statement, "slug");
    let role = |name: &str| format!("#{}__role_{name}", references.prefix);
    let mut authors: Vec<(String, String)> = Vec::new();
    for author in list(statement, "authors") {
        authors.push((references.target("person", Some(author)), role("author")));
    }
    if let Some(publisher) = reference(statement, "publisher") {
        authors.push((references.target("organization", Some(publisher)), role("publisher")));
    }
    authors.retain(|(href, _)| !href.is_empty());
    let mut aliases = vec![(own::SCHEME, slug)];
    aliases.extend(external_ids(statement));
    aliases.retain(|(_, value)| !value.is_empty());
    let path = if slug.is_empty() { references.prefix } else { slug };
    let language = Some(text(statement, "language")).filter(|tag| !tag.is_empty()).unwrap_or("und");
    let date = statement.get("made").and_then(day).unwrap_or(UNKNOWN_DAY);
    Identification { country: "xx", date, path, language, subtype: kind, aliases, authors }.write(xml, "#communique")?;
    if list(statement, "topics").next().is_some() {
        xml.start("classification", &[("source", "#communique")])?;
        for topic in list(statement, "topics") {
            let value = Some(text(topic, "slug")).filter(|slug| !slug.is_empty()).unwrap_or_else(|| name(topic));
            xml.empty("keyword", &[("value", value), ("showAs", name(topic)), ("dictionary", own::SCHEME)])?;
        }
        xml.end()?;
    }
    references.write(xml)?;
    xml.start("proprietary", &[("source", "#communique")])?;
    xml.leaf("c:record", &[("xmlns:c", own::NAMESPACE)], &own::rest(statement).to_string())?;
    xml.end()?;
    xml.end()
}

fn preface<W: Write>(xml: &mut XmlWriter<W>, statement: &Value, references: &References) -> io::Result<()> {
    xml.start("preface", &[])?;
    line(xml, "docTitle", &[], text(statement, "title"))?;
    if let Some((made, day)) = statement.get("made").and_then(|made| Some((made, day(made)?))) {
        line(xml, "docDate", &[("date", day)], phrase(made))?;
    }
    for (field, word) in [("place", "location"), ("event", "event")] {
        let target = references.target(word, reference(statement, field));
        if !target.is_empty() {
            line(xml, word, &[("refersTo", &target)], reference(statement, field).map(name).unwrap_or_default())?;
        }
    }
    if let Some(url) = address(statement) {
        line(xml, "ref", &[("href", url)], url)?;
    }
    xml.end()
}

fn line<W: Write>(xml: &mut XmlWriter<W>, name: &str, attributes: Attributes, text: &str) -> io::Result<()> {
    xml.start("p", &[])?;
    xml.leaf(name, attributes, text)?;
    xml.end()
}

fn write_turn<W: Write>(xml: &mut XmlWriter<W>, turn: &Value, references: &References) -> io::Result<()> {
    let (label, words) = (text(turn, "label"), text(turn, "text"));
    let speaker = references.target("person", reference(turn, "speaker"));
    let silent = label.is_empty() && speaker.is_empty();
    let (element, class) = match text(turn, "kind") {
        "QUESTION" => ("question", ""),
        "ANSWER" => ("answer", ""),
        "NARRATIVE" if silent => return xml.prose("narrative", "br", &[], words),
        "SCENE" if silent => return xml.prose("scene", "br", &[], words),
        // The standard gives speakers to speeches only.
        "NARRATIVE" => ("speech", "narrative"),
        "SCENE" => ("speech", "scene"),
        _ => ("speech", ""),
    };
    let status = match text(turn, "completeness") {
        "EXCERPT" => "incomplete",
        "OMITTED_BY_SOURCE" => "removed",
        _ => "",
    };
    let to = references.target("person", list(turn, "addressees").find_map(|addressee| reference(addressee, "person")));
    xml.start(element, &[("by", &speaker), ("to", &to), ("class", class), ("status", status)])?;
    if !label.is_empty() {
        xml.prose("from", "br", &[], label)?;
    }
    for paragraph in words.split("\n\n") {
        xml.prose("p", "br", &[], paragraph)?;
    }
    xml.end()
}
