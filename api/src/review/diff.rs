//! What a change changes, field by field.

use crate::changeset::document::{at, touched};
use crate::changeset::reference::shown;
use crate::graphql::scalar::Json;
use async_graphql::{Enum, SimpleObject};
use entity::{RecordKind, change};
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

/// What a change makes of one field.
#[derive(Clone, Debug, SimpleObject)]
pub struct FieldChange {
    /// Where in the record's document the field is: `born`, `turns.VHVybjox.text`.
    pub path: String,
    /// What it was; null where it had no value.
    pub before: Option<Json>,
    /// What it becomes; null where it loses its value.
    pub after: Option<Json>,
    /// The difference word by word, where both are texts.
    pub words: Option<Vec<WordChange>>,
}

/// Words of a text that stay, come or go.
#[derive(Clone, Debug, SimpleObject)]
pub struct WordChange {
    /// Whether they stay, come or go.
    pub change: WordChangeKind,
    /// The words, with the spaces between them.
    pub text: String,
}

/// Whether words stay, come or go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WordChangeKind {
    /// They stay.
    Equal,
    /// They come.
    Insert,
    /// They go.
    Delete,
}

/// The fields in which two documents of `kind` differ, or those of a document that comes or goes.
pub fn between(kind: RecordKind, before: Option<&Value>, after: Option<&Value>) -> Vec<FieldChange> {
    let nothing = Value::Object(serde_json::Map::new());
    let (before, after) = (before.unwrap_or(&nothing), after.unwrap_or(&nothing));
    let patch = crate::changeset::document::patch(before, after);
    fields(kind, &patch, before, after)
}

/// What an applied change has changed, by what the log keeps of it.
pub fn of_applied(change: &change::Model) -> Vec<FieldChange> {
    let json = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let nothing = || Value::Object(serde_json::Map::new());
    let before = json(&change.before_image).unwrap_or_else(nothing);
    match change.operation {
        entity::Operation::Delete | entity::Operation::Merge => between(change.record_kind, Some(&before), None),
        _ => {
            // Both are patches, so that a field that one of them names is missing in the other where it has no value.
            let after = json(&change.proposed).unwrap_or_else(nothing);
            fields(change.record_kind, &after, &before, &after)
        }
    }
}

fn fields(kind: RecordKind, patch: &Value, before: &Value, after: &Value) -> Vec<FieldChange> {
    let (before, after) = (shown(kind, before.clone()), shown(kind, after.clone()));
    touched(patch).into_iter().map(|path| field(&path, &before, &after)).collect()
}

fn field(path: &str, before: &Value, after: &Value) -> FieldChange {
    let (before, after) = (at(before, path), at(after, path));
    let words = match (before, after) {
        (Value::String(before), Value::String(after)) => Some(words(before, after)),
        _ => None,
    };
    let value = |value: &Value| (!value.is_null()).then(|| Json(value.clone()));
    FieldChange { path: global(path), before: value(before), after: value(after), words }
}

/// The path with the global id of a turn.
fn global(path: &str) -> String {
    let mut parts: Vec<String> = path.split('.').map(ToOwned::to_owned).collect();
    if let [first, turn, ..] = parts.as_mut_slice()
        && first == "turns"
        && let Ok(id) = turn.parse()
    {
        *turn = crate::graphql::id::encode("Turn", id).to_string();
    }
    parts.join(".")
}

fn words(before: &str, after: &str) -> Vec<WordChange> {
    let mut changes: Vec<WordChange> = Vec::new();
    for change in TextDiff::from_words(before, after).iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => WordChangeKind::Equal,
            ChangeTag::Insert => WordChangeKind::Insert,
            ChangeTag::Delete => WordChangeKind::Delete,
        };
        match changes.last_mut() {
            Some(last) if last.change == kind => last.text.push_str(change.value()),
            _ => changes.push(WordChange { change: kind, text: change.value().to_owned() }),
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_differs_word_by_word() {
        let changes = between(RecordKind::Person, Some(&json!({"name": "a b c"})), Some(&json!({"name": "a x c"})));
        let words = changes[0].words.as_ref().expect("words");
        let told: Vec<_> = words.iter().map(|word| (word.change, word.text.as_str())).collect();
        let [equal, delete, insert] = [WordChangeKind::Equal, WordChangeKind::Delete, WordChangeKind::Insert];
        assert_eq!(told, [(equal, "a "), (delete, "b"), (insert, "x"), (equal, " c")]);
    }

    #[test]
    fn references_are_shown_as_global_ids() {
        let changes = between(RecordKind::Statement, None, Some(&json!({"event": 7})));
        assert_eq!(
            changes[0].after.as_ref().map(|json| json.0.clone()),
            Some(json!(crate::graphql::id::encode("Event", 7).as_str()))
        );
    }
}
