//! One record that stands for two things becomes two.

use crate::changeset::reference::redirect;
use crate::changeset::{ChangeSet, Proposal};
use crate::error::{Error, Result};
use crate::graphql::id;
use crate::graphql::limits::MAX_NODES;
use crate::turn::service::statement_of;
use async_graphql::ID;
use entity::RecordKind;
use serde_json::Value;
use std::collections::BTreeMap;

/// Adds a record like `(kind, row)` under the name `name`, and lets `references` refer to it instead. Gives its id.
pub async fn split_off(
    set: &mut ChangeSet,
    (kind, row): (RecordKind, i64),
    expected: i32,
    name: &str,
    references: &[ID],
) -> Result<i64> {
    let named = match kind {
        RecordKind::Person | RecordKind::Organisation | RecordKind::Place | RecordKind::Country | RecordKind::Event => "name",
        RecordKind::Office => "title",
        RecordKind::Topic => "label",
        _ => return Err(Error::bad_input("id", format!("a {} has no name of its own, and cannot be split", kind.name()))),
    };
    if references.len() > MAX_NODES {
        return Err(Error::LimitExceeded { limit: "the number of references", allowed: MAX_NODES, asked: references.len() });
    }
    set.expect_version(kind, row, expected).await?;
    let mut other = set.document(kind, row).await?;
    if let Value::Object(fields) = &mut other {
        // What tells the one thing apart says nothing of the other.
        fields.retain(|field, _| {
            matches!(field.as_str(), "kind" | "status" | "country" | "organisation" | "parent" | "broader" | "sources")
        });
        fields.insert(named.to_owned(), name.into());
    }
    let made = set.reserve();
    set.perform(Proposal::create(kind, made, other)).await?;
    let mut whole: BTreeMap<(&str, i64), Vec<i64>> = BTreeMap::new();
    for (position, reference) in references.iter().enumerate() {
        let path = format!("references.{position}");
        let (word, id) = id::decode_any(reference, &path)?;
        let (referrer, id, turn) = match RecordKind::named(&word) {
            Some(referrer) => (referrer, id, None),
            None if word == "Turn" => (RecordKind::Statement, statement_of(set, id).await?, Some(id)),
            None => {
                return Err(Error::bad_input(
                    path,
                    format!("'{}' is the id of a {word}, which refers to no record", reference.as_str()),
                ));
            }
        };
        let turns = whole.entry((referrer.name(), id)).or_default();
        turns.extend(turn);
    }
    for ((word, id), turns) in whole {
        let Some(referrer) = RecordKind::named(word) else { continue };
        let before = set.document(referrer, id).await?;
        let mut after = before.clone();
        if turns.is_empty() {
            redirect(referrer, &mut after, kind, row, made);
        }
        for turn in turns {
            if let Some(turn) = after.get_mut("turns").and_then(|all| all.get_mut(turn.to_string())) {
                redirect(referrer, turn, kind, row, made);
            }
        }
        let patch = crate::changeset::document::patch(&before, &after);
        if patch.is_null() {
            let (id, row) = (id::encode(word, id), id::encode(kind.name(), row));
            return Err(Error::bad_input("references", format!("'{}' does not refer to '{}'", id.as_str(), row.as_str())));
        }
        let version = set.version(referrer, id).await?;
        set.perform(Proposal::update(referrer, id, version, patch)).await?;
    }
    Ok(made)
}
