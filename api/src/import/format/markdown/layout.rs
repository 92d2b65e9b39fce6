//! How a transcript shows who speaks: headings, bold words or plain words before a colon. A file has one way throughout.

use super::block::{Block, Form, Line};
use crate::import::format::speaker_label::{self, Role};
use std::collections::HashMap;

/// Where the labels of a file's turns stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Headings of this level that end on a colon.
    Heading(u8),
    /// All headings of this level.
    BareHeading(u8),
    /// `**Name:** text`, `**Name**: text`, or `**Name**` on a line of its own.
    Bold,
    /// `Name: text`.
    Plain,
}

/// Words of titles of transcripts.
const TALKS: [&str; 26] = [
    "transcript",
    "interview",
    "conversation",
    "meeting",
    "visit",
    "discussion",
    "dialogue",
    "talk",
    "debate",
    "conference",
    "panel",
    "podcast",
    "roundtable",
    "speech",
    "briefing",
    "hearing",
    "q&a",
    "entretien",
    "專訪",
    "訪問",
    "訪談",
    "採訪",
    "會議",
    "拜會",
    "對談",
    "來訪",
];
/// Words of the lines at the head of a transcript that say what it is.
pub const HEAD_WORDS: [&str; 21] = [
    "date",
    "title",
    "location",
    "place",
    "venue",
    "speaker",
    "speakers",
    "participants",
    "source",
    "url",
    "link",
    "original",
    "publisher",
    "published",
    "language",
    "event",
    "recorded",
    "time",
    "kind",
    "type",
    "attendees",
];

/// The layout of a file, if it is a transcript. `title` is everything that names it.
pub fn layout(blocks: &[Block], title: &str, speakers: &[String]) -> Option<Layout> {
    let lower = title.to_lowercase();
    let talk = TALKS.iter().any(|word| lower.contains(word)) || !speakers.is_empty();
    let levels =
        (1..=6).map(Layout::Heading).chain([Layout::Bold]).chain((1..=6).map(Layout::BareHeading)).chain([Layout::Plain]);
    levels
        .map(|layout| (layout, Labels::of(blocks, layout, speakers)))
        .filter(|(layout, labels)| labels.are_turns(*layout, talk))
        // Of two that would do, headings of two levels, the one with more turns; the surer kinds come first.
        .fold(None, |best: Option<(Layout, usize)>, (layout, labels)| match best {
            Some((known, count)) if labels.count <= count || !(same_kind(known, layout)) => Some((known, count)),
            _ => Some((layout, labels.count)),
        })
        .map(|(layout, _)| layout)
}

fn same_kind(one: Layout, other: Layout) -> bool {
    std::mem::discriminant(&one) == std::mem::discriminant(&other)
}

/// The label that a line carries in a layout, and the rest of the line.
pub fn label_of<'a>(block: &Block, line: &'a Line, layout: Layout) -> Option<(&'a str, &'a str)> {
    let text = line.text.trim_start();
    let found = match (layout, block.form) {
        (Layout::Heading(level), Form::Heading(at)) if level == at && ends_on_colon(text) => (text, ""),
        (Layout::BareHeading(level), Form::Heading(at)) if level == at => (text, ""),
        (Layout::Bold, Form::Text) if line.bold > 0 => {
            let (bold, rest) = line.text.split_at_checked(line.bold)?;
            let rest_is_text = rest.trim_start().strip_prefix([':', '：']);
            match (ends_on_colon(bold), rest_is_text) {
                (true, _) => (bold, rest),
                (false, Some(after)) => (bold, after),
                (false, None) if rest.trim().is_empty() => (bold, ""),
                // "**Name** [00:01]: text"
                (false, None) => {
                    let (time, after) = rest.split_once([']', ')']).filter(|(time, _)| time.trim().starts_with(['[', '(']))?;
                    time.contains(|c: char| c.is_ascii_digit()).then_some(())?;
                    (bold, after.trim_start_matches([':', '：']))
                }
            }
        }
        (Layout::Plain, Form::Text) if line.bold == 0 => {
            let place = text.char_indices().find(|(place, c)| is_colon(text, *place, *c))?.0;
            let (label, rest) = text.split_at_checked(place)?;
            let after = rest.chars().next().map_or(0, char::len_utf8);
            (label, rest.get(after..)?)
        }
        _ => return None,
    };
    let bare = speaker_label::bare(found.0);
    let words = bare.split_whitespace().count();
    let most = if layout == Layout::Plain { 5 } else { 12 };
    let fits = words > 0 && words <= most && bare.chars().count() <= 90 && !bare.contains(['?', '!', ';', '"', '“']);
    let head = HEAD_WORDS.contains(&bare.to_lowercase().as_str());
    (fits && !head).then_some((found.0.trim(), found.1.trim()))
}

fn ends_on_colon(text: &str) -> bool {
    text.trim_end().ends_with([':', '：'])
}

/// Not the colon of a time or an address.
fn is_colon(text: &str, place: usize, c: char) -> bool {
    let after = text.get(place + c.len_utf8()..).and_then(|rest| rest.chars().next());
    c == '：' || (c == ':' && after.is_none_or(char::is_whitespace))
}

/// The labels of a file in one layout.
struct Labels {
    count: usize,
    /// Whether one that stands twice names a person, a question or an answer.
    sure_twice: bool,
    /// How many different ones stand twice.
    twice: usize,
    /// Whether half of the different ones at least name a person, a question or an answer.
    mostly_sure: bool,
}

impl Labels {
    fn of(blocks: &[Block], layout: Layout, speakers: &[String]) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for block in blocks {
            // A heading has one line; other labels may begin any.
            for (label, _) in block.lines.iter().filter_map(|line| label_of(block, line, layout)) {
                *counts.entry(speaker_label::bare(label).to_owned()).or_default() += 1;
            }
        }
        let sure = |label: &str| {
            let read = speaker_label::read(label);
            read.name.is_some() || read.role != Role::Speaks || speakers.iter().any(|speaker| speaker.eq_ignore_ascii_case(label))
        };
        Self {
            count: counts.values().sum(),
            sure_twice: counts.iter().any(|(label, count)| *count > 1 && sure(label)),
            twice: counts.values().filter(|count| **count > 1).count(),
            mostly_sure: !counts.is_empty() && counts.keys().filter(|label| sure(label)).count() * 2 >= counts.len(),
        }
    }

    fn are_turns(&self, layout: Layout, talk: bool) -> bool {
        match layout {
            // A manual's headings end on colons, too, but do not come again.
            Layout::Heading(_) => self.sure_twice || self.twice > 1 || (self.mostly_sure && talk) || (self.twice > 0 && talk),
            Layout::Bold => self.sure_twice || (talk && (self.twice > 1 || (self.mostly_sure && self.count > 1))),
            // So do those of a list of changes: "Added", "Fixed".
            Layout::BareHeading(_) => self.sure_twice || (talk && self.mostly_sure && self.count > 1),
            Layout::Plain => {
                (self.sure_twice && (talk || self.twice > 1))
                    || (talk && (self.twice > 1 || (self.mostly_sure && self.count > 1)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::blocks;
    use super::*;

    fn of(text: &str, title: &str) -> Option<Layout> {
        layout(&blocks(text), title, &[])
    }

    #[test]
    fn each_layout_is_known() {
        let turns = |before: &str, after: &str| {
            ["Ann Lee", "Bob Ray", "Ann Lee"].map(|name| format!("{before}{name}{after}\n\n")).concat()
        };
        assert_eq!(of(&turns("### ", ":\nYes."), ""), Some(Layout::Heading(3)));
        assert_eq!(of(&turns("## ", "\nYes."), ""), Some(Layout::BareHeading(2)));
        assert_eq!(of(&turns("**", ":** Yes."), ""), Some(Layout::Bold));
        assert_eq!(of(&turns("**", "**: Yes."), ""), Some(Layout::Bold));
        assert_eq!(of(&turns("**", "**\n\nYes."), ""), Some(Layout::Bold));
        assert_eq!(of(&turns("", ": Yes."), "Interview"), Some(Layout::Plain));
        assert_eq!(of("**Q:** Why?\n\n**A:** So.\n\n**Q:** And?\n", ""), Some(Layout::Bold));
    }

    #[test]
    fn other_files_are_no_transcripts() {
        for text in [
            "# Tool\n\n## Quick Start:\n\nDo.\n\n## Next Steps:\n\nMore.\n",
            "# Changes\n\n### Added\n\n- a\n\n### Fixed\n\n- b\n\n### Added\n\n- c\n",
            "# Notes\n\n**Note:** a\n\n**Note:** b\n\n**Warning:** c\n",
            "Name: a\nVersion: 1\n\nName: b\nVersion: 2\n",
            "see http://x.org and http://y.org\n",
            "",
        ] {
            assert_eq!(of(text, "README"), None, "{text}");
        }
    }
}
