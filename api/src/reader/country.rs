//! Which words of a text stand for a country, its capital, a body or a known place. Long forms ("Islamic Republic of Iran") are one span.
use super::gazetteer::{Form, Gazetteer, KnownKind};
use super::token::Token;
use super::vocabulary::{BODIES, OUTLETS};
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seat {
    /// Index into the gazetteer.
    Country(usize),
    Capital(usize),
    Body(String),
    Place,
}

/// A span of tokens; `end` is the token after it. Stored at its first token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatSpan {
    pub end: usize,
    pub seat: Seat,
    pub adjective: bool,
}

static BODY_NAMES: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(BODIES.iter().map(|b| b.0)).ok());
static OUTLET_NAMES: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(OUTLETS).ok());

/// A body or an outlet of the vocabulary: (start, end, index), whole words only.
pub fn bodies(text: &str) -> Vec<(usize, usize, usize)> {
    whole(text, BODY_NAMES.as_ref())
}

pub fn outlets(text: &str) -> Vec<(usize, usize, usize)> {
    whole(text, OUTLET_NAMES.as_ref())
}

fn whole(text: &str, names: Option<&AhoCorasick>) -> Vec<(usize, usize, usize)> {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    names
        .into_iter()
        .flat_map(|a| a.find_iter(text))
        .map(|m| (m.start(), m.end(), m.pattern().as_usize()))
        .filter(|(start, end, _)| {
            !word(text.get(..*start).and_then(|t| t.chars().next_back()))
                && !word(text.get(*end..).and_then(|t| t.chars().next()))
        })
        .collect()
}

const FORMS_OF_STATE: &[&str] =
    &["Republic", "State", "Kingdom", "Sultanate", "Emirate", "Principality", "Duchy", "Commonwealth", "Federation", "Union"];
const STATE_ADJECTIVES: &[&str] = &[
    "Islamic",
    "Democratic",
    "Federal",
    "People’s",
    "People's",
    "Socialist",
    "Arab",
    "Bolivarian",
    "Hashemite",
    "Grand",
    "Co-operative",
    "Plurinational",
    "Federative",
    "People",
    "’s",
    "'s",
    "Swiss",
    "Independent",
];

/// For each token the span that starts there, if any.
pub fn seats(text: &str, tokens: &[Token<'_>], gazetteer: &Gazetteer) -> Vec<Option<SeatSpan>> {
    let mut spans: Vec<Option<SeatSpan>> = vec![None; tokens.len()];
    let at = |byte: usize| tokens.partition_point(|t| t.start < byte);
    let mut put = |start: usize, span: SeatSpan| {
        if let Some(place) = spans.get_mut(start).filter(|s| s.as_ref().is_none_or(|old| old.end < span.end)) {
            *place = Some(span);
        }
    };
    for hit in gazetteer.hits(text) {
        let Some(known) = gazetteer.get(hit.known) else { continue };
        let (first, end) = (at(hit.start), at(hit.end));
        if tokens.get(first).is_none_or(|t| t.start != hit.start) {
            continue;
        }
        let seat = match (known.kind, hit.form) {
            (KnownKind::Country, Form::Capital) => Seat::Capital(hit.known),
            (KnownKind::Country, _) => Seat::Country(hit.known),
            (KnownKind::Organisation, _) => Seat::Body(known.forms.first().cloned().unwrap_or_default()),
            (KnownKind::Place, _) => Seat::Place,
            _ => continue,
        };
        let adjective = hit.form == Form::Adjective;
        let (start, end) = if matches!(seat, Seat::Country(_)) { long_form(tokens, first, end, adjective) } else { (first, end) };
        put(start, SeatSpan { end, seat, adjective });
    }
    for (start, end, index) in bodies(text) {
        if let Some((_, name, _, _)) = BODIES.get(index) {
            put(at(start), SeatSpan { end: at(end), seat: Seat::Body((*name).to_owned()), adjective: false });
        }
    }
    spans
}

/// Widens "Iran" to "Islamic Republic of Iran" and "Turkish" to "Turkish Republic".
fn long_form(tokens: &[Token<'_>], first: usize, end: usize, adjective: bool) -> (usize, usize) {
    let word = |i: usize| tokens.get(i).map_or("", |t| t.text);
    if adjective {
        let mut after = end;
        while STATE_ADJECTIVES.contains(&word(after)) {
            after += 1;
        }
        return if matches!(word(after), "Republic" | "Federation" | "Kingdom") { (first, after + 1) } else { (first, end) };
    }
    let mut form = first;
    if form >= 1 && word(form - 1) == "the" {
        form -= 1;
    }
    if form < 2 || word(form - 1) != "of" || !FORMS_OF_STATE.contains(&word(form - 2)) {
        return (first, end);
    }
    let mut start = form - 2;
    while start > 0 && STATE_ADJECTIVES.contains(&word(start - 1)) {
        start -= 1;
    }
    // "Secretary of State of X" and "head of state of X" are no names of states.
    if word(form - 2) == "State"
        && start >= 1
        && matches!(word(start - 1), "of" | "for" | "Supreme" | "Union")
        && start >= 2
        && word(start - 2) != "Emir"
        && !matches!(word(start - 2), "President" | "Minister" | "King" | "capital")
    {
        return (first, end);
    }
    if word(form - 2) == "Union" && start >= 1 && word(start - 1).eq("European") {
        return (first, end);
    }
    (start, end)
}
