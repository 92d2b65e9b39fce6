//! What every mutation of the archive's records does: at once, or as something that waits.

use super::Payload;
use super::resolve::{Resolver, json_of};
use crate::changeset::{ChangeSet, Header, Proposal};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::Stored;
use crate::review::{service, waiting};
use async_graphql::{Context, ID, InputObject, InputType, OutputType};
use entity::{RecordKind, change_set};
use sea_orm::{EntityTrait, TransactionTrait};
use serde::Serialize;

/// How a change is to be made.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ChangeOptions {
    /// Why the change is made. It stands in the record's history.
    #[graphql(default)]
    pub comment: Option<String>,
    /// Let it wait for review, although you may apply it.
    #[graphql(default)]
    pub wait: bool,
    /// If the record has changed since the expected version, but nothing of what is changed now: base it on the present version.
    #[graphql(default)]
    pub rebase: bool,
}

/// A concept whose records mutations create and change.
pub trait Curated: Stored + OutputType {
    const KIND: RecordKind;
    type Input: InputType + Serialize;
}

/// What a mutation did.
pub struct Written {
    /// The record; the id that is reserved for it, where it waits to be created.
    pub record: i64,
    /// Where the change stands; none where it changed nothing.
    pub set: Option<change_set::Model>,
}

/// Adds a record.
pub async fn create<T: Curated>(
    ctx: &Context<'_>,
    input: T::Input,
    change_set_id: Option<ID>,
    options: Option<ChangeOptions>,
) -> Result<Payload<T>> {
    let input = json_of(&input)?;
    let written =
        write(ctx, change_set_id, options, async |set, _| Resolver::new(set).create(T::KIND, input, "input").await).await?;
    Ok(Payload::new(written))
}

/// Changes a record.
pub async fn update<T: Curated>(
    ctx: &Context<'_>,
    id: ID,
    expected_version: i32,
    input: T::Input,
    change_set_id: Option<ID>,
    options: Option<ChangeOptions>,
) -> Result<Payload<T>> {
    let row = id::decode(T::NAME, &id, "id")?;
    let input = json_of(&input)?;
    let written = write(ctx, change_set_id, options, async |set, rebase| {
        let base = based(set, T::KIND, row, expected_version, rebase, &input).await?;
        Resolver::new(set).update(T::KIND, row, base, input, "input").await?;
        Ok(row)
    })
    .await?;
    Ok(Payload::new(written))
}

/// Changes a record by a patch that is made from what it is; `patch` tells which record.
pub async fn change<T: Curated>(
    ctx: &Context<'_>,
    expected_version: i32,
    change_set_id: Option<ID>,
    options: Option<ChangeOptions>,
    patch: impl AsyncFnOnce(&mut ChangeSet) -> Result<(i64, serde_json::Value)>,
) -> Result<Payload<T>> {
    let written = write(ctx, change_set_id, options, async |set, rebase| {
        let (row, patch) = patch(set).await?;
        let base = based(set, T::KIND, row, expected_version, rebase, &patch).await?;
        set.perform(Proposal::update(T::KIND, row, base, patch)).await?;
        Ok(row)
    })
    .await?;
    Ok(Payload::new(written))
}

/// Merges a record into another.
pub async fn merge<T: Curated>(
    ctx: &Context<'_>,
    id: ID,
    expected_version: i32,
    into: ID,
    change_set_id: Option<ID>,
    options: Option<ChangeOptions>,
) -> Result<Payload<T>> {
    let (row, survivor) = (id::decode(T::NAME, &id, "id")?, id::decode(T::NAME, &into, "into")?);
    let written = write(ctx, change_set_id, options, async |set, _| {
        set.perform(Proposal::merge(T::KIND, row, expected_version, survivor)).await?;
        Ok(survivor)
    })
    .await?;
    Ok(Payload::new(written))
}

/// The version an update is based on: the expected one, or the present where that is wanted and does no harm.
async fn based(
    set: &mut ChangeSet,
    kind: RecordKind,
    row: i64,
    expected: i32,
    rebase: bool,
    patch: &serde_json::Value,
) -> Result<i32> {
    if !rebase {
        return Ok(expected);
    }
    let proposal = Proposal::update(kind, row, expected, patch.clone());
    Ok(set.rebased(&proposal).await?.unwrap_or(expected))
}

/// Makes changes in the name of the one who asks: they are applied at once, collected in `change_set_id`, or wait for an editor.
pub async fn write(
    ctx: &Context<'_>,
    change_set_id: Option<ID>,
    options: Option<ChangeOptions>,
    changes: impl AsyncFnOnce(&mut ChangeSet, bool) -> Result<i64>,
) -> Result<Written> {
    let account = ctx.viewer().signed_in()?;
    let ChangeOptions { comment, wait, rebase } = options.unwrap_or_default();
    if comment.as_ref().is_some_and(|comment| comment.chars().count() > 2_000) {
        return Err(Error::bad_input("options.comment", "has more than 2 000 characters"));
    }
    let into = change_set_id.map(|id| id::decode("ChangeSet", &id, "changeSetId")).transpose()?;
    let four_eyes = ctx.auth().settings().four_eyes;
    let title = ctx.field().name().to_owned();
    let transaction = ctx.db().begin_write().await?;
    let written = if into.is_none() && !wait && account.may_apply() && !four_eyes {
        let header = Header { title, description: comment, author_id: Some(account.user_id), ..Header::default() };
        let mut set = ChangeSet::within(transaction, header).await?;
        let record = changes(&mut set, rebase).await?;
        let applied = set.commit().await?;
        let set = match applied.id {
            Some(id) => change_set::Entity::find_by_id(id).one(ctx.db().write()).await?,
            None => None,
        };
        Written { record, set }
    } else {
        let into = match into {
            Some(set) => Some(service::open(&transaction, account, set).await?),
            None => None,
        };
        // Tried, to tell at once what is wrong with it; kept as what was asked.
        let mut trial = ChangeSet::within(transaction.begin().await?, Header::default()).await?;
        if let Some(set) = &into {
            service::perform_all(&mut trial, set.id).await?;
        }
        let before = trial.performed().len();
        let record = changes(&mut trial, rebase).await?;
        let (mut asked, last) = trial.abandon().await?;
        let asked = asked.split_off(before.min(asked.len()));
        let set = waiting::keep(&transaction, account, into, title, comment, (asked, last)).await?;
        transaction.commit().await?;
        Written { record, set: Some(set) }
    };
    // What earlier fields of this request have read may be different now.
    ctx.loader().forget();
    Ok(written)
}
