//! Records by their names, whatever script and spelling they are asked for in.

use super::collect::{Deadline, Records};
use super::compile::{any, begins, boosted, follow, one};
use super::fields::{Fields, kind_number};
use super::romanise::{keys, whole, words};
use crate::error::{Error, Result};
use entity::RecordKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tantivy::query::{BooleanQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Occur, Query};
use tantivy::{Searcher, Term};

/// What a name is worth that is the same as a whole, one that sounds the same, and one with a slip of the pen.
const WHOLE: f32 = 12.0;
const WRITTEN: f32 = 2.0;
const SOUNDS: f32 = 2.0;
const SLIP: f32 = 1.0;
/// What a name is worth more where it is that of a person or a country, or of something else that has a name of its own.
const FIRST: f32 = 6.0;
const SECOND: f32 = 3.0;

/// The records that documents are of which `query` finds, each once.
pub fn records(searcher: &Searcher, query: &dyn Query, deadline: Deadline) -> Result<Vec<i64>> {
    deadline.check()?;
    let late = Arc::new(AtomicBool::new(false));
    let collector = Records { deadline, late: Arc::clone(&late) };
    let records = searcher.search(query, &collector).map_err(Error::internal)?;
    if late.load(Ordering::Relaxed) {
        return Err(deadline.error());
    }
    let mut records: Vec<i64> = records.into_iter().collect();
    records.sort_unstable();
    Ok(records)
}

/// The records of `kind` that are called `text`: those with that name, else those with these words in their names, else those whose names
/// sound so, else those whose names differ by a slip of the pen.
pub fn find(searcher: &Searcher, fields: &Fields, kind: RecordKind, text: &str, deadline: Deadline) -> Result<Vec<i64>> {
    let exact = exact(searcher, fields, kind, text, deadline)?;
    if !exact.is_empty() {
        return Ok(exact);
    }
    for ways in [sounding as fn(&Fields, &str) -> Box<dyn Query>, slipping] {
        let named = each(text, |word| any(vec![written(fields, word), ways(fields, word)]));
        let found = of_kind(searcher, fields, kind, named, deadline)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The same without those that only sound so.
pub fn exact(searcher: &Searcher, fields: &Fields, kind: RecordKind, text: &str, deadline: Deadline) -> Result<Vec<i64>> {
    let found = of_kind(searcher, fields, kind, one(Term::from_field_text(fields.name_whole, &whole(text))), deadline)?;
    if !found.is_empty() {
        return Ok(found);
    }
    of_kind(searcher, fields, kind, each(text, |word| written(fields, word)), deadline)
}

fn of_kind(
    searcher: &Searcher,
    fields: &Fields,
    kind: RecordKind,
    query: Box<dyn Query>,
    deadline: Deadline,
) -> Result<Vec<i64>> {
    let number = kind_number(kind).unwrap_or(u64::MAX);
    let kind = one(Term::from_field_u64(fields.kind, number));
    records(searcher, &BooleanQuery::intersection(vec![kind, query]), deadline)
}

/// Every word of `text` in one of its ways.
fn each(text: &str, way: impl Fn(&str) -> Box<dyn Query>) -> Box<dyn Query> {
    let words = words(text);
    if words.is_empty() {
        return Box::new(EmptyQuery);
    }
    Box::new(BooleanQuery::new(words.iter().map(|word| (Occur::Must, way(word))).collect()))
}

fn written(fields: &Fields, word: &str) -> Box<dyn Query> {
    any(vec![one(Term::from_field_text(fields.name, word)), one(Term::from_field_text(fields.name_whole, word))])
}

fn sounding(fields: &Fields, word: &str) -> Box<dyn Query> {
    any(keys(word).iter().map(|key| one(Term::from_field_text(fields.name_key, key))).collect())
}

/// One slip in a word of some length, two in a long one.
fn slipping(fields: &Fields, word: &str) -> Box<dyn Query> {
    let slips = match word.len() {
        0..=3 => return Box::new(EmptyQuery),
        4..=8 => 1,
        _ => 2,
    };
    Box::new(FuzzyTermQuery::new(Term::from_field_text(fields.name, word), slips, true))
}

/// A word as part of a name, in all its ways, those that are nearest worth most.
pub fn like(fields: &Fields, text: &str) -> Box<dyn Query> {
    let whole = one(Term::from_field_text(fields.name_whole, &whole(text)));
    let whole = Box::new(ConstScoreQuery::new(whole, WHOLE));
    let words = each(text, |word| {
        any(vec![
            boosted(written(fields, word), WRITTEN),
            Box::new(ConstScoreQuery::new(sounding(fields, word), SOUNDS)),
            Box::new(ConstScoreQuery::new(slipping(fields, word), SLIP)),
        ])
    });
    any(vec![whole, words])
}

/// What `query` finds, people and countries before organisations, places and topics, and those before events and offices, whose names have names of
/// others in them.
pub fn by_kind(fields: &Fields, query: Box<dyn Query>) -> Box<dyn Query> {
    let of = |kinds: &[RecordKind], worth: f32| -> (Occur, Box<dyn Query>) {
        let kinds =
            kinds.iter().filter_map(|kind| kind_number(*kind)).map(|number| one(Term::from_field_u64(fields.kind, number)));
        (Occur::Should, Box::new(ConstScoreQuery::new(any(kinds.collect()), worth)))
    };
    let first = of(&[RecordKind::Person, RecordKind::Country], FIRST);
    let second = of(&[RecordKind::Organisation, RecordKind::Place, RecordKind::Topic], SECOND);
    Box::new(BooleanQuery::new(vec![(Occur::Must, query), first, second]))
}

/// People of whose names every word of `text` is one, or sounds so.
pub fn sounding_people(searcher: &Searcher, fields: &Fields, text: &str, deadline: Deadline) -> Result<Vec<i64>> {
    let named = each(text, |word| any(vec![written(fields, word), sounding(fields, word)]));
    of_kind(searcher, fields, RecordKind::Person, named, deadline)
}

/// The words of a name, one behind the other.
pub fn phrase(fields: &Fields, text: &str) -> Box<dyn Query> {
    let whole = one(Term::from_field_text(fields.name_whole, &whole(text)));
    let terms = words(text).iter().map(|word| Term::from_field_text(fields.name, word)).collect();
    any(vec![Box::new(ConstScoreQuery::new(whole, WHOLE)), boosted(follow(terms), WRITTEN)])
}

/// The same, of the last word only its beginning.
pub fn beginning(fields: &Fields, text: &str) -> Box<dyn Query> {
    begins(words(text).iter().map(|word| Term::from_field_text(fields.name, word)).collect())
}
