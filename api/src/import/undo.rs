//! Takes a whole import back, except what has been changed since.

use super::apply::forget_files;
use super::job;
use crate::changeset::{ChangeSet, Header};
use crate::db::Db;
use crate::error::{Clash, Error, Result};
use entity::{ChangeSetState, ImportState, change_set, import_entry, import_job};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// What was taken back.
pub struct Undone {
    pub job: import_job::Model,
    /// How many changes were made to take it back.
    pub changes: usize,
    /// What stays, and what stands in the way.
    pub kept: Vec<Clash>,
}

/// Takes back the change sets of the job, the last first, each in a transaction of its own. What somebody has changed since, and what others
/// refer to, stays and is told. Interrupted, it can be called again.
pub async fn undo(db: &Db, id: i64, author_id: Option<i64>) -> Result<Undone> {
    let before = job::find(db.read(), id).await?;
    match before.state {
        ImportState::Done | ImportState::Stopped => {}
        ImportState::Running => return Err(Error::Conflict("the import is still running; stop it first".into())),
        ImportState::Planned => return Err(Error::Conflict("the import is only planned: there is nothing to take back".into())),
        ImportState::Undone => return Err(Error::Conflict("the import was taken back already".into())),
    }
    let (changes, kept) = sets(db, &before, author_id).await?;
    let after = job::ended(before.clone(), ImportState::Undone, None);
    let transaction = db.begin_write().await?;
    job::advance(&transaction, &before, &after).await?;
    transaction.commit().await?;
    Ok(Undone { job: after, changes, kept })
}

/// Ends a job that runs, or was interrupted. What it has applied stays.
pub async fn stop(db: &Db, id: i64) -> Result<import_job::Model> {
    let transaction = db.begin_write().await?;
    let before = job::find(&transaction, id).await?;
    if before.state != ImportState::Running {
        return Err(Error::Conflict("the import does not run".into()));
    }
    let after = job::ended(before.clone(), ImportState::Stopped, Some("stopped by hand".into()));
    job::advance(&transaction, &before, &after).await?;
    forget_files(&transaction, id).await?;
    transaction.commit().await?;
    Ok(after)
}

/// Takes back what a job has done that was to be all or nothing.
pub(super) async fn abort(db: &Db, before: import_job::Model) -> Result<import_job::Model> {
    let (_, kept) = sets(db, &before, before.author_id).await?;
    let problem = before.problem.clone().unwrap_or_default();
    let problem = if kept.is_empty() {
        format!("{problem}; all of it was taken back")
    } else {
        format!("{problem}; all of it was taken back but {} records that were changed meanwhile", kept.len())
    };
    let after = job::ended(before.clone(), ImportState::Undone, Some(problem));
    let transaction = db.begin_write().await?;
    job::advance(&transaction, &before, &after).await?;
    transaction.commit().await?;
    Ok(after)
}

async fn sets(db: &Db, job: &import_job::Model, author_id: Option<i64>) -> Result<(usize, Vec<Clash>)> {
    let sets = change_set::Entity::find()
        .filter(change_set::Column::ImportId.eq(job.id))
        .filter(change_set::Column::State.eq(ChangeSetState::Applied))
        .filter(change_set::Column::UndoesId.is_null())
        .order_by_desc(change_set::Column::Id)
        .all(db.read())
        .await?;
    if !sets.is_empty() {
        forget_said(db, job.id).await?;
    }
    let (mut changes, mut kept) = (0, Vec::new());
    for set in sets {
        let header =
            Header { title: format!("Takes back: {}", set.title), author_id, import_id: Some(job.id), ..Header::default() };
        let mut undoing = ChangeSet::within(db.begin_write().await?, header).await?;
        undoing.keep();
        kept.extend(undoing.undo_what_can(set.id).await?);
        changes += undoing.changes();
        undoing.commit().await?;
    }
    Ok((changes, kept))
}

/// What the files have said counts no more: imported again, it is looked at as if for the first time.
async fn forget_said(db: &Db, job: i64) -> Result<()> {
    let transaction = db.begin_write().await?;
    import_entry::Entity::update_many()
        .col_expr(import_entry::Column::Digest, Expr::value(""))
        .col_expr(import_entry::Column::Parts, Expr::value("{}"))
        .filter(import_entry::Column::JobId.eq(job))
        .exec(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}
