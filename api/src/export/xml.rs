//! Writing XML as a stream.
//!
//! XML 1.0 has no room for control characters, not even as references. They are dropped: in a text they are what a scanner or a
//! word processor left behind, and a file with one could not be read at all.

use std::io::{self, Write};

pub struct XmlWriter<W: Write> {
    out: W,
    open: Vec<&'static str>,
}

pub type Attributes<'a> = &'a [(&'a str, &'a str)];

impl<W: Write> XmlWriter<W> {
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        Ok(Self { out, open: Vec::new() })
    }

    /// An element that holds others.
    pub fn start(&mut self, name: &'static str, attributes: Attributes) -> io::Result<()> {
        self.tag(name, attributes, ">")?;
        self.open.push(name);
        Ok(())
    }

    pub fn end(&mut self) -> io::Result<()> {
        match self.open.pop() {
            Some(name) => write!(self.out, "\n</{name}>"),
            None => Ok(()),
        }
    }

    pub fn empty(&mut self, name: &str, attributes: Attributes) -> io::Result<()> {
        self.tag(name, attributes, "/>")
    }

    /// An element that holds one line of text.
    pub fn leaf(&mut self, name: &str, attributes: Attributes, text: &str) -> io::Result<()> {
        self.tag(name, attributes, ">")?;
        self.out.write_all(escape(text).as_bytes())?;
        write!(self.out, "</{name}>")
    }

    /// An element that holds text in which `br` separates lines. Where blanks would collapse, they are told to stay.
    pub fn prose(&mut self, name: &str, br: &str, attributes: Attributes, text: &str) -> io::Result<()> {
        let mut attributes = attributes.to_vec();
        if text.split('\n').any(collapses) {
            attributes.push(("xml:space", "preserve"));
        }
        self.tag(name, &attributes, ">")?;
        for (position, line) in text.split('\n').enumerate() {
            if position > 0 {
                write!(self.out, "<{br}/>")?;
            }
            self.out.write_all(escape(line).as_bytes())?;
        }
        write!(self.out, "</{name}>")
    }

    pub fn finish(mut self) -> io::Result<()> {
        while !self.open.is_empty() {
            self.end()?;
        }
        self.out.write_all(b"\n")?;
        self.out.flush()
    }

    /// Attributes without a value are left out, but for an empty `by`, which says that nobody knows.
    fn tag(&mut self, name: &str, attributes: Attributes, end: &str) -> io::Result<()> {
        write!(self.out, "\n<{name}")?;
        for (attribute, value) in attributes.iter().filter(|(attribute, value)| !value.is_empty() || *attribute == "by") {
            write!(
                self.out,
                " {attribute}=\"{}\"",
                escape(value).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
            )?;
        }
        self.out.write_all(end.as_bytes())
    }
}

/// Whether a reader would take some of its blanks for mark-up.
fn collapses(line: &str) -> bool {
    let blank = |c: char| c.is_ascii_whitespace();
    line.starts_with(blank) || line.ends_with(blank) || line.contains("  ") || line.contains(['\t', '\r', '\u{c}'])
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // As itself it would come back as a line feed.
            '\r' => escaped.push_str("&#13;"),
            '\t' | '\n' => escaped.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(character),
        }
    }
    escaped
}

/// `text` as the value of an XML id: whatever may not stand in one is a hyphen.
pub fn id(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_escaped() {
        let mut out = Vec::new();
        let mut xml = XmlWriter::new(&mut out).unwrap();
        xml.start("a", &[("x", "1 < 2 & \"3\""), ("y", "")]).unwrap();
        xml.prose("p", "br", &[], "a]]>\u{1}b\n c").unwrap();
        xml.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.ends_with("<a x=\"1 &lt; 2 &amp; &quot;3&quot;\">\n<p xml:space=\"preserve\">a]]&gt;b<br/> c</p>\n</a>\n"),
            "{text}"
        );
        assert!(roxmltree::Document::parse(&text).is_ok());
    }
}
