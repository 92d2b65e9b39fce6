//! What was said and what the record says of it, turn by turn.

use super::references::{Kind, References};
use crate::import::format::item::{Sink, Stopped};
use crate::import::format::prose::{Prose, squeeze};
use crate::import::format::record::{Fields, put};
use crate::import::format::xml::{self, Xml, attribute};
use roxmltree::Node;
use serde_json::{Value, json};

/// What stands in a speech or a section beside its text.
const HEADINGS: [&str; 3] = ["num", "heading", "subheading"];

pub struct Turns<'a, 't> {
    xml: &'a Xml<'t>,
    references: &'a mut References,
    sink: &'a mut dyn Sink,
    /// Our own exports hold every turn in its place, even those without a word.
    keep_empty: bool,
    found: Vec<Value>,
}

impl<'a, 't> Turns<'a, 't> {
    pub fn new(xml: &'a Xml<'t>, references: &'a mut References, sink: &'a mut dyn Sink, keep_empty: bool) -> Self {
        Self { xml, references, sink, keep_empty, found: Vec::new() }
    }

    pub fn finish(self) -> Vec<Value> {
        self.found
    }

    /// What is printed before the debate, save the lines that hold its title, date, place or address, which the header reads.
    pub fn preface(&mut self, debate: Node, title: &str) {
        const READ: [&str; 7] = ["docTitle", "docDate", "link", "a", "ref", "location", "event"];
        for part in ["coverPage", "preface", "preamble"].iter().filter_map(|named| xml::child(debate, named)) {
            for line in part.children().filter(Node::is_element) {
                let text = prose(line);
                if text != title && line.descendants().all(|node| !READ.contains(&xml::name(node))) {
                    self.passage("NARRATIVE", &text, line);
                }
            }
        }
    }

    /// A section with all that is in it; its heading is left out if it is `title`.
    pub fn section(&mut self, section: Node, title: Option<&str>) -> Result<(), Stopped> {
        let heading = heading(section);
        if !heading.is_empty() && title != Some(heading.as_str()) {
            self.passage("NARRATIVE", &heading, section);
        }
        for node in section.children() {
            if node.is_text() {
                self.passage("NARRATIVE", &squeeze(node.text().unwrap_or_default()), node);
                continue;
            }
            match xml::name(node) {
                "" | "num" | "heading" | "subheading" => {}
                "speech" => self.speech("SPEECH", node)?,
                "question" => self.speech("QUESTION", node)?,
                "answer" => self.speech("ANSWER", node)?,
                "scene" => self.passage("SCENE", &prose(node), node),
                _ if is_section(node) => self.section(node, title)?,
                // narrative, summary, other, and blocks that stand between speeches.
                _ => self.passage("NARRATIVE", &prose(node), node),
            }
        }
        Ok(())
    }

    fn passage(&mut self, kind: &str, text: &str, node: Node) {
        if !text.is_empty() {
            self.found.push(json!({"kind": kind, "text": text}));
        } else if self.keep_empty && matches!(xml::name(node), "narrative" | "scene") {
            self.found.push(json!({"kind": kind, "text": ""}));
        }
    }

    fn speech(&mut self, kind: &str, node: Node) -> Result<(), Stopped> {
        let kind = match attribute(node, "class") {
            Some("narrative") => "NARRATIVE",
            Some("scene") => "SCENE",
            _ => kind,
        };
        let mut turn = Fields::new();
        let label = xml::child(node, "from").map(|from| squeeze(&prose(from))).unwrap_or_default();
        let mut notes = Vec::new();
        self.speaker(&mut turn, node, &mut notes)?;
        self.addressee(&mut turn, node)?;
        let text = prose(node);
        let heading = heading(node);
        if !heading.is_empty() {
            notes.push(heading);
        }
        if text.is_empty() && !self.keep_empty {
            if !label.is_empty() {
                self.sink.note(self.xml.line(node), "turns", format!("nothing is written of what {label} said"))?;
            }
            return Ok(());
        }
        put(&mut turn, "kind", kind);
        put(&mut turn, "label", label);
        put(&mut turn, "note", notes.join("; "));
        match attribute(node, "status") {
            Some("incomplete") => put(&mut turn, "completeness", "EXCERPT"),
            Some("removed") => put(&mut turn, "completeness", "OMITTED_BY_SOURCE"),
            _ => {}
        }
        turn.insert("text".to_owned(), json!(text));
        self.found.push(Value::Object(turn));
        Ok(())
    }

    fn speaker(&mut self, turn: &mut Fields, node: Node, notes: &mut Vec<String>) -> Result<(), Stopped> {
        if let Some(by) = attribute(node, "by") {
            let entry = self.references.get(by).map(|entry| (entry.kind, entry.name.clone(), entry.reference()));
            match entry {
                Some((Kind::Organisation, _, reference)) => put(turn, "organisation", reference),
                Some((Kind::Role, name, _)) => notes.push(name),
                Some((_, name, _)) => match self.references.person(by) {
                    Some(person) => put(turn, "speaker", person),
                    None => self.sink.note(self.xml.line(node), "speaker", format!("'{name}' is not the name of a person"))?,
                },
                None => self.sink.note(self.xml.line(node), "speaker", format!("'{by}' is explained nowhere in the file"))?,
            }
        }
        // The office in which somebody speaks has no country here and often no name of its own: it stays a note in its words.
        if let Some(role) = attribute(node, "as").and_then(|role| self.references.get(role)) {
            notes.push(role.name.clone());
        }
        Ok(())
    }

    fn addressee(&mut self, turn: &mut Fields, node: Node) -> Result<(), Stopped> {
        let Some(to) = attribute(node, "to") else { return Ok(()) };
        let entry = self.references.get(to).map(|entry| (entry.kind, entry.name.clone(), entry.reference()));
        let addressee = match entry {
            Some((Kind::Organisation, name, reference)) => json!({"organisation": reference, "phrase": name}),
            Some((Kind::Role, name, _)) => {
                // Only the office's words are known; whose it is, an editor can tell.
                let guess = json!({"title": name.as_str(), "guess": true});
                json!({"office": guess, "phrase": name})
            }
            Some((_, name, _)) => match self.references.person(to) {
                Some(person) => json!({"person": person, "phrase": name}),
                None => return Ok(()),
            },
            None => return self.sink.note(self.xml.line(node), "addressees", format!("'{to}' is explained nowhere in the file")),
        };
        put(turn, "addressees", vec![addressee]);
        Ok(())
    }
}

/// The printed number, heading and subheading of a section or a speech.
pub fn heading(node: Node) -> String {
    let part = |named| xml::child(node, named).map(|node| squeeze(&prose(node))).unwrap_or_default();
    let [number, heading, subheading] = HEADINGS.map(part);
    let first = [number, heading].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    [first, subheading].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Whether it divides the debate: everything does that has speeches or headings of its own.
fn is_section(node: Node) -> bool {
    const DIVIDING: [&str; 7] = ["speech", "question", "answer", "scene", "narrative", "summary", "heading"];
    if matches!(xml::name(node), "narrative" | "summary" | "other" | "p" | "ul" | "ol" | "table" | "blockList" | "block" | "toc")
    {
        return false;
    }
    if matches!(xml::name(node), "debateSection" | "speechGroup") {
        return true;
    }
    node.descendants().skip(1).any(|node| DIVIDING.contains(&xml::name(node)))
}

fn prose(node: Node) -> String {
    let mut prose = Prose::default();
    inside(node, &mut prose, xml::is_verbatim(node));
    prose.finish()
}

fn inside(node: Node, prose: &mut Prose, verbatim: bool) {
    for child in node.children() {
        if let Some(text) = child.text().filter(|_| child.is_text()) {
            prose.add(text, verbatim);
            continue;
        }
        let verbatim = verbatim || xml::is_verbatim(child);
        match xml::name(child) {
            "" | "noteRef" | "eop" | "marker" | "from" => {}
            "br" | "eol" => prose.line(),
            "num" | "heading" | "subheading" if matches!(xml::name(node), "speech" | "question" | "answer") => {}
            "num" | "td" | "th" => {
                inside(child, prose, verbatim);
                prose.blank();
            }
            "authorialNote" => prose.aside(&self::prose(child)),
            "quotedText" | "embeddedText" | "quotedStructure" | "embeddedStructure" => {
                prose.text(child.attribute("startQuote").unwrap_or_default());
                inside(child, prose, verbatim);
                prose.text(child.attribute("endQuote").unwrap_or_default());
            }
            "p" | "li" | "item" | "tr" | "ul" | "ol" | "table" | "block" | "blockContainer" | "blockList"
            | "listIntroduction" | "listWrapUp" | "caption" | "heading" | "subheading" | "div" | "point" | "content"
            | "intro" | "wrapUp" | "tblock" => {
                prose.paragraph();
                inside(child, prose, verbatim);
                prose.paragraph();
            }
            _ => inside(child, prose, verbatim),
        }
    }
}
