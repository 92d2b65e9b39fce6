//! Why a socket is closed: codes of `graphql-transport-ws`, and of `WebSocket`s in general (RFC 6455 and IANA's registry).

use actix_ws::{CloseCode, CloseReason};

/// Why a socket is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Close {
    /// The server stops.
    GoingAway,
    /// The client does not take what it is sent as fast as it happens, or the archive cannot be read; with the position behind which it goes on.
    TryAgain { why: &'static str, after: Option<i64> },
    /// What came is no message of the protocol.
    BadRequest(String),
    /// Something was asked before it was said who asks.
    Unauthorized,
    /// The token is not, or no longer, good.
    Forbidden(String),
    /// Nobody said who asks in time.
    Late,
    /// Two subscriptions of one name.
    Taken(String),
    /// It was said twice who asks.
    Twice,
    /// Nothing was heard for too long.
    Silent,
}

impl Close {
    pub fn reason(&self) -> CloseReason {
        let (code, description) = match self {
            Self::GoingAway => (1001, "the server goes away; connect again".to_owned()),
            Self::TryAgain { why, after: Some(after) } => (1013, format!("{why}; go on with after: {after}")),
            Self::TryAgain { why, after: None } => (1013, format!("{why}; connect again")),
            Self::Silent => (3008, "nothing was heard for too long".to_owned()),
            Self::BadRequest(why) => (4400, why.clone()),
            Self::Unauthorized => (4401, "Unauthorized".to_owned()),
            Self::Forbidden(why) => (4403, format!("Forbidden: {why}")),
            Self::Late => (4408, "Connection initialisation timeout".to_owned()),
            Self::Taken(id) => (4409, format!("Subscriber for {id} already exists")),
            Self::Twice => (4429, "Too many initialisation requests".to_owned()),
        };
        CloseReason { code: CloseCode::from(code), description: Some(description) }
    }
}
