//! Imports as they go.

use super::job;
use super::object::ImportState;
use crate::auth::Needs;
use crate::db::Db;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::scalar::DateTime;
use async_graphql::{Context, ID, SimpleObject, Subscription};
use entity::import_job::Model;
use futures_util::stream::{self, Stream};
use std::time::Duration;

/// How often a job is looked at.
const INTERVAL: Duration = Duration::from_millis(500);

/// How far an import is.
#[derive(SimpleObject)]
pub struct ImportProgress {
    /// The import.
    job_id: ID,
    /// Where it stands.
    state: ImportState,
    /// How many records of the files have been looked at in this round.
    done: i64,
    /// How many there are; null until the files have been read once.
    total: Option<i64>,
    /// Records that are new.
    created: i64,
    /// Records of which fields were changed.
    updated: i64,
    /// Records that the archive had as they are.
    unchanged: i64,
    /// Records that were not brought in because several of the archive may be meant.
    ambiguous: i64,
    /// Records that were not brought in because they break a rule or cannot be read.
    invalid: i64,
    /// Records that wait for what they refer to.
    waiting: i64,
    /// When it last moved.
    updated_at: Option<DateTime>,
    /// Why it stopped; null where it went to its end.
    problem: Option<String>,
}

/// Subscriptions of imports.
#[derive(Default)]
pub struct ImportSubscription;

#[Subscription]
impl ImportSubscription {
    /// How far an import is: at once, whenever it has moved, at most twice a second, and when it has ended, which ends the subscription.
    #[graphql(guard = "Needs::Import")]
    async fn import_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import.")] id: ID,
    ) -> Result<impl Stream<Item = Result<ImportProgress>> + use<>> {
        let job = id::decode("ImportJob", &id, "id")?;
        let db = ctx.db().follower();
        job::find(db.read(), job).await?;
        Ok(stream::unfold(Some((db, job, None)), |at| async move {
            let (db, job, seen) = at?;
            match moved(&db, job, seen.as_ref()).await {
                Ok(model) => {
                    let is_over = model.state != entity::ImportState::Running;
                    let next = (!is_over).then(|| (db, job, Some(model.clone())));
                    Some((Ok(shown(model)), next))
                }
                Err(error) => Some((Err(error), None)),
            }
        }))
    }
}

/// The job, when it is not what was seen last.
async fn moved(db: &Db, id: i64, seen: Option<&Model>) -> Result<Model> {
    loop {
        let present = job::find(db.read(), id).await?;
        if Some(&present) != seen {
            return Ok(present);
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

fn shown(model: Model) -> ImportProgress {
    ImportProgress {
        job_id: id::encode("ImportJob", model.id),
        state: model.state.into(),
        done: model.done,
        total: model.total,
        created: model.created,
        updated: model.updated,
        unchanged: model.unchanged,
        ambiguous: model.ambiguous,
        invalid: model.invalid,
        waiting: model.waiting,
        updated_at: DateTime::from_millis(model.updated_at),
        problem: model.problem,
    }
}
