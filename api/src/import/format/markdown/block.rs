//! A Markdown file as a list of blocks of plain text, each with the line it begins in.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A heading or a paragraph.
#[derive(Debug, Default)]
pub struct Block {
    /// From 1.
    pub line: u64,
    pub form: Form,
    pub lines: Vec<Line>,
    /// What a list puts before it: `- `, `3. `.
    pub bullet: String,
    /// Whether all of it is emphasised.
    pub emphasised: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    Heading(u8),
    #[default]
    Text,
    Quote,
}

/// A line of a block. In Markdown most line breaks mean no more than a space.
#[derive(Debug, Default)]
pub struct Line {
    pub text: String,
    /// Bytes at its beginning that are set in bold.
    pub bold: usize,
    /// Whether the break before it is one that shows.
    pub apart: bool,
    /// From 1.
    pub number: u64,
}

impl Block {
    /// Its text without the list's sign.
    pub fn text(&self) -> String {
        joined(&self.lines)
    }
}

/// Lines as one text.
pub fn joined(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let wide = |c: Option<char>| c.is_some_and(|c| ('\u{2e80}'..='\u{ffef}').contains(&c));
        if !text.is_empty() {
            if line.apart {
                text.push('\n');
            } else if !(wide(text.chars().next_back()) && wide(line.text.chars().next())) {
                text.push(' ');
            }
        }
        text.push_str(line.text.trim());
    }
    text.trim().to_owned()
}

/// The blocks of a text.
pub fn blocks(text: &str) -> Vec<Block> {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(place, _)| place + 1)).collect();
    let line_of = |offset: usize| starts.partition_point(|start| *start <= offset) as u64;
    let mut walk = Walk::default();
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        walk.take(event, line_of(range.start));
    }
    walk.finish();
    split_lazy(walk.blocks, text)
}

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    open: Option<Block>,
    quotes: usize,
    /// The next number of each list around; none for one without numbers.
    lists: Vec<Option<u64>>,
    bullet: String,
    bold: usize,
    emphasis: usize,
    code: bool,
    html: String,
    html_line: u64,
    /// The address of each link around, and where its text begins.
    links: Vec<(String, usize)>,
}

impl Walk {
    fn take(&mut self, event: Event<'_>, line: u64) {
        match event {
            Event::Start(tag) => self.start(tag, line),
            Event::End(tag) => self.end(tag, line),
            Event::Text(text) if self.code => {
                for (place, part) in text.split('\n').enumerate() {
                    if place > 0 {
                        self.break_line(true, line);
                    }
                    self.push(part, line);
                }
            }
            Event::Text(text) | Event::Code(text) => self.push(&text, line),
            Event::SoftBreak => self.break_line(false, line + 1),
            Event::HardBreak => self.break_line(true, line + 1),
            Event::InlineHtml(tag) if tag.to_ascii_lowercase().starts_with("<br") => self.break_line(true, line),
            Event::Html(html) => self.html.push_str(&html),
            Event::Rule => self.finish(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, line: u64) {
        match tag {
            Tag::Paragraph => self.begin(if self.quotes > 0 { Form::Quote } else { Form::Text }, line),
            Tag::Heading { level, .. } => self.begin(Form::Heading(depth(level)), line),
            Tag::CodeBlock(_) => {
                self.begin(Form::Text, line);
                self.code = true;
            }
            Tag::BlockQuote(_) => {
                self.finish();
                self.quotes += 1;
            }
            Tag::List(number) => {
                self.finish();
                self.lists.push(number);
            }
            Tag::Item => {
                self.finish();
                self.bullet = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
            }
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.links.push((dest_url.into_string(), self.length())),
            Tag::HtmlBlock => {
                self.html.clear();
                self.html_line = line;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, line: u64) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => self.finish(),
            TagEnd::Item => {
                // "15." as an answer is a list without content for Markdown only.
                if self.open.is_none() && !self.bullet.is_empty() {
                    let number = std::mem::take(&mut self.bullet);
                    self.push(number.trim(), line);
                }
                self.finish();
            }
            TagEnd::CodeBlock => {
                self.code = false;
                self.finish();
            }
            TagEnd::BlockQuote(_) => {
                self.finish();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.finish();
                self.lists.pop();
                self.bullet.clear();
            }
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Link | TagEnd::Image => self.end_link(line),
            TagEnd::HtmlBlock => {
                let text = without_tags(&self.html);
                if !text.is_empty() {
                    self.begin(Form::Text, self.html_line);
                    self.push(&text, line);
                    self.finish();
                }
            }
            _ => {}
        }
    }

    /// An address is shown unless it is what the link says.
    fn end_link(&mut self, line: u64) {
        let Some((address, start)) = self.links.pop() else { return };
        let said =
            self.open.as_ref().and_then(|block| block.lines.last()).and_then(|line| line.text.get(start..)).unwrap_or_default();
        let plain = |url: &str| url.trim_start_matches("mailto:").trim_end_matches('/').to_owned();
        if address.contains("://") && plain(said) != plain(&address) {
            let shown = if said.is_empty() { address } else { format!(" ({address})") };
            self.push(&shown, line);
        }
    }

    fn length(&self) -> usize {
        self.open.as_ref().and_then(|block| block.lines.last()).map_or(0, |line| line.text.len())
    }

    fn begin(&mut self, form: Form, line: u64) {
        self.finish();
        let bullet = std::mem::take(&mut self.bullet);
        let first = Line { number: line, ..Line::default() };
        self.open = Some(Block { line, form, lines: vec![first], bullet, emphasised: true });
    }

    fn push(&mut self, text: &str, line: u64) {
        if self.open.is_none() {
            self.begin(if self.quotes > 0 { Form::Quote } else { Form::Text }, line);
        }
        let Some(block) = &mut self.open else { return };
        block.emphasised &= self.emphasis > 0 || text.trim().is_empty();
        let Some(last) = block.lines.last_mut() else { return };
        if self.bold > 0 && last.bold == last.text.len() {
            last.bold += text.len();
        }
        last.text.push_str(text);
    }

    fn break_line(&mut self, apart: bool, number: u64) {
        if let Some(block) = &mut self.open {
            block.lines.push(Line { apart, number, ..Line::default() });
        }
    }

    fn finish(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        block.lines.retain(|line| !line.text.trim().is_empty());
        if !block.lines.is_empty() {
            self.blocks.push(block);
        }
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// A line after a quoted one belongs to the quotation for Markdown even without its sign. Authors of transcripts mean what they see.
fn split_lazy(blocks: Vec<Block>, text: &str) -> Vec<Block> {
    let raw: Vec<&str> = text.lines().collect();
    let quoted = |line: &Line| {
        let number = usize::try_from(line.number).unwrap_or(usize::MAX);
        raw.get(number.wrapping_sub(1)).is_none_or(|line| line.trim_start().starts_with('>'))
    };
    let mut split = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        let lazy = block.lines.iter().position(|line| !quoted(line)).filter(|place| block.form == Form::Quote && *place > 0);
        let rest = lazy.map(|place| block.lines.split_off(place));
        split.push(block);
        if let Some(lines) = rest {
            let line = lines.first().map_or(0, |line| line.number);
            split.push(Block { line, lines, ..Block::default() });
        }
    }
    split
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let end = if tag.starts_with("!--") { "-->" } else { ">" };
        rest = tag.split_once(end).map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, Form, String)> {
        blocks(text).iter().map(|block| (block.line, block.form, format!("{}{}", block.bullet, block.text()))).collect()
    }

    #[test]
    fn blocks_are_plain_text_with_lines() {
        let text = "# A &amp; *B*\n\n### C:\nSaid \\[laughs\\] **so**\nand so.  \nThen.\n\n> (laughter)\nMore.\n\n- one\n- [two](http://x.org)\n\n<!-- no -->\n\n<b>bold</b>\n\n```\ncode\n```\n";
        assert_eq!(
            read(text),
            [
                (1, Form::Heading(1), "A & B".to_owned()),
                (3, Form::Heading(3), "C:".to_owned()),
                (4, Form::Text, "Said [laughs] so and so.\nThen.".to_owned()),
                (8, Form::Quote, "(laughter)".to_owned()),
                (9, Form::Text, "More.".to_owned()),
                (11, Form::Text, "- one".to_owned()),
                (12, Form::Text, "- two (http://x.org)".to_owned()),
                (16, Form::Text, "bold".to_owned()),
                (18, Form::Text, "code".to_owned()),
            ]
        );
    }

    #[test]
    fn a_number_alone_is_text() {
        assert_eq!(read("### A:\n15.\n\n### B:\n-\n")[1], (2, Form::Text, "15.".to_owned()));
    }

    #[test]
    fn bold_beginnings_and_emphasis_are_kept_apart() {
        let read = blocks("**Ann Lee:** yes\n**Bob Ray**: no\n\n*laughs*\n\n*a* b\n");
        assert_eq!(read[0].lines.iter().map(|line| line.bold).collect::<Vec<_>>(), [8, 7]);
        assert_eq!(read.iter().map(|block| block.emphasised).collect::<Vec<_>>(), [false, true, false]);
    }
}
