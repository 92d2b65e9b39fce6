//! The articles on recognition of and relations with a country (`rdcr/articles`, TEI): one report each, one turn for each section.
//!
//! A section's heading is to its text what a label is to a turn: it stands in the turn's `note`, after the headings of the sections
//! around it. The country's id, which the key needs, is the name of the file: nothing in it has it.
//!
//! Left out: figures and their captions; the links of the text (`ref`, `placeName`, `persName`, `date`), of which the words stay; who is
//! only said to have updated an article, and staff without a name. Recognitions and openings of relations stay in the text, too: they
//! are no occasions with participants.

use std::sync::LazyLock;

use regex::Regex;
use roxmltree::Node;
use serde_json::{Value, json};

use super::output::Output;
use super::{label, reference, xml};
use crate::import::format::item::Stopped;
use crate::reader::pattern::pattern;

static AUTHORS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^researched and written by (.+?)(?:, (January|February|March|April|May|June|July|August|September|October|November|December) (\d{4}))?$",
    )
});
static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^Department of State, (\d{4})$"));

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// How deep divisions and lists are followed; what is deeper is one paragraph.
const MAX_DEPTH: usize = 50;

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    let titles: Vec<Node> = node.descendants().filter(|child| child.has_tag_name("title")).collect();
    let titled = |kind: &str| titles.iter().find(|title| title.attribute("type") == Some(kind)).map(|title| xml::text(*title));
    let Some(title) =
        titled("complete").or_else(|| titles.first().map(|title| xml::text(*title))).filter(|title| !title.is_empty())
    else {
        return out.invalid(node, "title", "an article without a title");
    };
    // A star marks countries that are no more.
    let short = titled("short").or_else(|| title.rsplit(": ").next().map(str::to_owned)).unwrap_or_default();
    let country = label::plain(short.trim_end_matches('*')).trim_start_matches("The ").to_owned();
    let id = id(out.file(), &country);
    let mut turns = Turns::default();
    for part in xml::child(node, "text").into_iter().flat_map(|text| text.children().filter(Node::is_element)) {
        turns.section(part, &[], MAX_DEPTH);
    }
    if turns.turns.is_empty() {
        out.note(node, "text", "an article without text")?;
    }
    let (authors, made) = written(node);
    let published = descendant(node, "publicationStmt").map(xml::text).and_then(|words| {
        let year = PUBLISHED.captures(&words)?.get(1)?.as_str().to_owned();
        Some(json!({"edtf": year, "phrase": words}))
    });
    let mut source = reference::source(out, Some(&format!("/countries/{id}")));
    if let Some(fields) = source.as_object_mut() {
        fields.insert("text".to_owned(), json!(out.text()));
    }
    let mut reference = reference::country(&id);
    if let Some(fields) = reference.as_object_mut() {
        fields.insert("name".to_owned(), json!(country));
    }
    let record = json!({
        "type": "Statement",
        "key": format!("historyatstate/rdcr/{id}"),
        "kind": "REPORT",
        "title": title,
        "holding": "FULL",
        "language": "en",
        "made": made,
        "published": published,
        "publisher": reference::historian(),
        "authors": authors,
        "countries": [{"country": reference}],
        "turns": turns.turns,
        "sources": [source],
    });
    out.record(node, record)
}

/// The country's id in the source, which only the file's name has; else the name of the country like an id.
fn id(file: &str, country: &str) -> String {
    let of_file = file.strip_suffix(".xml").unwrap_or_default();
    if !of_file.is_empty() && of_file.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
        return of_file.to_owned();
    }
    let letters: String =
        country.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    xml::words(&letters).replace(' ', "-")
}

/// Who wrote the article and when, as its source description says.
fn written(node: Node) -> (Vec<Value>, Option<Value>) {
    let description = descendant(node, "sourceDesc").and_then(|description| xml::values(description, "p").into_iter().next());
    let Some(words) = description else { return (Vec::new(), None) };
    let Some(found) = AUTHORS.captures(&words) else { return (Vec::new(), None) };
    let names = found.get(1).map(|names| names.as_str()).unwrap_or_default();
    let people = names.split(" and ").filter(|name| name.contains(' ') && !name.contains("Office") && !name.contains("staff"));
    let month = found.get(2).and_then(|month| MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month.as_str())));
    let made = month
        .zip(found.get(3))
        .map(|(month, year)| json!({"edtf": format!("{}-{:02}", year.as_str(), month + 1), "phrase": words}));
    (people.map(|name| json!({"name": name})).collect(), made)
}

fn descendant<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.descendants().find(|child| child.has_tag_name(name))
}

/// The turns of an article, in order.
#[derive(Default)]
struct Turns {
    turns: Vec<Value>,
}

impl Turns {
    /// A division with its heading, below these headings; the text before and after its own divisions is its own.
    fn section(&mut self, node: Node, around: &[String], depth: usize) {
        let mut heads = around.to_vec();
        heads.extend(xml::value(node, "head"));
        let mut text = Vec::new();
        let before = self.turns.len();
        for child in node.children() {
            match child.tag_name().name() {
                "div" if depth > 0 => {
                    self.turn(&heads, &mut text);
                    self.section(child, &heads, depth - 1);
                }
                "head" | "figure" => {}
                _ if child.is_element() => blocks(child, &mut text, depth),
                _ => text.extend(child.text().map(xml::words).filter(|words| child.is_text() && !words.is_empty())),
            }
        }
        if text.is_empty() && self.turns.len() == before && heads.len() > around.len() {
            // Nothing but a heading.
            text.extend(heads.pop());
        }
        self.turn(&heads, &mut text);
    }

    fn turn(&mut self, heads: &[String], text: &mut Vec<String>) {
        if !text.is_empty() {
            let note = (!heads.is_empty()).then(|| heads.join(": "));
            self.turns.push(json!({"kind": "NARRATIVE", "text": text.join("\n\n"), "note": note}));
            text.clear();
        }
    }
}

/// The paragraphs of an element: its own words, and each item of its lists.
fn blocks(node: Node, text: &mut Vec<String>, depth: usize) {
    let mut own = String::new();
    inline(node, &mut own, text, depth);
    push(&mut own, text);
}

fn inline(node: Node, own: &mut String, text: &mut Vec<String>, depth: usize) {
    const OUTER: [&str; 5] = ["list", "listBibl", "table", "quote", "lg"];
    const ITEMS: [&str; 6] = ["item", "bibl", "row", "p", "l", "head"];
    let Some(depth) = depth.checked_sub(1) else {
        own.push_str(&xml::text(node));
        return;
    };
    for child in node.children() {
        let name = child.tag_name().name();
        if child.is_text() {
            own.push_str(child.text().unwrap_or_default());
        } else if name == "figure" || !child.is_element() {
        } else if ITEMS.contains(&name) && OUTER.contains(&node.tag_name().name()) {
            push(own, text);
            blocks(child, text, depth);
        } else if ["list", "listBibl", "table"].contains(&name) {
            push(own, text);
            inline(child, own, text, depth);
            push(own, text);
        } else {
            if name == "lb" || name == "cell" {
                own.push(' ');
            }
            inline(child, own, text, depth);
        }
    }
}

fn push(own: &mut String, text: &mut Vec<String>) {
    let words = xml::words(own);
    if !words.is_empty() {
        text.push(words);
    }
    own.clear();
}

#[cfg(test)]
mod tests;
