//! `communique import`: bring files into the archive, say before what would happen, and take it back.

use super::{Failure, cause, open, output};
use crate::config::Storage;
use crate::db::Db;
use crate::import::engine::{Decision, Issue, Problem};
use crate::import::format::Format;
use crate::import::job::{self, Counts, Detail, FileInfo, Order};
use crate::import::stream::{Pace, Source};
use crate::import::{apply, plan, undo, worker};
use crate::stack;
use clap::{Args, Subcommand, ValueEnum};
use entity::{ErrorPolicy, ImportState, LineOutcome, RecordKind, import_job, import_line};
use indicatif::{ProgressBar, ProgressStyle};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

#[derive(Args)]
pub struct Import {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Say what an import would do, record by record, and write nothing
    Plan(Plan),
    /// Import files; the same command again goes on where it was interrupted
    Apply(Apply),
    /// Import raw pages of embassies, ministries and presidencies: HTML, text or Markdown
    Page(Page),
    /// Take a whole import back, except what has been changed since
    Undo(Undo),
    /// End an import that runs or was interrupted; what it has applied stays
    Stop(Undo),
    /// List the imports
    List(List),
    /// Write the result of an import as JSONL: one line for each record
    Result(ResultOf),
}

#[derive(Args, Clone)]
struct Files {
    /// Files and folders, plain or .gz or .zst; of folders, all files in them; - for standard input
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,

    /// How the files are written; recognised by their content if absent
    #[arg(long, value_enum)]
    format: Option<Format>,

    #[command(flatten)]
    storage: Storage,
}

#[derive(Args)]
struct Plan {
    #[command(flatten)]
    files: Files,

    /// Write a line of JSON for each record instead of a report
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Apply {
    #[command(flatten)]
    files: Files,

    /// What to do about a record that cannot be brought in: stop there, skip it, or take everything back
    #[arg(long, value_enum, default_value = "stop", value_name = "POLICY")]
    on_error: Policy,

    /// What the import is called in the archive's history; the names of the files if absent
    #[arg(long)]
    title: Option<String>,
}

#[derive(Args)]
struct Page {
    #[command(flatten)]
    files: Files,
}

#[derive(Args)]
struct Undo {
    /// The number of the import
    job: i64,

    #[command(flatten)]
    storage: Storage,
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    storage: Storage,
}

#[derive(Args)]
struct ResultOf {
    /// The number of the import
    job: i64,

    #[command(flatten)]
    storage: Storage,
}

#[derive(Clone, Copy, ValueEnum)]
enum Policy {
    Stop,
    Skip,
    AbortAll,
}

impl From<Policy> for ErrorPolicy {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::Stop => Self::Stop,
            Policy::Skip => Self::Skip,
            Policy::AbortAll => Self::AbortAll,
        }
    }
}

/// Lines of a report that are shown of each sort.
const SHOWN: usize = 50;

impl Import {
    pub async fn run(self) -> Result<(), Failure> {
        // Records within records go deep.
        stack::run(async move {
            match self.action {
                Action::Plan(plan) => plan.run().await,
                Action::Apply(apply) => apply.run().await,
                Action::Page(Page { files }) => {
                    let files = Files { format: Some(Format::Page), ..files };
                    Apply { files, on_error: Policy::Skip, title: None }.run().await
                }
                Action::Undo(undo) => undo.run().await,
                Action::Stop(stop) => stop.stop().await,
                Action::List(list) => list.run().await,
                Action::Result(result) => result.run().await,
            }
        })
        .await?
    }
}

impl Plan {
    async fn run(self) -> Result<(), Failure> {
        let db = open(&self.files.storage).await?;
        let (files, _spooled) = self.files.sources()?;
        let (infos, _) = job::inspect(&files);
        let pace = Pace::default();
        let bar = bar(&infos);
        let mut report = Report::default();
        let json = self.json;
        let mut tell = |planned: &plan::Planned<'_>, counts: &Counts| {
            bar.set_position(pace.bytes.load(Ordering::Relaxed));
            bar.set_message(format!("{} records", counts.all()));
            let name = files.get(planned.file).map_or("", |file| &file.name);
            if json {
                let line = job::line(0, 0, planned.file, planned.line, planned.decision, planned.title.map(ToOwned::to_owned));
                bar.suspend(|| output::line(&result_line(&line, name)));
            } else {
                report.add(name, planned.line, planned.title, planned.decision);
            }
        };
        let counts = plan::run(&db, &files, pace.clone(), &mut tell).await.map_err(|error| cause(&error))?;
        bar.finish_and_clear();
        report.tell();
        if !json {
            output::line(&format!("Planned, nothing is written: {counts}."));
        }
        Ok(())
    }
}

impl Apply {
    async fn run(self) -> Result<(), Failure> {
        let db = open(&self.files.storage).await?;
        let (files, _spooled) = self.files.sources()?;
        let (infos, digest) = job::inspect(&files);
        let on_error = ErrorPolicy::from(self.on_error);
        if on_error == ErrorPolicy::AbortAll {
            refuse_trouble(&db, &files).await?;
        }
        let job = if let Some(job) = job::interrupted(&db, &digest).await.map_err(|error| cause(&error))? {
            output::line(&format!("Import {} was interrupted; it goes on behind record {}.", job.id, job.done));
            job
        } else {
            let title = self.title.clone().unwrap_or_else(|| worker::titled(&infos));
            let order = Order { title, on_error, author_id: None, files: infos.clone(), digest, state: ImportState::Running };
            start(&db, order).await.map_err(|error| cause(&error))?
        };
        let pace = Pace::default();
        let bar = bar(&infos);
        let progress = |job: &import_job::Model| {
            bar.set_position(pace.bytes.load(Ordering::Relaxed));
            bar.set_message(format!("{} records", Counts::of(job).all()));
        };
        let done = apply::run(&db, job.id, files.clone(), pace.clone(), &progress).await;
        bar.finish_and_clear();
        let job = done.map_err(|error| format!("import {}: {}; the same command goes on with it", job.id, cause(&error)))?;
        tell(&db, &job).await.map_err(|error| cause(&error))?
    }
}

/// Nothing is written unless everything can be.
async fn refuse_trouble(db: &Db, files: &[Source]) -> Result<(), Failure> {
    let mut report = Report::default();
    let mut tell = |planned: &plan::Planned<'_>, _: &Counts| {
        let name = files.get(planned.file).map_or("", |file| &file.name);
        if matches!(planned.decision.outcome, LineOutcome::Invalid | LineOutcome::Ambiguous) {
            report.add(name, planned.line, planned.title, planned.decision);
        }
    };
    let counts = plan::run(db, files, Pace::default(), &mut tell).await.map_err(|error| cause(&error))?;
    if counts.trouble() == 0 {
        return Ok(());
    }
    report.tell();
    Err(format!("nothing was imported: {} of the records cannot be brought in", counts.trouble()))
}

async fn start(db: &Db, order: Order) -> crate::error::Result<import_job::Model> {
    let transaction = db.begin_write().await?;
    let job = job::create(&transaction, order).await?;
    transaction.commit().await?;
    Ok(job)
}

/// Tells what became of the records, and fails where some were not brought in.
async fn tell(db: &Db, job: &import_job::Model) -> crate::error::Result<Result<(), Failure>> {
    let mut report = Report::default();
    let infos = job::files(job);
    for outcome in [
        LineOutcome::Note,
        LineOutcome::Created,
        LineOutcome::Unchanged,
        LineOutcome::Updated,
        LineOutcome::Waiting,
        LineOutcome::Ambiguous,
        LineOutcome::Invalid,
    ] {
        let lines = import_line::Entity::find()
            .filter(import_line::Column::JobId.eq(job.id))
            .filter(import_line::Column::Outcome.eq(outcome))
            .filter(import_line::Column::Detail.is_not_null());
        let shown = lines.clone().order_by_asc(import_line::Column::Ordinal).limit(SHOWN as u64).all(db.read()).await?;
        for line in &shown {
            report.add_line(job::file_of(&infos, line), line);
        }
        if shown.len() == SHOWN {
            let more = usize::try_from(lines.count(db.read()).await?).unwrap_or(usize::MAX) - SHOWN;
            report.more(word(outcome), more);
        }
    }
    report.tell();
    let counts = Counts::of(job);
    let state = job::state_word(job.state);
    let problem = job.problem.as_ref().map(|problem| format!(" ({problem})")).unwrap_or_default();
    output::line(&format!("Import {} {state}{problem}: {counts}.", job.id));
    Ok(if counts.trouble() > 0 { Err(format!("{} of the records were not imported", counts.trouble())) } else { Ok(()) })
}

impl Undo {
    async fn run(self) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        let undone = undo::undo(&db, self.job, None).await.map_err(|error| cause(&error))?;
        for kept in undone.kept.iter().take(SHOWN) {
            let path = kept.path.as_ref().map(|path| format!(", {path}")).unwrap_or_default();
            let by = kept.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            output::line(&format!("kept  {}{path}: changed or referred to since{by}", kept.record));
        }
        if undone.kept.len() > SHOWN {
            output::line(&format!("kept  … and {} more", undone.kept.len() - SHOWN));
        }
        output::line(&format!("Import {} undone: {} changes taken back, {} kept.", self.job, undone.changes, undone.kept.len()));
        Ok(())
    }
}

impl Undo {
    async fn stop(self) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        undo::stop(&db, self.job).await.map_err(|error| cause(&error))?;
        output::line(&format!(
            "Import {} stopped; `communique import undo {}` takes back what it has applied.",
            self.job, self.job
        ));
        Ok(())
    }
}

impl List {
    async fn run(self) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        let jobs = import_job::Entity::find().order_by_asc(import_job::Column::Id).all(db.read()).await;
        for job in jobs.map_err(|error| error.to_string())? {
            output::line(&format!("{}  {}  {}: {}", job.id, job::state_word(job.state), job.title, Counts::of(&job)));
        }
        Ok(())
    }
}

impl ResultOf {
    async fn run(self) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        let job = job::find(db.read(), self.job).await.map_err(|error| cause(&error))?;
        let infos = job::files(&job);
        let mut last = -1;
        loop {
            let lines = job::lines_after(db.read(), job.id, last).await.map_err(|error| cause(&error))?;
            let Some(end) = lines.last() else { return Ok(()) };
            last = end.ordinal;
            for line in &lines {
                output::line(&result_line(line, job::file_of(&infos, line)));
            }
        }
    }
}

/// A line of the result as JSON.
fn result_line(line: &import_line::Model, file: &str) -> String {
    crate::import::result::line(line, file).to_string()
}

impl Files {
    /// The files that are named, and those in the folders that are named, in order. Standard input is kept in a file as long as the second
    /// value lives.
    fn sources(&self) -> Result<(Vec<Source>, Option<tempfile::TempDir>), Failure> {
        let mut sources = Vec::new();
        let mut spooled = None;
        for path in &self.paths {
            if path.as_os_str() == "-" {
                let folder = tempfile::tempdir().map_err(|error| format!("no room for standard input: {error}"))?;
                let path = folder.path().join("stdin");
                let copied =
                    std::fs::File::create(&path).and_then(|mut file| std::io::copy(&mut std::io::stdin().lock(), &mut file));
                copied.map_err(|error| format!("standard input: {error}"))?;
                sources.push(Source { name: "-".to_owned(), path, format: self.format, is_found: false });
                spooled = Some(folder);
            } else {
                collect(path, false, self.format, &mut sources).map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
        Ok((sources, spooled))
    }
}

/// The files in a folder, in order. What is no file there is passed over: links that lead nowhere or round, pipes, sockets.
fn collect(path: &Path, is_found: bool, format: Option<Format>, sources: &mut Vec<Source>) -> std::io::Result<()> {
    // What cannot be read is told with all the others.
    let there = std::fs::metadata(path);
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|there| there.file_type().is_symlink());
    if !there.as_ref().is_ok_and(std::fs::Metadata::is_dir) {
        if !is_found || there.is_ok_and(|there| there.is_file()) {
            sources.push(Source { name: path.display().to_string().replace('\\', "/"), path: path.to_owned(), format, is_found });
        }
        return Ok(());
    }
    if is_found && is_link {
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| collect(entry, true, format, sources))
}

/// A bar on the terminal, or nothing where there is none.
fn bar(infos: &[FileInfo]) -> ProgressBar {
    let bar = ProgressBar::new(infos.iter().map(|info| info.bytes).sum());
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}

/// What is said of records, grouped by what it is: a hundred thousand broken rows are a few lines.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
    more: BTreeMap<&'static str, usize>,
    shown: BTreeMap<&'static str, usize>,
}

impl Report {
    fn add(&mut self, file: &str, line: u64, title: Option<&str>, decision: &Decision) {
        if decision.is_plain() {
            return;
        }
        let word = word(decision.outcome);
        let about = title.or(decision.key.as_deref()).unwrap_or_default().to_owned();
        self.say(word, file, line, decision.kind, &about, &decision.fields, &decision.issues);
    }

    fn add_line(&mut self, file: &str, line: &import_line::Model) {
        let detail: Detail = line.detail.as_deref().and_then(|detail| serde_json::from_str(detail).ok()).unwrap_or_default();
        let about = detail.title.clone().or(crate::import::result::key(line).map(ToOwned::to_owned)).unwrap_or_default();
        let number = u64::try_from(line.line).unwrap_or_default();
        self.say(word(line.outcome), file, number, line.record_kind, &about, &detail.fields, &detail.issues);
    }

    fn say(
        &mut self,
        word: &'static str,
        file: &str,
        line: u64,
        kind: Option<RecordKind>,
        about: &str,
        fields: &[String],
        issues: &[Issue],
    ) {
        let shown = self.shown.entry(word).or_default();
        if *shown >= SHOWN {
            *self.more.entry(word).or_default() += 1;
            return;
        }
        *shown += 1;
        let kind = kind.map(|kind| format!(" {}", kind.name())).unwrap_or_default();
        let about = if about.is_empty() { String::new() } else { format!(" {about}") };
        let changed = if fields.is_empty() { String::new() } else { format!(": {}", fields.join(", ")) };
        self.lines.push(format!("{word:<10} {file}:{line}{kind}{about}{changed}"));
        for issue in issues.iter().take(5) {
            let path = if issue.path.is_empty() { String::new() } else { format!("{}: ", issue.path) };
            let candidates = issue.candidates.iter().map(|(kind, id)| crate::graphql::id::encode(kind.name(), *id).to_string());
            let candidates: Vec<String> = candidates.collect();
            let candidates = if candidates.is_empty() { String::new() } else { format!(" [{}]", candidates.join(", ")) };
            self.lines.push(format!("           {}{path}{}{candidates}", problem(issue.problem), issue.reason));
        }
        if issues.len() > 5 {
            self.lines.push(format!("           … and {} more", issues.len() - 5));
        }
    }

    fn more(&mut self, word: &'static str, count: usize) {
        if count > 0 {
            self.more.insert(word, count);
        }
    }

    fn tell(&self) {
        for line in &self.lines {
            output::line(line);
        }
        for (word, count) in &self.more {
            output::line(&format!("{word:<10} … and {count} more; `communique import result` has all"));
        }
    }
}

fn word(outcome: LineOutcome) -> &'static str {
    match outcome {
        LineOutcome::Created => "created",
        LineOutcome::Updated => "updated",
        LineOutcome::Unchanged => "unchanged",
        LineOutcome::Ambiguous => "ambiguous",
        LineOutcome::Invalid => "invalid",
        LineOutcome::Waiting => "waiting",
        LineOutcome::Note => "note",
    }
}

fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::Invalid | Problem::Note => "",
        Problem::Unresolved => "left out: ",
        Problem::Ambiguous => "ambiguous: ",
        Problem::Conflict => "conflict: ",
    }
}
