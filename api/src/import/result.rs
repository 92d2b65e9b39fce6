//! The result of an import as JSONL: one line for each record of its files.

use super::engine::Issue;
use super::job::Detail;
use crate::graphql::id;
use entity::import_line;
use serde_json::{Map, Value, json};

/// A line of the result: file and line, what the record is, what became of it, and everything that is not plain.
pub fn line(line: &import_line::Model, file: &str) -> Value {
    let detail: Detail = line.detail.as_deref().and_then(|detail| serde_json::from_str(detail).ok()).unwrap_or_default();
    let mut result = Map::new();
    result.insert("file".to_owned(), file.into());
    result.insert("line".to_owned(), line.line.into());
    if let Some(kind) = line.record_kind {
        result.insert("type".to_owned(), kind.name().into());
        if let Some(record) = line.record_id {
            result.insert("id".to_owned(), id::encode(kind.name(), record).to_string().into());
        }
    }
    if let Some(key) = key(line) {
        result.insert("key".to_owned(), key.into());
    }
    if let Some(title) = detail.title.filter(|title| !title.is_empty()) {
        result.insert("title".to_owned(), title.into());
    }
    result.insert("outcome".to_owned(), serde_json::to_value(line.outcome).unwrap_or_default());
    if !detail.fields.is_empty() {
        result.insert("changed".to_owned(), detail.fields.into());
    }
    if !detail.issues.is_empty() {
        result.insert("issues".to_owned(), detail.issues.iter().map(issue).collect());
    }
    Value::Object(result)
}

/// What the source calls the record: the archive tells keys of different kinds apart.
pub fn key(line: &import_line::Model) -> Option<&str> {
    let key = line.key.as_deref()?;
    Some(line.record_kind.and_then(|kind| key.strip_prefix(kind.name())).map_or(key, str::trim_start))
}

fn issue(issue: &Issue) -> Value {
    let candidates: Vec<String> =
        issue.candidates.iter().map(|(kind, record)| id::encode(kind.name(), *record).to_string()).collect();
    let mut told = json!({ "problem": issue.problem, "field": issue.path, "reason": issue.reason });
    if let (Value::Object(told), false) = (&mut told, candidates.is_empty()) {
        told.insert("candidates".to_owned(), candidates.into());
    }
    told
}
