//! Whether somebody said what they are quoted with.

use super::align::{Stretch, differences, nearest};
use super::compile::{any, one, one_of};
use super::fields::{Fields, column};
use super::index::Live;
use super::pair::{phrase, rarest, terms};
use super::token::{Token, tokens};
use crate::error::{Error, Result};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, ExistsQuery, Occur, Query};
use tantivy::{DocAddress, Searcher, Term};

/// Turns that are compared with a quotation that none has word for word.
const CANDIDATES: usize = 12;
/// Turns that have it word for word, of which the first are told.
const MATCHES: usize = 30;
/// Pairs of words of a quotation by which such turns are found: its rarest.
const RARE: usize = 24;
/// Where so many words of a piece are nearly the same, two of them stand side by side. Shorter ones are found by their words.
const SHORT: usize = 8;
/// Of a hundred words, so many must be the same for a quotation to be near.
const NEAR: usize = 70;

/// A quotation: its words, and where it says that it leaves something out, its pieces.
#[derive(Clone, Debug)]
pub struct Quotation {
    text: String,
    words: Vec<Token>,
    pieces: Vec<Vec<Token>>,
}

impl Quotation {
    pub fn new(text: &str) -> Self {
        let words = tokens(text);
        let mut pieces: Vec<Vec<Token>> = Vec::new();
        let mut last = None;
        for word in &words {
            let gap = last.and_then(|last| text.get(last..word.start)).unwrap_or_default();
            match pieces.last_mut().filter(|_| !leaves_out(gap)) {
                Some(piece) => piece.push(word.clone()),
                None => pieces.push(vec![word.clone()]),
            }
            last = Some(word.end);
        }
        Self { text: text.to_owned(), words, pieces }
    }

    /// How many words it has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    fn is_elided(&self) -> bool {
        self.pieces.len() > 1
    }
}

/// Whether what stands between two words says that something is left out: …, [...], . . .
fn leaves_out(gap: &str) -> bool {
    gap.contains('…') || gap.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().contains("...")
}

/// Finds the turns in which a quotation may stand: those that have its words one behind the other, else those that have each of its pieces so,
/// else those that have many of its words side by side.
pub fn candidates(live: &Live, quote: &Quotation, speakers: Option<&[i64]>) -> Result<Vec<i64>> {
    let searcher = live.searcher();
    let fields = &live.fields;
    let whole = within(fields, phrase(&searcher, fields, &quote.words)?, speakers);
    let turns = best(&searcher, &whole, MATCHES)?;
    if !turns.is_empty() {
        return Ok(turns);
    }
    if quote.is_elided() {
        let pieces = quote.pieces.iter().map(|piece| phrase(&searcher, fields, piece)).collect::<Result<_>>()?;
        let turns = best(&searcher, &within(fields, Box::new(BooleanQuery::intersection(pieces)), speakers), MATCHES)?;
        if !turns.is_empty() {
            return Ok(turns);
        }
    }
    let mut some = rarest(&searcher, terms(fields, &quote.words))?;
    some.truncate(RARE);
    if quote.pieces.iter().all(|piece| piece.len() < SHORT) {
        let words = quote.words.iter().map(|token| Term::from_field_text(fields.text, &token.plain)).collect();
        some.extend(rarest(&searcher, words)?.into_iter().take(SHORT));
    }
    best(&searcher, &within(fields, any(some.into_iter().map(one).collect()), speakers), CANDIDATES)
}

/// Of turns, and of these speakers.
fn within(fields: &Fields, query: Box<dyn Query>, speakers: Option<&[i64]>) -> BooleanQuery {
    let turns: Box<dyn Query> = Box::new(ExistsQuery::new(column::TURN.to_owned(), false));
    let mut clauses = vec![(Occur::Must, query), (Occur::Must, turns)];
    if let Some(speakers) = speakers {
        clauses.push((Occur::Must, one_of(fields.speaker, speakers.to_vec())));
    }
    BooleanQuery::new(clauses)
}

fn best(searcher: &Searcher, query: &dyn Query, limit: usize) -> Result<Vec<i64>> {
    let found: Vec<(f32, DocAddress)> =
        searcher.search(query, &TopDocs::with_limit(limit).order_by_score()).map_err(Error::internal)?;
    let mut turns = Vec::with_capacity(found.len());
    for (_, address) in found {
        let column = searcher.segment_reader(address.segment_ord).fast_fields().i64(column::TURN).map_err(Error::internal)?;
        turns.extend(column.first(address.doc_id));
    }
    Ok(turns)
}

/// How a quotation agrees with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    Exact,
    Normalised,
    Near,
}

/// Where a quotation stands in a text, in characters.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub agreement: Agreement,
    pub start: usize,
    pub end: usize,
    /// Where its pieces stand, one behind the other; one where it leaves nothing out.
    pub parts: Vec<(usize, usize)>,
    /// Of the words of the quotation, the part that is the same.
    pub similarity: f64,
    /// Words of the quotation, and what stands in the text instead of them.
    pub differences: Vec<(String, String)>,
}

/// Where the quotation stands in `text`; none where it does not, not even nearly.
pub fn standing(quote: &Quotation, text: &str) -> Option<Standing> {
    let characters = |bytes: usize| text.get(..bytes).unwrap_or_default().chars().count();
    let exact = |parts: Vec<(usize, usize)>| {
        let parts: Vec<(usize, usize)> = parts.into_iter().map(|(start, end)| (characters(start), characters(end))).collect();
        let (start, end) = (parts.first()?.0, parts.last()?.1);
        Some(Standing { agreement: Agreement::Exact, start, end, parts, similarity: 1.0, differences: Vec::new() })
    };
    let bare = bare(&quote.text);
    if let Some(start) = find(text, bare, 0) {
        return exact(vec![(start, start + bare.len())]);
    }
    let words = tokens(text);
    let all: Vec<String> = words.iter().map(|token| token.plain.clone()).collect();
    // Dots may stand in the text too: only what is not there as it is written leaves something out.
    let whole = aligned(std::slice::from_ref(&quote.words), &all);
    if quote.is_elided() && whole.as_ref().is_none_or(|found| found.iter().any(|stretch| stretch.changes > 0)) {
        return in_order(quote, text)
            .map_or_else(|| described(quote, &quote.pieces, text, &words, &aligned(&quote.pieces, &all)?), exact);
    }
    described(quote, std::slice::from_ref(&quote.words), text, &words, &whole?)
}

/// Where the pieces of a quotation stand character for character, one behind the other, in bytes.
fn in_order(quote: &Quotation, text: &str) -> Option<Vec<(usize, usize)>> {
    let mut from = 0;
    let mut parts = Vec::with_capacity(quote.pieces.len());
    for piece in &quote.pieces {
        let wanted = quote.text.get(piece.first()?.start..piece.last()?.end)?;
        let start = find(text, wanted, from)?;
        from = start + wanted.len();
        parts.push((start, from));
    }
    Some(parts)
}

/// Where `wanted` stands in `text` from a byte on, and no word goes on before or behind.
fn find(text: &str, wanted: &str, from: usize) -> Option<usize> {
    let behind = text.get(from..).filter(|_| !wanted.is_empty())?;
    let places = behind.match_indices(wanted).map(|(at, _)| from + at);
    places.into_iter().find(|start| is_whole(text, *start, start + wanted.len()))
}

/// The words of each piece in those of a text, one behind the other: word for word if they are there so, else nearly; none where one is not
/// there at all.
fn aligned(pieces: &[Vec<Token>], all: &[String]) -> Option<Vec<Stretch>> {
    let mut from = 0;
    let mut found = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let wanted: Vec<String> = piece.iter().map(|token| token.plain.clone()).collect();
        let rest = all.get(from..)?;
        // Word for word is found at once; only what is not is compared word by word.
        let same = rest.windows(wanted.len().max(1)).position(|words| words == wanted);
        let same = same.map(|start| Stretch { start, end: start + wanted.len(), changes: 0 });
        let stretch = same.or_else(|| nearest(&wanted, rest))?;
        let most = wanted.len() - wanted.len() * NEAR / 100;
        if stretch.changes > most || stretch.start >= stretch.end {
            return None;
        }
        found.push(Stretch { start: from + stretch.start, end: from + stretch.end, changes: stretch.changes });
        from += stretch.end;
    }
    Some(found)
}

/// What is told of pieces that stand in these stretches.
fn described(quote: &Quotation, pieces: &[Vec<Token>], text: &str, words: &[Token], found: &[Stretch]) -> Option<Standing> {
    let of = |text: &str, words: &[Token], range: &std::ops::Range<usize>| -> String {
        let some = words.get(range.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (some.first(), some.last()) else { return String::new() };
        text.get(first.start..last.end).unwrap_or_default().to_owned()
    };
    let plain = |tokens: &[Token]| tokens.iter().map(|token| token.plain.clone()).collect::<Vec<_>>();
    let characters = |bytes: usize| text.get(..bytes).unwrap_or_default().chars().count();
    let (mut parts, mut different) = (Vec::with_capacity(found.len()), Vec::new());
    for (piece, stretch) in pieces.iter().zip(found) {
        let there = words.get(stretch.start..stretch.end)?;
        parts.push((characters(there.first()?.start), characters(there.last()?.end)));
        if stretch.changes > 0 {
            let differences = differences(&plain(piece), &plain(there)).into_iter();
            different.extend(differences.map(|one| (of(&quote.text, piece, &one.quoted), of(text, there, &one.actual))));
        }
    }
    let changes: usize = found.iter().map(|stretch| stretch.changes).sum();
    let agreement = if changes == 0 { Agreement::Normalised } else { Agreement::Near };
    #[expect(clippy::cast_precision_loss, reason = "a quotation has some hundreds of words")]
    let similarity = 1.0 - changes as f64 / quote.words.len().max(1) as f64;
    let (start, end) = (parts.first()?.0, parts.last()?.1);
    Some(Standing { agreement, start, end, parts, similarity, differences: different })
}

/// The quotation without the marks and the spaces around it.
fn bare(quote: &str) -> &str {
    let mut bare = quote;
    loop {
        let trimmed = bare.trim().trim_matches(['"', '“', '”', '„', '«', '»', '‘', '’', '\'', '…']);
        let trimmed =
            ["...", "[...]", "[…]"].iter().fold(trimmed, |text, dots| text.trim_start_matches(dots).trim_end_matches(dots));
        if trimmed == bare {
            return bare;
        }
        bare = trimmed;
    }
}

/// Whether no word goes on before or behind.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let behind = text.get(end..).and_then(|text| text.chars().next());
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    !is_word(before) && !is_word(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Ё! Today we stated that our relations are “that of a genuine partnership” — and more.";

    fn of(quote: &str) -> Option<Standing> {
        standing(&Quotation::new(quote), TEXT)
    }

    #[test]
    fn a_quotation_is_exact_normalised_near_or_none() {
        let exact = of("“our relations are”").expect("it stands there");
        assert_eq!((exact.agreement, exact.start, exact.end), (Agreement::Exact, 24, 41));
        let normalised = of("Our relations are \"that of a genuine partnership\" - and more").expect("it stands there");
        assert_eq!((normalised.agreement, normalised.start, normalised.end), (Agreement::Normalised, 24, 84));
        let near = of("our relations are those of a real partnership").expect("it stands there");
        assert_eq!(near.agreement, Agreement::Near);
        assert_eq!(near.differences, [("those".into(), "that".into()), ("real".into(), "genuine".into())]);
        assert_eq!(of("something else was said by everybody"), None);
        // Half a word is no quotation of it.
        assert_ne!(of("relation are that of a").map(|standing| standing.agreement), Some(Agreement::Exact));
    }

    #[test]
    fn the_pieces_of_a_quotation_that_leaves_something_out_stand_in_order() {
        let exact = of("Today we stated […] a genuine partnership").expect("it stands there");
        assert_eq!((exact.agreement, &*exact.parts, exact.start, exact.end), (Agreement::Exact, &[(3, 18), (51, 72)][..], 3, 72));
        for quote in ["today we STATED ... genuine partnership", "today, we stated [...] a genuine. . .partnership"] {
            let normalised = of(quote).expect("it stands there");
            assert_eq!((normalised.agreement, normalised.similarity), (Agreement::Normalised, 1.0), "{quote}");
        }
        let near = of("today we stated … that of a real partnership").expect("it stands there");
        assert_eq!((near.agreement, &*near.differences), (Agreement::Near, &[("real".into(), "genuine".into())][..]));
        assert_eq!(of("a genuine partnership … today we stated"), None, "the other way round");
        assert_eq!(of("today we stated … and this was never said"), None);
        // What stands in the text so leaves nothing out, and what is around a quotation is no part of it.
        let dots = standing(&Quotation::new("Well… I think"), "Well… I think so.").expect("it stands there");
        assert_eq!((dots.agreement, dots.parts.len()), (Agreement::Exact, 1));
        assert_eq!(of("\u{201C}... our relations are [...]\u{201D}").map(|one| one.agreement), Some(Agreement::Exact));
    }
}
