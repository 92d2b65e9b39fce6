//! Imports for those who may import.

use super::filter::{ImportJobFilter, ImportJobOrder};
use super::job;
use super::object::{ImportJob, ImportLine, jobs, line_of};
use crate::auth::Needs;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::one;
use crate::graphql::pagination::{Connection, PageArgs, page_size};
use async_graphql::{Context, ID, Object};
use entity::{ImportState, import_entry, import_job, import_line};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// Imports and what they left open.
#[derive(Default)]
pub struct ImportQuery;

#[Object]
impl ImportQuery {
    /// The import with this id; null where there is none. Ask for it again to see how far it is.
    #[graphql(guard = "Needs::Import")]
    async fn import_job(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Result<Option<ImportJob>> {
        one(ctx.loader(), Some(id::decode(ImportJob::NAME, &id, "id")?)).await
    }

    /// All imports.
    #[graphql(guard = "Needs::Import")]
    async fn import_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which imports.")] filter: Option<ImportJobFilter>,
        #[graphql(desc = "In which order; the last first if absent.")] order_by: Option<ImportJobOrder>,
        #[graphql(desc = "How many from the beginning: 20 if absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ImportJob>> {
        jobs(ctx, filter, order_by, PageArgs { first, after, last, before }).await
    }

    /// The worklist of what imports could not decide: records, and references in records, of which several of the archive may be meant. A
    /// record is off the list when it has been brought in since. Give the right one of the candidates an external id that the file
    /// names, or merge them, and import the file again.
    #[graphql(guard = "Needs::Import")]
    async fn ambiguous_imports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many lines: at most 100.", default = 50)] first: i32,
        #[graphql(desc = "Only lines of this import.")] import_id: Option<ID>,
        #[graphql(desc = "The `ordinal` of the line to read on behind, in the same import.")] after: Option<i64>,
    ) -> Result<Vec<ImportLine>> {
        use import_line::{Column, Entity};
        let limit = page_size(Some(first), "first")? as u64;
        let job = import_id.map(|id| id::decode(ImportJob::NAME, &id, "importId")).transpose()?;
        let stands = Query::select()
            .column(import_job::Column::Id)
            .from(import_job::Entity)
            .and_where(import_job::Column::State.is_in([ImportState::Running, ImportState::Stopped, ImportState::Done]))
            .take();
        // Said without anything left open since, by the same or a later import.
        let settled = Query::select()
            .expr(Expr::value(1))
            .from(import_entry::Entity)
            .and_where(Expr::col((import_entry::Entity, import_entry::Column::Key)).equals((Entity, Column::Key)))
            .and_where(Expr::col((import_entry::Entity, import_entry::Column::Digest)).ne(""))
            .and_where(Expr::col((import_entry::Entity, import_entry::Column::JobId)).gte(Expr::col((Entity, Column::JobId))))
            .take();
        let mut lines = Entity::find()
            .filter(Column::IsAmbiguous.eq(true))
            .filter(Column::JobId.in_subquery(stands))
            .filter(Expr::exists(settled).not());
        if let Some(job) = job {
            lines = lines.filter(Column::JobId.eq(job));
            if let Some(after) = after {
                lines = lines.filter(Column::Ordinal.gt(after));
            }
        }
        let (lines, db) = (lines.order_by_asc(Column::JobId).order_by_asc(Column::Ordinal).limit(limit), ctx.db().clone());
        let (rows, jobs) = ctx
            .waves()
            .result(async move {
                let rows = lines.all(db.read()).await?;
                let jobs = import_job::Entity::find().filter(import_job::Column::Id.is_in(rows.iter().map(|row| row.job_id)));
                Ok((rows, jobs.all(db.read()).await?))
            })
            .await?;
        let files: HashMap<i64, Vec<job::FileInfo>> = jobs.iter().map(|job| (job.id, job::files(job))).collect();
        Ok(rows
            .into_iter()
            .map(|row| {
                let files = files.get(&row.job_id).map(Vec::as_slice).unwrap_or_default();
                line_of(row, files)
            })
            .collect())
    }
}
