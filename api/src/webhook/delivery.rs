//! Delivers to every receiver what it has not had, in order. Of several processes one at a time delivers to a receiver: a lease in its row says which.

use super::message::{Part, headers, next};
use super::target::{Answer, Target};
use crate::auth::secret;
use crate::clock;
use crate::db::Db;
use crate::error::Result;
use crate::log::Present;
use entity::webhook::{Column, Entity, Model};
use sea_orm::sea_query::{Condition, Expr, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::task::JoinSet;

/// How often it is looked for those that are to be tried again.
const INTERVAL: Duration = Duration::from_secs(1);
/// Milliseconds for which a receiver is one process's: more than a delivery can take.
const LEASE: i64 = 60_000;
/// Receivers that are delivered to at once.
const AT_ONCE: usize = 32;
/// Milliseconds between two attempts at most.
const LONGEST: i64 = 6 * 3_600_000;

/// Delivers for as long as the process lives.
pub async fn run(db: Db, present: Present, target: Target) {
    let mut watched = present.subscribe();
    let (mut tasks, mut busy) = (JoinSet::new(), HashSet::new());
    loop {
        let head = *watched.borrow_and_update();
        match due(&db, head).await {
            Ok(due) => {
                for id in due {
                    if tasks.len() < AT_ONCE && busy.insert(id) {
                        let (db, target) = (db.clone(), target.clone());
                        tasks.spawn(async move {
                            deliver_all(&db, &target, id).await;
                            id
                        });
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "webhooks could not be looked for; it is tried again"),
        }
        tokio::select! {
            Some(done) = tasks.join_next() => match done {
                Ok(id) => drop(busy.remove(&id)),
                Err(error) => {
                    tracing::error!(%error, "a delivery broke down; its lease will end");
                    // Whose it was is not known any more: none is taken to be busy that cannot be.
                    busy.clear();
                    tasks.shutdown().await;
                }
            },
            _ = watched.changed() => {}
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}

/// Those that have not had everything, and may be delivered to now.
async fn due(db: &Db, head: i64) -> Result<Vec<i64>> {
    let now = clock::now_millis();
    let due = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::DisabledAt.is_null())
        .filter(Column::Position.lt(head))
        .filter(
            Condition::any()
                .add(Column::NextAttemptAt.is_null())
                .add(Column::NextAttemptAt.not_between(now + 1, now + 2 * LONGEST)),
        )
        .filter(is_free(now))
        .order_by_asc(Column::NextAttemptAt);
    Ok(due.into_tuple().all(db.read()).await?)
}

/// A lease that is twice as long as any is of a clock that has gone back since; the same holds for a pause. One that is only a little longer
/// is another server's, which has looked at its clock later.
fn is_free(now: i64) -> Condition {
    Condition::any().add(Column::LeaseUntil.is_null()).add(Column::LeaseUntil.not_between(now, now + 2 * LEASE))
}

/// Delivers until there is nothing more, or it fails.
async fn deliver_all(db: &Db, target: &Target, id: i64) {
    loop {
        match deliver(db, target, id).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(webhook = id, %error, "a delivery could not be made; it is tried again");
                return;
            }
        }
    }
}

/// Delivers the next part. Whether there may be more to deliver now.
async fn deliver(db: &Db, target: &Target, id: i64) -> Result<bool> {
    let now = clock::now_millis();
    let hook = Entity::find_by_id(id).one(db.read()).await?;
    let is_due =
        |hook: &Model| hook.disabled_at.is_none() && hook.next_attempt_at.is_none_or(|at| at <= now || at > now + 2 * LONGEST);
    let Some(hook) = hook.filter(is_due) else { return Ok(false) };
    let part = next(db.read(), &hook).await?;
    if part.until == part.after {
        return Ok(false);
    }
    let lease = secret::token("")?;
    let set = [(Column::Lease, Expr::value(lease.clone())), (Column::LeaseUntil, Expr::value(now + LEASE))];
    let set = set.into_iter().chain([(Column::PendingUntil, Expr::value(part.until))]);
    let as_seen = match hook.pending_until {
        Some(until) => Column::PendingUntil.eq(until),
        None => Column::PendingUntil.is_null(),
    };
    let there = Condition::all().add(Column::Position.eq(part.after)).add(Column::DisabledAt.is_null());
    let free = there.add(is_free(now)).add(as_seen);
    if !update(db, id, set, free).await? {
        // Another process was faster.
        return Ok(false);
    }
    let outcome = if part.entries.is_empty() { None } else { Some(send(db, target, &hook, &part).await?) };
    let now = clock::now_millis();
    let held = Condition::all().add(Column::Lease.eq(lease)).add(Column::Position.eq(part.after));
    match outcome {
        None => {
            let passed = [(Column::Position, Expr::value(part.until))].into_iter().chain(released());
            update(db, id, passed.chain([(Column::PendingUntil, Expr::value(None::<i64>))]), held).await
        }
        Some(Ok(Answer { status: 200..=299, .. })) => {
            target.outcomes.delivered.fetch_add(1, Ordering::Relaxed);
            let delivered = [
                (Column::Position, Expr::value(part.until)),
                (Column::PendingUntil, Expr::value(None::<i64>)),
                (Column::DeliveredAt, Expr::value(now)),
                (Column::Failures, Expr::value(0)),
                (Column::NextAttemptAt, Expr::value(None::<i64>)),
                (Column::Problem, Expr::value(None::<String>)),
            ];
            update(db, id, delivered.into_iter().chain(released()), held).await
        }
        Some(outcome) => {
            let failures = hook.failures.saturating_add(1);
            let (problem, is_last, wanted) = match outcome {
                Ok(Answer { status: 410, .. }) => ("it was answered 410 Gone".to_owned(), true, None),
                Ok(Answer { status, retry_after }) => (format!("it was answered {status}"), false, retry_after),
                Err(problem) => (problem, false, None),
            };
            let is_last = is_last || failures >= target.settings.failures;
            let outcome = if is_last { &target.outcomes.given_up } else { &target.outcomes.failed };
            outcome.fetch_add(1, Ordering::Relaxed);
            let pause =
                pause(target.settings.first_pause, failures, secret::random::<1>()?).max(wanted.unwrap_or_default() * 1_000);
            let failed = [
                (Column::Failures, Expr::value(failures)),
                (Column::NextAttemptAt, Expr::value((!is_last).then_some(now + pause.min(LONGEST)))),
                (Column::Problem, Expr::value(problem.clone())),
                (Column::DisabledAt, Expr::value(is_last.then_some(now))),
            ];
            tracing::warn!(webhook = id, failures, is_last, problem, "a delivery failed");
            update(db, id, failed.into_iter().chain(released()), held).await?;
            Ok(false)
        }
    }
}

async fn send(db: &Db, target: &Target, hook: &Model, part: &Part) -> Result<Result<Answer, String>> {
    // What was allowed when it was made may not be any more.
    if let Some(fault) = target.fault(&hook.url) {
        return Ok(Err(format!("its address {fault}")));
    }
    let body = part.body(db.read()).await?;
    let headers = headers(&hook.secret.0, part.id(hook), clock::now_millis(), &body)?;
    Ok(target.post(hook.url.clone(), headers, body).await)
}

fn released() -> [(Column, SimpleExpr); 2] {
    [(Column::Lease, Expr::value(None::<String>)), (Column::LeaseUntil, Expr::value(None::<i64>))]
}

/// Writes, if the condition still holds. Whether it did.
async fn update(db: &Db, id: i64, set: impl IntoIterator<Item = (Column, SimpleExpr)>, held: Condition) -> Result<bool> {
    let mut update = Entity::update_many().filter(Column::Id.eq(id)).filter(held);
    for (column, value) in set {
        update = update.col_expr(column, value);
    }
    Ok(update.exec(db.write()).await?.rows_affected == 1)
}

/// Milliseconds until the next attempt: twice as long after each failure, and never the same for all who fail at once.
fn pause(first: Duration, failures: i32, [chance]: [u8; 1]) -> i64 {
    let first = i64::try_from(first.as_millis()).unwrap_or(LONGEST);
    let doubled = first.saturating_mul(1_i64 << failures.clamp(1, 30).saturating_sub(1)).min(LONGEST);
    doubled * 3 / 4 + doubled * i64::from(chance) / 1_024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_some_hours_and_are_never_all_the_same() {
        let first = Duration::from_secs(5);
        assert_eq!((pause(first, 1, [0]), pause(first, 1, [255])), (3_750, 4_995));
        assert_eq!(pause(first, 3, [0]), 15_000);
        assert!((1..100).all(|failures| pause(first, failures, [255]) <= LONGEST));
        let whole: i64 = (1..24).map(|failures| pause(first, failures, [128])).sum();
        assert!((60..90).contains(&(whole / 3_600_000)), "{} hours", whole / 3_600_000);
    }
}
