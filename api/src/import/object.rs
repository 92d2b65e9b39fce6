//! Imports as clients see them.

use super::engine::{Issue, Problem};
use super::job::{self, Detail, FileInfo};
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::{one, stored};
use crate::graphql::pagination::{Connection, Listed, PageArgs, page, page_size};
use crate::graphql::scalar::DateTime;
use crate::review::RecordKind;
use crate::user::User;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use entity::import_job::Model;
use entity::import_line;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::ImportState")]
pub enum ImportState {
    /// It was only planned: nothing is written.
    Planned,
    /// It is being applied, batch after batch.
    Running,
    /// It ended before its end; what it had applied until then stays.
    Stopped,
    /// All its records were looked at.
    Done,
    /// It was taken back.
    Undone,
}

/// What an import does about a record that cannot be brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::ErrorPolicy")]
pub enum ErrorPolicy {
    /// It stops there; what came before stays.
    Stop,
    /// It tells, and goes on with the next.
    Skip,
    /// It takes back all it has done.
    AbortAll,
}

/// What became of one record of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::LineOutcome")]
pub enum ImportOutcome {
    /// It is new.
    Created,
    /// The archive had it, and fields of it were changed.
    Updated,
    /// The archive had it as it is.
    Unchanged,
    /// Several records of the archive may be meant: it was not brought in.
    Ambiguous,
    /// It breaks a rule, or cannot be read: it was not brought in.
    Invalid,
    /// It refers to something that is not there yet, and is looked at again.
    Waiting,
    /// No record, but something worth knowing.
    Note,
}

/// What is not plain about a record of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImportProblem {
    /// It breaks a rule.
    Invalid,
    /// Nothing has the identity that is named; the reference was left out.
    Unresolved,
    /// Several records may be meant.
    Ambiguous,
    /// Somebody has changed the field by hand since the last import; it was kept.
    Conflict,
    /// Worth knowing.
    Note,
}

/// A file of an import.
#[derive(SimpleObject)]
pub struct ImportFile {
    /// Its name, as whoever imports it has given it.
    name: String,
    /// The format that was asked for: `jsonl`, `csv`, `tei` …; null where it is recognised by its content.
    format: Option<String>,
    /// Its size in bytes.
    bytes: i64,
    /// The SHA-256 of its bytes, in lower-case hexadecimal digits.
    sha256: String,
}

/// Something about a record of an import that is not plain.
#[derive(SimpleObject)]
pub struct ImportIssue {
    /// What sort of thing it is.
    problem: ImportProblem,
    /// The field of the record: `turns.3.speaker`; empty for the record as a whole.
    field: String,
    /// What is the matter, with the value and what is allowed.
    reason: String,
    /// The ids of the records that may be meant.
    candidate_ids: Vec<ID>,
}

/// One line of an import's result: a record of its files.
pub struct ImportLine {
    row: import_line::Model,
    file: String,
    detail: Detail,
}

/// What became of a record of an import's files.
#[Object]
impl ImportLine {
    /// The file.
    async fn file(&self) -> &str {
        &self.file
    }

    /// The line in which the record begins, counted from 1; 0 where that is not known.
    async fn line(&self) -> i64 {
        self.row.line
    }

    /// Where it stands in the result: give it as `after` to read on behind it.
    async fn ordinal(&self) -> i64 {
        self.row.ordinal
    }

    /// What became of it.
    async fn outcome(&self) -> ImportOutcome {
        self.row.outcome.into()
    }

    /// The kind of the record; null where it could not be read.
    async fn record_kind(&self) -> Option<RecordKind> {
        self.row.record_kind.map(Into::into)
    }

    /// The id of the record in the archive.
    async fn record_id(&self) -> Option<ID> {
        Some(id::encode(self.row.record_kind?.name(), self.row.record_id?))
    }

    /// What the source calls the record.
    async fn key(&self) -> Option<&str> {
        super::result::key(&self.row)
    }

    /// The title, of a statement of a page.
    async fn title(&self) -> Option<&str> {
        self.detail.title.as_deref()
    }

    /// The fields that were changed.
    async fn changed_fields(&self) -> &[String] {
        &self.detail.fields
    }

    /// Everything about it that is not plain; at most 50 issues.
    async fn issues(&self) -> Vec<ImportIssue> {
        self.detail.issues.iter().map(shown).collect()
    }
}

fn shown(issue: &Issue) -> ImportIssue {
    let problem = match issue.problem {
        Problem::Invalid => ImportProblem::Invalid,
        Problem::Unresolved => ImportProblem::Unresolved,
        Problem::Ambiguous => ImportProblem::Ambiguous,
        Problem::Conflict => ImportProblem::Conflict,
        Problem::Note => ImportProblem::Note,
    };
    ImportIssue {
        problem,
        field: issue.path.clone(),
        reason: issue.reason.clone(),
        candidate_ids: issue.candidates.iter().map(|(kind, record)| id::encode(kind.name(), *record)).collect(),
    }
}

#[derive(Clone)]
pub struct ImportJob(pub Model);

stored!(ImportJob: import_job);

impl Listed for ImportJob {
    type Filter = super::filter::ImportJobFilter;
    type Order = super::filter::ImportJobOrder;
}

/// An import: what was handed in, how far it is, and what became of each record.
#[Object]
impl ImportJob {
    /// The opaque global id.
    pub async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    /// Its number, as the command line gives it.
    async fn number(&self) -> i64 {
        self.0.id
    }

    /// What it is called in the archive's history.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Where it stands.
    async fn state(&self) -> ImportState {
        self.0.state.into()
    }

    /// What it does about a record that cannot be brought in.
    async fn on_error(&self) -> ErrorPolicy {
        self.0.on_error.into()
    }

    /// Who handed it in; null for one from the command line.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        one(ctx.loader(), self.0.author_id).await
    }

    /// When it was handed in.
    async fn created_at(&self) -> Option<DateTime> {
        DateTime::from_millis(self.0.created_at)
    }

    /// When it last moved.
    async fn updated_at(&self) -> Option<DateTime> {
        DateTime::from_millis(self.0.updated_at)
    }

    /// When it ended; null as long as it runs.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.and_then(DateTime::from_millis)
    }

    /// Its files.
    async fn files(&self) -> Vec<ImportFile> {
        let file = |info: FileInfo| ImportFile {
            name: info.name,
            format: info.format,
            bytes: i64::try_from(info.bytes).unwrap_or(i64::MAX),
            sha256: info.sha256,
        };
        job::files(&self.0).into_iter().map(file).collect()
    }

    /// How many records of the files have been looked at in this round. Records that refer to later ones are looked at in more than one.
    async fn done(&self) -> i64 {
        self.0.done
    }

    /// How many there are; null until the files have been read once.
    async fn total(&self) -> Option<i64> {
        self.0.total
    }

    /// Records that are new.
    async fn created(&self) -> i64 {
        self.0.created
    }

    /// Records of which fields were changed.
    async fn updated(&self) -> i64 {
        self.0.updated
    }

    /// Records that the archive had as they are.
    async fn unchanged(&self) -> i64 {
        self.0.unchanged
    }

    /// Records with fields that somebody had changed by hand since the last import, and that were kept.
    async fn conflicting(&self) -> i64 {
        self.0.conflicting
    }

    /// Records that were not brought in because several of the archive may be meant.
    async fn ambiguous(&self) -> i64 {
        self.0.ambiguous
    }

    /// Records that were not brought in because they break a rule or cannot be read.
    async fn invalid(&self) -> i64 {
        self.0.invalid
    }

    /// Records that wait for what they refer to.
    async fn waiting(&self) -> i64 {
        self.0.waiting
    }

    /// Why it stopped; null where it went to its end.
    async fn problem(&self) -> Option<&str> {
        self.0.problem.as_deref()
    }

    /// What became of its records, in the order of its files. All of it is at `/imports/{number}/result.jsonl` too.
    async fn lines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only lines with one of these outcomes.")] outcomes: Option<Vec<ImportOutcome>>,
        #[graphql(desc = "Only lines on which something is not plain.", default)] not_plain: bool,
        #[graphql(desc = "How many lines: at most 100.", default = 50)] first: i32,
        #[graphql(desc = "The `ordinal` of the line to read on behind.")] after: Option<i64>,
    ) -> Result<Vec<ImportLine>> {
        use import_line::{Column, Entity};
        let limit = page_size(Some(first), "first")? as u64;
        let mut lines = Entity::find().filter(Column::JobId.eq(self.0.id));
        if let Some(outcomes) = outcomes {
            lines = lines.filter(Column::Outcome.is_in(outcomes.into_iter().map(entity::LineOutcome::from)));
        }
        if not_plain {
            lines = lines.filter(Column::Detail.is_not_null());
        }
        if let Some(after) = after {
            lines = lines.filter(Column::Ordinal.gt(after));
        }
        let (lines, db) = (lines.order_by_asc(Column::Ordinal).limit(limit), ctx.db().clone());
        let rows = ctx.waves().result(async move { Ok(lines.all(db.read()).await?) }).await?;
        let files = job::files(&self.0);
        Ok(rows.into_iter().map(|row| line_of(row, &files)).collect())
    }
}

pub fn line_of(row: import_line::Model, files: &[FileInfo]) -> ImportLine {
    let file = job::file_of(files, &row).to_owned();
    let detail = row.detail.as_deref().and_then(|detail| serde_json::from_str(detail).ok()).unwrap_or_default();
    ImportLine { row, file, detail }
}

/// All imports.
pub async fn jobs(
    ctx: &Context<'_>,
    filter: Option<super::filter::ImportJobFilter>,
    order: Option<super::filter::ImportJobOrder>,
    args: PageArgs,
) -> Result<Connection<ImportJob>> {
    page(ctx, filter, order, args).await
}
