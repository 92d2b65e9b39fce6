//! The rules of webhooks.

use super::input::{CreateWebhookInput, UpdateWebhookInput};
use super::message::{headers, new_secret, trial};
use super::target::{Answer, Target};
use crate::auth::number;
use crate::changeset::position;
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::graphql::{id, limits};
use crate::review::{Operation, RecordKind};
use async_graphql::MaybeUndefined;
use entity::webhook::{ActiveModel, Column, Entity, Model, Secret};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryOrder};
use serde::Serialize;

/// Webhooks of an archive at most.
const MOST: usize = 100;

/// All of them, the first first.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Id).all(db).await?)
}

async fn find(db: &impl ConnectionTrait, row: i64) -> Result<Model> {
    let found = Entity::find_by_id(row).one(db).await?;
    found.ok_or_else(|| Error::NotFound { kind: "Webhook", id: id::encode("Webhook", row).to_string() })
}

/// Makes one. Its secret is given out here and never again.
pub async fn create(db: &Db, target: &Target, creator: i64, input: CreateWebhookInput) -> Result<(Model, String)> {
    let CreateWebhookInput { url, record_kinds, operations, after } = input;
    check_url(target, &url)?;
    let (record_kinds, operations) = (kinds(record_kinds)?, doings(operations)?);
    let secret = new_secret()?;
    let transaction = db.begin_write().await?;
    let there = usize::try_from(Entity::find().count(&transaction).await?).unwrap_or(usize::MAX);
    limits::within("the number of webhooks", MOST, there + 1)?;
    let head = position(&transaction).await?;
    let row = ActiveModel {
        id: Set(number::next(&transaction).await?),
        url: Set(url),
        secret: Set(Secret(secret.clone())),
        record_kinds: Set(record_kinds),
        operations: Set(operations),
        created_by: Set(creator),
        created_at: Set(clock::now_millis()),
        position: Set(after.map(|after| within(after, head)).transpose()?.unwrap_or(head)),
        failures: Set(0),
        ..Default::default()
    };
    let row = row.insert(&transaction).await?;
    transaction.commit().await?;
    Ok((row, secret))
}

/// Changes one. A delivery that is under way does not count any more where it is changed what is delivered.
pub async fn update(db: &Db, target: &Target, row: i64, input: UpdateWebhookInput) -> Result<Model> {
    let UpdateWebhookInput { url, record_kinds, operations, is_active, after } = input;
    if let Some(url) = &url {
        check_url(target, url)?;
    }
    let transaction = db.begin_write().await?;
    let mut changed = find(&transaction, row).await?.into_active_model();
    if let Some(url) = url {
        changed.url = Set(url);
    }
    match record_kinds {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => changed.record_kinds = Set(None),
        MaybeUndefined::Value(wanted) => changed.record_kinds = Set(kinds(Some(wanted))?),
    }
    match operations {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => changed.operations = Set(None),
        MaybeUndefined::Value(wanted) => changed.operations = Set(doings(Some(wanted))?),
    }
    if let Some(after) = after {
        changed.position = Set(within(after, position(&transaction).await?)?);
    }
    match is_active {
        Some(false) => {
            changed.disabled_at = Set(Some(clock::now_millis()));
            changed.problem = Set(Some("an administrator has stopped it".to_owned()));
        }
        Some(true) => {
            changed.disabled_at = Set(None);
            changed.problem = Set(None);
            changed.failures = Set(0);
            changed.next_attempt_at = Set(None);
        }
        None => {}
    }
    changed.pending_until = Set(None);
    changed.lease = Set(None);
    changed.lease_until = Set(None);
    let changed = changed.update(&transaction).await?;
    transaction.commit().await?;
    Ok(changed)
}

/// Gives one a new secret.
pub async fn rotate(db: &Db, row: i64) -> Result<(Model, String)> {
    let secret = new_secret()?;
    let transaction = db.begin_write().await?;
    let mut changed = find(&transaction, row).await?.into_active_model();
    changed.secret = Set(Secret(secret.clone()));
    let changed = changed.update(&transaction).await?;
    transaction.commit().await?;
    Ok((changed, secret))
}

/// Sends a message that tells of nothing.
pub async fn test(db: &Db, target: &Target, row: i64) -> Result<(Model, Result<Answer, String>)> {
    let hook = find(db.read(), row).await?;
    if let Some(fault) = target.fault(&hook.url) {
        return Ok((hook, Err(format!("its address {fault}"))));
    }
    let now = clock::now_millis();
    let body = trial(now);
    let headers = headers(&hook.secret.0, format!("msg_{row}_test_{now}"), now, &body)?;
    let answer = target.post(hook.url.clone(), headers, body).await;
    Ok((hook, answer))
}

/// Deletes one.
pub async fn delete(db: &Db, row: i64) -> Result<()> {
    let transaction = db.begin_write().await?;
    find(&transaction, row).await?;
    Entity::delete_by_id(row).exec(&transaction).await?;
    transaction.commit().await?;
    Ok(())
}

fn check_url(target: &Target, url: &str) -> Result<()> {
    target.fault(url).map_or(Ok(()), |fault| Err(Error::bad_input("input.url", fault)))
}

fn within(after: i64, head: i64) -> Result<i64> {
    if (0..=head).contains(&after) {
        return Ok(after);
    }
    Err(Error::bad_input("input.after", format!("is not a position of the log, which ends at {head}")))
}

fn kinds(wanted: Option<Vec<RecordKind>>) -> Result<Option<String>> {
    list("recordKinds", wanted.map(|wanted| wanted.into_iter().map(entity::RecordKind::from).collect()))
}

fn doings(wanted: Option<Vec<Operation>>) -> Result<Option<String>> {
    list("operations", wanted.map(|wanted| wanted.into_iter().map(entity::Operation::from).collect()))
}

fn list<T: Serialize>(name: &str, wanted: Option<Vec<T>>) -> Result<Option<String>> {
    if wanted.as_ref().is_some_and(Vec::is_empty) {
        return Err(Error::bad_input(
            format!("input.{name}"),
            "is empty, so that nothing would ever be told; leave it out for all",
        ));
    }
    wanted.map(|wanted| serde_json::to_string(&wanted).map_err(Error::internal)).transpose()
}
