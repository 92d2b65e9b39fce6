//! XML files: read whole, up to a limit, without document type declarations: a file that declares entities is refused, so that
//! none can grow beyond its size or fetch another one.

use super::item::Failure;
use roxmltree::{Document, Node, ParsingOptions};
use std::io::{BufRead, Read};

/// The largest file that is read, in bytes. ParlaMint's largest annotated sittings have 40 MB.
const LIMIT: u64 = 64 << 20;
/// How many elements and texts a file may have: a tree takes many times the room of its file.
const NODES: u32 = 8_000_000;
/// How deep elements may lie in each other. Whoever walks the tree may do so by recursion.
const DEPTH: usize = 200;

/// How many attributes an element may have: the parser compares each with all others.
const ATTRIBUTES: usize = 256;

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The whole of a file.
pub fn read(input: &mut dyn BufRead) -> Result<String, Failure> {
    let mut text = String::new();
    input.take(LIMIT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LIMIT {
        return Err(broken(0, format!("has more than {} MB; an XML file is read whole and may not be larger", LIMIT >> 20)));
    }
    Ok(text)
}

pub fn broken(line: u64, reason: impl Into<String>) -> Failure {
    Failure::Broken { line, reason: reason.into() }
}

/// A parsed file.
pub struct Xml<'t> {
    document: Document<'t>,
    /// Where its lines end, in bytes.
    ends: Vec<usize>,
}

impl<'t> Xml<'t> {
    pub fn parse(text: &'t str) -> Result<Self, Failure> {
        let text = text.trim_start_matches('\u{feff}');
        check_attributes(text)?;
        let options = ParsingOptions { nodes_limit: NODES, ..ParsingOptions::default() };
        let document = Document::parse_with_options(text, options).map_err(|error| {
            let reason = match &error {
                roxmltree::Error::DtdDetected => {
                    "has a document type declaration, which is not read, for it can declare entities".to_owned()
                }
                roxmltree::Error::NodesLimitReached => format!("has more than {NODES} elements and texts"),
                // Its position is given apart.
                other => format!("is not well-formed XML: {}", other.to_string().split(" at ").next().unwrap_or_default()),
            };
            broken(error.pos().row.into(), reason)
        })?;
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        let xml = Self { document, ends };
        xml.check_depth()?;
        Ok(xml)
    }

    pub fn root(&self) -> Node<'_, 't> {
        self.document.root_element()
    }

    /// The line in which `node` begins.
    pub fn line(&self, node: Node) -> u64 {
        // `Document::text_pos_at` counts from the beginning each time.
        let start = node.range().start;
        self.ends.partition_point(|end| *end < start) as u64 + 1
    }

    fn check_depth(&self) -> Result<(), Failure> {
        let mut depth = 0;
        let mut node = self.document.root();
        loop {
            if let Some(child) = node.first_child() {
                depth += 1;
                if depth > DEPTH {
                    return Err(broken(self.line(child), format!("has more than {DEPTH} elements in each other")));
                }
                node = child;
                continue;
            }
            node = loop {
                if let Some(next) = node.next_sibling() {
                    break next;
                }
                let Some(parent) = node.parent() else { return Ok(()) };
                depth -= 1;
                node = parent;
            };
        }
    }
}

/// Refuses elements with too many attributes before anybody compares them. What is not well-formed is left to the parser.
fn check_attributes(text: &str) -> Result<(), Failure> {
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once('<') {
        let skipped = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")].iter().find(|(begin, _)| tag.starts_with(begin));
        if let Some((_, end)) = skipped {
            rest = tag.split_once(end).map_or("", |(_, rest)| rest);
            continue;
        }
        let (mut quote, mut attributes, mut length) = (None, 0, tag.len());
        for (at, byte) in tag.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), byte) if open == byte => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'=') => attributes += 1,
                (None, b'>') => {
                    length = at;
                    break;
                }
                _ => {}
            }
        }
        if attributes > ATTRIBUTES {
            let line = text.bytes().take(text.len() - tag.len()).filter(|byte| *byte == b'\n').count();
            return Err(broken(line as u64 + 1, format!("has an element with more than {ATTRIBUTES} attributes")));
        }
        rest = tag.get(length..).unwrap_or_default();
    }
    Ok(())
}

/// The name of the first element in `head` without its prefix.
pub fn root_name(head: &str) -> Option<&str> {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<!") {
            if rest.split('>').next()?.contains('[') { "]>" } else { ">" }
        } else {
            break;
        };
        rest = rest.get(rest.find(end)? + end.len()..)?.trim_start();
    }
    let name = rest.strip_prefix('<')?.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
    name.rsplit(':').next()
}

/// The name of an element without its prefix; empty for anything else.
pub fn name<'a>(node: Node<'a, '_>) -> &'a str {
    if node.is_element() { node.tag_name().name() } else { "" }
}

/// The first child element with this name, in whatever namespace.
pub fn child<'a, 't>(node: Node<'a, 't>, named: &str) -> Option<Node<'a, 't>> {
    node.children().find(|child| name(*child) == named)
}

/// The element at the end of a path of names.
pub fn at<'a, 't>(node: Node<'a, 't>, path: &[&str]) -> Option<Node<'a, 't>> {
    path.iter().try_fold(node, |node, named| child(node, named))
}

/// All child elements with this name.
pub fn children<'a, 't: 'a>(node: Node<'a, 't>, named: &'a str) -> impl Iterator<Item = Node<'a, 't>> {
    node.children().filter(move |child| name(*child) == named)
}

/// All elements with this name at whatever depth.
pub fn all<'a, 't: 'a>(node: Node<'a, 't>, named: &'a str) -> impl Iterator<Item = Node<'a, 't>> {
    node.descendants().filter(move |child| name(*child) == named)
}

/// The value of an attribute, unless it is blank.
pub fn attribute<'a>(node: Node<'a, '_>, named: &str) -> Option<&'a str> {
    node.attribute(named).map(str::trim).filter(|value| !value.is_empty())
}

pub fn id<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute((XML, "id")).map(str::trim).filter(|value| !value.is_empty())
}

/// The language that is told of an element or of what it stands in.
pub fn language<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.ancestors().find_map(|node| node.attribute((XML, "lang")))
}

/// Whether every blank in it counts.
pub fn is_verbatim(node: Node) -> bool {
    node.attribute((XML, "space")) == Some("preserve")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(text: &str) -> String {
        Xml::parse(text).err().unwrap().to_string()
    }

    #[test]
    fn broken_files_tell_the_line() {
        assert!(failure("<a>\n<b>\n</a>").starts_with("line 3: is not well-formed XML"), "{}", failure("<a>\n<b>\n</a>"));
    }

    #[test]
    fn declared_entities_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;\">]><a>&z;</a>";
        assert!(failure(bomb).contains("document type declaration"));
    }

    #[test]
    fn deep_files_are_refused() {
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert!(failure(&deep).contains("in each other"));
    }

    #[test]
    fn crowded_elements_are_refused() {
        let attributes = " a='>'".repeat(300);
        assert!(failure(&format!("<a>\n<!-- {attributes} --><b{attributes}/></a>")).starts_with("line 2: has an element"));
        assert!(Xml::parse(&format!("<a><!-- <{attributes} --><![CDATA[<x{attributes}>]]><b x=\"'\"/></a>")).is_ok());
    }

    #[test]
    fn large_files_are_refused() {
        let mut endless = std::io::BufReader::new(std::io::repeat(b'a'));
        assert!(read(&mut endless).unwrap_err().to_string().contains("64 MB"));
    }

    #[test]
    fn roots_are_found_behind_prologues() {
        assert_eq!(root_name("\u{feff}<?xml version='1.0'?>\n<!-- <x> -->\n<an:akomaNtoso xmlns:an='b'>"), Some("akomaNtoso"));
        assert_eq!(root_name("<!DOCTYPE TEI [<!ENTITY a 'b'>]><TEI>"), Some("TEI"));
        assert_eq!(root_name("{}"), None);
    }

    #[test]
    fn lines_are_counted_from_one() {
        let xml = Xml::parse("<a>\n<b/>\n\n<c/></a>").unwrap();
        let lines: Vec<u64> = xml.root().children().filter(Node::is_element).map(|node| xml.line(node)).collect();
        assert_eq!(lines, [2, 4]);
    }
}
