//! A record as a document: all that the archive says of it, as one JSON object. Changes, history, differences and undo work on
//! documents alone and know no concept.

use super::{Batch, ChangeSet};
use crate::error::{Result, Violation};
use crate::record::service::Common;
use entity::RecordKind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What a concept's service gives to be written: how its records stand in rows, and the rules they keep.
pub trait Document: Serialize + DeserializeOwned {
    const KIND: RecordKind;
    /// The fields that no such record can be without.
    const NEEDED: &[&str];

    /// The slug it would like where none is given; none for records without slugs.
    fn wanted_slug(&self) -> Option<String> {
        None
    }

    /// What it has in common with records of other concepts.
    fn common(&mut self) -> &mut Common;

    /// Brings it into the one form in which it is stored: names once each, ids for its parts.
    fn tidy(&mut self, _set: &mut ChangeSet) {}

    /// Every rule that can be checked without the archive.
    fn check(&self) -> Vec<Violation>;

    /// The record that these rows are.
    fn of(rows: Batch) -> Option<Self>;

    /// Adds its rows.
    fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()>;
}

/// Lists whose order means nothing.
const SETS: &[&str] = &["externalIds", "sources", "topics", "countries", "announces", "confirms", "predecessors"];

/// The document of a record, in the one form that equal records share: without what is absent, sets in order.
pub fn document(record: &impl Serialize) -> Result<Value> {
    let mut document = serde_json::to_value(record).map_err(crate::error::Error::internal)?;
    settle(&mut document);
    Ok(document)
}

/// Takes away what is absent, and puts sets in order.
pub fn settle(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                settle(field);
                if let (true, Value::Array(items)) = (SETS.contains(&name.as_str()), field) {
                    items.sort_by_cached_key(ToString::to_string);
                }
            }
            fields.retain(|_, field| !is_absent(field));
        }
        Value::Array(items) => items.iter_mut().for_each(settle),
        _ => {}
    }
}

fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// SHA-256 of a document, in hexadecimal digits.
pub fn digest(document: &Value) -> String {
    // The keys of a JSON object are sorted, so that equal documents have equal texts.
    format!("{:x}", Sha256::digest(document.to_string()))
}

/// Changes `document` as `patch` says: what is absent stays, null clears (RFC 7396, JSON Merge Patch).
pub fn apply(document: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        document.clone_from(patch);
        return;
    };
    if !document.is_object() {
        *document = Value::Object(Map::new());
    }
    let Value::Object(fields) = document else { return };
    for (name, change) in changes {
        if change.is_null() {
            fields.remove(name);
        } else {
            apply(fields.entry(name.clone()).or_insert(Value::Null), change);
        }
    }
}

/// The smallest patch that makes `to` of `from`; null where they are the same.
pub fn patch(from: &Value, to: &Value) -> Value {
    let (Value::Object(old), Value::Object(new)) = (from, to) else {
        return if from == to { Value::Null } else { to.clone() };
    };
    let mut changes = Map::new();
    for (name, value) in old {
        match new.get(name) {
            None => {
                changes.insert(name.clone(), Value::Null);
            }
            Some(changed) if changed != value => {
                changes.insert(name.clone(), patch(value, changed));
            }
            Some(_) => {}
        }
    }
    for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        changes.insert(name.clone(), value.clone());
    }
    if changes.is_empty() { Value::Null } else { Value::Object(changes) }
}

/// The paths of the fields that a patch touches: `born`, `turns.17.text`. Dates and the like count as one field.
pub fn touched(patch: &Value) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let Value::Object(fields) = patch else { return paths };
    for (name, change) in fields {
        match change {
            Value::Object(turns) if name == "turns" => {
                for (turn, change) in turns {
                    match change {
                        Value::Object(fields) => paths.extend(fields.keys().map(|field| format!("turns.{turn}.{field}"))),
                        _ => {
                            paths.insert(format!("turns.{turn}"));
                        }
                    }
                }
            }
            _ => {
                paths.insert(name.clone());
            }
        }
    }
    paths
}

/// The paths of one patch that the other touches too: the same field, or a part of it.
pub fn shared(one: &BTreeSet<String>, other: &BTreeSet<String>) -> BTreeSet<String> {
    let within = |path: &str, whole: &str| path == whole || path.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'));
    one.iter().filter(|path| other.iter().any(|its| within(path, its) || within(its, path))).cloned().collect()
}

/// The value of a document at a path, null where there is none.
pub fn at<'d>(document: &'d Value, path: &str) -> &'d Value {
    path.split('.').try_fold(document, |value, name| value.get(name)).unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_patch_makes_the_one_of_the_other_and_back() {
        let before =
            json!({"name": "A", "born": {"edtf": "1950", "reason": "x"}, "turns": {"7": {"text": "a"}, "8": {"text": "b"}}});
        let after = json!({"name": "B", "born": {"edtf": "1950"}, "turns": {"7": {"text": "a"}, "9": {"text": "c"}}});
        for (from, to) in [(&before, &after), (&after, &before)] {
            let mut changed = from.clone();
            apply(&mut changed, &patch(from, to));
            assert_eq!(&changed, to);
        }
        assert_eq!(patch(&before, &before), Value::Null);
    }

    #[test]
    fn documents_of_equal_records_are_equal() {
        let one = document(&json!({"b": null, "topics": [2, 1], "names": [], "a": {"c": null}})).expect("a document");
        assert_eq!(one, json!({"topics": [1, 2]}));
        assert_eq!(digest(&one), digest(&document(&json!({"topics": [1, 2]})).expect("a document")));
    }

    #[test]
    fn fields_are_shared_when_one_is_a_part_of_the_other() {
        let one = touched(&json!({"turns": {"7": {"text": "x"}}, "title": "t"}));
        assert_eq!(one, BTreeSet::from(["turns.7.text".to_owned(), "title".to_owned()]));
        assert_eq!(shared(&one, &touched(&json!({"turns": {"7": null}}))), BTreeSet::from(["turns.7.text".to_owned()]));
        assert!(shared(&one, &touched(&json!({"turns": {"77": null}, "kind": "SPEECH"}))).is_empty());
    }
}
