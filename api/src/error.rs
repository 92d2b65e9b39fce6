//! What can go wrong, in the caller's terms. Only this file gives errors their code and makes them GraphQL errors.

use crate::db::Trouble;
use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};
use std::fmt;
use std::sync::Arc;

/// Every failure of the archive. Its code is what clients may rely on; its message is for people.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Something in the caller's input is wrong. All violations are told at once.
    #[error("{}", Violation::sentence(.0))]
    BadUserInput(Vec<Violation>),
    /// Nobody has said who they are, or what they sent to prove it is not good.
    #[error("{0}")]
    Unauthenticated(String),
    /// Whoever asks may not do this.
    #[error("{0}")]
    Forbidden(String),
    /// What the caller refers to is not there.
    #[error("{kind} '{id}' does not exist")]
    NotFound { kind: &'static str, id: String },
    /// The input is sound, but the archive's state forbids it.
    #[error("{0}")]
    Conflict(String),
    /// The same, where the changes or records that stand in the way can be named.
    #[error("{message}")]
    Clashes { message: String, clashes: Vec<Clash> },
    /// The caller asks for more than the archive is willing to give at once.
    #[error("{limit} is limited to {allowed}, but {asked} was asked for")]
    LimitExceeded { limit: &'static str, allowed: usize, asked: usize },
    /// It took longer than the archive is willing to work on it.
    #[error("{limit} is limited to {allowed} milliseconds, and more were needed")]
    TooSlow { limit: &'static str, allowed: u128 },
    /// The database stopped one of its statements, which took longer than it is allowed to.
    #[error("an SQL statement of this operation took longer than is allowed")]
    SlowStatement,
    /// A client asks more often than it may.
    #[error("{limit} is limited to {allowed} in a minute; try again in {retry_after_seconds} seconds")]
    TooOften { limit: &'static str, allowed: u32, retry_after_seconds: i64 },
    /// Too many attempts to sign in failed. It says nothing about the password.
    #[error("too many attempts to sign in have failed; try again in {retry_after_seconds} seconds")]
    TooManyAttempts { retry_after_seconds: i64 },
    /// The password was right, and a code is needed beside it.
    #[error("this account has a second factor: send its code too")]
    SecondFactorRequired,
    /// The password was right, and the code was not.
    #[error("the code is not right, or was used before; the next one comes within half a minute")]
    SecondFactorWrong,
    /// The document that is named is not known here; who sends it with its name makes it known. Clients know the message by heart.
    #[error("PersistedQueryNotFound")]
    UnknownDocument,
    /// Not now: too much is to be done, or the database does not answer.
    #[error("{reason}; try again in {retry_after_seconds} seconds")]
    Unavailable { reason: &'static str, retry_after_seconds: i64 },
    /// Our fault. The cause is logged and never shown.
    #[error("the archive could not answer; the cause was logged")]
    Internal(Arc<dyn std::error::Error + Send + Sync>),
}

/// One thing wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where in the input: `filter.made.within`.
    pub path: String,
    /// What is wrong, naming the value and what is allowed.
    pub message: String,
}

/// Something that stands in the way of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clash {
    /// The global id of the record.
    pub record: String,
    /// The field of it, where it is about one: `born`, `turns.17.text`.
    pub path: Option<String>,
    /// The display name of whoever made the other change.
    pub by: Option<String>,
    /// The position of the other change in the archive's log.
    pub position: Option<i64>,
}

impl Violation {
    fn sentence(violations: &[Self]) -> String {
        violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One violation of the input at `path`.
    pub fn bad_input(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::BadUserInput(vec![Violation { path: path.into(), message: message.into() }])
    }

    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into().into())
    }

    /// The code clients see in `extensions.code`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadUserInput(_) => "BAD_USER_INPUT",
            Self::Unauthenticated(_) => "UNAUTHENTICATED",
            Self::Forbidden(_) => "FORBIDDEN",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Conflict(_) | Self::Clashes { .. } => "CONFLICT",
            Self::LimitExceeded { .. }
            | Self::TooSlow { .. }
            | Self::SlowStatement
            | Self::TooOften { .. }
            | Self::TooManyAttempts { .. } => "LIMIT_EXCEEDED",
            Self::SecondFactorRequired => "SECOND_FACTOR_REQUIRED",
            Self::SecondFactorWrong => "SECOND_FACTOR_WRONG",
            Self::UnknownDocument => "PERSISTED_QUERY_NOT_FOUND",
            Self::Unavailable { .. } => "UNAVAILABLE",
            Self::Internal(_) => "INTERNAL_SERVER_ERROR",
        }
    }
}

/// The database has the last word on unique and foreign keys.
impl From<sea_orm::DbErr> for Error {
    fn from(cause: sea_orm::DbErr) -> Self {
        match Trouble::of(&cause) {
            Some(Trouble::Slow) => return Self::SlowStatement,
            Some(Trouble::Away) => {
                tracing::warn!(%cause, "the database does not answer");
                return Self::Unavailable { reason: "the database does not answer", retry_after_seconds: 5 };
            }
            Some(Trouble::Full) => {
                tracing::error!(%cause, "the database cannot write: its disk is full");
                return Self::Unavailable { reason: "nothing can be written, because the disk is full", retry_after_seconds: 60 };
            }
            None => {}
        }
        match cause.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => {
                Self::Conflict("a record with the same key exists already".into())
            }
            Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)) => {
                Self::Conflict("the record refers to one that does not exist, or is referred to by others".into())
            }
            _ => Self::internal(cause),
        }
    }
}

/// What the library says of documents that go deeper than itself does, whatever we allow.
const OF_DEPTH: [&str; 4] =
    ["recursion limit exceeded", "The recursion depth of the query", "Query is too complex", "Query is nested too deep"];

/// Gives every error of a response its code, and logs the causes that clients must not see.
pub fn finish(mut response: Response, request_id: &str) -> Response {
    for error in &mut response.errors {
        let ours = error.source::<Error>().cloned();
        let extensions = error.extensions.get_or_insert_default();
        match ours {
            Some(ours) => {
                if let Error::Internal(cause) = &ours {
                    tracing::error!(request_id, path = ?error.path, %cause, "internal error");
                }
                extensions.set("code", ours.code());
                describe(&ours, extensions, request_id);
            }
            // What async-graphql itself refuses: the document or its variables.
            None if OF_DEPTH.iter().any(|text| error.message.starts_with(text)) => extensions.set("code", "LIMIT_EXCEEDED"),
            None => extensions.set("code", "BAD_USER_INPUT"),
        }
    }
    response
}

/// A request that could not even be read, as a response.
pub fn refusal(error: &Error, request_id: &str) -> Response {
    finish(failure(error.clone()), request_id)
}

/// A request of which nothing came, as a response that is not finished yet.
pub fn failure(error: Error) -> Response {
    let mut refused = ServerError::new(error.to_string(), None);
    refused.source = Some(Arc::new(error));
    Response::from_errors(vec![refused])
}

fn describe(error: &Error, extensions: &mut ErrorExtensionValues, request_id: &str) {
    match error {
        Error::BadUserInput(violations) => {
            let list = violations.iter().map(|Violation { path, message }| {
                let fields = [("path", path), ("message", message)];
                Value::Object(fields.into_iter().map(|(k, v)| (async_graphql::Name::new(k), Value::from(v.as_str()))).collect())
            });
            extensions.set("violations", Value::List(list.collect()));
        }
        Error::Clashes { clashes, .. } => extensions.set("conflicts", Value::List(clashes.iter().map(clash).collect())),
        Error::LimitExceeded { limit, allowed, asked } => {
            extensions.set("limit", *limit);
            extensions.set("allowed", *allowed);
            extensions.set("asked", *asked);
        }
        Error::TooSlow { limit, allowed } => {
            extensions.set("limit", *limit);
            extensions.set("allowed", u64::try_from(*allowed).unwrap_or(u64::MAX));
        }
        Error::TooOften { limit, allowed, retry_after_seconds } => {
            extensions.set("limit", *limit);
            extensions.set("allowed", *allowed);
            extensions.set("retryAfter", *retry_after_seconds);
        }
        Error::TooManyAttempts { retry_after_seconds } | Error::Unavailable { retry_after_seconds, .. } => {
            extensions.set("retryAfter", *retry_after_seconds);
        }
        Error::Internal(_) => extensions.set("requestId", request_id),
        Error::Unauthenticated(_)
        | Error::Forbidden(_)
        | Error::NotFound { .. }
        | Error::Conflict(_)
        | Error::SlowStatement
        | Error::SecondFactorRequired
        | Error::SecondFactorWrong
        | Error::UnknownDocument => {}
    }
}

fn clash(clash: &Clash) -> Value {
    let Clash { record, path, by, position } = clash;
    let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::from);
    let fields = [
        ("record", Value::from(record.as_str())),
        ("path", text(path)),
        ("by", text(by)),
        ("position", position.map_or(Value::Null, Value::from)),
    ];
    Value::Object(fields.into_iter().map(|(name, value)| (async_graphql::Name::new(name), value)).collect())
}
