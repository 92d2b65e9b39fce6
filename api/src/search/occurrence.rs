//! Where in the archive names stand: the turns that may have them are found by the words of the index, and each is looked at as a pasted text
//! is (`mention.rs`), in the neighbourhood of those words.

use super::Search;
use super::compile::one;
use super::fields::column;
use super::index::Live;
use super::mention::{MAX_WORDS, Stretch, choose, is_called, known, stretches};
use super::romanise::{keys, whole, words};
use super::service::{ready, statements};
use super::token::{Token, stands_alone, tokens};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use async_graphql::Context;
use entity::{RecordKind, turn_text};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap, HashSet};
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, EmptyQuery, ExistsQuery, Occur, Query, TermSetQuery};
use tantivy::{Searcher, Term};

/// Turns that are looked at in one go.
const MAX_TURNS: usize = 1_000;
/// Letters of a name that may be written with a point behind each: U.S., U.N.E.S.C.O.
const MAX_LETTERS: usize = 6;

/// Names that are looked for, and the record they are of.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub kind: RecordKind,
    pub id: i64,
    pub forms: Vec<String>,
}

/// A stretch of a turn that names a record that was looked for.
pub struct Occurrence {
    pub turn: i64,
    pub record: (RecordKind, i64),
    /// In characters.
    pub start: usize,
    pub end: usize,
    pub exact: String,
    pub prefix: String,
    pub suffix: String,
    pub score: f64,
    pub reason: String,
}

/// Where names stand.
#[derive(Default)]
pub struct Occurrences {
    /// By turn, and in it by place.
    pub found: Vec<Occurrence>,
    /// Stretches that may name one of the records as well as another.
    pub ambiguous: usize,
    /// Turns that were looked at.
    pub turns: usize,
    /// The first turn that was not looked at.
    pub next: Option<i64>,
    /// Whether the index had all that the request sees.
    pub is_current: bool,
}

/// Where the names of `wanted` stand, from the turn `from` on, in the statements for which `condition` holds.
pub async fn occurrences(ctx: &Context<'_>, wanted: Vec<Wanted>, condition: Option<Condition>, from: i64) -> Result<Occurrences> {
    let (search, db) = (ctx.data_unchecked::<Search>().clone(), ctx.db().clone());
    let by_record: HashMap<(RecordKind, i64), Vec<String>> =
        wanted.iter().map(|wanted| ((wanted.kind, wanted.id), wanted.forms.clone())).collect();
    let looked = ctx.waves().result(async move {
        let (live, is_current) = ready(&search, &db).await?;
        let allowed = match condition {
            Some(condition) => Some(statements(&db, condition).await?),
            None => None,
        };
        let index = live.clone();
        let found = tokio::task::spawn_blocking(move || turns_with(&index, &wanted, allowed.as_ref(), from)).await;
        let (mut turns, vocabulary) = found.map_err(Error::internal)??;
        let next = turns.get(MAX_TURNS).copied();
        turns.truncate(MAX_TURNS);
        let texts = turn_text::Entity::find().filter(turn_text::Column::TurnId.is_in(turns)).all(db.read()).await?;
        let read = move || texts.into_iter().map(|row| look(&live, &vocabulary, row)).collect::<Result<Vec<Looked>>>();
        let mut looked = tokio::task::spawn_blocking(read).await.map_err(Error::internal)??;
        looked.sort_by_key(|looked| looked.turn);
        Ok((looked, next, is_current))
    });
    let (looked, next, is_current) = looked.await?;
    let known = known(ctx, looked.iter().flat_map(|looked| &looked.found)).await?;
    let mut all = Occurrences { turns: looked.len(), next, is_current, ..Occurrences::default() };
    for Looked { turn, text, parts, found } in looked {
        for suggestion in choose(&text, &parts, &found, &known) {
            let is_meant = |record: &(RecordKind, i64)| {
                by_record.get(record).is_some_and(|forms| is_called(&suggestion.exact, record.0, forms))
            };
            match &*suggestion.candidates {
                [only] if is_meant(&only.record) => all.found.push(Occurrence {
                    turn,
                    record: only.record,
                    start: suggestion.range.start,
                    end: suggestion.range.end,
                    exact: suggestion.exact,
                    prefix: suggestion.prefix,
                    suffix: suggestion.suffix,
                    score: only.score,
                    reason: only.reason.clone(),
                }),
                several if several.iter().any(|one| is_meant(&one.record)) => all.ambiguous += 1,
                _ => {}
            }
        }
    }
    Ok(all)
}

/// A turn with the stretches of its text that may name somebody or something.
struct Looked {
    turn: i64,
    text: String,
    parts: Vec<Token>,
    found: Vec<Stretch>,
}

/// Looks at a text where it has words of the names: from as far before them as a name is long, because a longer name may begin there.
fn look(live: &Live, vocabulary: &HashSet<String>, row: turn_text::Model) -> Result<Looked> {
    let parts = tokens(&row.text);
    let mut is_near = vec![false; parts.len()];
    for (place, _) in parts.iter().enumerate().filter(|(_, part)| vocabulary.contains(&part.plain)) {
        let near = is_near.get_mut((place + 1).saturating_sub(MAX_WORDS)..=place).unwrap_or_default();
        near.fill(true);
    }
    let found = stretches(live, &parts, &row.text, |start| is_near.get(start).copied().unwrap_or_default())?;
    Ok(Looked { turn: row.turn_id, text: row.text, parts, found })
}

/// A word of a name, and the words of the archive's texts that stand for it.
#[derive(Default)]
struct Slot(BTreeSet<String>);

/// The words of a name, of which texts that have it have all; of a person's, the last.
struct Form {
    words: Vec<String>,
    slots: Vec<Slot>,
    is_person: bool,
}

/// The turns that may have one of the names, in order, from `from` on, and the words by which they were found.
fn turns_with(live: &Live, wanted: &[Wanted], allowed: Option<&HashSet<i64>>, from: i64) -> Result<(Vec<i64>, HashSet<String>)> {
    let searcher = live.searcher();
    let mut forms = wanted.iter().flat_map(forms_of).collect::<Vec<_>>();
    fill(&searcher, live, &mut forms)?;
    let text = live.fields.text;
    let mut names: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(forms.len());
    let mut vocabulary = HashSet::new();
    for form in &forms {
        let needed = if form.is_person { form.slots.last().into_iter().collect() } else { form.slots.iter().collect::<Vec<_>>() };
        vocabulary.extend(needed.iter().flat_map(|slot| slot.0.iter().cloned()));
        let each = needed.iter().map(|slot| -> (Occur, Box<dyn Query>) {
            let terms: Vec<Term> = slot.0.iter().map(|word| Term::from_field_text(text, word)).collect();
            (Occur::Must, if terms.is_empty() { Box::new(EmptyQuery) } else { Box::new(TermSetQuery::new(terms)) })
        });
        names.push((Occur::Should, Box::new(BooleanQuery::new(each.collect()))));
    }
    let is_turn: Box<dyn Query> = Box::new(ExistsQuery::new(column::TURN.to_owned(), false));
    let mut clauses: Vec<(Occur, Box<dyn Query>)> =
        vec![(Occur::Must, Box::new(BooleanQuery::new(names))), (Occur::Must, is_turn)];
    if allowed.is_none() {
        clauses.push((Occur::MustNot, one(Term::from_field_u64(live.fields.referenced, 1))));
    }
    let documents = searcher.search(&BooleanQuery::new(clauses), &DocSetCollector).map_err(Error::internal)?;
    let mut columns = Vec::new();
    for segment in searcher.segment_readers() {
        let fast = segment.fast_fields();
        let column = |name| fast.i64(name).map_err(Error::internal);
        columns.push((column(column::RECORD)?, column(column::TURN)?));
    }
    let place = |address: tantivy::DocAddress| {
        let (record, turn) = columns.get(usize::try_from(address.segment_ord).ok()?)?;
        record.first(address.doc_id).zip(turn.first(address.doc_id))
    };
    let is_allowed = |record: &i64| allowed.is_none_or(|allowed| allowed.contains(record));
    let turns = documents.into_iter().filter_map(place).filter(|(record, turn)| is_allowed(record) && *turn >= from);
    let turns: BTreeSet<i64> = turns.map(|(_, turn)| turn).collect();
    Ok((turns.into_iter().collect(), vocabulary))
}

/// The ways in which the names of a record are cut into words: as names are, as texts are, and letter by letter.
fn forms_of(wanted: &Wanted) -> Vec<Form> {
    let is_person = wanted.kind == RecordKind::Person;
    let mut ways: BTreeSet<Vec<String>> = BTreeSet::new();
    for form in &wanted.forms {
        ways.insert(words(form));
        ways.insert(tokens(form).iter().map(|token| whole(&token.plain)).filter(|word| !word.is_empty()).collect());
        let letters = whole(form);
        if !is_person && letters.len() <= MAX_LETTERS && form.chars().all(|letter| letter.is_uppercase() || letter == '.') {
            ways.insert(letters.chars().map(String::from).collect());
        }
    }
    let filled = ways.into_iter().filter(|words| !words.is_empty());
    filled.map(|words| Form { slots: words.iter().map(|_| Slot::default()).collect(), words, is_person }).collect()
}

/// Finds the words of the archive's texts that stand for the words of names, in whatever script they are written.
fn fill(searcher: &Searcher, live: &Live, forms: &mut [Form]) -> Result<()> {
    // By what is written in Latin letters, alone or as one word with its neighbour, and by how a person's last name sounds.
    let mut written: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    let mut sounding: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for (number, form) in forms.iter().enumerate() {
        for (place, word) in form.words.iter().enumerate() {
            written.entry(word.clone()).or_default().push((number, place));
            if let Some(next) = form.words.get(place + 1) {
                let both = written.entry(format!("{word}{next}")).or_default();
                both.extend([(number, place), (number, place + 1)]);
            }
            if form.is_person && place + 1 == form.words.len() {
                for key in keys(word) {
                    sounding.entry(key).or_default().push((number, place));
                }
            }
        }
    }
    let is_part = |latin: &str, term: &str| {
        let mut letters = term.chars();
        let is_sign = letters.next().is_some_and(stands_alone) && letters.next().is_none();
        is_sign && !latin.is_empty()
    };
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(live.fields.text).map_err(Error::internal)?;
        let mut terms = index.terms().stream().map_err(Error::internal)?;
        while terms.advance() {
            let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
            let latin = if term.is_ascii() { term.to_owned() } else { whole(term) };
            let mut slots: Vec<(usize, usize)> = written.get(&latin).cloned().unwrap_or_default();
            if !sounding.is_empty() {
                slots.extend(keys(&latin).iter().flat_map(|key| sounding.get(key).into_iter().flatten().copied()));
            }
            if is_part(&latin, term) {
                // A sign is less than a word where the name is written in Latin letters.
                let begun = written.iter().filter(|(word, _)| word.starts_with(&latin));
                slots.extend(begun.flat_map(|(_, slots)| slots.iter().copied()));
            }
            for (form, place) in slots {
                if let Some(slot) = forms.get_mut(form).and_then(|form| form.slots.get_mut(place)) {
                    slot.0.insert(term.to_owned());
                }
            }
        }
    }
    Ok(())
}
