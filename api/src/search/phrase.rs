//! When a phrase was used, and by whom.

use super::Search;
use super::fields::column;
use super::index::Live;
use super::pair::phrase as turns_with;
use super::quote_query::PhraseGrouping;
use super::service::{ready, statements};
use super::token::{Token, tokens};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::loader::one;
use crate::graphql::scalar::Date;
use crate::record::query::{Node, node};
use crate::turn::Turn;
use async_graphql::{Context, Object, SimpleObject};
use sea_orm::sea_query::Condition;
use std::collections::{HashMap, HashSet};
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, ExistsQuery, Occur, Query};

/// A use of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    day: i64,
    turn: i64,
}

/// A use of a phrase.
#[Object(name = "PhraseUse")]
impl Use {
    /// The first day that the statement's date may mean.
    async fn day(&self) -> Option<Date> {
        Date::from_days(i32::try_from(self.day).ok()?)
    }

    /// The turn in which it is used, with its speaker; null where it was deleted just now.
    async fn turn(&self, ctx: &Context<'_>) -> Result<Option<Turn>> {
        one(ctx.loader(), Some(self.turn)).await
    }
}

/// How often a phrase is used, and when first and last.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    count: u64,
    first: Option<Use>,
    last: Option<Use>,
}

impl Use {
    /// The later of two, and on one day the first: whatever order they come in.
    fn max_by_day(self, other: Self) -> Self {
        let key = |one: &Self| (one.day, std::cmp::Reverse(one.turn));
        if key(&other) > key(&self) { other } else { self }
    }
}

impl Span {
    fn add(&mut self, day: Option<i64>, turn: i64) {
        self.count += 1;
        if let Some(used) = day.map(|day| Use { day, turn }) {
            self.first = Some(self.first.map_or(used, |first| first.min(used)));
            self.last = Some(self.last.map_or(used, |last| last.max_by_day(used)));
        }
    }
}

/// The uses of a phrase.
#[derive(SimpleObject)]
#[graphql(name = "PhraseHistory")]
pub struct History {
    /// In how many turns it is used.
    turns: u64,
    /// In how many statements it is used.
    statements: usize,
    /// Its first use; null where it is never used in a statement with a date.
    first: Option<Use>,
    /// The first turn of the last day on which it is used; null as above.
    last: Option<Use>,
    /// Its uses by each speaker, country or year, the most frequent first.
    groups: Vec<Group>,
}

/// The uses of a phrase that have something in common.
pub struct Group {
    by: PhraseGrouping,
    value: i64,
    span: Span,
}

/// The uses of a phrase by one speaker, country or year.
#[Object(name = "PhraseGroup")]
impl Group {
    /// The person or the country; null where they are grouped by year.
    async fn node(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        match self.by {
            PhraseGrouping::Speaker => node(ctx.loader(), "Person", self.value).await,
            PhraseGrouping::Country => node(ctx.loader(), "Country", self.value).await,
            PhraseGrouping::Year => Ok(None),
        }
    }

    /// The year; null where they are grouped otherwise.
    async fn year(&self) -> Option<i64> {
        (self.by == PhraseGrouping::Year).then_some(self.value)
    }

    /// In how many turns it is used.
    async fn turns(&self) -> u64 {
        self.span.count
    }

    /// Its first use; null where it is never used in a statement with a date.
    async fn first(&self) -> Option<Use> {
        self.span.first
    }

    /// The first turn of the last day on which it is used; null as above.
    async fn last(&self) -> Option<Use> {
        self.span.last
    }
}

pub async fn phrase_history(
    ctx: &Context<'_>,
    phrase: &str,
    by: PhraseGrouping,
    condition: Option<Condition>,
    first: usize,
) -> Result<History> {
    let (search, db) = (ctx.data_unchecked::<Search>().clone(), ctx.db().clone());
    let words = tokens(phrase);
    let found = ctx.waves().result(async move {
        let (live, _) = ready(&search, &db).await?;
        let allowed = match condition {
            Some(condition) => Some(statements(&db, condition).await?),
            None => None,
        };
        tokio::task::spawn_blocking(move || run(&live, &words, by, allowed.as_ref())).await.map_err(Error::internal)?
    });
    let (all, statements, groups) = found.await?;
    let mut groups: Vec<Group> = groups.into_iter().map(|(value, span)| Group { by, value, span }).collect();
    groups.sort_by(|one, other| other.span.count.cmp(&one.span.count).then(one.value.cmp(&other.value)));
    groups.truncate(first);
    Ok(History { turns: all.count, statements, first: all.first, last: all.last, groups })
}

fn run(
    live: &Live,
    words: &[Token],
    by: PhraseGrouping,
    allowed: Option<&HashSet<i64>>,
) -> Result<(Span, usize, HashMap<i64, Span>)> {
    let searcher = live.searcher();
    let phrase = turns_with(&searcher, &live.fields, words)?;
    let turns: Box<dyn Query> = Box::new(ExistsQuery::new(column::TURN.to_owned(), false));
    let query = BooleanQuery::new(vec![(Occur::Must, phrase), (Occur::Must, turns)]);
    let documents = searcher.search(&query, &DocSetCollector).map_err(Error::internal)?;
    let grouping = match by {
        PhraseGrouping::Speaker => column::SPEAKER,
        PhraseGrouping::Country => column::COUNTRY,
        PhraseGrouping::Year => column::YEAR,
    };
    let mut columns = Vec::new();
    for segment in searcher.segment_readers() {
        let fast = segment.fast_fields();
        let column = |name| fast.i64(name).map_err(Error::internal);
        columns.push((column(column::RECORD)?, column(column::TURN)?, column(column::DAY)?, column(grouping)?));
    }
    let (mut all, mut seen, mut groups) = (Span::default(), HashSet::new(), HashMap::<i64, Span>::new());
    for address in documents {
        let Some((record, turn, day, group)) = usize::try_from(address.segment_ord).ok().and_then(|at| columns.get(at)) else {
            continue;
        };
        let (Some(record), Some(turn)) = (record.first(address.doc_id), turn.first(address.doc_id)) else { continue };
        if allowed.is_some_and(|allowed| !allowed.contains(&record)) {
            continue;
        }
        let day = day.first(address.doc_id);
        all.add(day, turn);
        seen.insert(record);
        for value in group.values_for_doc(address.doc_id) {
            groups.entry(value).or_default().add(day, turn);
        }
    }
    Ok((all, seen.len(), groups))
}
