//! Change sets that are to be applied at a time: whichever server looks first applies them, once.

use super::service::{apply_waiting, say};
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use entity::{ChangeSetState, change_set};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::time::Duration;

/// How often a server looks.
const INTERVAL: Duration = Duration::from_secs(1);

/// Looks for due sets for as long as the process lives.
pub async fn run(db: Db) {
    loop {
        tokio::time::sleep(INTERVAL).await;
        if let Err(error) = apply_due(&db).await {
            tracing::warn!(%error, "due change sets could not be applied; it is tried again");
        }
    }
}

/// Applies every set whose time has come.
pub async fn apply_due(db: &Db) -> Result<()> {
    let due = change_set::Entity::find()
        .filter(change_set::Column::State.eq(ChangeSetState::Scheduled))
        .filter(change_set::Column::ApplyAt.lte(clock::now_millis()))
        .order_by_asc(change_set::Column::ApplyAt)
        .all(db.read())
        .await?;
    for set in due {
        // One that fails for a reason of ours must not keep the others waiting.
        if let Err(error) = apply_one(db, set.id).await {
            tracing::warn!(change_set = set.id, %error, "a scheduled change set could not be applied; it is tried again");
        }
    }
    Ok(())
}

async fn apply_one(db: &Db, id: i64) -> Result<()> {
    let transaction = db.begin_write().await?;
    // Another server may have been faster, or an editor may have thought better of it.
    let set = change_set::Entity::find_by_id(id).one(&transaction).await?;
    let is_due = |set: &change_set::Model| {
        set.state == ChangeSetState::Scheduled && set.apply_at.is_some_and(|at| at <= clock::now_millis())
    };
    let Some(set) = set.filter(is_due) else { return Ok(()) };
    match apply_waiting(transaction, id, set.reviewer_id).await {
        Ok(applied) => {
            tracing::info!(change_set = id, position = applied.position, "a scheduled change set was applied");
            Ok(())
        }
        // What is no fault of the set is tried again.
        Err(error @ (Error::Internal(_) | Error::Unavailable { .. } | Error::SlowStatement)) => Err(error),
        Err(error) => send_back(db, &set, &error).await,
    }
}

/// What the archive no longer takes goes back to its author with the reason.
async fn send_back(db: &Db, set: &change_set::Model, error: &Error) -> Result<()> {
    let transaction = db.begin_write().await?;
    let present = change_set::Entity::find_by_id(set.id).one(&transaction).await?;
    if present.is_none_or(|present| present.state != ChangeSetState::Scheduled) {
        return Ok(());
    }
    if let Some(reviewer) = set.reviewer_id.or(set.author_id) {
        say(&transaction, reviewer, set.id, None, format!("It could not be applied at its time: {error}")).await?;
    }
    let back = change_set::ActiveModel {
        id: Unchanged(set.id),
        state: Set(ChangeSetState::ChangesRequested),
        apply_at: Set(None),
        ..Default::default()
    };
    back.update(&transaction).await?;
    transaction.commit().await?;
    Ok(())
}
