//! Applies an import: batch after batch, each a transaction with its change set, its lines of the result and the job's progress.

use super::decide::{Way, decide};
use super::engine::{self, Decision, Known, Said, Seen};
use super::job::{self, Counts};
use super::page::{Found, PageImport};
use super::report::Outcome;
use super::stream::{self, Event, Pace, Source, What};
use super::undo;
use crate::changeset::{ChangeSet, Header};
use crate::db::Db;
use crate::error::{Error, Result};
use entity::{ErrorPolicy, ImportState, LineOutcome, RecordKind, import_chunk, import_entry, import_job, import_line};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::time::Duration;

/// How often a transaction is tried that fails for a reason of the database's.
const TRIES: u32 = 6;

/// How long a job must not have moved before it is taken over.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the caller wants to know while it goes on.
pub type Progress<'a> = &'a (dyn Fn(&import_job::Model) + Send + Sync);

/// Goes on with a job until it is done, stopped or taken over by another process.
pub async fn run(db: &Db, id: i64, files: Vec<Source>, pace: Pace, progress: Progress<'_>) -> Result<import_job::Model> {
    let mut job = job::find(db.read(), id).await?;
    if job.state == ImportState::Stopped && job.on_error == ErrorPolicy::AbortAll {
        // It was interrupted while it took back what it had done.
        return Box::pin(undo::abort(db, job)).await;
    }
    let mut apply =
        Apply { db, known: Known::default(), seen: Seen::default(), pages: PageImport::new(db), position: None, files };
    while job.state == ImportState::Running {
        job = match Box::pin(apply.round(job, &pace, progress)).await {
            Err(Error::Conflict(message)) => apply.take_over(id, message).await?,
            done => done?,
        };
    }
    Ok(job)
}

struct Apply<'a> {
    db: &'a Db,
    known: Known,
    seen: Seen,
    pages: PageImport<'a>,
    /// Where the archive's log ended after the last batch: what is known holds only as long as nobody else writes.
    position: Option<i64>,
    files: Vec<Source>,
}

impl Apply<'_> {
    /// Somebody else has moved the job on: one who still works at it is left to it, and the work of one who is gone is taken over.
    async fn take_over(&mut self, id: i64, message: String) -> Result<import_job::Model> {
        self.forget();
        let seen = job::find(self.db.write(), id).await?;
        tokio::time::sleep(PATIENCE).await;
        let now = job::find(self.db.write(), id).await?;
        if now.state != ImportState::Running || (now.done, now.round) == (seen.done, seen.round) {
            Ok(now)
        } else {
            Err(Error::Conflict(message))
        }
    }

    /// Goes through the files once: through all records, later through those that wait.
    async fn round(&mut self, mut job: import_job::Model, pace: &Pace, progress: Progress<'_>) -> Result<import_job::Model> {
        let only = if job.round > 1 { Some(job::waiting(self.db, job.id).await?) } else { None };
        let skipped = u64::try_from(job.done).unwrap_or_default();
        let mut events = stream::read(self.files.clone(), skipped, only, pace.clone());
        while let Some(batch) = events.recv().await {
            job = Box::pin(self.batch(job, &batch)).await?;
            progress(&job);
            if job.state != ImportState::Running {
                return Ok(job);
            }
        }
        let mut next = job.clone();
        next.done = 0;
        if job.round == 1 {
            next.total = i64::try_from(pace.total.load(std::sync::atomic::Ordering::Relaxed)).ok();
        }
        next.waited = job.waiting;
        if let Some(round) = job::next_round(job.round, job.waited, job.waiting) {
            next.round = round;
        } else {
            next.done = job.done;
            next = job::ended(next, ImportState::Done, None);
        }
        let transaction = self.db.begin_write().await?;
        job::advance(&transaction, &job, &next).await?;
        if next.state == ImportState::Done {
            forget_files(&transaction, job.id).await?;
        }
        transaction.commit().await?;
        progress(&next);
        Ok(next)
    }

    /// Applies a batch; if something in it fails after it was begun, its records one by one, so that only that one is refused.
    async fn batch(&mut self, mut job: import_job::Model, batch: &[Event]) -> Result<import_job::Model> {
        match self.attempt(&job, batch).await {
            Err(error) if is_of_a_record(&error) => match batch {
                [event] => self.refuse(job, event, &error).await,
                batch => {
                    for event in batch {
                        job = Box::pin(self.batch(job, std::slice::from_ref(event))).await?;
                        if job.state != ImportState::Running {
                            break;
                        }
                    }
                    Ok(job)
                }
            },
            done => done,
        }
    }

    /// A record that the archive itself refuses.
    async fn refuse(&mut self, job: import_job::Model, event: &Event, error: &Error) -> Result<import_job::Model> {
        let mut decision = Decision::invalid("", &error.to_string());
        if let What::Record(record) = &event.what {
            let file = self.files.get(event.file).map_or("", Source::file_name);
            (decision.kind, decision.key) = engine::kind_and_key(file, record).unzip();
        }
        if let Error::BadUserInput(violations) = error {
            decision.issues =
                violations.iter().flat_map(|violation| Decision::invalid(&violation.path, &violation.message).issues).collect();
        }
        let transaction = self.db.begin_write().await?;
        let mut after = job.clone();
        let line = job::line(job.id, job::ordinal(event.ordinal, 0), event.file, event.line, &decision, None);
        let is_over = tally(&mut after, &decision, event.ordinal);
        job::write_lines(&transaction, vec![line], job.round > 1).await?;
        if is_over {
            after = stopped(after, event, &self.files);
        }
        job::advance(&transaction, &job, &after).await?;
        transaction.commit().await?;
        if is_over && after.on_error == ErrorPolicy::AbortAll {
            return Box::pin(undo::abort(self.db, after)).await;
        }
        Ok(after)
    }

    /// Applies a batch in one transaction. Where the database fails, it is tried again: a committed batch has moved the job on, so that
    /// none is applied twice.
    async fn attempt(&mut self, job: &import_job::Model, batch: &[Event]) -> Result<import_job::Model> {
        let mut pause = Duration::from_millis(200);
        for _ in 1..TRIES {
            match Box::pin(self.transact(job, batch)).await {
                Err(Error::Internal(cause)) => {
                    tracing::warn!(job = job.id, %cause, "a batch of an import could not be written; it is tried again");
                    self.forget();
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                    let present = job::find(self.db.write(), job.id).await;
                    if let Ok(present) = present
                        && present.done != job.done
                    {
                        return Ok(present);
                    }
                }
                done => {
                    if done.is_err() {
                        self.forget();
                    }
                    return done;
                }
            }
        }
        Box::pin(self.transact(job, batch)).await
    }

    fn forget(&mut self) {
        self.known = Known::default();
        self.position = None;
        self.pages.forget();
    }

    async fn transact(&mut self, job: &import_job::Model, batch: &[Event]) -> Result<import_job::Model> {
        let title = match batch.first().and_then(|event| self.files.get(event.file)) {
            Some(file) => format!("{}: {}", job.title, file.name),
            None => job.title.clone(),
        };
        let header = Header { title, author_id: job.author_id, import_id: Some(job.id), ..Header::default() };
        let mut set = ChangeSet::within(self.db.begin_write().await?, header).await?;
        set.keep();
        if self.position != Some(set.position()) {
            self.known = Known::default();
            self.pages.forget();
        }
        self.known.first_new = Some(set.last_number() + 1);
        let mut after = job.clone();
        let mut lines: Vec<import_line::Model> = Vec::with_capacity(batch.len());
        let mut over: Option<usize> = None;
        let page = match batch {
            [event @ Event { what: What::Page(bytes), .. }] => Some((event, bytes)),
            _ => None,
        };
        if let Some((event, bytes)) = page {
            let name = self.files.get(event.file).map(|file| file.name.clone()).unwrap_or_default();
            let (with_page, found) = self.pages.import_into(set, &name, bytes).await?;
            set = with_page;
            self.known = Known::default();
            let is_found = self.files.get(event.file).is_some_and(|file| file.is_found && file.format.is_none());
            for (part, (title, outcome, id)) in found.into_iter().enumerate() {
                let decision = of_page(outcome, id, is_found);
                lines.push(job::line(job.id, job::ordinal(event.ordinal, part), event.file, event.line, &decision, Some(title)));
                if tally(&mut after, &decision, event.ordinal) {
                    over = Some(0);
                }
            }
            after.done = i64::try_from(event.ordinal).unwrap_or_default() + 1;
        } else {
            let way = Way { job: job.id, is_plan: false, round: job.round, stops: job.on_error != ErrorPolicy::Skip };
            let (decisions, said) = decide(&mut set, (&mut self.known, &mut self.seen), way, &self.files, batch).await?;
            for (index, (event, decision)) in batch.iter().zip(&decisions).enumerate() {
                lines.push(job::line(job.id, job::ordinal(event.ordinal, 0), event.file, event.line, decision, None));
                if tally(&mut after, decision, event.ordinal) {
                    over = Some(index);
                }
            }
            write_entries(set.connection(), said).await?;
        }
        job::write_lines(set.connection(), lines, job.round > 1).await?;
        if let Some(event) = over.and_then(|index| batch.get(index)) {
            after = stopped(after, event, &self.files);
        }
        job::advance(set.connection(), job, &after).await?;
        let applied = set.commit().await?;
        self.known.trim();
        self.position = Some(applied.position);
        if after.state == ImportState::Stopped && after.on_error == ErrorPolicy::AbortAll {
            return Box::pin(undo::abort(self.db, after)).await;
        }
        Ok(after)
    }
}

/// What became of a statement of a page.
pub(super) fn of_page(outcome: Outcome, id: Option<i64>, is_found: bool) -> Decision {
    let plain = |outcome| Decision {
        outcome,
        kind: Some(RecordKind::Statement),
        key: None,
        record: id,
        fields: Vec::new(),
        issues: Vec::new(),
    };
    match outcome {
        Outcome::Created => plain(LineOutcome::Created),
        Outcome::Unchanged => plain(LineOutcome::Unchanged),
        Outcome::Changed { diff } => {
            let mut decision = plain(LineOutcome::Unchanged);
            let diff: String = diff.chars().take(10_000).collect();
            decision.issues =
                Decision::note("turns", &format!("the page has another text now; nothing was overwritten:\n{diff}")).issues;
            decision
        }
        // What lies about in a folder need not be data.
        Outcome::Failed { reason } if is_found => Decision::note("", &format!("passed over: {reason}")),
        Outcome::Failed { reason } => Decision::invalid("", &reason),
    }
}

/// Adds a decision to the job's sums. Gives whether the job is to stop at it.
fn tally(job: &mut import_job::Model, decision: &Decision, event: u64) -> bool {
    let mut counts = Counts::of(job);
    if job.round > 1 {
        counts.waiting -= 1;
    }
    counts.add(decision);
    counts.put(job);
    job.done = i64::try_from(event).unwrap_or_default() + 1;
    engine::is_trouble(decision.outcome) && job.on_error != ErrorPolicy::Skip
}

fn stopped(job: import_job::Model, event: &Event, files: &[Source]) -> import_job::Model {
    let file = files.get(event.file).map_or("", |file| &file.name);
    let problem = format!("stopped at {file}, line {}, as --on-error says", event.line);
    job::ended(job, ImportState::Stopped, Some(problem))
}

/// Whether it is a record that is at fault, and neither the database nor another process.
fn is_of_a_record(error: &Error) -> bool {
    match error {
        Error::BadUserInput(_) | Error::NotFound { .. } | Error::Clashes { .. } | Error::LimitExceeded { .. } => true,
        Error::Conflict(message) => !message.contains("another process"),
        _ => false,
    }
}

async fn write_entries(db: &impl ConnectionTrait, said: Vec<(String, String, Said)>) -> Result<()> {
    use import_entry::{Column, Entity};
    let entry = |(key, file, said): (String, String, Said)| import_entry::Model {
        key,
        file,
        record_id: said.record_id,
        digest: said.digest,
        parts: said.parts,
        job_id: said.job_id,
        line: i64::try_from(said.line).unwrap_or(i64::MAX),
        position: said.position,
    };
    // A key may come twice in a batch: its last word counts.
    let mut last: std::collections::BTreeMap<(String, String), import_entry::Model> = std::collections::BTreeMap::new();
    for entry in said.into_iter().map(entry) {
        last.insert((entry.key.clone(), entry.file.clone()), entry);
    }
    let entries: Vec<_> = last.into_values().collect();
    let newest = OnConflict::columns([Column::Key, Column::File])
        .update_columns([Column::RecordId, Column::Digest, Column::Parts, Column::JobId, Column::Line, Column::Position])
        .to_owned();
    for entries in entries.chunks(2_000) {
        let rows = entries.iter().map(|entry| entry.clone().into_active_model());
        Entity::insert_many(rows).on_conflict(newest.clone()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Takes the files away that a server has kept for the job.
pub(super) async fn forget_files(db: &impl ConnectionTrait, job: i64) -> Result<()> {
    import_chunk::Entity::delete_many().filter(import_chunk::Column::JobId.eq(job)).exec(db).await?;
    Ok(())
}

/// A statement of a page, for a plan.
pub(super) fn found(found: Found, is_found: bool) -> (Decision, String) {
    let (title, outcome, id) = found;
    (of_page(outcome, id, is_found), title)
}
