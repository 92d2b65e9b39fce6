//! Words that stand side by side. Two words of a language are found together in far fewer turns than each of them: pairs find quickly where
//! many common words stand one behind the other, or most of them do.

use super::compile::{follow, one};
use super::fields::Fields;
use super::token::Token;
use crate::error::{Error, Result};
use fnv::FnvHasher;
use std::collections::BTreeSet;
use std::hash::Hasher;
use tantivy::query::{BooleanQuery, EmptyQuery, Query};
use tantivy::{Searcher, Term};

/// The index tells so many bits of a pair. Those of a very large archive share terms with a few others, which costs a turn that is looked at
/// in vain; its dictionary stays small.
const BITS: u32 = 24;

/// Pairs of a phrase by which turns are found: its rarest.
const RAREST: usize = 8;

/// The terms of all words of `words` with those behind them, each as often as it is there.
pub fn pairs(words: &[Token]) -> impl Iterator<Item = String> {
    words.windows(2).filter_map(|pair| match pair {
        [one, other] => Some(term(&one.plain, &other.plain)),
        _ => None,
    })
}

/// What the index keeps for a pair. Another hash than this needs another format of the index.
fn term(one: &str, other: &str) -> String {
    let mut hash = FnvHasher::default();
    hash.write(one.as_bytes());
    // No word has a space.
    hash.write(b" ");
    hash.write(other.as_bytes());
    let hash = hash.finish();
    let folded = (hash ^ (hash >> BITS) ^ (hash >> (2 * BITS))) & ((1 << BITS) - 1);
    format!("{folded:06x}")
}

/// Finds the turns that have `words` one behind the other.
pub fn phrase(searcher: &Searcher, fields: &Fields, words: &[Token]) -> Result<Box<dyn Query>> {
    let together = follow(words.iter().map(|word| Term::from_field_text(fields.text, &word.plain)).collect());
    let pairs = terms(fields, words);
    if pairs.is_empty() {
        return Ok(together);
    }
    let all = pairs.len();
    let rare = rarest(searcher, pairs)?;
    if rare.len() < all {
        return Ok(Box::new(EmptyQuery));
    }
    let rare = rare.into_iter().take(RAREST).map(one);
    Ok(Box::new(BooleanQuery::intersection(rare.chain([together]).collect())))
}

/// The pairs of `words`, each once.
pub fn terms(fields: &Fields, words: &[Token]) -> BTreeSet<Term> {
    pairs(words).map(|pair| Term::from_field_text(fields.pair, &pair)).collect()
}

/// Those of `terms` that any document has, the rarest first.
pub fn rarest(searcher: &Searcher, terms: BTreeSet<Term>) -> Result<Vec<Term>> {
    let mut known = Vec::with_capacity(terms.len());
    for term in terms {
        let documents = searcher.doc_freq(&term).map_err(Error::internal)?;
        if documents > 0 {
            known.push((documents, term));
        }
    }
    known.sort();
    Ok(known.into_iter().map(|(_, term)| term).collect())
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    fn of(text: &str) -> Vec<String> {
        pairs(&tokens(text)).collect()
    }

    #[test]
    fn a_pair_is_two_words_in_their_order_however_they_are_written() {
        assert_eq!(of("Genuine partnership"), of("“genuine” – PARTNERSHIP"));
        assert_ne!(of("genuine partnership"), of("partnership genuine"));
        assert_ne!(of("ab c"), of("a bc"));
        assert_eq!(of("one").len() + of("").len(), 0);
        assert_eq!(of("one two three").len(), 2);
    }

    #[test]
    fn the_terms_are_those_of_the_format() {
        assert_eq!((of("genuine partnership"), super::super::fields::FORMAT), (vec!["aee27f".to_owned()], 2));
    }
}
