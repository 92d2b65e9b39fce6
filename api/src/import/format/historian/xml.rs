//! Reading elements: their text without the source's line breaks, their children by name.

use roxmltree::Node;

use super::output::Output;
use crate::import::format::item::Stopped;

/// The elements by which the source keeps track of its own editing.
const EDITING: [&str; 13] = [
    "created-by",
    "created-date",
    "created-datetime",
    "last-modified-by",
    "last-modified-date",
    "last-modified-datetime",
    "release-status-code",
    "released-by",
    "release-datetime",
    "recalled-by",
    "recall-datetime",
    "is-dirty",
    "crawl-dateTime",
];

/// The name of the root element without its prefix, and the text that follows it, of a document's beginning.
pub fn root(head: &str) -> Option<(&str, &str)> {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        rest = match rest.get(..2)? {
            "<?" => rest.split_once("?>")?.1,
            "<!" if rest.starts_with("<!--") => rest.split_once("-->")?.1,
            _ => break,
        }
        .trim_start();
    }
    let rest = rest.strip_prefix('<')?;
    let end = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/'))?;
    let (name, rest) = rest.split_at(end);
    let name = name.rsplit(':').next().unwrap_or(name);
    (!name.is_empty()).then_some((name, rest))
}

/// A text with single spaces for all white space, and none around it.
pub fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The whole text of an element.
pub fn text(node: Node) -> String {
    let parts = node.descendants().filter(Node::is_text).filter_map(|part| part.text());
    words(&parts.collect::<String>())
}

/// The first child of this name.
pub fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| child.has_tag_name(name))
}

/// The children of this name.
pub fn children<'a, 'input>(node: Node<'a, 'input>, name: &str) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

/// The text of the first child of this name that has any.
pub fn value(node: Node, name: &str) -> Option<String> {
    children(node, name).map(text).find(|text| !text.is_empty())
}

/// The texts of the children of this name that have any.
pub fn values(node: Node, name: &str) -> Vec<String> {
    children(node, name).map(text).filter(|text| !text.is_empty()).collect()
}

/// Notes the children with content whose names are not among these, so that nothing of a later file is lost unseen.
pub fn note_others(node: Node, known: &[&str], out: &mut Output) -> Result<(), Stopped> {
    for child in node.children().filter(Node::is_element) {
        let name = child.tag_name().name();
        if !known.contains(&name) && !EDITING.contains(&name) && !text(child).is_empty() {
            out.note(child, name, "an element that is not known, left out")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_comes_after_declaration_and_comments() {
        assert_eq!(root("\u{feff}<?xml version='1.0'?>\n<!-- <a> -->\n<b c='d'>"), Some(("b", " c='d'>")));
        assert_eq!(root("<b/>"), Some(("b", "/>")));
        assert_eq!(root("<tei:TEI>"), Some(("TEI", ">")));
        for none in ["", "<", "<!-- never ends", "text", "é"] {
            assert_eq!(root(none), None, "{none}");
        }
    }

    #[test]
    fn text_is_of_all_descendants_and_has_no_line_breaks() {
        let document = roxmltree::Document::parse("<a> declared <i>persona\n   non grata</i>. <!-- no --></a>").unwrap();
        assert_eq!(text(document.root_element()), "declared persona non grata.");
    }
}
