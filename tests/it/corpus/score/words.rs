//! When two names, labels, offices or stretches of text are the same.
use std::collections::BTreeSet;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Without case, accents, white space and typographic variety of quotes and dashes.
pub fn squash(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c) && !c.is_whitespace() && *c != '\u{200b}').flat_map(plain).collect()
}

fn plain(c: char) -> Vec<char> {
    match c {
        '’' | '‘' | '`' => vec!['\''],
        '“' | '”' | '„' | '«' | '»' => vec!['"'],
        '–' | '—' | '‑' => vec!['-'],
        'ı' => vec!['i'],
        'ə' => vec!['a'],
        'ø' => vec!['o'],
        'ł' => vec!['l'],
        _ => c.to_lowercase().collect(),
    }
}

pub(super) fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !(c.is_alphanumeric() || is_combining_mark(c) || c == '\'' || c == '’'))
        .map(|w| squash(w.trim_end_matches("'s").trim_end_matches("’s")))
        .filter(|w| !w.is_empty())
        .collect()
}

/// Whether two forms name the same person: the same words in any order, or written as one.
pub fn same_name(a: &str, b: &str) -> bool {
    !a.is_empty() && (squash(a) == squash(b) || words(a) == words(b))
}

/// Text as compared: marks of omission, rows of stars and a bracketed remark at the start do not count.
pub(super) fn essence(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let inside: String = after.chars().skip(1).take_while(|c| *c != '>').collect();
        if matches!(inside.trim(), "…" | "...") {
            rest = after.get(1 + inside.len() + 1..).unwrap_or("");
        } else {
            out.push('<');
            rest = after.get(1..).unwrap_or("");
        }
    }
    out.push_str(rest);
    let mut flat = squash(&out.replace("* * *", " "));
    while flat.starts_with('(') {
        match flat.find(')') {
            Some(end) if end < 40 && end + 1 < flat.len() => flat = flat.split_off(end + 1),
            _ => break,
        }
    }
    flat
}

pub(super) fn label_essence(label: &str) -> String {
    let mut depth = 0usize;
    let kept: String = label
        .chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect();
    squash(&kept).trim_end_matches(':').to_string()
}

const LITTLE: [&str; 7] = ["of", "the", "and", "a", "an", "for", "to"];

/// Whether two wordings name one office: "Foreign Minister of Germany", "German Foreign Minister".
pub fn same_office(a: &str, b: &str) -> bool {
    let content = |s: &str| -> Vec<String> { words(s).into_iter().filter(|w| !LITTLE.contains(&w.as_str())).collect() };
    let alike =
        |x: &str, y: &str| x == y || (x.chars().count() > 4 && y.chars().count() > 4 && x.chars().take(4).eq(y.chars().take(4)));
    let within = |x: &[String], y: &[String]| x.iter().all(|w| y.iter().any(|v| alike(w, v)));
    let (a_, b_) = (content(a), content(b));
    squash(a) == squash(b)
        || (within(&a_, &b_) && within(&b_, &a_))
        || (a_.len().min(b_.len()) > 1 && (within(&a_, &b_) || within(&b_, &a_)))
}

pub(super) fn wire<T: serde::Serialize>(kind: &T) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default()
}

pub(super) fn shorten(text: &str) -> String {
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
