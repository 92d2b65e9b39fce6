//! One subscription of one socket.

use super::Live;
use super::close::Close;
use super::execution::{Execution, Kind, errors, json};
use super::group::key;
use super::message::{Asked, Said};
use super::personal::{Joined, Personal};
use crate::auth::Viewer;
use crate::error::{Error, refusal};
use crate::graphql::limits::Limits;
use crate::graphql::measure::measure;
use crate::log::Feed;
use async_graphql::Name;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, Field, OperationType, Selection, SelectionSet};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc::Sender;

/// The fields that follow the log. All who ask for the same share their events.
const OF_THE_LOG: [&str; 2] = ["statementChanged", "recordChanged"];

/// Why those who follow the log are cut off when the database does not answer.
const UNREADABLE: &str = "the archive cannot be read";

/// What is said to the subscriber of this number.
pub struct Letter {
    pub number: u64,
    pub said: Said,
}

/// Tells what happens until there is no more to tell, or nobody to tell it to. Gives why the socket must be closed, if it must.
pub async fn run(live: Live, asked: Asked, viewer: Viewer, number: u64, to: Sender<Letter>) -> Result<(), Close> {
    let say = |said| to.send(Letter { number, said });
    let field = match live.0.limits.check_text(&asked.query).and_then(|()| root(&asked, &live.0.limits)) {
        Ok(field) => field,
        Err(error) => {
            let refused = Said::Error(errors(&refusal(&error, &crate::clock::request_id())));
            let _ = say(refused).await;
            return Ok(());
        }
    };
    let joined = Arc::new(Mutex::new(None));
    // What cannot even be parsed is refused where it is executed.
    let feed = field.filter(|field| OF_THE_LOG.contains(&field.name.node.as_str())).map(|field| {
        let after = field.get_argument("after").map(|value| value.node.to_string());
        let after = after.as_deref().and_then(|value| value.strip_prefix('$'));
        let key = key(&asked, &viewer, after);
        Feed::new(Personal::new(live.clone(), key, asked.clone(), viewer.clone(), Arc::clone(&joined)))
    });
    let (mut last, mut has_begun) = (None, false);
    let mut execution = Execution::new(&live.0, &asked, viewer, feed.clone());
    while let Some((kind, response)) = execution.next().await {
        let position = feed.as_ref().map(Feed::position).filter(|position| *position > 0);
        let said = match kind {
            Kind::Broken if feed.is_some() => return Err(Close::TryAgain { why: UNREADABLE, after: last }),
            Kind::Refusal | Kind::Broken if !has_begun && position.is_none() => Said::Error(errors(&response)),
            _ => Said::Next { payload: json(&response).into(), position },
        };
        has_begun = true;
        last = position.or(last);
        let is_last = said.is_last();
        if say(said).await.is_err() || is_last {
            return Ok(());
        }
    }
    // Who waits for something to happen keeps nothing but its place.
    drop((execution, asked));
    let found = joined.lock().unwrap_or_else(PoisonError::into_inner).take();
    // The place is kept for as long as it is listened to.
    let Some(Joined { member: _member, mut receiver, at }) = found else {
        if feed.is_some() {
            return Err(Close::TryAgain { why: UNREADABLE, after: last });
        }
        let _ = say(Said::Complete).await;
        return Ok(());
    };
    let mut at = last.unwrap_or_default().max(at);
    loop {
        match receiver.recv().await {
            Ok(told) if told.position <= at => {}
            Ok(told) => {
                let Some(payload) = told.payload() else { return Err(Close::TryAgain { why: "too slow", after: Some(at) }) };
                if say(Said::Next { payload, position: Some(told.position) }).await.is_err() {
                    return Ok(());
                }
                at = told.position;
            }
            Err(RecvError::Lagged(_)) => return Err(Close::TryAgain { why: "too slow", after: Some(at) }),
            Err(RecvError::Closed) => return Err(Close::TryAgain { why: UNREADABLE, after: Some(at) }),
        }
    }
}

/// The one field that is subscribed to; none where the document does not parse.
fn root(asked: &Asked, limits: &Limits) -> Result<Option<Field>, Error> {
    let Ok(document) = async_graphql::parser::parse_query(&asked.query) else { return Ok(None) };
    let operation = match (&document.operations, asked.operation_name.as_deref()) {
        (DocumentOperations::Single(operation), _) => Some(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(_), None) => None,
    };
    // Which operation is meant is refused where it is executed.
    let Some(operation) = operation else { return Ok(None) };
    if operation.node.ty != OperationType::Subscription {
        return Err(Error::bad_input("query", "only subscriptions are answered here; send queries and mutations by POST"));
    }
    let variables = asked.variables.clone().map(serde_json::Value::Object).unwrap_or_default();
    limits.check(&measure(&document, &operation.node, &variables))?;
    let mut fields = Vec::new();
    collect(&document, &operation.node.selection_set.node, &mut Vec::new(), &mut fields);
    match (fields.pop(), fields.is_empty()) {
        (Some(field), true) => Ok(Some(field)),
        _ => Err(Error::bad_input("query", "a subscription has exactly one field; others are subscriptions of their own")),
    }
}

/// The fields of a selection, those of its fragments among them.
fn collect(document: &ExecutableDocument, selection: &SelectionSet, seen: &mut Vec<Name>, fields: &mut Vec<Field>) {
    for item in &selection.items {
        match &item.node {
            Selection::Field(field) => fields.push(field.node.clone()),
            Selection::InlineFragment(fragment) => collect(document, &fragment.node.selection_set.node, seen, fields),
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if let Some(fragment) = document.fragments.get(name).filter(|_| !seen.contains(name)) {
                    seen.push(name.clone());
                    collect(document, &fragment.node.selection_set.node, seen, fields);
                }
            }
        }
    }
}
