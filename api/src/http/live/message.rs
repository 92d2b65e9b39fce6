//! The messages of `graphql-transport-ws`.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Incoming {
    ConnectionInit { payload: Option<Map<String, Value>> },
    Ping { payload: Option<Value> },
    Pong {},
    Subscribe { id: String, payload: Asked },
    Complete { id: String },
}

/// What is subscribed to.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    pub query: String,
    pub operation_name: Option<String>,
    #[serde(default)]
    pub variables: Option<Map<String, Value>>,
}

/// What is said of one subscription.
pub enum Said {
    /// An event, as JSON that others may be told too, with its position where it is one of the log.
    Next { payload: Arc<str>, position: Option<i64> },
    /// It cannot be: the errors, as JSON. Nothing comes after it.
    Error(String),
    /// It has ended.
    Complete,
}

pub fn acknowledged() -> String {
    json!({"type": "connection_ack"}).to_string()
}

pub fn pong(payload: Option<Value>) -> String {
    match payload {
        Some(payload) => json!({"type": "pong", "payload": payload}).to_string(),
        None => json!({"type": "pong"}).to_string(),
    }
}

impl Said {
    /// The message to the subscriber of this name.
    pub fn message(&self, id: &str) -> String {
        let id = Value::from(id);
        match self {
            Self::Next { payload, .. } => format!(r#"{{"id":{id},"type":"next","payload":{payload}}}"#),
            Self::Error(errors) => format!(r#"{{"id":{id},"type":"error","payload":{errors}}}"#),
            Self::Complete => format!(r#"{{"id":{id},"type":"complete"}}"#),
        }
    }

    pub fn position(&self) -> Option<i64> {
        match self {
            Self::Next { position, .. } => *position,
            Self::Error(_) | Self::Complete => None,
        }
    }

    pub fn is_last(&self) -> bool {
        matches!(self, Self::Error(_) | Self::Complete)
    }
}
