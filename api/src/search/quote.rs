//! Whether somebody said what they are quoted with.

use super::align::{Stretch, differences, nearest};
use super::compile::{any, follow, one, one_of};
use super::fields::{Fields, column};
use super::index::Live;
use super::token::{Token, tokens};
use crate::error::{Error, Result};
use std::collections::HashSet;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, ExistsQuery, Occur, Query};
use tantivy::{DocAddress, Searcher, Term};

/// Turns that are compared with a quotation that none has word for word.
const CANDIDATES: usize = 12;
/// Turns that have it word for word, of which the first are told.
const MATCHES: usize = 30;
/// Words of a quotation by which such turns are found: its rarest.
const RARE: usize = 16;
/// Of a hundred words, so many must be the same for a quotation to be near.
const NEAR: usize = 70;

/// Finds the turns in which a quotation may stand: those that have its words one behind the other, else those that have many of them.
pub fn candidates(live: &Live, quote: &[Token], speakers: Option<&[i64]>) -> Result<Vec<i64>> {
    let searcher = live.searcher();
    let fields = &live.fields;
    let terms: Vec<Term> = quote.iter().map(|token| Term::from_field_text(fields.text, &token.plain)).collect();
    let whole = within(fields, follow(terms.clone()), speakers);
    let turns = best(&searcher, &whole, MATCHES)?;
    if !turns.is_empty() {
        return Ok(turns);
    }
    let distinct: HashSet<Term> = terms.into_iter().collect();
    let mut rare = Vec::with_capacity(distinct.len());
    for term in distinct {
        let documents = searcher.doc_freq(&term).map_err(Error::internal)?;
        if documents > 0 {
            rare.push((documents, term));
        }
    }
    rare.sort();
    rare.truncate(RARE);
    let some = within(fields, any(rare.into_iter().map(|(_, term)| one(term)).collect()), speakers);
    best(&searcher, &some, CANDIDATES)
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
    /// Of the words of the quotation, the part that is the same.
    pub similarity: f64,
    /// Words of the quotation, and what stands in the text instead of them.
    pub differences: Vec<(String, String)>,
}

/// Where the quotation stands in `text`; none where it does not, not even nearly.
pub fn standing(quote: &str, quoted: &[Token], text: &str) -> Option<Standing> {
    let characters = |bytes: usize| text.get(..bytes).unwrap_or_default().chars().count();
    let bare = bare(quote);
    if let Some(start) = text.find(bare).filter(|start| is_whole(text, *start, start + bare.len())) {
        let (start, end) = (characters(start), characters(start + bare.len()));
        return Some(Standing { agreement: Agreement::Exact, start, end, similarity: 1.0, differences: Vec::new() });
    }
    let words = tokens(text);
    let plain = |tokens: &[Token]| tokens.iter().map(|token| token.plain.clone()).collect::<Vec<_>>();
    let (wanted, all) = (plain(quoted), plain(&words));
    // Word for word is found at once; only what is not is compared word by word.
    let same = all.windows(wanted.len().max(1)).position(|words| words == wanted);
    let same = same.map(|start| Stretch { start, end: start + wanted.len(), changes: 0 });
    let stretch = same.or_else(|| nearest(&wanted, &all))?;
    let least = wanted.len() - wanted.len() * NEAR / 100;
    if stretch.changes > least || stretch.start >= stretch.end {
        return None;
    }
    let (first, last) = (words.get(stretch.start)?, words.get(stretch.end - 1)?);
    let (start, end) = (characters(first.start), characters(last.end));
    let agreement = if stretch.changes == 0 { Agreement::Normalised } else { Agreement::Near };
    let of = |text: &str, words: &[Token], range: &std::ops::Range<usize>| -> String {
        let some = words.get(range.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (some.first(), some.last()) else { return String::new() };
        text.get(first.start..last.end).unwrap_or_default().to_owned()
    };
    let there = words.get(stretch.start..stretch.end).unwrap_or_default();
    let differences = differences(&wanted, &plain(there)).into_iter();
    let differences = differences.map(|one| (of(quote, quoted, &one.quoted), of(text, there, &one.actual))).collect();
    #[expect(clippy::cast_precision_loss, reason = "a quotation has some hundreds of words")]
    let similarity = 1.0 - stretch.changes as f64 / wanted.len().max(1) as f64;
    Some(Standing { agreement, start, end, similarity, differences })
}

/// The quotation without the marks and the spaces around it.
fn bare(quote: &str) -> &str {
    quote.trim().trim_matches(['"', '“', '”', '„', '«', '»', '‘', '’', '\'', '…']).trim()
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
        standing(quote, &tokens(quote), TEXT)
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
}
