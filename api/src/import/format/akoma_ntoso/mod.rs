//! Akoma Ntoso: debates as parliaments and `SayIt` write them, in version 2.0, the drafts of 3.0, the OASIS standard, or without a
//! namespace; one in a file or many in a `documentCollection`.
//!
//! A debate is one statement. The headings of its sections are what the record prints between the speeches, so they become
//! narrative turns at their place; the only section's heading is the title where the file has no other. What a speech cannot
//! hold is left out knowingly: the times at which speeches begin, editorial histories, workflows, votes' counts.
//!
//! Without document names (`FRBRthis`) or a link to the original a debate is known by its file's path.

mod body;
mod header;
mod references;
#[cfg(test)]
mod tests;

use super::item::{Failure, Input, Sink};
use super::xml::{self, Xml};
use references::References;
use roxmltree::Node;
use serde_json::Value;
use std::collections::HashSet;

pub fn recognises(_name: &str, head: &str) -> bool {
    xml::root_name(head) == Some("akomaNtoso")
}

pub fn convert(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let Input { name, text } = input;
    let text = xml::read(text)?;
    let xml = Xml::parse(&text)?;
    let root = xml.root();
    if xml::name(root) != "akomaNtoso" {
        return Err(xml::broken(xml.line(root), format!("begins with <{}>, not with <akomaNtoso>", xml::name(root))));
    }
    let mut known = HashSet::new();
    let mut any = false;
    for (position, document) in documents(root).into_iter().enumerate() {
        let line = xml.line(document);
        if matches!(xml::name(document), "debate" | "debateReport") {
            any = true;
            debate(&xml, document, name, &place(document, name, position), &mut known, sink)?;
        } else {
            sink.invalid(line, "", format!("is a document of type {}; only debates are read", xml::name(document)))?;
        }
    }
    if !any {
        return Err(xml::broken(xml.line(root), "holds no debate"));
    }
    Ok(())
}

/// The documents of a file, those of collections one by one.
fn documents<'a, 't: 'a>(root: Node<'a, 't>) -> Vec<Node<'a, 't>> {
    let mut found = Vec::new();
    for document in root.children().filter(Node::is_element) {
        match xml::name(document) {
            // A collection's parts stand in its body or, as the body only refers to them, at its end or at the file's.
            "documentCollection" | "collectionBody" | "components" | "component" => found.extend(documents(document)),
            "meta" | "coverPage" | "preface" | "preamble" | "conclusions" | "interstitial" | "componentRef" | "documentRef" => {}
            _ => found.push(document),
        }
    }
    found
}

/// What tells a document apart that does not name itself: in a collection its component's id, or else, having nothing better,
/// its place there.
fn place(document: Node, file: &str, position: usize) -> String {
    let Some(component) = document.parent().filter(|parent| xml::name(*parent) == "component") else { return file.to_owned() };
    match xml::attribute(component, "eId").or_else(|| xml::attribute(component, "id")) {
        Some(id) => format!("{file}/{id}"),
        None => format!("{file}/{}", position + 1),
    }
}

fn debate(
    xml: &Xml,
    debate: Node,
    file: &str,
    place: &str,
    known: &mut HashSet<String>,
    sink: &mut dyn Sink,
) -> Result<(), Failure> {
    let mut references = References::of(debate, place);
    let mut header = header::read(xml, debate, file, place, &mut references, sink)?;
    let title = header.statement.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut turns = body::Turns::new(xml, &mut references, sink, header.is_ours);
    turns.preface(debate, &title);
    if let Some(body) = xml::child(debate, "debateBody") {
        // A lone section's heading is the title of a debate that has no other; printed once, it stands once.
        turns.section(body, Some(title.as_str()).filter(|_| header.title_is_heading))?;
    }
    if let Some(conclusions) = xml::child(debate, "conclusions") {
        turns.section(conclusions, None)?;
    }
    let turns = turns.finish();
    header.turns(turns);
    for person in references.people() {
        let key = person.get("key").and_then(Value::as_str).unwrap_or_default();
        if known.insert(key.to_owned()) {
            sink.record(xml.line(debate), person)?;
        }
    }
    sink.record(xml.line(debate), header.finish())?;
    Ok(())
}
