//! The rules of review: who may do what with a change set in which state.

use super::waiting::{proposal, waiting};
use crate::auth::{SignedIn, number};
use crate::changeset::reference::{self, Target};
use crate::changeset::{self, Applied, ChangeSet, Header, Proposal};
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::graphql::id;
use entity::ChangeSetState as State;
use entity::{change, change_set, comment, user_account};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, TransactionTrait};

/// Changes that one change set may hold while it waits.
pub const MAX_CHANGES: usize = 1_000;
/// Characters of a comment at most.
const MAX_COMMENT: usize = 10_000;

/// A change set that is there, for the one who asks: its author, or an editor.
pub async fn visible(db: &impl ConnectionTrait, account: &SignedIn, set: i64) -> Result<change_set::Model> {
    let found = change_set::Entity::find_by_id(set).one(db).await?;
    found.filter(|found| may_see(account, found)).ok_or_else(|| missing(set))
}

/// Its author and editors see a set.
pub fn may_see(account: &SignedIn, set: &change_set::Model) -> bool {
    account.may_apply() || set.author_id == Some(account.user_id)
}

fn missing(set: i64) -> Error {
    Error::NotFound { kind: "ChangeSet", id: id::encode("ChangeSet", set).to_string() }
}

/// The same, if it still collects changes.
pub async fn open(db: &impl ConnectionTrait, account: &SignedIn, set: i64) -> Result<change_set::Model> {
    let found = visible(db, account, set).await?;
    if !matches!(found.state, State::Draft | State::ChangesRequested) {
        return Err(wrong_state(&found, "collects changes", "DRAFT or CHANGES_REQUESTED"));
    }
    if found.author_id != Some(account.user_id) {
        return Err(Error::Forbidden("only its author adds to a change set".into()));
    }
    Ok(found)
}

fn wrong_state(set: &change_set::Model, what: &str, allowed: &str) -> Error {
    let state = serde_json::to_value(set.state).ok().and_then(|state| state.as_str().map(ToOwned::to_owned)).unwrap_or_default();
    Error::Conflict(format!("the change set is {state}; only one that is {allowed} {what}"))
}

fn only_in(set: &change_set::Model, states: &[State], what: &str, allowed: &str) -> Result<()> {
    if states.contains(&set.state) { Ok(()) } else { Err(wrong_state(set, what, allowed)) }
}

/// A change set without changes.
pub async fn begin(db: &Db, account: &SignedIn, title: String, description: Option<String>) -> Result<change_set::Model> {
    check_text("title", &title)?;
    if let Some(description) = &description {
        check_text("description", description)?;
    }
    let transaction = db.begin_write().await?;
    let set = add(&transaction, account, State::Draft, title, description).await?;
    transaction.commit().await?;
    Ok(set)
}

pub(super) async fn add(
    db: &DatabaseTransaction,
    account: &SignedIn,
    state: State,
    title: String,
    description: Option<String>,
) -> Result<change_set::Model> {
    let now = clock::now_millis();
    let set = change_set::ActiveModel {
        id: Set(changeset::take_numbers(db, 1).await?),
        state: Set(state),
        title: Set(title),
        description: Set(description),
        author_id: Set(Some(account.user_id)),
        created_at: Set(now),
        submitted_at: Set((state == State::Submitted).then_some(now)),
        ..Default::default()
    };
    Ok(set.insert(db).await?)
}

/// Hands a draft to the editors.
pub async fn submit(db: &Db, account: &SignedIn, set: i64) -> Result<change_set::Model> {
    let transaction = db.begin_write().await?;
    let found = open(&transaction, account, set).await?;
    if waiting(&transaction, set).await?.is_empty() {
        return Err(Error::Conflict("the change set has no changes yet".into()));
    }
    let submitted = change_set::ActiveModel {
        id: Unchanged(found.id),
        state: Set(State::Submitted),
        submitted_at: Set(Some(clock::now_millis())),
        ..Default::default()
    };
    finish(transaction, submitted).await
}

/// Takes it back, to go on with it.
pub async fn withdraw(db: &Db, account: &SignedIn, set: i64) -> Result<change_set::Model> {
    let transaction = db.begin_write().await?;
    let found = visible(&transaction, account, set).await?;
    only_in(&found, &[State::Submitted], "can be withdrawn", "SUBMITTED")?;
    if found.author_id != Some(account.user_id) {
        return Err(Error::Forbidden("only its author withdraws a change set".into()));
    }
    let draft = change_set::ActiveModel { id: Unchanged(set), state: Set(State::Draft), ..Default::default() };
    finish(transaction, draft).await
}

/// Sends it back to its author, with the reason.
pub async fn request_changes(db: &Db, account: &SignedIn, set: i64, reason: String) -> Result<change_set::Model> {
    decide(db, account, set, State::ChangesRequested, &[State::Submitted, State::Scheduled], reason).await
}

/// Refuses it, with the reason; or gives up one's own.
pub async fn reject(db: &Db, account: &SignedIn, set: i64, reason: String) -> Result<change_set::Model> {
    let states = [State::Draft, State::ChangesRequested, State::Submitted, State::Scheduled];
    decide(db, account, set, State::Rejected, &states, reason).await
}

async fn decide(
    db: &Db,
    account: &SignedIn,
    set: i64,
    state: State,
    allowed: &[State],
    reason: String,
) -> Result<change_set::Model> {
    check_text("comment", &reason)?;
    let transaction = db.begin_write().await?;
    let found = visible(&transaction, account, set).await?;
    only_in(&found, allowed, "can be decided on", "waiting")?;
    let gives_up = state == State::Rejected && found.author_id == Some(account.user_id);
    if !(account.may_apply() || gives_up) {
        return Err(Error::Forbidden("this needs the role EDITOR or ADMIN".into()));
    }
    say(&transaction, account.user_id, set, None, reason).await?;
    let decided = change_set::ActiveModel {
        id: Unchanged(set),
        state: Set(state),
        reviewer_id: Set(Some(account.user_id)),
        decided_at: Set(Some(clock::now_millis())),
        apply_at: Set(None),
        ..Default::default()
    };
    finish(transaction, decided).await
}

/// Applies it now, or at `apply_at`.
pub async fn apply(db: &Db, account: &SignedIn, set: i64, apply_at: Option<i64>, four_eyes: bool) -> Result<change_set::Model> {
    let transaction = db.begin_write().await?;
    let found = visible(&transaction, account, set).await?;
    let is_own = found.author_id == Some(account.user_id);
    let allowed: &[State] =
        if is_own { &[State::Draft, State::Submitted, State::Scheduled] } else { &[State::Submitted, State::Scheduled] };
    only_in(&found, allowed, "can be applied", "SUBMITTED, or a DRAFT of one's own,")?;
    if is_own && four_eyes {
        return Err(Error::Forbidden("nobody applies changes of their own in this archive: another editor must".into()));
    }
    if let Some(at) = apply_at.filter(|at| *at > clock::now_millis()) {
        // What cannot be applied now will hardly be applicable then.
        let trial = transaction.begin().await?;
        let mut trial = ChangeSet::within(trial, Header::default()).await?;
        perform_all(&mut trial, set).await?;
        trial.abandon().await?;
        let scheduled = change_set::ActiveModel {
            id: Unchanged(set),
            state: Set(State::Scheduled),
            reviewer_id: Set(Some(account.user_id)),
            decided_at: Set(Some(clock::now_millis())),
            apply_at: Set(Some(at)),
            ..Default::default()
        };
        return finish(transaction, scheduled).await;
    }
    apply_waiting(transaction, set, Some(account.user_id)).await?;
    change_set::Entity::find_by_id(set).one(db.write()).await?.ok_or_else(|| missing(set))
}

/// Applies what waits in a set, in a transaction that has its turn to write.
pub async fn apply_waiting(transaction: DatabaseTransaction, set: i64, reviewer_id: Option<i64>) -> Result<Applied> {
    let header = Header { id: Some(set), reviewer_id, ..Header::default() };
    let mut applying = ChangeSet::within(transaction, header).await?;
    perform_all(&mut applying, set).await?;
    applying.commit().await
}

/// Does everything that waits in a set. What cannot be done is told with its place in the set.
pub async fn perform_all(doing: &mut ChangeSet, set: i64) -> Result<()> {
    for (place, (row, proposal)) in waiting(doing.connection(), set).await?.into_iter().enumerate() {
        doing.perform_waiting(row, proposal).await.map_err(|error| at_change(place, error))?;
    }
    Ok(())
}

fn at_change(place: usize, error: Error) -> Error {
    match error {
        Error::Clashes { message, clashes } => Error::Clashes { message: format!("changes.{place}: {message}"), clashes },
        Error::Conflict(message) => Error::Conflict(format!("changes.{place}: {message}")),
        other => crate::curation::under(&format!("changes.{place}"), other),
    }
}

/// Bases every change of a set on the present versions, if nothing has changed since of what they change.
pub async fn rebase(db: &Db, account: &SignedIn, set: i64) -> Result<change_set::Model> {
    let transaction = db.begin_write().await?;
    let found = visible(&transaction, account, set).await?;
    let states = [State::Draft, State::ChangesRequested, State::Submitted, State::Scheduled];
    only_in(&found, &states, "can be rebased", "waiting")?;
    let mut trial = ChangeSet::within(transaction.begin().await?, Header::default()).await?;
    let mut versions = Vec::new();
    for (place, (row, mut proposal)) in waiting(trial.connection(), set).await?.into_iter().enumerate() {
        proposal.base_version = trial.rebased(&proposal).await.map_err(|error| at_change(place, error))?;
        versions.push((row, proposal.base_version));
        trial.perform(proposal).await.map_err(|error| at_change(place, error))?;
    }
    trial.abandon().await?;
    for (row, base_version) in versions {
        let change = change::ActiveModel { id: Unchanged(row), base_version: Set(base_version), ..Default::default() };
        change.update(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(found)
}

/// Takes one change out of a set that still collects changes.
pub async fn remove(db: &Db, account: &SignedIn, change: i64) -> Result<change_set::Model> {
    let transaction = db.begin_write().await?;
    let not_there = || Error::NotFound { kind: "Change", id: id::encode("Change", change).to_string() };
    let row = change::Entity::find_by_id(change).one(&transaction).await?.ok_or_else(not_there)?;
    let set = open(&transaction, account, row.change_set_id).await.map_err(|error| match error {
        Error::NotFound { .. } => not_there(),
        other => other,
    })?;
    let gone = proposal(&row);
    for (place, (other, waits)) in waiting(&transaction, set.id).await?.into_iter().enumerate() {
        if other != change && needs(&waits, &gone) {
            return Err(Error::Conflict(format!("changes.{place} needs what this change creates; remove it first")));
        }
    }
    comment::Entity::delete_many().filter(comment::Column::ChangeId.eq(change)).exec(&transaction).await?;
    change::Entity::delete_by_id(change).exec(&transaction).await?;
    transaction.commit().await?;
    Ok(set)
}

/// Whether a change is about the record that another creates, or refers to it or to one of its turns.
fn needs(waits: &Proposal, gone: &Proposal) -> bool {
    if gone.operation != entity::Operation::Create {
        return false;
    }
    let turns = gone.proposed.get("turns").and_then(serde_json::Value::as_object);
    let is_turn = |id: i64| turns.is_some_and(|turns| turns.contains_key(&id.to_string()));
    let refers = reference::all(waits.kind, &waits.proposed).into_iter().any(|(_, target, id)| match target {
        Target::Record(kind) => (kind, id) == (gone.kind, gone.record_id),
        Target::Turn => gone.kind == entity::RecordKind::Statement && is_turn(id),
    });
    let into = waits.proposed.get("into").and_then(serde_json::Value::as_i64);
    refers || waits.record_id == gone.record_id || (waits.kind == gone.kind && into == Some(gone.record_id))
}

/// Gives a set to somebody to look after, or to nobody.
pub async fn assign(db: &Db, account: &SignedIn, set: i64, assignee: Option<i64>) -> Result<change_set::Model> {
    let transaction = db.begin_write().await?;
    visible(&transaction, account, set).await?;
    if let Some(assignee) = assignee {
        let found = user_account::Entity::find_by_id(assignee).one(&transaction).await?;
        let reviews = |user: &user_account::Model| user.role != entity::Role::Contributor && user.disabled_at.is_none();
        if !found.as_ref().is_some_and(reviews) {
            let message = "is not an editor or administrator of this archive";
            return Err(Error::bad_input("assigneeId", message));
        }
    }
    finish(transaction, change_set::ActiveModel { id: Unchanged(set), assignee_id: Set(assignee), ..Default::default() }).await
}

/// Says something about a set, or about one of its changes.
pub async fn comment_on(db: &Db, account: &SignedIn, set: i64, change: Option<i64>, text: String) -> Result<comment::Model> {
    check_text("text", &text)?;
    let transaction = db.begin_write().await?;
    visible(&transaction, account, set).await?;
    if let Some(change) = change {
        let found = change::Entity::find_by_id(change).one(&transaction).await?;
        if found.is_none_or(|found| found.change_set_id != set) {
            return Err(Error::bad_input("changeId", "is not a change of this change set"));
        }
    }
    let said = say(&transaction, account.user_id, set, change, text).await?;
    transaction.commit().await?;
    Ok(said)
}

/// Adds a comment.
pub async fn say(
    db: &DatabaseTransaction,
    author_id: i64,
    change_set_id: i64,
    change_id: Option<i64>,
    text: String,
) -> Result<comment::Model> {
    let comment = comment::ActiveModel {
        id: Set(number::next(db).await?),
        change_set_id: Set(change_set_id),
        change_id: Set(change_id),
        author_id: Set(author_id),
        text: Set(text),
        created_at: Set(clock::now_millis()),
    };
    Ok(comment.insert(db).await?)
}

fn check_text(path: &str, text: &str) -> Result<()> {
    let length = text.chars().count();
    match length {
        _ if text.trim().is_empty() => Err(Error::bad_input(path, "must not be empty")),
        _ if length > MAX_COMMENT => {
            Err(Error::bad_input(path, format!("has {length} characters; at most {MAX_COMMENT} are allowed")))
        }
        _ => Ok(()),
    }
}

async fn finish(transaction: DatabaseTransaction, set: change_set::ActiveModel) -> Result<change_set::Model> {
    let set = set.update(&transaction).await?;
    transaction.commit().await?;
    Ok(set)
}
