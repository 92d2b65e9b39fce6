//! Bulk import and export: what a file says comes in once, is told before, goes on where it was interrupted, and is taken back.

mod again;
mod api_import;
mod bad;
mod corpora;
mod export;
mod interrupted;
mod meaning;

use api::db::Db;
use api::import::engine::{Decision, Problem};
use api::import::job::{self, Counts, Order};
use api::import::stream::{Pace, Source};
use api::import::{apply, plan};
use entity::{ErrorPolicy, ImportState, LineOutcome, import_job, import_line};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use std::path::Path;
use support::App;

/// A file with these lines.
pub struct File {
    folder: tempfile::TempDir,
    name: String,
}

impl File {
    pub fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(name), content).expect("a file");
        Self { folder, name: name.to_owned() }
    }

    pub fn lines(name: &str, records: &[Value]) -> Self {
        Self::new(name, records.iter().map(|record| format!("{record}\n")).collect::<String>())
    }

    pub fn source(&self) -> Source {
        source(&self.folder.path().join(&self.name))
    }
}

pub fn source(path: &Path) -> Source {
    Source { name: path.display().to_string(), path: path.to_owned(), format: None, is_found: false }
}

/// The sources in a folder of the fixtures, all or those that are named.
pub fn fixtures(folder: &str) -> Vec<Source> {
    fn collect(path: &Path, found: &mut Vec<Source>) {
        if path.is_dir() {
            let mut entries: Vec<_> =
                std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
            entries.sort();
            entries.iter().for_each(|entry| collect(entry, found));
        } else {
            found.push(Source { is_found: true, ..source(path) });
        }
    }
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder), &mut found);
    assert!(!found.is_empty(), "{folder}");
    found
}

pub async fn start(db: &Db, files: &[Source], on_error: ErrorPolicy) -> import_job::Model {
    let (infos, digest) = job::inspect(files);
    let order =
        Order { title: "A test".to_owned(), on_error, author_id: None, files: infos, digest, state: ImportState::Running };
    let transaction = db.begin_write().await.expect("a turn to write");
    let job = job::create(&transaction, order).await.expect("a job");
    transaction.commit().await.expect("the job is kept");
    job
}

pub async fn import_all(app: &App, files: Vec<Source>, on_error: ErrorPolicy) -> import_job::Model {
    let db = app.db.clone();
    api::stack::run(async move {
        let job = start(&db, &files, on_error).await;
        apply::run(&db, job.id, files, Pace::default(), &|_| {}).await.expect("the import runs")
    })
    .await
    .expect("a thread")
}

/// Imports a file, and goes on behind what cannot be brought in.
pub async fn import(app: &App, file: &File) -> import_job::Model {
    import_all(app, vec![file.source()], ErrorPolicy::Skip).await
}

pub async fn plan_of(app: &App, files: Vec<Source>) -> (Counts, Vec<(u64, Decision)>) {
    let db = app.db.clone();
    api::stack::run(async move {
        let mut lines = Vec::new();
        let mut tell = |planned: &plan::Planned<'_>, _: &Counts| lines.push((planned.line, planned.decision.clone()));
        let counts = plan::run(&db, &files, Pace::default(), &mut tell).await.expect("the plan is made");
        (counts, lines)
    })
    .await
    .expect("a thread")
}

/// Created, updated, unchanged, ambiguous, invalid.
pub fn sums(job: &import_job::Model) -> [i64; 5] {
    [job.created, job.updated, job.unchanged, job.ambiguous, job.invalid]
}

pub async fn lines(app: &App, job: &import_job::Model) -> Vec<import_line::Model> {
    let lines =
        import_line::Entity::find().filter(import_line::Column::JobId.eq(job.id)).order_by_asc(import_line::Column::Ordinal);
    lines.all(app.db.read()).await.expect("the lines")
}

/// What is said of a line: problem, field, reason.
pub fn issues(line: &import_line::Model) -> Vec<(Problem, String, String)> {
    let detail: job::Detail =
        line.detail.as_deref().map(|detail| serde_json::from_str(detail).expect("a detail")).unwrap_or_default();
    detail.issues.into_iter().map(|issue| (issue.problem, issue.path, issue.reason)).collect()
}

pub async fn position(app: &App) -> i64 {
    let counter = entity::counter::Entity::find_by_id("position");
    counter.one(app.db.read()).await.expect("a counter").map_or(0, |counter| counter.value)
}

/// A statement with everything a line may nest.
pub fn nested() -> Value {
    json!({
        "type": "Statement", "key": "example/1", "kind": "NEWS_CONFERENCE", "title": "A news conference", "holding": "FULL", "language": "en",
        "made": "2016-07-12", "publisher": {"name": "Embassy of Russia in London", "kind": "EMBASSY", "country": "RU"},
        "countries": ["RU", {"code": "AZ"}], "topics": [{"label": "Nagorno-Karabakh"}],
        "event": {"name": "Talks in Baku", "kind": "TALKS", "status": "HELD", "starts": "2016-07-12",
                  "place": {"name": "Baku", "kind": "CITY", "country": {"code": "AZE"}},
                  "participants": [{"person": {"name": "Sergey Lavrov"}, "role": "GUEST"}]},
        "turns": [
            {"kind": "SPEECH", "text": "Good afternoon.", "label": "Sergey Lavrov", "speaker": {"name": "Sergey Lavrov"}},
            {"kind": "QUESTION", "text": "What about Vienna?", "label": "Question",
             "addressees": [{"person": {"name": "Sergey Lavrov"}, "phrase": "for Mr Lavrov"}]},
            {"kind": "ANSWER", "text": "We agreed there.", "speaker": {"name": "Sergey Lavrov"}}
        ],
        "links": [{"kind": "RESPONDS_TO", "target": {"key": "example/2"}, "phrase": "the article"}],
        "mentions": [{"turn": 1, "start": 11, "end": 17, "place": {"name": "Vienna", "kind": "CITY", "country": "AT"}}],
        "sources": [{"url": "https://example.org/news/1"}],
    })
}

pub fn article() -> Value {
    json!({"type": "Statement", "key": "example/2", "kind": "ARTICLE", "title": "An article", "holding": "REFERENCED",
           "publisher": {"name": "The Herald", "kind": "MEDIA_OUTLET"}})
}
