//! Imports over the API: a file is planned or applied, and an import is stopped or taken back.

use super::format::Format;
use super::job::{self, Counts, FileInfo, Order};
use super::object::{ErrorPolicy, ImportJob};
use super::stream::{Pace, Source};
use super::{plan, undo, worker};
use crate::auth::Needs;
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use async_graphql::{Context, ID, Object, SimpleObject, Upload, UploadValue};
use entity::{ImportState, import_job, import_line};
use std::io::{Read, Seek, Write};
use tempfile::TempDir;

/// What became of an import.
#[derive(SimpleObject)]
pub struct ImportPayload {
    /// The import as it is now.
    job: ImportJob,
}

/// Something that stays though the import was taken back.
#[derive(SimpleObject)]
pub struct KeptChange {
    /// The record.
    record_id: ID,
    /// The field of it, where it is about one.
    field: Option<String>,
    /// Who has changed it since; null where another record refers to it, or nobody is known to have.
    changed_by: Option<String>,
    /// The position of the other change in the archive's log.
    position: Option<i64>,
}

/// What was taken back.
#[derive(SimpleObject)]
pub struct UndoImportPayload {
    /// The import as it is now.
    job: ImportJob,
    /// How many changes were made to take it back.
    changes: i32,
    /// What was changed or referred to since, and stays; the first 1 000.
    kept: Vec<KeptChange>,
    /// How many there are of these in all.
    kept_count: i32,
}

/// More than anybody reads of what stays.
const KEPT: usize = 1_000;

/// Mutations of imports. A file comes as a multipart request (GraphQL multipart request specification).
#[derive(Default)]
pub struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Says what importing a file would do, and writes nothing to the archive: how many records would be created, updated, left alone, are
    /// ambiguous or invalid, with a line for each that is not plain. Give the id of the plan to `applyImport` to do it.
    #[graphql(guard = "Needs::Import")]
    async fn plan_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file: plain, or compressed with gzip or zstd.")] file: Upload,
        #[graphql(
            desc = "How it is written: jsonl, csv, page, historian, akoma-ntoso, tei, popolo, markdown, speech-text, legislators \
                          or country-codes. Recognised by its content if absent."
        )]
        format: Option<String>,
        #[graphql(desc = "What the import is called in the archive's history; the file's name if absent.")] title: Option<String>,
    ) -> Result<ImportPayload> {
        let spooled = Spooled::new(file.value(ctx).map_err(Error::internal)?, format)?;
        let mut job = spooled.job(ctx, title, entity::ErrorPolicy::Skip, ImportState::Planned).await?;
        let mut lines: Vec<import_line::Model> = Vec::new();
        let id = job.id;
        let mut tell = |planned: &plan::Planned<'_>, _: &Counts| {
            if !planned.decision.is_plain() && lines.len() < PLANNED_LINES {
                let ordinal = job::ordinal(planned.ordinal, planned.part);
                lines.push(job::line(
                    id,
                    ordinal,
                    planned.file,
                    planned.line,
                    planned.decision,
                    planned.title.map(ToOwned::to_owned),
                ));
            }
        };
        let pace = Pace::default();
        let counts = plan::run(ctx.db(), &spooled.sources, pace.clone(), &mut tell).await?;
        let before = job.clone();
        counts.put(&mut job);
        job.total = i64::try_from(pace.total.load(std::sync::atomic::Ordering::Relaxed)).ok();
        let transaction = ctx.db().begin_write().await?;
        lines.sort_by_key(|line| line.ordinal);
        job::write_lines(&transaction, lines, false).await?;
        job::advance(&transaction, &before, &job).await?;
        transaction.commit().await?;
        Ok(ImportPayload { job: ImportJob(job) })
    }

    /// Imports a file, or one that was planned. It goes on after the answer: ask for `importJob` to see how far it is. A server that is
    /// stopped meanwhile, or another, goes on where it was.
    #[graphql(guard = "Needs::Import")]
    async fn apply_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file: plain, or compressed with gzip or zstd.")] file: Option<Upload>,
        #[graphql(desc = "The plan that is to be done, instead of a file.")] plan_id: Option<ID>,
        #[graphql(desc = "How the file is written, as in `planImport`. Recognised by its content if absent.")] format: Option<
            String,
        >,
        #[graphql(desc = "What to do about a record that cannot be brought in.", default_with = "ErrorPolicy::Stop")]
        on_error: ErrorPolicy,
        #[graphql(desc = "What the import is called in the archive's history; the file's name if absent.")] title: Option<String>,
    ) -> Result<ImportPayload> {
        let job = match (file, plan_id) {
            (Some(file), None) => {
                let spooled = Spooled::new(file.value(ctx).map_err(Error::internal)?, format)?;
                if on_error == ErrorPolicy::AbortAll {
                    refuse_trouble(ctx, &spooled.sources).await?;
                }
                spooled.job(ctx, title, on_error.into(), ImportState::Running).await?
            }
            (None, Some(plan)) => start_planned(ctx, id::decode(ImportJob::NAME, &plan, "planId")?, on_error).await?,
            _ => return Err(Error::bad_input("file", "give either a file or a plan")),
        };
        let (db, id) = (ctx.db().clone(), job.id);
        tokio::spawn(async move { worker::work(&db, id).await });
        Ok(ImportPayload { job: ImportJob(job) })
    }

    /// Stops an import that runs. What it has applied stays; `undoImport` takes it back.
    #[graphql(guard = "Needs::Import")]
    async fn stop_import(&self, ctx: &Context<'_>, #[graphql(desc = "The import.")] id: ID) -> Result<ImportPayload> {
        let id = id::decode(ImportJob::NAME, &id, "id")?;
        Ok(ImportPayload { job: ImportJob(undo::stop(ctx.db(), id).await?) })
    }

    /// Takes a whole import back, except what has been changed or referred to since, which it lists.
    #[graphql(guard = "Needs::Import")]
    async fn undo_import(&self, ctx: &Context<'_>, #[graphql(desc = "The import.")] id: ID) -> Result<UndoImportPayload> {
        let id = id::decode(ImportJob::NAME, &id, "id")?;
        let author = ctx.viewer().signed_in()?.user_id;
        let undone = undo::undo(ctx.db(), id, Some(author)).await?;
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        let kept_count = count(undone.kept.len());
        let kept = undone.kept.into_iter().take(KEPT).map(|clash| KeptChange {
            record_id: ID(clash.record),
            field: clash.path,
            changed_by: clash.by,
            position: clash.position,
        });
        ctx.loader().forget();
        Ok(UndoImportPayload { job: ImportJob(undone.job), changes: count(undone.changes), kept: kept.collect(), kept_count })
    }
}

/// Lines of a plan that are kept: a hundred thousand broken rows are no more than that.
const PLANNED_LINES: usize = 10_000;

/// A file that was handed in, on the disk of this server.
struct Spooled {
    sources: Vec<Source>,
    infos: Vec<FileInfo>,
    digest: String,
    _folder: TempDir,
}

impl Spooled {
    fn new(upload: UploadValue, format: Option<String>) -> Result<Self> {
        let format = format
            .map(|name| {
                let all: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
                Format::named(&name)
                    .ok_or_else(|| Error::bad_input("format", format!("'{name}' is no format; allowed are {}", all.join(", "))))
            })
            .transpose()?;
        let folder = tempfile::tempdir().map_err(Error::internal)?;
        let path = folder.path().join("file");
        let name: String = upload.filename.chars().filter(|c| !c.is_control()).take(300).collect();
        let mut content = upload.content;
        content.rewind().map_err(Error::internal)?;
        let mut out = std::fs::File::create(&path).map_err(Error::internal)?;
        std::io::copy(&mut content, &mut out).and_then(|_| out.flush()).map_err(Error::internal)?;
        let sources = vec![Source { name, path, format, is_found: false }];
        let (infos, digest) = job::inspect(&sources);
        Ok(Self { sources, infos, digest, _folder: folder })
    }

    /// A job for it, with the file kept where every server finds it.
    async fn job(
        &self,
        ctx: &Context<'_>,
        title: Option<String>,
        on_error: entity::ErrorPolicy,
        state: ImportState,
    ) -> Result<import_job::Model> {
        let title = title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| worker::titled(&self.infos));
        if title.chars().count() > 2_000 {
            return Err(Error::bad_input("title", "has more than 2 000 characters"));
        }
        let author_id = Some(ctx.viewer().signed_in()?.user_id);
        let transaction = ctx.db().begin_write().await?;
        let order = Order { title, on_error, author_id, files: self.infos.clone(), digest: self.digest.clone(), state };
        let job = job::create(&transaction, order).await?;
        for (file, source) in self.sources.iter().enumerate() {
            let content = std::fs::File::open(&source.path).map_err(Error::internal)?;
            worker::keep(&transaction, job.id, file, content.take(u64::MAX)).await?;
        }
        transaction.commit().await?;
        Ok(job)
    }
}

/// Nothing is written unless everything can be.
async fn refuse_trouble(ctx: &Context<'_>, sources: &[Source]) -> Result<()> {
    let mut violations = Vec::new();
    let mut tell = |planned: &plan::Planned<'_>, _: &Counts| {
        if super::engine::is_trouble(planned.decision.outcome) && violations.len() < 50 {
            for issue in planned.decision.issues.iter().take(3) {
                let path = format!("file.{}.{}", planned.line, issue.path);
                violations.push(crate::error::Violation { path, message: issue.reason.clone() });
            }
        }
    };
    let counts = plan::run(ctx.db(), sources, Pace::default(), &mut tell).await?;
    if counts.trouble() == 0 { Ok(()) } else { Err(Error::BadUserInput(violations)) }
}

/// Begins to do what was planned.
async fn start_planned(ctx: &Context<'_>, plan: i64, on_error: ErrorPolicy) -> Result<import_job::Model> {
    let transaction = ctx.db().begin_write().await?;
    let before = job::find(&transaction, plan).await?;
    if before.state != ImportState::Planned {
        return Err(Error::Conflict("this import is no plan any more".into()));
    }
    let is_refused = on_error == ErrorPolicy::AbortAll && before.ambiguous + before.invalid > 0;
    if is_refused {
        let message =
            format!("{} of the planned records cannot be brought in; nothing is written", before.ambiguous + before.invalid);
        return Err(Error::Conflict(message));
    }
    let mut after = import_job::Model { state: ImportState::Running, on_error: on_error.into(), ..before.clone() };
    Counts::default().put(&mut after);
    job::forget_lines(&transaction, plan).await?;
    job::start(&transaction, &before, &after).await?;
    transaction.commit().await?;
    Ok(after)
}
