//! The XML of the Office of the Historian, United States Department of State (history.state.gov): territories, places and posts (`gsh`),
//! people and offices (`pocom`), journeys (`travels`), visits (`visits`) and the articles on relations with each country (`rdcr`).
//!
//! What a file is, its root element tells, never its path; a root of another name around such elements is read through. Elements that
//! are not known are noted and left out. What each kind leaves out knowingly stands in its module; common to all are the marks of the
//! source's own editing (`created-by`, `last-modified-date` and the like).

mod appointment;
mod article;
mod country;
mod date;
mod label;
mod mission;
mod output;
mod person;
mod place;
mod position;
mod post;
mod president;
mod reference;
mod remark;
mod role;
mod territory;
mod title;
mod travel;
mod trip;
mod visit;
mod xml;

use std::io::Read;

use roxmltree::{Document, Node};

use self::output::Output;
use super::item::{Failure, Input, Sink, Stopped};

/// The largest file that is read: a tree of it takes several times as much memory.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How the articles' titles begin; other TEI files are not of this source.
const ARTICLE: &str = "Recognition, Diplomatic, and Consular Relations";

/// What a document is told by: its root and, where that word is anybody's, one of these in its beginning.
const ROOTS: [(&str, &[&str]); 15] = [
    ("territory", &["<short-form-name", "<type-of-territory", "<exists-on-todays-map"]),
    ("locale", &["<current-territory", "<alternate-names"]),
    ("post", &["<post-type", "<locale-id"]),
    ("region", &["<territory-id"]),
    ("country", &["<country-modern-indicator", "<iso2"]),
    ("code-table", &["<items"]),
    ("person", &["<persName", "<career-type"]),
    ("principal-position", &[""]),
    ("country-mission", &[""]),
    ("org-mission", &[""]),
    ("role", &["<class", "<singular"]),
    ("concurrent-appointments", &[""]),
    ("trips", &["<trip"]),
    ("presidents", &["<president"]),
    ("visits", &["<visit"]),
];

/// Whether a file that begins like this is one of the Office of the Historian's.
pub fn recognises(_name: &str, head: &str) -> bool {
    let Some((root, rest)) = xml::root(head) else { return false };
    if root == "TEI" {
        return xml::words(rest).contains(ARTICLE);
    }
    ROOTS.iter().any(|(name, marks)| *name == root && marks.iter().any(|mark| rest.contains(mark)))
}

/// Reads a file of the Office of the Historian.
pub fn convert(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let Input { name, text: file } = input;
    let mut text = String::new();
    file.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(Failure::Broken {
            line: 0,
            reason: "the file is larger than 64 MB, too large for one XML document".to_owned(),
        });
    }
    let document = Document::parse(&text)
        .map_err(|error| Failure::Broken { line: u64::from(error.pos().row), reason: format!("no well-formed XML: {error}") })?;
    let mut out = Output::new(sink, name, &text);
    let root = document.root_element();
    if element(root, &mut out)? {
        return Ok(());
    }
    let mut known = false;
    for child in root.children().filter(Node::is_element) {
        if element(child, &mut out)? {
            known = true;
        } else {
            out.note(child, child.tag_name().name(), "an element that is not known, left out")?;
        }
    }
    if known {
        return Ok(());
    }
    let root_name = root.tag_name().name();
    Err(Failure::Broken { line: out.line(root), reason: format!("<{root_name}> is no document of the Office of the Historian") })
}

/// Reads one element of a kind that is known; false if it is none.
fn element(node: Node, out: &mut Output) -> Result<bool, Stopped> {
    match node.tag_name().name() {
        "territory" => territory::read(node, out),
        "locale" => place::read(node, out),
        "post" => post::read(node, out),
        "country" if ["label", "iso2"].iter().any(|name| xml::child(node, name).is_some()) => country::read(node, out),
        "person" => person::read(node, out),
        "principal-position" => position::read(node, out),
        "country-mission" => mission::of_country(node, out),
        "org-mission" => mission::to_organisation(node, out),
        "trips" => travel::read(node, out),
        "presidents" => president::read(node, out),
        "visits" => visit::read(node, out),
        "TEI" => article::read(node, out),
        // Records of the archive that would stand for these do not exist; what they say is in `role.rs`, or of no use here.
        "region" => out.note(node, "region", "regions of bureaus are no records of the archive: left out"),
        "code-table" => out.note(node, "code-table", "tables of codes are no records of the archive: left out"),
        "role" => role::read(node, out),
        "concurrent-appointments" => {
            out.note(node, "concurrent-appointments", "that tenures were held together, and from where, has no field: left out")
        }
        _ => return Ok(false),
    }?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "<?xml version=\"1.0\"?>\n<!-- a note --><role mode=\"active\"><id>x</id><class>chief</class></role>";

    #[test]
    fn root_and_content_tell_the_kind() {
        assert!(recognises("anything.xml", ROLE));
        assert!(recognises(
            "x",
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><title>History of Recognition,\n Diplomatic, and Consular Relations, by"
        ));
        assert!(!recognises("x", "<TEI xmlns='http://www.tei-c.org/ns/1.0'><title>ParlaMint"));
        assert!(!recognises("gsh/data/posts/x.xml", "<post><title>Hello</title></post>"));
        assert!(!recognises("x", "{\"type\": \"trips\"}"));
        assert!(!recognises("x", ""));
    }

    #[test]
    fn what_is_no_document_of_the_source_fails_with_a_reason() {
        for (text, reason) in [
            ("<html><body/></html>", "line 1: <html> is no document of the Office of the Historian"),
            ("<trips><trip></trips>", "line 1: no well-formed XML: expected 'trip' tag, not 'trips' at 1:14"),
            (
                "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><visits>&b;</visits>",
                "line 1: no well-formed XML: XML with DTD detected",
            ),
        ] {
            let mut records = output::tests::Records::default();
            let failure = convert(Input { name: "x.xml", text: &mut text.as_bytes() }, &mut records).unwrap_err();
            assert_eq!(failure.to_string(), reason);
        }
    }

    #[test]
    fn elements_in_a_wrapper_are_read_one_by_one() {
        let records = output::tests::converted("<all><region><id>af</id></region><what/><region/></all>");
        assert_eq!(records.notes.len(), 3);
    }
}
