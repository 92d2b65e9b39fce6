//! Whom and what a text may name. The index is the gazetteer: every stretch of words that begins with a capital is looked up among the names of
//! all records, in whatever script and spelling they are, the longest first.

use super::collect::Deadline;
use super::compile::one;
use super::fields::kind_number;
use super::index::Live;
use super::names::sounding_people;
use super::object::name_of;
use super::office::offices;
use super::romanise::{keys, whole, words};
use super::service::{kind_at, ready};
use super::token::{Token, tokens};
use super::{Search, TextRange};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::loader::group;
use crate::mention::service::quote;
use crate::record::loader::NamesByRecordId;
use crate::record::query::{Node, by_kind};
use async_graphql::{Context, Object, SimpleObject};
use entity::{NameKind, RecordKind};
use std::collections::{HashMap, HashSet};
use tantivy::collector::TopDocs;
use tantivy::query::BooleanQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// Characters of a text at most.
const MAX_TEXT: usize = 50_000;
/// Words of a name at most.
pub(super) const MAX_WORDS: usize = 7;
/// Records that one stretch may name at most.
const MAX_CANDIDATES: usize = 20;

/// A record that a stretch of a text may name.
#[derive(Clone, SimpleObject)]
pub struct MentionCandidate {
    /// The record.
    node: Node,
    /// How likely it is meant, from 0 to 1.
    pub(super) score: f64,
    /// Why it is believed.
    pub(super) reason: String,
    /// Which record it is.
    #[graphql(skip)]
    pub(super) record: (RecordKind, i64),
}

/// A stretch of a text that may name a record.
#[derive(SimpleObject)]
pub struct MentionSuggestion {
    /// Where it stands in the text.
    pub(super) range: TextRange,
    /// Its words.
    pub(super) exact: String,
    /// What stands before them, by which they are found again (W3C `TextQuoteSelector`).
    pub(super) prefix: String,
    /// What stands behind them.
    pub(super) suffix: String,
    /// The records that it may name, the likeliest first. Several where people share a surname: a list to choose from, no guess.
    pub(super) candidates: Vec<MentionCandidate>,
}

/// Suggestions of mentions.
#[derive(Default)]
pub struct MentionSuggestionQuery;

#[Object]
impl MentionSuggestionQuery {
    /// Whom and what a text may name: people, countries, organisations, offices, places and events of the archive by all their names, people also by their
    /// surnames, offices also by their titles in other words where a text says whose they are ("Azerbaijan's Foreign Minister"). Nothing is stored.
    async fn suggest_mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text: at most 50000 characters.")] text: String,
    ) -> Result<Vec<MentionSuggestion>> {
        let length = text.chars().count();
        if length > MAX_TEXT {
            return Err(Error::LimitExceeded { limit: "the number of characters of a text", allowed: MAX_TEXT, asked: length });
        }
        let (search, db) = (ctx.data_unchecked::<Search>().clone(), ctx.db().clone());
        let parts = tokens(&text);
        let (looked, all) = (parts.clone(), text.clone());
        let found = ctx.waves().result(async move {
            let (live, _) = ready(&search, &db).await?;
            tokio::task::spawn_blocking(move || stretches(&live, &looked, &all, |_| true)).await.map_err(Error::internal)?
        });
        let mut found = found.await?;
        let mut records = known(ctx, &found).await?;
        let offices = offices(ctx, &text, &parts, &records).await?;
        records.extend(known(ctx, &offices).await?);
        found.extend(offices);
        Ok(choose(&text, &parts, &found, &records))
    }
}

/// Words of the text, from one to before another, and the records that have a name like them.
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) records: Vec<(RecordKind, i64)>,
    /// They are not called so, but meant.
    pub(super) in_other_words: bool,
}

/// The stretches that begin with one of the words for which `is_looked_at` holds.
pub(super) fn stretches(live: &Live, parts: &[Token], text: &str, is_looked_at: impl Fn(usize) -> bool) -> Result<Vec<Stretch>> {
    let searcher = live.searcher();
    let mut found = Vec::new();
    for start in (0..parts.len()).filter(|start| is_looked_at(*start)) {
        let Some(token) = parts.get(start).filter(|token| begins_name(token, text)) else { continue };
        for end in (start + 1)..=(start + MAX_WORDS).min(parts.len()) {
            let Some(words) = written(parts, start, end, text) else { break };
            let term = |field: Field| Term::from_field_text(field, &whole(words));
            let mut records = with_term(&searcher, term(live.fields.name_whole), None)?;
            if end == start + 1 {
                let people = kind_number(RecordKind::Person).map(|kind| Term::from_field_u64(live.fields.kind, kind));
                records.extend(with_term(&searcher, term(live.fields.name), people)?);
                records.sort_by_key(|(_, id)| *id);
                records.dedup();
            }
            if records.is_empty() && (2..=3).contains(&(end - start)) && begins_name(parts.get(end - 1).unwrap_or(token), text) {
                let people =
                    sounding_people(&searcher, &live.fields, words, Deadline::new("text"))?.into_iter().take(MAX_CANDIDATES);
                records.extend(people.map(|id| (RecordKind::Person, id)));
            }
            // "President" is an office of everybody's, and nobody is named by what they speak of.
            let is_word = end == start + 1;
            records.retain(|(kind, _)| *kind != RecordKind::Topic && !(is_word && *kind == RecordKind::Office));
            if !records.is_empty() {
                found.push(Stretch { start, end, records, in_other_words: false });
            }
        }
    }
    Ok(found)
}

/// A capital, or a letter of a script that has none.
fn begins_name(token: &Token, text: &str) -> bool {
    text.get(token.start..token.end)
        .and_then(|word| word.chars().next())
        .is_some_and(|letter| letter.is_alphabetic() && !letter.is_lowercase())
}

/// The words from one to before another as they stand in the text; none where a sentence or a paragraph ends between them.
fn written<'t>(parts: &[Token], start: usize, end: usize, text: &'t str) -> Option<&'t str> {
    let words = parts.get(start..end)?;
    let gap = |pair: &[Token]| match pair {
        [one, other] => text.get(one.end..other.start).unwrap_or_default(),
        _ => "",
    };
    if words.windows(2).any(|pair| gap(pair).contains([',', ';', ':', '!', '?', '\n', '(', ')', '"', '“', '”'])) {
        return None;
    }
    text.get(words.first()?.start..words.last()?.end)
}

fn with_term(searcher: &Searcher, term: Term, kind: Option<Term>) -> Result<Vec<(RecordKind, i64)>> {
    if searcher.doc_freq(&term).map_err(Error::internal)? == 0 {
        return Ok(Vec::new());
    }
    let query = BooleanQuery::intersection(std::iter::once(one(term)).chain(kind.map(one)).collect());
    let documents = searcher.search(&query, &TopDocs::with_limit(MAX_CANDIDATES).order_by_score()).map_err(Error::internal)?;
    let mut records = Vec::with_capacity(documents.len());
    for (_, address) in documents {
        let column = searcher.segment_reader(address.segment_ord).fast_fields().i64("record").map_err(Error::internal)?;
        records.extend(kind_at(searcher, address).zip(column.first(address.doc_id)));
    }
    Ok(records)
}

/// A record with its names.
pub(super) struct Known {
    pub(super) node: Node,
    /// Its names, and whether each is the adjective of a country.
    pub(super) forms: Vec<(String, bool)>,
    /// In Latin letters without anything between the words, and whether it is the adjective of a country.
    names: Vec<(String, bool)>,
    /// The words of a person's names, name by name.
    parts: Vec<Vec<String>>,
    /// The last words of a person's names.
    surnames: HashSet<String>,
}

pub(super) async fn known(ctx: &Context<'_>, found: impl IntoIterator<Item = &Stretch>) -> Result<HashMap<i64, Known>> {
    let records: HashSet<(RecordKind, i64)> = found.into_iter().flat_map(|stretch| stretch.records.iter().copied()).collect();
    let known = records.into_iter().map(async |(kind, id)| {
        let record = by_kind(ctx.loader(), kind, id);
        let (record, names) = futures_util::future::try_join(record, group::<NamesByRecordId>(ctx.loader(), id)).await?;
        let Some(node) = record else { return Ok::<_, Error>(None) };
        let usual = name_of(&node).unwrap_or_default().to_owned();
        let forms: Vec<(String, bool)> = std::iter::once((usual, false))
            .chain(names.into_iter().map(|row| (row.form, row.kind == NameKind::Adjective)))
            .collect();
        let surname = |(form, _): &(String, bool)| words(form).pop();
        let parts = if kind == RecordKind::Person { forms.iter().map(|(form, _)| words(form)).collect() } else { Vec::new() };
        let surnames = if kind == RecordKind::Person { forms.iter().filter_map(surname).collect() } else { HashSet::new() };
        let names = forms.iter().map(|(form, is_adjective)| (whole(form), *is_adjective)).collect();
        Ok(Some((id, Known { node, forms, names, parts, surnames })))
    });
    Ok(futures_util::future::try_join_all(known).await?.into_iter().flatten().collect())
}

/// Of stretches that overlap the longest, and of records that are named in full before those that only share a surname.
pub(super) fn choose(text: &str, parts: &[Token], found: &[Stretch], known: &HashMap<i64, Known>) -> Vec<MentionSuggestion> {
    let mut suggestions: Vec<MentionSuggestion> = Vec::new();
    // People who were named in full above.
    let mut named: HashSet<i64> = HashSet::new();
    let mut next = 0;
    let mut ordered: Vec<&Stretch> = found.iter().collect();
    ordered.sort_by_key(|stretch| (stretch.start, usize::MAX - stretch.end));
    for stretch in ordered.into_iter().filter(|stretch| stretch.records.iter().any(|(_, id)| known.contains_key(id))) {
        let Some(words) = written(parts, stretch.start, stretch.end, text).filter(|_| stretch.start >= next) else { continue };
        let candidates = candidates(words, stretch, known, &mut named);
        let (Some(first), Some(last)) = (parts.get(stretch.start), parts.get(stretch.end - 1)) else { continue };
        let characters = |bytes: usize| text.get(..bytes).unwrap_or_default().chars().count();
        let (start, end) = (characters(first.start), characters(last.end));
        let Some((exact, prefix, suffix)) = quote(text, start, end).filter(|_| !candidates.is_empty()) else { continue };
        suggestions.push(MentionSuggestion { range: TextRange { start, end }, exact, prefix, suffix, candidates });
        next = stretch.end;
    }
    suggestions
}

/// Whether each word sounds like the one in its place, counted from the end, and the last is the last.
fn sounds_like(spoken: &[String], name: &[String]) -> bool {
    let alike = |(one, other): (&String, &String)| one == other || !keys(one).is_disjoint(&keys(other));
    spoken.len() <= name.len() && spoken.iter().rev().zip(name.iter().rev()).all(alike)
}

/// Whether the words `exact` are one of `forms`, names of a record of `kind`: the whole of it, or of a person the surname or another spelling.
pub(super) fn is_called(exact: &str, kind: RecordKind, forms: &[String]) -> bool {
    let (name, spoken) = (whole(exact), words(exact));
    let is_person = kind == RecordKind::Person;
    forms.iter().any(|form| {
        let parts = words(form);
        whole(form) == name
            || (is_person && parts.last() == Some(&name))
            || (is_person && spoken.len() > 1 && sounds_like(&spoken, &parts))
    })
}

fn candidates(exact: &str, stretch: &Stretch, known: &HashMap<i64, Known>, named: &mut HashSet<i64>) -> Vec<MentionCandidate> {
    let (name, spoken) = (&whole(exact), words(exact));
    let mut candidates: Vec<MentionCandidate> = Vec::new();
    for (kind, id) in &stretch.records {
        let Some(Known { node, names, parts, surnames, .. }) = known.get(id) else { continue };
        let mut add = |score: f64, reason: &str| {
            candidates.push(MentionCandidate { node: node.clone(), score, reason: reason.to_owned(), record: (*kind, *id) });
        };
        match names.iter().find(|(form, _)| form == name) {
            Some((_, false)) => add(0.95, "it is a name of it"),
            Some((_, true)) => add(0.6, "it is the adjective of it"),
            None if surnames.contains(name.as_str()) && named.contains(id) => {
                add(0.9, "it is the surname of somebody who is named in full above");
            }
            None if surnames.contains(name.as_str()) => add(0.5, "it is their surname"),
            None if spoken.len() > 1 && parts.iter().any(|name| sounds_like(&spoken, name)) => {
                add(0.9, "it is another spelling of a name of theirs");
            }
            None if stretch.in_other_words => add(0.9, "it is this office in other words"),
            None => {}
        }
    }
    let best = candidates.iter().map(|one| one.score).fold(0.0, f64::max);
    // Who is named in full is meant, and not whoever shares a part of the name.
    candidates.retain(|one| best < 0.9 || one.score >= 0.9);
    // Of countries with one name, of which some are no more, it is that of today.
    let is_former = |one: &MentionCandidate| matches!(&one.node, Node::Country(country) if country.0.exists_to.is_some());
    let is_present = |one: &MentionCandidate| matches!(&one.node, Node::Country(_)) && !is_former(one);
    if candidates.iter().any(is_present) {
        candidates.retain(|one| !is_former(one));
    }
    #[expect(clippy::cast_precision_loss, reason = "there are few")]
    let share = candidates.len() as f64;
    for one in &mut candidates {
        one.score = (one.score / share * 100.0).round() / 100.0;
    }
    if let [MentionCandidate { record: (RecordKind::Person, id), .. }] = &*candidates
        && best >= 0.9
    {
        named.insert(*id);
    }
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.record.1.cmp(&other.record.1)));
    candidates
}
