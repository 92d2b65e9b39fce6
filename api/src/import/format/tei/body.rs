//! `text`: utterances, and what the record says between them.
//!
//! What interrupts an utterance (`<kinesic>`, `<vocal>`, `<incident>`, `<note>`) stays within its text, in brackets: an utterance is one
//! turn, however often it is applauded. What stands between utterances is a turn of its own.

use super::{File, in_language, people, target};
use crate::import::format::item::{Sink, Stopped};
use crate::import::format::kinds;
use crate::import::format::prose::{Prose, squeeze};
use crate::import::format::record::{Fields, put, word};
use crate::import::format::xml::{self, attribute};
use roxmltree::Node;
use serde_json::{Value, json};

pub fn turns<'a>(file: &'a File, text: Node<'a, 'a>, is_ours: bool, sink: &'a mut dyn Sink) -> Result<Vec<Value>, Stopped> {
    let mut reader = Reader { file, sink, is_ours, language: xml::language(text), turns: Vec::new(), label: None, running: None };
    reader.division(text)?;
    reader.end_running();
    reader.end_label();
    Ok(reader.turns)
}

struct Reader<'a> {
    file: &'a File<'a, 'a>,
    sink: &'a mut dyn Sink,
    is_ours: bool,
    language: Option<&'a str>,
    turns: Vec<Value>,
    /// The label of a speaker who has not yet spoken.
    label: Option<String>,
    /// Paragraphs outside of utterances that follow each other.
    running: Option<Prose>,
}

impl Reader<'_> {
    fn division(&mut self, node: Node) -> Result<(), Stopped> {
        for child in node.children() {
            if child.is_text() {
                if !child.text().unwrap_or_default().trim().is_empty() {
                    self.run_on(child);
                }
                continue;
            }
            match xml::name(child) {
                "u" | "sp" => self.utterance(child)?,
                "note" if attribute(child, "type") == Some("speaker") => {
                    self.end_label();
                    self.label = Some(squeeze(&self.prose(child)));
                }
                "note" if is_interruption(child) => self.passage("SCENE", child),
                "note" | "head" | "gap" => self.passage("NARRATIVE", child),
                "kinesic" | "vocal" | "incident" | "stage" => self.passage("SCENE", child),
                name if name.starts_with("div")
                    || matches!(name, "front" | "body" | "back" | "group" | "text" | "floatingText") =>
                {
                    self.end_running();
                    self.division(child)?;
                    self.end_running();
                }
                "" | "pb" | "cb" | "lb" | "milestone" | "anchor" | "fw" => {}
                _ => self.run_on(child),
            }
        }
        Ok(())
    }

    /// A paragraph of a text that is not spoken: one turn with those around it.
    fn run_on(&mut self, node: Node) {
        let text = if node.is_text() { squeeze(node.text().unwrap_or_default()) } else { self.prose(node) };
        let running = self.running.get_or_insert_default();
        running.paragraph();
        running.verbatim(&text);
    }

    fn end_running(&mut self) {
        let text = self.running.take().map(Prose::finish).unwrap_or_default();
        if !text.is_empty() {
            self.turns.push(json!({"kind": "NARRATIVE", "text": text}));
        }
    }

    /// A label after which nobody speaks is still something that is printed.
    fn end_label(&mut self) {
        if let Some(label) = self.label.take().filter(|label| !label.is_empty()) {
            self.turns.push(json!({"kind": "NARRATIVE", "text": label}));
        }
    }

    fn passage(&mut self, kind: &str, node: Node) {
        self.end_running();
        let text = self.remark(node);
        if !text.is_empty() || self.is_ours {
            self.turns.push(json!({"kind": kind, "text": text}));
        }
    }

    fn utterance(&mut self, node: Node) -> Result<(), Stopped> {
        self.end_running();
        let mut turn = Fields::new();
        let printed = xml::children(node, "note")
            .find(|note| attribute(*note, "type") == Some("speaker"))
            .or_else(|| xml::child(node, "speaker"));
        if let Some(label) = printed.map(|note| self.prose(note)) {
            self.end_label();
            self.label = Some(squeeze(&label));
        }
        let words: Vec<&str> = attribute(node, "ana")
            .unwrap_or_default()
            .split_whitespace()
            .map(|word| target(word).trim_start_matches("turn."))
            .collect();
        let kind = words.iter().find_map(|ana| word(kinds::TURN, ana));
        put(&mut turn, "kind", kind.unwrap_or("SPEECH"));
        put(&mut turn, "label", self.label.take());
        // ParlaMint tells the chair and guests from members; that is often all that is known of who spoke.
        put(&mut turn, "note", words.iter().find(|word| ["chair", "guest"].contains(word)).copied());
        if let Some(who) = attribute(node, "who") {
            put(&mut turn, "speaker", self.speaker(who, node)?);
        }
        if xml::all(node, "gap").next().is_some() {
            put(&mut turn, "completeness", "EXCERPT");
        }
        let text = self.prose(node);
        if text.is_empty() && !self.is_ours {
            return self.sink.note(self.file.xml.line(node), "turns", "an utterance without words is left out".to_owned());
        }
        turn.insert("text".to_owned(), json!(text));
        self.turns.push(Value::Object(turn));
        Ok(())
    }

    fn speaker(&mut self, who: &str, node: Node) -> Result<Value, Stopped> {
        let mut speakers = who.split_whitespace();
        let first = target(speakers.next().unwrap_or_default());
        if speakers.next().is_some() {
            self.sink.note(self.file.xml.line(node), "speaker", format!("of the speakers '{who}' only the first is kept"))?;
        }
        if let Some(reference) = self.file.people.get(first).and_then(|person| people::reference(self.file, *person)) {
            return Ok(reference);
        }
        // Explained in the corpus's list of people, which may be another file of the same import.
        Ok(json!({"key": self.file.key(first), "ifKnown": true}))
    }

    /// What the record itself says: of descriptions in several languages the one in the text's.
    fn remark(&self, node: Node) -> String {
        let descriptions: Vec<Node> = xml::children(node, "desc").collect();
        self.prose(in_language(&descriptions, self.language).unwrap_or(node))
    }

    fn prose(&self, node: Node) -> String {
        let mut prose = Prose::default();
        self.inside(node, &mut prose, xml::is_verbatim(node));
        prose.finish()
    }

    fn inside(&self, node: Node, prose: &mut Prose, verbatim: bool) {
        for child in node.children() {
            if let Some(text) = child.text().filter(|_| child.is_text()) {
                prose.add(text, verbatim);
                continue;
            }
            let verbatim = verbatim || xml::is_verbatim(child);
            match xml::name(child) {
                "" | "pb" | "cb" | "linkGrp" | "milestone" | "anchor" | "fw" | "speaker" => {}
                "lb" => prose.line(),
                "note" if attribute(child, "type") == Some("speaker") => {}
                "kinesic" | "vocal" | "incident" | "note" | "gap" | "stage" => prose.aside(&self.remark(child)),
                "w" | "pc" => word_of(child, prose),
                "s" => {
                    prose.blank();
                    self.inside(child, prose, verbatim);
                    prose.blank();
                }
                "seg" | "p" | "ab" | "l" | "lg" | "list" | "item" | "row" | "table" | "quote" | "div" | "head" | "opener"
                | "closer" => {
                    prose.paragraph();
                    self.inside(child, prose, verbatim);
                    prose.paragraph();
                }
                _ => self.inside(child, prose, verbatim),
            }
        }
    }
}

/// A word or a mark. The parts of a contraction lie within it and repeat what it says.
fn word_of(node: Node, prose: &mut Prose) {
    let joins = |sides: [&str; 2]| attribute(node, "join").is_some_and(|join| sides.contains(&join));
    let own =
        |node: Node| node.children().filter(Node::is_text).filter_map(|text| text.text()).map(str::trim).collect::<String>();
    let mut text = own(node);
    if text.is_empty() {
        text = node.descendants().map(own).collect();
    }
    if joins(["left", "both"]) {
        prose.glue();
    }
    prose.text(&text);
    if joins(["right", "both"]) { prose.glue() } else { prose.blank() }
}

/// Notes of what others did while somebody spoke.
fn is_interruption(note: Node) -> bool {
    attribute(note, "type").is_some_and(|kind| kind == "scene" || kind.contains("interruption"))
}
