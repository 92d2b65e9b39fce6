//! What both markup and plain text come down to before anything is understood: a sheet with drafts of statements, made of blocks.
use super::page::{ExternalId, FuzzyDate};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    Heading,
    Paragraph,
    /// `* * *`: ends the summary of a transcript.
    Separator,
}

/// One paragraph with what is left of its markup.
#[derive(Debug, Clone)]
pub struct Block {
    pub kind: BlockKind,
    pub text: String,
    /// How many bytes at the start of `text` are bold.
    pub bold: usize,
    pub italic: bool,
}

impl Block {
    pub fn plain(text: impl Into<String>) -> Self {
        Self { kind: BlockKind::Paragraph, text: text.into(), bold: 0, italic: false }
    }
}

/// A label with the code its link carries: `France`, `FR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub label: String,
    pub code: Option<String>,
}

/// One statement before it is understood.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub title: String,
    pub lead: Vec<String>,
    pub body: Vec<Block>,
    /// "Heather Nauert, Department Spokesperson": who speaks, printed under the title.
    pub byline: Option<String>,
    pub made: Option<FuzzyDate>,
    pub published: Option<FuzzyDate>,
    pub posted: Option<FuzzyDate>,
    pub place: Option<String>,
    pub url: Option<String>,
    pub geography: Vec<Tag>,
    pub topics: Vec<Tag>,
    pub persons: Vec<Tag>,
    pub external_ids: Vec<ExternalId>,
    /// An entry of a list of statements.
    pub listed: bool,
}

/// One page before it is understood.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub url: Option<String>,
    pub media_type: &'static str,
    pub language: Option<String>,
    pub licence: Option<String>,
    /// Name of the site: "President of Russia".
    pub site: Option<String>,
    /// Scheme of the site's own numbers: "kremlin.ru".
    pub scheme: Option<String>,
    pub rendered: Option<FuzzyDate>,
    /// Cities whose time the page's head shows: an embassy's own capital and the one it is in.
    pub clocks: Vec<String>,
    pub drafts: Vec<Draft>,
}

/// White space folded, no-break and zero-width spaces too; nothing else changed.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{200b}') {
        let word = word.trim_matches(['\u{feff}', '\u{ad}']);
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

/// Lower case, without diacritics, apostrophes and hyphens: for comparing names.
pub fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            'ı' => Some('i'),
            'ə' => Some('a'),
            'ø' => Some('o'),
            'ł' => Some('l'),
            'đ' => Some('d'),
            '\'' | '’' | '‘' | '`' => None,
            '-' | '‑' | '–' => Some(' '),
            c => Some(c),
        })
        .collect()
}

/// A stretch of a text; empty when the offsets do not fit.
pub fn cut(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or("")
}

/// `* * *` and the like.
pub fn is_separator(text: &str) -> bool {
    let marks: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    marks.len() >= 3
        && marks.len() <= 12
        && (marks.iter().all(|c| *c == '*') || marks.iter().all(|c| matches!(c, '_' | '—' | '-')))
}

/// `<…>`: the source says that it leaves something out.
pub fn is_omission(text: &str) -> bool {
    let inner: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(inner.as_str(), "<…>" | "<...>" | "[…]" | "[...]" | "(…)" | "(...)" | "…" | "..." | "<..>" | "‹…›" | "<…>.")
}
