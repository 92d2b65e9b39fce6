//! A subscription that is executed: its events, one after the other.

use super::Shared;
use super::message::Asked;
use crate::auth::Viewer;
use crate::error::{Error, finish};
use crate::graphql::context::prepared;
use crate::graphql::waves::Waves;
use crate::log::Feed;
use async_graphql::{Request, Response, Value, Variables};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

pub struct Execution {
    events: BoxStream<'static, Response>,
    waves: Waves,
    request_id: String,
}

/// What a response says beside its JSON.
pub enum Kind {
    /// Something happened.
    Event,
    /// It cannot be executed.
    Refusal,
    /// It is our fault that something is missing in it.
    Broken,
}

impl Execution {
    /// Begins to execute, with a loader of its own. `feed` is where its resolver finds the log, if it follows it.
    pub fn new(shared: &Shared, asked: &Asked, viewer: Viewer, feed: Option<Feed>) -> Self {
        let variables = asked.variables.clone().map(serde_json::Value::Object).unwrap_or_default();
        let mut request = Request::new(&asked.query).variables(Variables::from_json(variables));
        request.operation_name = asked.operation_name.clone();
        let (mut request, waves) = prepared(request, &shared.db.view(), viewer);
        if let Some(feed) = feed {
            request = request.data(feed);
        }
        Self { events: shared.schema.execute_stream(request), waves, request_id: crate::clock::request_id() }
    }

    /// The next response.
    pub async fn next(&mut self) -> Option<(Kind, Response)> {
        let response = self.waves.clone().run(self.events.next()).await?;
        let is_broken = response.errors.iter().any(|error| matches!(error.source::<Error>(), Some(Error::Internal(_))));
        let kind = match &response {
            _ if is_broken => Kind::Broken,
            Response { data: Value::Null, errors, .. } if !errors.is_empty() => Kind::Refusal,
            _ => Kind::Event,
        };
        Some((kind, finish(response, &self.request_id)))
    }
}

/// A response as JSON.
pub fn json(response: &Response) -> String {
    serde_json::to_string(response).unwrap_or_else(|_| r#"{"errors":[{"message":"the event could not be written"}]}"#.to_owned())
}

/// The errors of a response as JSON.
pub fn errors(response: &Response) -> String {
    serde_json::to_string(&response.errors).unwrap_or_else(|_| "[]".to_owned())
}
