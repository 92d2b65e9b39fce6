//! What becomes of the mentions in turns that change: they follow their words, or go with them.

use super::ChangeSet;
use crate::error::Result;
use crate::mention::service::follow;
use entity::{RecordKind, mention};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use std::collections::HashMap;

impl ChangeSet {
    /// Deletes the mentions in turns that a statement is to lose.
    pub(super) async fn release_turns(&mut self, before: &Value, after: &Value) -> Result<()> {
        let gone: Vec<i64> =
            turns(before).filter(|(turn, _)| turn_of(after, turn).is_none()).filter_map(|(turn, _)| turn.parse().ok()).collect();
        if gone.is_empty() {
            return Ok(());
        }
        for mention in mention::Entity::find().filter(mention::Column::TurnId.is_in(gone)).all(self.connection()).await? {
            Box::pin(self.delete(RecordKind::Mention, mention.id, None, "its turn was removed", false)).await?;
        }
        Ok(())
    }

    /// Lets the mentions in turns whose text has changed follow their words, and deletes those whose words are gone.
    pub(super) async fn follow_texts(&mut self, before: &Value, after: &Value) -> Result<()> {
        let text = |turn: &Value| turn.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        let changed: HashMap<i64, String> = turns(before)
            .filter_map(|(turn, old)| {
                let new = turn_of(after, turn)?;
                (text(old) != text(new)).then(|| Some((turn.parse().ok()?, text(new)))).flatten()
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let mentions =
            mention::Entity::find().filter(mention::Column::TurnId.is_in(changed.keys().copied())).all(self.connection()).await?;
        for mention in mentions {
            let Some(text) = changed.get(&mention.turn_id) else { continue };
            if let Some(patch) = follow(&mention, text) {
                Box::pin(self.update(RecordKind::Mention, mention.id, None, &patch)).await?;
            } else {
                let reason = "its words are no longer in the text";
                Box::pin(self.delete(RecordKind::Mention, mention.id, None, reason, false)).await?;
            }
        }
        Ok(())
    }
}

fn turns(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    document.get("turns").and_then(Value::as_object).into_iter().flatten()
}

fn turn_of<'d>(document: &'d Value, turn: &str) -> Option<&'d Value> {
    document.get("turns")?.get(turn)
}
