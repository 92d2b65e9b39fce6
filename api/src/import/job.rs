//! An import as a job: what it is to do, how far it is, and what became of each record. All of it is in the database, written in the
//! transactions that write the records, so that a job that is interrupted goes on where it was.

use super::engine::{Decision, Issue, Problem};
use super::format::Format;
use super::stream::Source;
use crate::changeset::take_numbers;
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use entity::{ErrorPolicy, ImportState, LineOutcome, import_job, import_line};
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::Read;

/// From this round on, references that may be missing are given up.
pub const PATIENT_ROUNDS: i32 = 1_000;
/// The round in which what is still not found is not there.
pub const LAST_ROUND: i32 = 10_000;

/// The round behind `round`, if there is to be one: `waited` records waited when it began, and `wait` still.
pub fn next_round(round: i32, waited: i64, wait: i64) -> Option<i32> {
    if wait == 0 || round >= LAST_ROUND {
        return None;
    }
    Some(match round {
        1 => 2,
        _ if wait < waited => round + 1,
        _ if round < PATIENT_ROUNDS => PATIENT_ROUNDS,
        _ => LAST_ROUND,
    })
}
/// Lines that one record of a file may have: a page has many statements.
const PARTS: i64 = 4_096;

/// A file, as the job remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileInfo {
    pub name: String,
    pub format: Option<String>,
    pub bytes: u64,
    pub sha256: String,
}

/// How many records had which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub conflicting: i64,
    pub ambiguous: i64,
    pub invalid: i64,
    pub waiting: i64,
}

impl Counts {
    pub fn of(job: &import_job::Model) -> Self {
        let import_job::Model { created, updated, unchanged, conflicting, ambiguous, invalid, waiting, .. } = *job;
        Self { created, updated, unchanged, conflicting, ambiguous, invalid, waiting }
    }

    /// Writes them into the job.
    pub fn put(self, job: &mut import_job::Model) {
        let Self { created, updated, unchanged, conflicting, ambiguous, invalid, waiting } = self;
        job.created = created;
        job.updated = updated;
        job.unchanged = unchanged;
        job.conflicting = conflicting;
        job.ambiguous = ambiguous;
        job.invalid = invalid;
        job.waiting = waiting;
    }

    pub fn add(&mut self, decision: &Decision) {
        match decision.outcome {
            LineOutcome::Created => self.created += 1,
            LineOutcome::Updated => self.updated += 1,
            LineOutcome::Unchanged => self.unchanged += 1,
            LineOutcome::Ambiguous => self.ambiguous += 1,
            LineOutcome::Invalid => self.invalid += 1,
            LineOutcome::Waiting => self.waiting += 1,
            LineOutcome::Note => {}
        }
        self.conflicting += i64::from(decision.has(Problem::Conflict));
    }

    /// Records that were not brought in.
    pub fn trouble(&self) -> i64 {
        self.ambiguous + self.invalid
    }

    pub fn all(&self) -> i64 {
        self.created + self.updated + self.unchanged + self.ambiguous + self.invalid + self.waiting
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { created, updated, unchanged, conflicting, ambiguous, invalid, waiting } = self;
        write!(f, "{created} created, {updated} updated, {unchanged} unchanged, {ambiguous} ambiguous, {invalid} invalid")?;
        if *conflicting > 0 {
            write!(f, ", {conflicting} with fields that were changed by hand and kept")?;
        }
        if *waiting > 0 {
            write!(f, ", {waiting} waiting for what they refer to")?;
        }
        Ok(())
    }
}

/// What a line of the result says beside its outcome.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Detail {
    /// What the line is about, where it has no key: the title of a page's statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<Issue>,
}

/// One line of the result.
pub fn line(job: i64, ordinal: i64, file: usize, line: u64, decision: &Decision, title: Option<String>) -> import_line::Model {
    let detail = Detail { title, fields: decision.fields.clone(), issues: decision.issues.clone() };
    let is_plain = detail.title.is_none() && detail.fields.is_empty() && detail.issues.is_empty();
    import_line::Model {
        job_id: job,
        ordinal,
        file: i32::try_from(file).unwrap_or(i32::MAX),
        line: i64::try_from(line).unwrap_or(i64::MAX),
        record_kind: decision.kind,
        key: decision.key.clone(),
        outcome: decision.outcome,
        record_id: decision.record,
        detail: if is_plain { None } else { serde_json::to_string(&detail).ok() },
        is_ambiguous: decision.has(Problem::Ambiguous),
    }
}

/// Looks at the files as they lie there: size and sum of each, and the digest of all.
pub fn inspect(files: &[Source]) -> (Vec<FileInfo>, String) {
    let mut all = Sha256::new();
    let mut infos = Vec::with_capacity(files.len());
    for file in files {
        let mut sum = Sha256::new();
        let (mut buffer, mut bytes) = (vec![0; 1024 * 1024], 0);
        // One that cannot be read is told when it is read.
        let mut reader: Box<dyn Read> = match std::fs::File::open(&file.path) {
            Ok(file) => Box::new(file),
            Err(_) => Box::new(std::io::empty()),
        };
        while let Ok(length) = reader.read(&mut buffer) {
            if length == 0 {
                break;
            }
            bytes += length as u64;
            sum.update(buffer.get(..length).unwrap_or_default());
        }
        let sha256 = format!("{:x}", sum.finalize());
        let format = file.format.map(|format| format.name().to_owned());
        all.update(file.file_name());
        all.update(format.as_deref().unwrap_or_default());
        all.update(&sha256);
        infos.push(FileInfo { name: file.name.clone(), format, bytes, sha256 });
    }
    (infos, format!("{:x}", all.finalize()))
}

/// What a new job is to do.
pub struct Order {
    pub title: String,
    pub on_error: ErrorPolicy,
    pub author_id: Option<i64>,
    pub files: Vec<FileInfo>,
    pub digest: String,
    pub state: ImportState,
}

/// Adds a job.
pub async fn create(db: &impl ConnectionTrait, order: Order) -> Result<import_job::Model> {
    let id = take_numbers(db, 1).await?;
    let now = clock::now_millis();
    let Order { title, on_error, author_id, files, digest, state } = order;
    let job = import_job::Model {
        id,
        state,
        title,
        on_error,
        author_id,
        digest,
        files: serde_json::to_string(&files).map_err(Error::internal)?,
        created_at: now,
        updated_at: now,
        finished_at: None,
        round: 1,
        done: 0,
        waited: 0,
        total: None,
        created: 0,
        updated: 0,
        unchanged: 0,
        conflicting: 0,
        ambiguous: 0,
        invalid: 0,
        waiting: 0,
        problem: None,
    };
    Ok(job.into_active_model().reset_all().insert(db).await?)
}

/// The job of the same input that was interrupted, if there is one.
pub async fn interrupted(db: &Db, digest: &str) -> Result<Option<import_job::Model>> {
    let found = import_job::Entity::find()
        .filter(import_job::Column::Digest.eq(digest))
        .filter(
            Condition::any().add(import_job::Column::State.eq(ImportState::Running)).add(
                // It was to be all or nothing, and is not taken back yet.
                Condition::all()
                    .add(import_job::Column::State.eq(ImportState::Stopped))
                    .add(import_job::Column::OnError.eq(ErrorPolicy::AbortAll)),
            ),
        )
        .order_by_desc(import_job::Column::Id);
    Ok(found.one(db.read()).await?)
}

pub async fn find(db: &impl ConnectionTrait, id: i64) -> Result<import_job::Model> {
    let found = import_job::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| Error::NotFound { kind: "ImportJob", id: crate::graphql::id::encode("ImportJob", id).to_string() })
}

/// The files of a job.
pub fn files(job: &import_job::Model) -> Vec<FileInfo> {
    serde_json::from_str(&job.files).unwrap_or_default()
}

/// Where the job is to read the records of its files from.
pub fn sources(job: &import_job::Model, paths: Vec<std::path::PathBuf>) -> Vec<Source> {
    let format = |info: &FileInfo| info.format.as_deref().and_then(Format::named);
    let source =
        |(info, path): (FileInfo, std::path::PathBuf)| Source { format: format(&info), name: info.name, path, is_found: false };
    files(job).into_iter().zip(paths).map(source).collect()
}

/// Writes the job's progress, in the transaction that writes its records. Fails where another process has gone on with it.
pub async fn advance(db: &impl ConnectionTrait, before: &import_job::Model, after: &import_job::Model) -> Result<()> {
    use import_job::Column;
    let import_job::Model { created, updated, unchanged, conflicting, ambiguous, invalid, waiting, .. } = after;
    let changed = import_job::Entity::update_many()
        .col_expr(Column::State, Expr::value(after.state))
        .col_expr(Column::Round, Expr::value(after.round))
        .col_expr(Column::Done, Expr::value(after.done))
        .col_expr(Column::Waited, Expr::value(after.waited))
        .col_expr(Column::Total, Expr::value(after.total))
        .col_expr(Column::Created, Expr::value(*created))
        .col_expr(Column::Updated, Expr::value(*updated))
        .col_expr(Column::Unchanged, Expr::value(*unchanged))
        .col_expr(Column::Conflicting, Expr::value(*conflicting))
        .col_expr(Column::Ambiguous, Expr::value(*ambiguous))
        .col_expr(Column::Invalid, Expr::value(*invalid))
        .col_expr(Column::Waiting, Expr::value(*waiting))
        .col_expr(Column::Problem, Expr::value(after.problem.clone()))
        .col_expr(Column::FinishedAt, Expr::value(after.finished_at))
        .col_expr(Column::UpdatedAt, Expr::value(clock::now_millis()))
        .filter(Column::Id.eq(before.id))
        .filter(Column::State.eq(before.state))
        .filter(Column::Round.eq(before.round))
        .filter(Column::Done.eq(before.done))
        .exec(db)
        .await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    Err(Error::Conflict("another process goes on with this import, or it was ended".into()))
}

/// Writes lines of the result; those of an earlier round are replaced.
pub async fn write_lines(db: &impl ConnectionTrait, lines: Vec<import_line::Model>, replace: bool) -> Result<()> {
    use import_line::{Column, Entity};
    for lines in lines.chunks(2_000) {
        if replace && let Some(first) = lines.first() {
            let ordinals = lines.iter().map(|line| line.ordinal);
            Entity::delete_many().filter(Column::JobId.eq(first.job_id)).filter(Column::Ordinal.is_in(ordinals)).exec(db).await?;
        }
        let rows = lines.iter().map(|line| line.clone().into_active_model());
        Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The records that wait, by their place among all.
pub async fn waiting(db: &Db, job: i64) -> Result<HashSet<u64>> {
    use import_line::{Column, Entity};
    let ordinals: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Ordinal)
        .filter(Column::JobId.eq(job))
        .filter(Column::Outcome.eq(LineOutcome::Waiting))
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(ordinals.into_iter().filter_map(|ordinal| u64::try_from(ordinal / PARTS).ok()).collect())
}

/// Sets the last of what a job came to.
pub fn ended(mut job: import_job::Model, state: ImportState, problem: Option<String>) -> import_job::Model {
    job.state = state;
    job.finished_at = Some(clock::now_millis());
    job.problem = problem;
    job
}

/// The number of the line of a record of the files.
pub fn ordinal(event: u64, part: usize) -> i64 {
    i64::try_from(event).unwrap_or(i64::MAX / PARTS) * PARTS + Ord::min(i64::try_from(part).unwrap_or(0), PARTS - 1)
}

/// The word for a state, at a terminal.
pub fn state_word(state: ImportState) -> &'static str {
    match state {
        ImportState::Planned => "planned",
        ImportState::Running => "running",
        ImportState::Stopped => "stopped",
        ImportState::Done => "done",
        ImportState::Undone => "undone",
    }
}

/// The next lines of the result behind the line `last`, at most a thousand.
pub async fn lines_after(db: &impl ConnectionTrait, job: i64, last: i64) -> Result<Vec<import_line::Model>> {
    use import_line::{Column, Entity};
    let lines = Entity::find().filter(Column::JobId.eq(job)).filter(Column::Ordinal.gt(last));
    Ok(lines.order_by_asc(Column::Ordinal).limit(1_000).all(db).await?)
}

/// The name of the file that a line is of.
pub fn file_of<'f>(files: &'f [FileInfo], line: &import_line::Model) -> &'f str {
    usize::try_from(line.file).ok().and_then(|file| files.get(file)).map_or("", |info| &info.name)
}

/// Takes the lines of a plan away, before it is done.
pub async fn forget_lines(db: &impl ConnectionTrait, job: i64) -> Result<()> {
    import_line::Entity::delete_many().filter(import_line::Column::JobId.eq(job)).exec(db).await?;
    Ok(())
}

/// Lets a planned job run, by another policy.
pub async fn start(db: &impl ConnectionTrait, before: &import_job::Model, after: &import_job::Model) -> Result<()> {
    advance(db, before, after).await?;
    import_job::Entity::update_many()
        .col_expr(import_job::Column::OnError, Expr::value(after.on_error))
        .filter(import_job::Column::Id.eq(after.id))
        .exec(db)
        .await?;
    Ok(())
}
