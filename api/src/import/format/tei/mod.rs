//! TEI as ParlaMint writes parliamentary debates: a corpus file (`teiCorpus`) that names its parts, lists of people and
//! organisations, and one file per sitting, plain or annotated word by word (`.ana`). Other TEI is read as far as it is alike:
//! a header, and a text of utterances (`u`, `sp`) or of paragraphs.
//!
//! Files that a corpus includes are not fetched: they are files of the same import. People in one file and what they say in
//! another meet by keys of the corpus's name and the id, `tei/ParlaMint-AT/PAD_88386`.
//!
//! Left out knowingly: sex, birthplaces, relations between organisations (`listRelation`), when organisations existed (an
//! organisation has no dates here), linguistic annotation, page breaks, who encoded the file.

mod body;
mod header;
mod organisations;
mod people;
#[cfg(test)]
mod tests;

use super::item::{Failure, Input, Sink};
use super::record::file_name;
use super::xml::{self, Xml};
use roxmltree::Node;
use std::collections::HashMap;

const TEI: &str = "http://www.tei-c.org/ns/1.0";
const INCLUDE: &str = "http://www.w3.org/2001/XInclude";

pub fn recognises(_name: &str, head: &str) -> bool {
    match xml::root_name(head) {
        Some("TEI" | "teiCorpus") => true,
        Some("listPerson" | "listOrg" | "particDesc") => head.contains(TEI),
        _ => false,
    }
}

pub fn convert(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let Input { name, text } = input;
    let text = xml::read(text)?;
    let xml = Xml::parse(&text)?;
    let root = xml.root();
    if !matches!(xml::name(root), "TEI" | "teiCorpus" | "listPerson" | "listOrg" | "particDesc") {
        return Err(xml::broken(xml.line(root), format!("begins with <{}>, which is no TEI that is read", xml::name(root))));
    }
    let corpus = corpus(root, name);
    let included = root.descendants().filter(|node| node.tag_name().namespace() == Some(INCLUDE)).count();
    if included > 0 {
        sink.note(
            xml.line(root),
            "",
            format!("{included} files are included, which are read only where they are imported themselves"),
        )?;
    }
    let people = xml::all(root, "person").filter_map(|person| Some((xml::id(person)?, person))).collect();
    let file = File { xml: &xml, corpus, name, people };
    for list in xml::all(root, "listOrg") {
        organisations::read(&file, list, sink)?;
    }
    for list in xml::all(root, "listPerson") {
        people::read(&file, list, sink)?;
    }
    for tei in xml::all(root, "TEI") {
        header::statement(&file, tei, sink)?;
    }
    Ok(())
}

/// What is the same for all of a file.
struct File<'a, 't> {
    xml: &'a Xml<'t>,
    /// In whose name the ids of people and organisations are unique.
    corpus: String,
    name: &'a str,
    /// The people whom the file itself explains, by their ids.
    people: HashMap<&'a str, Node<'a, 't>>,
}

impl File<'_, '_> {
    /// The key of what has this id in the corpus.
    fn key(&self, id: &str) -> String {
        format!("tei/{}/{id}", self.corpus)
    }
}

/// The id within a reference to it, whether or not the file is named.
fn target(reference: &str) -> &str {
    reference.rsplit('#').next().unwrap_or(reference)
}

/// The corpus that a file belongs to. ParlaMint calls its files `ParlaMint-AT`, `ParlaMint-AT-listPerson`,
/// `ParlaMint-AT_2022-10-12-…`, `ParlaMint-AT_2022-10-12-….ana` and, translated, `ParlaMint-AT-en_2022-…`; the ids of people are the
/// same in all of them. The ids of a file that is called otherwise are its own.
fn corpus(root: Node, file: &str) -> String {
    let Some(id) = xml::id(root) else { return file.to_owned() };
    let id = id.strip_suffix(".ana").unwrap_or(id);
    if let Some(corpus) = id.strip_suffix("-listPerson").or_else(|| id.strip_suffix("-listOrg")) {
        return corpus.to_owned();
    }
    match id.split_once('_') {
        Some((corpus, rest)) if rest.len() >= 4 && rest.bytes().take(4).all(|byte| byte.is_ascii_digit()) => original(corpus),
        None if xml::name(root) == "teiCorpus" => original(id),
        _ => format!("{id}@{}", file_name(file)),
    }
}

/// The corpus of which `corpus` is the machine translation.
fn original(corpus: &str) -> String {
    let translated = corpus.strip_suffix("-en").filter(|_| corpus.starts_with("ParlaMint-"));
    translated.unwrap_or(corpus).to_owned()
}

/// Of several elements that say the same in several languages the one in `language`, else the first.
fn in_language<'a, 't>(nodes: &[Node<'a, 't>], language: Option<&str>) -> Option<Node<'a, 't>> {
    let spoken =
        |node: &&Node| xml::language(**node).zip(language).is_some_and(|(a, b)| a.split('-').next() == b.split('-').next());
    nodes.iter().find(spoken).or_else(|| nodes.first()).copied()
}
