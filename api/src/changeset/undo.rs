//! Change sets that are taken back: each of their changes is undone by another, the last first, unless something since depends on it.

use super::{ChangeSet, document, history, rows};
use crate::error::{Clash, Error, Result};
use crate::graphql::id;
use crate::mention::service::follow;
use entity::{ChangeSetState, Operation, RecordKind, change, change_set, mention};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::{Condition, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};

impl ChangeSet {
    /// Undoes the applied change set `set`, or refuses with everything that stands in the way.
    pub async fn undo(&mut self, set: i64) -> Result<()> {
        let (undone, changes) = self.applied_set(set).await?;
        let later = self.later(set, changes.first().and_then(|change| change.position)).await?;
        let mut clashes: Vec<Clash> = Vec::new();
        for change in &changes {
            clashes.extend(in_the_way(change, later.get(&change.record_id.unwrap_or_default()).map_or(&[], Vec::as_slice)));
        }
        if clashes.is_empty() {
            self.is_undoing = true;
            let own: HashSet<i64> = changes.iter().filter_map(|change| change.record_id).collect();
            let made = created(&changes);
            for change in &changes {
                self.losing_mentions(change, &own, &mut clashes).await?;
                self.reverse_one(change, &made, &mut clashes).await?;
            }
            self.is_undoing = false;
            self.check_mentions(&mut clashes).await?;
        }
        if !clashes.is_empty() {
            let message = format!("the change set cannot be undone: {} later changes or records depend on it", clashes.len());
            return Err(Error::Clashes { message, clashes });
        }
        let redone = undone.undoes_id;
        self.mark(undone.id, ChangeSetState::Undone).await?;
        match redone {
            // What is undone is itself an undoing: what it had taken back is there again.
            Some(redone) => self.mark(redone, ChangeSetState::Applied).await,
            None => Ok(()),
        }
    }

    /// Undoes the changes of the applied change set `set`, but those in whose way something stands. Gives what that is.
    pub async fn undo_what_can(&mut self, set: i64) -> Result<Vec<Clash>> {
        let (undone, changes) = self.applied_set(set).await?;
        let later = self.later(set, changes.first().and_then(|change| change.position)).await?;
        let own: HashSet<i64> = changes.iter().filter_map(|change| change.record_id).collect();
        let made = created(&changes);
        let mut kept = Vec::new();
        self.is_undoing = true;
        for change in &changes {
            let mut clashes = in_the_way(change, later.get(&change.record_id.unwrap_or_default()).map_or(&[], Vec::as_slice));
            self.losing_mentions(change, &own, &mut clashes).await?;
            if clashes.is_empty() {
                self.reverse_one(change, &made, &mut clashes).await?;
            }
            kept.extend(clashes);
        }
        self.is_undoing = false;
        self.check_mentions(&mut kept).await?;
        self.mark(undone.id, ChangeSetState::Undone).await?;
        Ok(kept)
    }

    /// A change set that is applied, and its changes, the last first.
    async fn applied_set(&mut self, set: i64) -> Result<(change_set::Model, Vec<change::Model>)> {
        self.header.undoes_id = Some(set);
        let undone = change_set::Entity::find_by_id(set).one(self.connection()).await?;
        let undone = undone.ok_or_else(|| Error::NotFound { kind: "ChangeSet", id: id::encode("ChangeSet", set).to_string() })?;
        if undone.state != ChangeSetState::Applied {
            return Err(Error::Conflict("only a change set that is applied, and not undone yet, can be undone".into()));
        }
        let changes = change::Entity::find()
            .filter(change::Column::ChangeSetId.eq(set))
            .filter(change::Column::Position.is_not_null())
            .order_by_desc(change::Column::Position)
            .all(self.connection())
            .await?;
        Ok((undone, changes))
    }

    async fn mark(&self, set: i64, state: ChangeSetState) -> Result<()> {
        let marked = change_set::ActiveModel { id: Unchanged(set), state: Set(state), ..Default::default() };
        marked.update(self.connection()).await?;
        Ok(())
    }

    /// Applied changes behind `position` of the records that `set` has changed, with their authors, by record. Those that have been
    /// undone do not count, nor those that undid one of them.
    async fn later(&mut self, set: i64, position: Option<i64>) -> Result<HashMap<i64, Vec<(change::Model, Option<String>)>>> {
        let records = Query::select()
            .column(change::Column::RecordId)
            .from(change::Entity)
            .and_where(change::Column::ChangeSetId.eq(set))
            .take();
        let position = position.unwrap_or_default();
        let later_sets = Query::select()
            .column(change::Column::ChangeSetId)
            .from(change::Entity)
            .and_where(change::Column::Position.gt(position))
            .take();
        let still_there = Query::select()
            .column(change_set::Column::Id)
            .from(change_set::Entity)
            .and_where(change_set::Column::State.eq(ChangeSetState::Applied))
            .cond_where(
                Condition::any()
                    .add(change_set::Column::UndoesId.is_null())
                    .add(change_set::Column::UndoesId.not_in_subquery(later_sets)),
            )
            .take();
        let later = change::Entity::find()
            .filter(change::Column::RecordId.in_subquery(records))
            .filter(change::Column::ChangeSetId.in_subquery(still_there))
            .filter(change::Column::Position.gt(position))
            .all(self.connection())
            .await?;
        let authors = history::authors(self.connection(), later.iter().map(|change| change.change_set_id)).await?;
        let mut by_record: HashMap<i64, Vec<_>> = HashMap::new();
        for change in later {
            let author = authors.get(&change.change_set_id).cloned();
            by_record.entry(change.record_id.unwrap_or_default()).or_default().push((change, author));
        }
        Ok(by_record)
    }

    /// Undoes one change; what the archive no longer takes stands in the way.
    async fn reverse_one(&mut self, change: &change::Model, own: &HashSet<i64>, clashes: &mut Vec<Clash>) -> Result<()> {
        let record = id::encode(change.record_kind.name(), change.record_id.unwrap_or_default()).to_string();
        let clash = |path| Clash { record: record.clone(), path, ..Clash::default() };
        match self.reverse(change, own, clashes).await {
            Err(Error::BadUserInput(violations)) => {
                clashes.extend(violations.into_iter().map(|violation| clash(Some(violation.path))));
                Ok(())
            }
            Err(Error::NotFound { .. } | Error::Conflict(_)) => {
                clashes.push(clash(None));
                Ok(())
            }
            done => done,
        }
    }

    /// Mentions that came later, and whose turns or words go when a statement's change is undone. Those that the set itself has changed
    /// (`own`) are undone with it.
    async fn losing_mentions(&mut self, change: &change::Model, own: &HashSet<i64>, clashes: &mut Vec<Clash>) -> Result<()> {
        let image = history::image(change).filter(|_| matches!(change.operation, Operation::Update | Operation::Restore));
        let turns = image.as_ref().and_then(|image| image.get("turns")).and_then(Value::as_object);
        let (Some(turns), RecordKind::Statement) = (turns, change.record_kind) else { return Ok(()) };
        self.flush().await?;
        for (turn, before) in turns {
            let (Ok(turn), text) = (turn.parse::<i64>(), before.get("text").and_then(Value::as_str)) else { continue };
            if text.is_none() && !before.is_null() {
                continue;
            }
            let there = mention::Entity::find().filter(mention::Column::TurnId.eq(turn)).all(self.connection()).await?;
            let is_lost = |mention: &mention::Model| text.is_none_or(|text| follow(mention, text).is_none());
            let lost = there.into_iter().filter(|mention| !own.contains(&mention.id) && is_lost(mention));
            clashes
                .extend(lost.map(|mention| Clash { record: id::encode("Mention", mention.id).to_string(), ..Clash::default() }));
        }
        Ok(())
    }

    /// Whether the mentions that came back stand in their texts again.
    async fn check_mentions(&mut self, clashes: &mut Vec<Clash>) -> Result<()> {
        self.flush().await?;
        let touched: Vec<i64> =
            self.log.iter().filter(|entry| entry.kind == RecordKind::Mention).map(|entry| entry.record_id).collect();
        let documents = rows::documents(self.connection(), RecordKind::Mention, &touched).await?;
        for (id, document) in documents {
            let mut there = document.clone();
            if self.words_gone(&mut there).await?.is_some() {
                let record = id::encode("Mention", id).to_string();
                clashes.push(Clash { record, path: Some("exact".to_owned()), ..Clash::default() });
            } else if there != document {
                let patch = document::patch(&document, &there);
                self.update(RecordKind::Mention, id, None, &patch).await?;
            }
        }
        Ok(())
    }

    async fn reverse(&mut self, change: &change::Model, own: &HashSet<i64>, clashes: &mut Vec<Clash>) -> Result<()> {
        let (kind, record) = (change.record_kind, change.record_id.unwrap_or_default());
        // A mention may have gone with the words that the undo took away.
        let went = self.log.iter().rfind(|entry| entry.record_id == record).map(|entry| entry.operation);
        if kind == RecordKind::Mention && went == Some(Operation::Delete) {
            return Ok(());
        }
        match (change.operation, history::image(change)) {
            (Operation::Create, _) | (Operation::Restore, None) => {
                let refer = self.referrers(kind, record).await?;
                if !refer.is_empty() && refer.iter().all(|(_, id)| own.contains(id)) {
                    // Those that refer to it were made with it, and go too: a source and its publisher name each other.
                    return self.delete(kind, record, None, "its creation was undone", true).await;
                }
                if refer.is_empty() {
                    let current = self.current(kind, record, None).await?;
                    return self.take_away(current, Operation::Delete, Some("its creation was undone"), None).await;
                }
                clashes.extend(
                    refer
                        .into_iter()
                        .map(|(kind, id)| Clash { record: id::encode(kind.name(), id).to_string(), ..Clash::default() }),
                );
                Ok(())
            }
            (Operation::Delete | Operation::Merge, image) => {
                let anchor = self.anchor(kind, record).await?;
                self.bring_back(anchor, image.unwrap_or(Value::Null)).await
            }
            (Operation::Update | Operation::Restore, image) => {
                let current = self.current(kind, record, None).await?;
                let mut wanted = current.document.clone();
                document::apply(&mut wanted, &image.unwrap_or_else(|| Value::Object(serde_json::Map::new())));
                self.rewrite(current, Operation::Update, wanted).await
            }
        }
    }
}

/// The records that these changes made.
fn created(changes: &[change::Model]) -> HashSet<i64> {
    changes.iter().filter(|change| change.operation == Operation::Create).filter_map(|change| change.record_id).collect()
}

/// What has changed since of what `change` changed.
fn in_the_way(change: &change::Model, later: &[(change::Model, Option<String>)]) -> Vec<Clash> {
    let record = id::encode(change.record_kind.name(), change.record_id.unwrap_or_default()).to_string();
    let clash = |later: &change::Model, by: &Option<String>, path| Clash {
        record: record.clone(),
        path,
        by: by.clone(),
        position: later.position,
    };
    let ours = history::image(change).filter(|_| matches!(change.operation, Operation::Update | Operation::Restore));
    let Some(ours) = ours else {
        let by_people = later.iter().filter(|(later, _)| later.operation != Operation::Update || !by_hand(later).is_empty());
        return by_people.map(|(later, by)| clash(later, by, None)).collect();
    };
    let ours = document::touched(&ours);
    let overlapping = later.iter().flat_map(|(later, by)| {
        let is_whole = matches!(later.operation, Operation::Delete | Operation::Merge);
        let theirs = by_hand(later);
        let shared = if is_whole { ours.clone() } else { document::shared(&ours, &theirs) };
        shared.into_iter().map(|path| clash(later, by, Some(path))).collect::<Vec<_>>()
    });
    overlapping.collect()
}

/// The fields that somebody changed: places of turns and of mentions move along with what others do.
fn by_hand(change: &change::Model) -> BTreeSet<String> {
    let mut touched = history::image(change).map(|image| document::touched(&image)).unwrap_or_default();
    touched.retain(|path| {
        let moves = change.record_kind == RecordKind::Mention && matches!(path.as_str(), "start" | "end" | "prefix" | "suffix");
        let is_place = path.starts_with("turns.") && path.ends_with(".position");
        !(moves || is_place)
    });
    touched
}
