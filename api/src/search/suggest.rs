//! What somebody who types may mean.

use super::Search;
use super::collect::Deadline;
use super::compile::{any, of_kinds};
use super::fields::Fields;
use super::index::Live;
use super::names::by_kind as people_first;
use super::object::name_of;
use super::romanise::{whole, words};
use super::service::{collect, ready};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::loader::group;
use crate::record::loader::NamesByRecordId;
use crate::record::query::{Node, by_kind};
use async_graphql::{Context, SimpleObject};
use entity::RecordKind;
use tantivy::query::{BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query};
use tantivy::{Searcher, Term};

/// Characters of a prefix at most.
const MAX_PREFIX: usize = 100;
/// Words of it that count.
const MAX_WORDS: usize = 8;
/// Letters from which on one may be wrong.
const FORGIVING: usize = 5;
/// Records that are compared by how much is spoken of them.
const CANDIDATES: usize = 500;

/// A record that may be meant.
#[derive(SimpleObject)]
pub struct Suggestion {
    /// The record.
    node: Node,
    /// The name of it that begins so.
    name: String,
    /// How many titles, summaries and turns are of it: those that it speaks, publishes, or that concern it.
    weight: u64,
}

pub async fn suggest(ctx: &Context<'_>, prefix: &str, kinds: Vec<RecordKind>, limit: usize) -> Result<Vec<Suggestion>> {
    let length = prefix.chars().count();
    if length > MAX_PREFIX {
        return Err(Error::LimitExceeded { limit: "the number of characters of a prefix", allowed: MAX_PREFIX, asked: length });
    }
    let parts: Vec<String> = words(prefix).into_iter().take(MAX_WORDS).collect();
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let kinds: Vec<RecordKind> = kinds.into_iter().filter(|kind| *kind != RecordKind::Statement).collect();
    let (search, db) = (ctx.data_unchecked::<Search>().clone(), ctx.db().clone());
    let wanted = parts.clone();
    let found = ctx.waves().result(async move {
        let (live, _) = ready(&search, &db).await?;
        tokio::task::spawn_blocking(move || run(&live, &wanted, &kinds, limit)).await.map_err(Error::internal)?
    });
    let found = found.await?;
    let suggestions = found.into_iter().map(async |(kind, id, weight)| {
        let record = by_kind(ctx.loader(), kind, id);
        let names = group::<NamesByRecordId>(ctx.loader(), id);
        let (record, names) = futures_util::future::try_join(record, names).await?;
        let Some(node) = record else { return Ok(None) };
        let usual = name_of(&node).unwrap_or_default().to_owned();
        let begun = whole(&parts.concat());
        let name = std::iter::once(usual.clone()).chain(names.into_iter().map(|row| row.form)).find(|name| {
            let words = words(name);
            whole(name).starts_with(&begun) || parts.iter().all(|part| words.iter().any(|word| word.starts_with(part.as_str())))
        });
        Ok::<_, Error>(Some(Suggestion { node, name: name.unwrap_or(usual), weight }))
    });
    Ok(futures_util::future::try_join_all(suggestions).await?.into_iter().flatten().collect())
}

fn run(live: &Live, parts: &[String], kinds: &[RecordKind], limit: usize) -> Result<Vec<(RecordKind, i64, u64)>> {
    let searcher = live.searcher();
    let fields = &live.fields;
    let mut clauses = of_kinds(fields, kinds, true);
    clauses.push((Occur::Must, beginning(fields, parts)));
    let found = collect(&searcher, &BooleanQuery::new(clauses), None, false, Deadline::new("prefix"))?;
    let mut hits: Vec<(i64, f32)> = found.records.iter().map(|(record, best)| (*record, best.score)).collect();
    hits.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    hits.truncate(CANDIDATES);
    let mut weighed = Vec::with_capacity(hits.len());
    for (record, score) in hits {
        let Some(kind) = found.records.get(&record).and_then(|best| super::service::kind_at(&searcher, best.address)) else {
            continue;
        };
        weighed.push((score, weight(&searcher, fields, kind, record)?, kind, record));
    }
    weighed.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)).then(one.3.cmp(&other.3)));
    Ok(weighed.into_iter().take(limit).map(|(_, weight, kind, record)| (kind, record, weight)).collect())
}

/// Names with these words, the last of them perhaps not whole. A name that begins so is worth more than one that has it somewhere.
fn beginning(fields: &Fields, parts: &[String]) -> Box<dyn Query> {
    let term = |field, word: &str| Term::from_field_text(field, word);
    let begins = |field, word: &str| -> Box<dyn Query> { Box::new(FuzzyTermQuery::new_prefix(term(field, word), 0, true)) };
    let worth = |query, worth| -> Box<dyn Query> { Box::new(ConstScoreQuery::new(query, worth)) };
    let whole = parts.concat();
    let mut ways = vec![worth(begins(fields.name_whole, &whole), 4.0)];
    let words = parts.iter().map(|part| (Occur::Must, begins(fields.name, part))).collect();
    ways.push(worth(Box::new(BooleanQuery::new(words)), 4.0));
    if parts.iter().any(|part| part.len() >= FORGIVING) {
        let forgiving = |part: &String| -> (Occur, Box<dyn Query>) {
            let slips = u8::from(part.len() >= FORGIVING);
            (Occur::Must, Box::new(FuzzyTermQuery::new_prefix(term(fields.name, part), slips, true)))
        };
        ways.push(worth(Box::new(BooleanQuery::new(parts.iter().map(forgiving).collect())), 1.0));
    }
    people_first(fields, any(ways))
}

/// How many documents of statements are of a record.
fn weight(searcher: &Searcher, fields: &Fields, kind: RecordKind, record: i64) -> Result<u64> {
    let by = match kind {
        RecordKind::Person => vec![fields.speaker],
        RecordKind::Country => vec![fields.country],
        RecordKind::Organisation => vec![fields.organisation, fields.publisher],
        RecordKind::Event => vec![fields.event],
        RecordKind::Place => vec![fields.place],
        RecordKind::Topic => vec![fields.topic],
        _ => Vec::new(),
    };
    let mut weight = 0;
    for field in by {
        weight += searcher.doc_freq(&Term::from_field_i64(field, record)).map_err(Error::internal)?;
    }
    Ok(weight)
}
