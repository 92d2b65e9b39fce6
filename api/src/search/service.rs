//! Runs searches: as of the state that the request sees, within a limit of time.

use super::Search;
use super::collect::{ByRecord, Deadline, Found};
use super::compile::{Compiler, of_kinds};
use super::fields::{KINDS, column};
use super::index::Live;
use super::syntax::Node;
use crate::db::Db;
use crate::error::{Error, Result};
use entity::{RecordKind, statement};
use sea_orm::sea_query::Condition;
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query};
use tantivy::{DocAddress, Searcher};

/// What is asked of the index.
#[derive(Clone)]
pub struct Asked {
    /// What to look for; anything if absent.
    pub node: Option<Node>,
    pub kinds: Vec<RecordKind>,
    /// Which statements stay; all but those that are only referred to if absent.
    pub condition: Option<Condition>,
    pub with_voices: bool,
}

/// A record that was found.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub record: i64,
    pub kind: RecordKind,
    pub score: f32,
    pub turn: Option<i64>,
}

/// What was found.
pub struct Answer {
    /// All of it, the best first.
    pub hits: Vec<Hit>,
    pub found: Found,
    pub searcher: Searcher,
    /// The position of the log that the index had reached.
    pub position: i64,
    /// Whether the index had all that the request sees in the archive.
    pub is_current: bool,
}

/// The index when it has reached the state that `db` shows, or as far as it is when it takes too long.
pub async fn ready(search: &Search, db: &Db) -> Result<(Arc<Live>, bool)> {
    let position = db.read().position().await?;
    let is_current = search.reaches(position).await;
    if !is_current {
        db.read().mark_passing();
    }
    let live = search.live().ok_or_else(|| Error::Conflict("the search index is being built; try again in a minute".into()))?;
    Ok((live, is_current))
}

/// Finds what was asked for.
pub async fn find(search: &Search, db: &Db, asked: Asked, path: &'static str) -> Result<Answer> {
    let (live, is_current) = ready(search, db).await?;
    let allowed = match &asked.condition {
        Some(condition) => Some(Arc::new(statements(db, condition.clone()).await?)),
        None => None,
    };
    let position = search.position();
    let answer = tokio::task::spawn_blocking(move || run(&live, &asked, allowed, path)).await.map_err(Error::internal)?;
    let (hits, found, searcher) = answer?;
    Ok(Answer { hits, found, searcher, position, is_current })
}

/// The ids of the statements for which `condition` holds.
pub async fn statements(db: &Db, condition: Condition) -> Result<HashSet<i64>> {
    let select = statement::Entity::find().select_only().column(statement::Column::Id).filter(condition);
    Ok(db.read().ids(select).await?.into_iter().collect())
}

fn run(
    live: &Live,
    asked: &Asked,
    allowed: Option<Arc<HashSet<i64>>>,
    path: &'static str,
) -> Result<(Vec<Hit>, Found, Searcher)> {
    let searcher = live.searcher();
    let deadline = Deadline::new(path);
    let mut clauses = of_kinds(&live.fields, &asked.kinds, allowed.is_some());
    let wanted: Box<dyn Query> = match &asked.node {
        Some(node) => Compiler::new(&searcher, live.fields, path, deadline)?.query(node)?,
        None => Box::new(AllQuery),
    };
    clauses.push((Occur::Must, wanted));
    let found = collect(&searcher, &BooleanQuery::new(clauses), allowed, asked.with_voices, deadline)?;
    let mut hits = Vec::with_capacity(found.records.len());
    for (record, best) in &found.records {
        let kind = kind_at(&searcher, best.address);
        hits.extend(kind.map(|kind| Hit { record: *record, kind, score: best.score, turn: best.turn }));
    }
    hits.sort_unstable_by(|one, other| other.score.total_cmp(&one.score).then(other.record.cmp(&one.record)));
    Ok((hits, found, searcher))
}

/// The kind of the record that a document is of.
pub fn kind_at(searcher: &Searcher, address: DocAddress) -> Option<RecordKind> {
    let kinds = searcher.segment_reader(address.segment_ord).fast_fields().u64(column::KIND).ok()?;
    KINDS.get(usize::try_from(kinds.first(address.doc_id)?).ok()?).copied()
}

/// The records that `query` finds.
pub fn collect(
    searcher: &Searcher,
    query: &dyn Query,
    allowed: Option<Arc<HashSet<i64>>>,
    with_voices: bool,
    deadline: Deadline,
) -> Result<Found> {
    let late = Arc::new(AtomicBool::new(false));
    let collector = ByRecord { allowed, with_voices, deadline, late: Arc::clone(&late) };
    let found = searcher.search(query, &collector).map_err(Error::internal)?;
    if late.load(Ordering::Relaxed) {
        return Err(deadline.error());
    }
    Ok(found)
}
