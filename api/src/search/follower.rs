//! Follows the log: what changes in the archive changes in the index. One process writes to an index at a time, others read what it wrote.

use super::Search;
use super::document::documents;
use super::fields::{FORMAT, KINDS};
use super::index::{Live, Mark, commit};
use crate::changeset::position;
use crate::db::Db;
use crate::error::{Error, Result};
use entity::{RecordKind, change};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;
use std::fs::File;
use std::sync::Arc;
use std::time::Duration;
use tantivy::{IndexWriter, Term};

/// How often a process looks whether another has changed the archive.
const INTERVAL: Duration = Duration::from_millis(400);
/// Changes that are read at once.
const CHANGES: u64 = 2000;
/// Records that are read at once: statements come with their texts.
const STATEMENTS: usize = 200;
const NAMED: usize = 2000;

/// The one who keeps the index up to date.
pub struct Follower {
    search: Search,
    db: Db,
    /// The right to write.
    lock: Option<File>,
    writer: Option<IndexWriter>,
    /// Something went wrong: what is on disk is looked at again.
    is_suspect: bool,
}

impl Follower {
    pub fn new(search: Search, db: &Db) -> Self {
        Self { search, db: db.follower(), lock: None, writer: None, is_suspect: false }
    }

    /// Follows for as long as the process lives.
    pub async fn run(mut self) {
        loop {
            match self.step().await {
                Ok(()) => {}
                Err(error) => {
                    let Error::Internal(cause) = &error else { continue };
                    tracing::warn!(%cause, "the search index could not follow; it is tried again");
                    self.writer = None;
                    self.is_suspect = true;
                    tokio::time::sleep(INTERVAL).await;
                }
            }
            // Whoever searches and finds the index behind does not want to wait for the next look.
            let _ = tokio::time::timeout(INTERVAL, self.search.woken()).await;
        }
    }

    /// Brings the index up to date, whatever state it is in.
    pub async fn step(&mut self) -> Result<()> {
        if self.lock.is_none() {
            self.lock = self.search.shelf().lock()?;
        }
        let is_writer = self.lock.is_some();
        let live = match self.current() {
            Ok(live) => live,
            Err(Error::Internal(cause)) if is_writer => {
                tracing::info!(%cause, "the search index is built");
                return self.rebuild().await;
            }
            Err(error) => return Err(error),
        };
        if !is_writer {
            let mark = live.mark()?;
            live.reload()?;
            self.search.reached(mark.position);
            return Ok(());
        }
        if self.search.shelf().is_ordered() {
            return self.rebuild().await;
        }
        while self.catch_up(&live).await? {}
        Ok(())
    }

    /// The newest generation, opened if it was not.
    fn current(&mut self) -> Result<Arc<Live>> {
        let shelf = self.search.shelf();
        if let Some(live) = self.search.live().filter(|live| !self.is_suspect && shelf.newest() == Some(live.generation))
            && shelf.has(live.generation)
        {
            return Ok(live);
        }
        self.writer = None;
        let live = Arc::new(shelf.open_newest()?);
        let position = live.mark()?.position;
        self.search.replace(Arc::clone(&live));
        self.search.reached(position);
        self.is_suspect = false;
        Ok(live)
    }

    /// Reads some changes of the log; whether there may be more.
    async fn catch_up(&mut self, live: &Live) -> Result<bool> {
        // All of one state, that at the first statement: what the log has up to its end is what the tables show.
        let view = self.db.view();
        let db = view.read();
        let mark = live.mark()?;
        let head = position(db).await?;
        if head == mark.position {
            return Ok(false);
        }
        if head < mark.position || change_at(db, mark.position).await? != mark.change {
            tracing::warn!(position = mark.position, head, "the search index is of another archive");
            self.rebuild().await?;
            return Ok(false);
        }
        let changes: Vec<(i64, i64, RecordKind, Option<i64>)> = change::Entity::find()
            .select_only()
            .columns([change::Column::Position, change::Column::Id, change::Column::RecordKind, change::Column::RecordId])
            .filter(change::Column::Position.gt(mark.position))
            .order_by_asc(change::Column::Position)
            .limit(CHANGES)
            .into_tuple()
            .all(db)
            .await?;
        let Some((position, change, ..)) = changes.last().copied() else { return Ok(false) };
        if self.writer.is_none() {
            self.writer = Some(live.writer()?);
        }
        let Some(writer) = &mut self.writer else { return Ok(false) };
        for kind in KINDS {
            let ids: BTreeSet<i64> = changes.iter().filter(|change| change.2 == kind).filter_map(|change| change.3).collect();
            let ids: Vec<i64> = ids.into_iter().collect();
            for some in ids.chunks(at_once(kind)) {
                for id in some {
                    writer.delete_term(Term::from_field_i64(live.fields.record, *id));
                }
                for document in documents(db, &live.fields, kind, some).await? {
                    writer.add_document(document).map_err(Error::internal)?;
                }
            }
        }
        commit(writer, &Mark { format: FORMAT, position, change: Some(change) })?;
        live.reload()?;
        self.search.reached(position);
        Ok(position < head)
    }

    /// Builds the index from nothing, aside, while searches use the one that is there.
    pub async fn rebuild(&mut self) -> Result<()> {
        self.writer = None;
        let shelf = self.search.shelf().clone();
        let view = self.db.view();
        let db = view.read();
        let position = position(db).await?;
        let mark = Mark { format: FORMAT, position, change: change_at(db, position).await? };
        let part = shelf.begin()?;
        for kind in KINDS {
            let mut last = 0;
            loop {
                let ids = ids_after(db, kind, last, at_once(kind)).await?;
                let Some(greatest) = ids.last() else { break };
                last = *greatest;
                for document in documents(db, &part.fields, kind, &ids).await? {
                    part.writer.add_document(document).map_err(Error::internal)?;
                }
            }
        }
        let live = shelf.finish(part, &mark)?;
        shelf.fulfil();
        tracing::info!(position, generation = live.generation, "the search index was built");
        self.search.replace(Arc::new(live));
        self.search.reached(position);
        self.is_suspect = false;
        Ok(())
    }
}

fn at_once(kind: RecordKind) -> usize {
    if kind == RecordKind::Statement { STATEMENTS } else { NAMED }
}

/// The change at a position.
async fn change_at(db: &impl ConnectionTrait, position: i64) -> Result<Option<i64>> {
    let change = change::Entity::find().select_only().column(change::Column::Id).filter(change::Column::Position.eq(position));
    Ok(change.into_tuple().one(db).await?)
}

/// The ids of the next records of `kind` behind `last`.
async fn ids_after(db: &impl ConnectionTrait, kind: RecordKind, last: i64, limit: usize) -> Result<Vec<i64>> {
    use entity::record::{Column, Entity};
    let there = Condition::all()
        .add(Column::Kind.eq(kind))
        .add(Column::DeletedAt.is_null())
        .add(Column::MergedIntoId.is_null())
        .add(Expr::col(Column::Id).gt(last));
    let select = Entity::find().select_only().column(Column::Id).filter(there).order_by_asc(Column::Id);
    Ok(select.limit(limit as u64).into_tuple().all(db).await?)
}
