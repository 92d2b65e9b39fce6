//! Plans an import: decides on every record as if it were applied, and writes nothing.

use super::apply::found;
use super::decide::{Way, decide};
use super::engine::{Decision, Known, Seen};
use super::job::{Counts, next_round};
use super::page::PageImport;
use super::stream::{self, Event, Pace, Source, What};
use crate::changeset::{ChangeSet, Header};
use crate::db::Db;
use crate::error::Result;
use entity::LineOutcome;
use std::collections::HashSet;

/// A record of a plan.
pub struct Planned<'p> {
    pub ordinal: u64,
    pub part: usize,
    pub file: usize,
    pub line: u64,
    pub decision: &'p Decision,
    pub title: Option<&'p str>,
}

/// Plans the import of `files`. `tell` is told of every record that does not wait any more.
pub async fn run(db: &Db, files: &[Source], pace: Pace, tell: &mut (dyn FnMut(&Planned<'_>, &Counts) + Send)) -> Result<Counts> {
    let mut plan = Plan {
        db,
        known: Known::default(),
        seen: Seen::default(),
        pages: PageImport::new(db),
        last: 0,
        counts: Counts::default(),
        files,
    };
    let (mut round, mut waited) = (1, 0);
    let mut waiting = plan.round(None, round, &pace, tell).await?;
    while let Some(next) = next_round(round, waited, i64::try_from(waiting.len()).unwrap_or(i64::MAX)) {
        waited = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
        round = next;
        waiting = plan.round(Some(waiting), round, &pace, tell).await?;
    }
    Ok(plan.counts)
}

struct Plan<'p> {
    db: &'p Db,
    known: Known,
    seen: Seen,
    pages: PageImport<'p>,
    /// The last number that a record of the plan got.
    last: i64,
    counts: Counts,
    files: &'p [Source],
}

impl Plan<'_> {
    async fn round(
        &mut self,
        only: Option<HashSet<u64>>,
        round: i32,
        pace: &Pace,
        tell: &mut (dyn FnMut(&Planned<'_>, &Counts) + Send),
    ) -> Result<HashSet<u64>> {
        let mut waiting = HashSet::new();
        let mut events = stream::read(self.files.to_vec(), 0, only, pace.clone());
        while let Some(batch) = events.recv().await {
            for (event, part, decision, title) in self.batch(&batch, round).await? {
                if decision.outcome == LineOutcome::Waiting {
                    waiting.insert(event.ordinal);
                    continue;
                }
                self.counts.add(&decision);
                let planned = Planned {
                    ordinal: event.ordinal,
                    part,
                    file: event.file,
                    line: event.line,
                    decision: &decision,
                    title: title.as_deref(),
                };
                tell(&planned, &self.counts);
            }
        }
        Ok(waiting)
    }

    async fn batch<'b>(&mut self, batch: &'b [Event], round: i32) -> Result<Vec<(&'b Event, usize, Decision, Option<String>)>> {
        let mut set = ChangeSet::within(self.db.read().begin().await?, Header::default()).await?;
        if self.known.first_new.is_none() {
            self.known.first_new = Some(set.last_number() + 1);
        }
        set.number_after(self.last);
        let mut decided = Vec::with_capacity(batch.len());
        if let [event @ Event { what: What::Page(bytes), .. }] = batch {
            for (part, one) in self.pages.plan(&set, bytes).await?.into_iter().enumerate() {
                let is_found = self.files.get(event.file).is_some_and(|file| file.is_found && file.format.is_none());
                let (decision, title) = found(one, is_found);
                decided.push((event, part, decision, Some(title)));
            }
        } else {
            let way = Way { job: 0, is_plan: true, round, stops: false };
            let (decisions, _) = decide(&mut set, (&mut self.known, &mut self.seen), way, self.files, batch).await?;
            decided.extend(batch.iter().zip(decisions).map(|(event, decision)| (event, 0, decision, None)));
        }
        self.last = set.last_number();
        set.abandon().await?;
        Ok(decided)
    }
}
