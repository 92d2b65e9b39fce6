//! Subscribers who ask for the same: each event is found and put into words once, whatever their number.

use super::Live;
use super::execution::{Execution, Kind, json};
use super::message::Asked;
use super::tail::{Batch, ENTRIES};
use crate::auth::Viewer;
use crate::db::Db;
use crate::error::Result;
use crate::graphql::limits::{MAX_FOLLOWED, within};
use crate::log::{Entries, Entry, Feed, entry};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

/// Events that wait for a subscriber, and their bytes. Who is further behind is dropped.
const EVENTS: usize = 2048;
const BYTES: usize = 8 * 1024 * 1024;
/// How long is waited when the log cannot be read.
const PAUSE: Duration = Duration::from_secs(1);

/// An event, in words, as long as they are kept for those who have not taken them yet.
pub struct Told {
    pub position: i64,
    payload: Mutex<Option<Arc<str>>>,
}

impl Told {
    /// The event as JSON; none where it waited for too long.
    pub fn payload(&self) -> Option<Arc<str>> {
        self.payload.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The latest events, whose words are kept.
#[derive(Default)]
struct Kept {
    events: VecDeque<(usize, Weak<Told>)>,
    bytes: usize,
}

impl Kept {
    /// Keeps one more, and lets go of the oldest where it becomes too much.
    fn keep(&mut self, told: &Arc<Told>, bytes: usize) {
        self.events.push_back((bytes, Arc::downgrade(told)));
        self.bytes += bytes;
        while self.bytes > BYTES || self.events.len() > EVENTS {
            let Some((bytes, oldest)) = self.events.pop_front() else { return };
            self.bytes -= bytes;
            if let Some(oldest) = oldest.upgrade() {
                *oldest.payload.lock().unwrap_or_else(PoisonError::into_inner) = None;
            }
        }
    }
}

/// All groups of a process.
#[derive(Default)]
pub struct Groups(Mutex<HashMap<String, Arc<Group>>>);

/// One for each operation, its variables and the one who asks, as far as it matters who.
pub struct Group {
    key: String,
    state: Mutex<State>,
}

struct State {
    /// All up to this position has been told.
    at: i64,
    /// Gone when the execution has ended.
    to: Option<Sender<Arc<Told>>>,
    members: usize,
    task: Option<JoinHandle<()>>,
}

/// The place of a subscriber in a group. With the last of them the group ends.
pub struct Member {
    live: Live,
    group: Arc<Group>,
}

impl Groups {
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// What makes two subscriptions the same. Where the log is followed from is left out, if the variable that says so says nothing else.
pub fn key(asked: &Asked, viewer: &Viewer, after: Option<&str>) -> String {
    let mut variables = asked.variables.clone().unwrap_or_default();
    if let Some(after) = after.filter(|after| uses(&asked.query, after) == 2) {
        variables.remove(after);
    }
    let operation = asked.operation_name.as_deref().unwrap_or_default();
    format!("{viewer:?}\n{operation}\n{}\n{}", serde_json::Value::Object(variables), asked.query)
}

/// How often a document names a variable.
fn uses(query: &str, variable: &str) -> usize {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let after = query.split('$').skip(1).map(str::trim_start);
    after.filter(|rest| rest.strip_prefix(variable).is_some_and(|rest| !rest.starts_with(is_name))).count()
}

impl Live {
    /// Joins those who ask for the same, or begins to ask.
    pub fn join(&self, key: &str, asked: &Asked, viewer: &Viewer) -> Result<Member> {
        let mut groups = self.0.groups.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(group) = groups.get(key) {
            let mut state = group.state();
            if state.to.is_some() {
                state.members += 1;
                drop(state);
                return Ok(Member { live: self.clone(), group: Arc::clone(group) });
            }
        }
        within("the number of different subscriptions that are followed at once", MAX_FOLLOWED, groups.len() + 1)?;
        let (batches, at) = self.0.tail.subscribe();
        let state = State { at, to: Some(channel(EVENTS).0), members: 1, task: None };
        let group = Arc::new(Group { key: key.to_owned(), state: Mutex::new(state) });
        let telling = tell(self.clone(), Arc::downgrade(&group), batches, at, asked.clone(), viewer.clone());
        group.state().task = Some(tokio::spawn(telling));
        groups.insert(key.to_owned(), Arc::clone(&group));
        Ok(Member { live: self.clone(), group })
    }
}

impl Group {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Member {
    /// The position up to which the group has been told all.
    pub fn at(&self) -> i64 {
        self.group.state().at
    }

    /// All that the group is told from now on, and the position it comes behind; none where the group has ended.
    pub fn receive(&self) -> Option<(Receiver<Arc<Told>>, i64)> {
        let state = self.group.state();
        Some((state.to.as_ref()?.subscribe(), state.at))
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let mut groups = self.live.0.groups.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.group.state();
        state.members -= 1;
        if state.members > 0 {
            return;
        }
        state.to = None;
        if let Some(task) = state.task.take() {
            task.abort();
        }
        if groups.get(&self.group.key).is_some_and(|group| Arc::ptr_eq(group, &self.group)) {
            groups.remove(&self.group.key);
        }
    }
}

/// Executes for the whole group, until nobody is in it or the archive cannot be read.
async fn tell(live: Live, group: Weak<Group>, batches: Receiver<Arc<Batch>>, at: i64, asked: Asked, viewer: Viewer) {
    let entries = SharedEntries { db: live.0.db.follower(), batches, at, known: at, group: Weak::clone(&group) };
    let feed = Feed::new(entries);
    let mut execution = Execution::new(&live.0, &asked, viewer, Some(feed.clone()));
    let mut kept = Kept::default();
    while let Some((kind, response)) = execution.next().await {
        let Some(group) = group.upgrade() else { return };
        let position = feed.position();
        if position == 0 || matches!(kind, Kind::Broken) {
            break;
        }
        let payload: Arc<str> = json(&response).into();
        let bytes = payload.len();
        let told = Arc::new(Told { position, payload: Mutex::new(Some(payload)) });
        kept.keep(&told, bytes);
        let mut state = group.state();
        state.at = told.position;
        // Subscribers who are reading what they have missed are not there yet.
        let _ = state.to.as_ref().map(|to| to.send(told));
    }
    if let Some(group) = group.upgrade() {
        // Its members find nobody who tells them anything.
        group.state().to = None;
    }
}

/// The end of the log, as all groups share it.
struct SharedEntries {
    db: Db,
    batches: Receiver<Arc<Batch>>,
    /// All up to this position has been given.
    at: i64,
    /// The log is known to reach this position.
    known: i64,
    group: Weak<Group>,
}

#[async_trait::async_trait]
impl Entries for SharedEntries {
    /// Where it begins was settled when the group was made.
    async fn begin(&mut self, _after: Option<i64>) -> Result<()> {
        Ok(())
    }

    async fn next(&mut self) -> Option<Vec<Entry>> {
        loop {
            // Nobody asks for more before all has been told.
            if let Some(group) = self.group.upgrade() {
                group.state().at = self.at;
            }
            if self.at < self.known {
                match entry::page(self.db.read(), self.at, self.known, ENTRIES).await {
                    Ok((missed, until)) => {
                        self.at = until;
                        return Some(missed);
                    }
                    Err(error) => tracing::warn!(%error, "the log could not be read again; it is tried again"),
                }
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            let batch = match self.batches.recv().await {
                Ok(batch) => batch,
                // What was missed is read above, when it is known up to where.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return None,
            };
            self.known = batch.until.max(self.known);
            if batch.after <= self.at {
                let news: Vec<Entry> = batch.entries.iter().filter(|entry| entry.position > self.at).copied().collect();
                self.at = self.known;
                return Some(news);
            }
        }
    }
}
