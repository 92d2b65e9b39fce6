//! What is sent: some changes of the log, signed as the Standard Webhooks specification says.

use crate::auth::secret;
use crate::changeset::position;
use crate::error::{Error, Result};
use crate::graphql::id;
use crate::log::{Entry, entry};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat};
use entity::webhook::Model;
use entity::{Operation, RecordKind, change_set, record};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use std::collections::HashMap;

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Changes of one message at most.
const CHANGES: usize = 100;
/// Changes of the log that are looked through for them at once.
const LOOKED_THROUGH: u64 = 500;

/// Some changes that a receiver wants to be told of, and how far in the log they are all.
#[derive(Debug)]
pub struct Part {
    pub after: i64,
    pub until: i64,
    pub entries: Vec<Entry>,
}

/// What comes next for a receiver.
pub async fn next(db: &impl ConnectionTrait, hook: &Model) -> Result<Part> {
    let after = hook.position;
    // What was tried before is tried again as it was.
    let end = match hook.pending_until {
        Some(until) => until,
        None => position(db).await?,
    };
    let (entries, mut until) = entry::page(db, after, end, LOOKED_THROUGH).await?;
    let kinds: Option<Vec<RecordKind>> = words(hook.record_kinds.as_deref())?;
    let operations: Option<Vec<Operation>> = words(hook.operations.as_deref())?;
    let is_wanted = |entry: &Entry| {
        kinds.as_ref().is_none_or(|kinds| kinds.contains(&entry.kind))
            && operations.as_ref().is_none_or(|operations| operations.contains(&entry.operation))
    };
    let mut entries: Vec<Entry> = entries.into_iter().filter(is_wanted).collect();
    if entries.len() > CHANGES {
        entries.truncate(CHANGES);
        until = entries.last().map_or(until, |last| last.position);
    }
    Ok(Part { after, until, entries })
}

/// A list of words as it is stored.
pub fn words<T: serde::de::DeserializeOwned>(stored: Option<&str>) -> Result<Option<Vec<T>>> {
    stored.map(serde_json::from_str).transpose().map_err(Error::internal)
}

impl Part {
    /// The same for each attempt: by it a receiver knows what it has had.
    pub fn id(&self, hook: &Model) -> String {
        format!("msg_{}_{}_{}", hook.id, self.after, self.until)
    }

    pub async fn body(&self, db: &impl ConnectionTrait) -> Result<String> {
        let sets = change_set::Entity::find()
            .select_only()
            .columns([change_set::Column::Id, change_set::Column::AppliedAt])
            .filter(change_set::Column::Id.is_in(self.entries.iter().map(|entry| entry.change_set_id)));
        let applied: HashMap<i64, Option<i64>> = sets.into_tuple::<(i64, Option<i64>)>().all(db).await?.into_iter().collect();
        let merges = self.entries.iter().filter(|entry| entry.operation == Operation::Merge).map(|entry| entry.record_id);
        let anchors = record::Entity::find()
            .select_only()
            .columns([record::Column::Id, record::Column::MergedIntoId])
            .filter(record::Column::Id.is_in(merges));
        let merged: HashMap<i64, Option<i64>> = anchors.into_tuple::<(i64, Option<i64>)>().all(db).await?.into_iter().collect();
        let at = |entry: &Entry| time(applied.get(&entry.change_set_id).copied().flatten().unwrap_or_default());
        let changes: Vec<Value> = self
            .entries
            .iter()
            .map(|entry| {
                let kind = entry.kind.name();
                let into = merged.get(&entry.record_id).copied().flatten().filter(|_| entry.operation == Operation::Merge);
                json!({
                    "position": entry.position,
                    "operation": entry.operation,
                    "recordKind": entry.kind,
                    "recordId": id::encode(kind, entry.record_id),
                    "version": entry.base_version.unwrap_or_default() + 1,
                    "mergedIntoId": into.map(|into| id::encode(kind, into)),
                    "changeSetId": id::encode("ChangeSet", entry.change_set_id),
                    "appliedAt": at(entry),
                })
            })
            .collect();
        let timestamp = self.entries.last().map(at);
        let data = json!({"after": self.after, "until": self.until, "changes": changes});
        Ok(json!({"type": "archive.changed", "timestamp": timestamp, "data": data}).to_string())
    }
}

/// A message that tells of nothing, to try a receiver.
pub fn trial(now: i64) -> String {
    json!({"type": "webhook.test", "timestamp": time(now), "data": {}}).to_string()
}

fn time(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A secret nobody can guess.
pub fn new_secret() -> Result<String> {
    Ok(format!("{PREFIX}{}", STANDARD.encode(secret::random::<32>()?)))
}

/// The headers of a message that is sent now.
pub fn headers(secret: &str, id: String, now: i64, body: &str) -> Result<Vec<(&'static str, String)>> {
    let key =
        STANDARD.decode(secret.trim_start_matches(PREFIX)).map_err(|_| Error::internal("a webhook's secret cannot be read"))?;
    let timestamp = (now / 1_000).to_string();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{timestamp}.{body}").as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(tag.as_ref()));
    Ok(vec![("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_specification() {
        // The example of its reference libraries.
        let headers = headers(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(),
            1_614_265_330_000,
            r#"{"test": 2432232314}"#,
        );
        let signature = headers.ok().and_then(|mut headers| headers.pop()).map(|(_, value)| value);
        assert_eq!(signature.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }
}
