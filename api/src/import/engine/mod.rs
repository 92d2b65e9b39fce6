//! Decides what each record of an import means for the archive, and does it.
//!
//! A record is recognised by its source's key, by external ids, by slug, and then by name where nothing contradicts (`find`). What is new
//! is made, with what it names on the way (`make`); what is there is changed where the source says something else than when it was last
//! imported, and no person has changed it since (`merge`). A plan decides in the same way and does nothing.

mod decision;
mod facts;
mod field;
mod find;
mod known;
mod make;
mod merge;
mod part;
mod refer;
mod revive;
mod wanted;

pub use decision::{Decision, Issue, Problem};
pub use known::{Known, Said};

use crate::changeset::{ChangeSet, Ready};
use crate::error::{Error, Result};
use decision::{NewlySaid, Upserted, Work};
use entity::{LineOutcome, RecordKind};
use find::Same;
use known::hash;
use part::Parts;
use serde_json::{Map, Value};
use wanted::collect;

/// The digest of what a record said that was made and still waits for what it links to.
const MADE: &str = "+";
/// Characters of a key at most.
const MAX_KEY: usize = 500;

/// Where a record of an import comes from, and how it is treated.
#[derive(Clone, Debug)]
pub struct Scope {
    pub job: i64,
    /// The file's name without its folders: keys belong to it.
    pub file: String,
    /// Nothing is written.
    pub is_plan: bool,
    /// References that may be missing are given up.
    pub gives_up: bool,
    /// What is still not found now is not there.
    pub is_last_round: bool,
}

/// A record to bring in: the line it begins in, and what it says.
pub struct Item<'r> {
    line: u64,
    record: &'r Value,
    /// Of what can be read as a record.
    known_by: Option<(RecordKind, String)>,
}

impl<'r> Item<'r> {
    /// `file` is the file's name without its folders.
    pub fn new(file: &str, line: u64, record: &'r Value) -> Self {
        Self { line, record, known_by: kind_and_key(file, record) }
    }
}

/// The kind of a record, and what it is known by: its source's key, or what stands for that in its file.
pub fn kind_and_key(file: &str, record: &Value) -> Option<(RecordKind, String)> {
    let record = record.as_object()?;
    let kind = record.get("type").and_then(Value::as_str).and_then(RecordKind::named)?;
    let key = record.get("key").and_then(Value::as_str);
    Some((kind, key.map_or_else(|| part::own_key(kind, file, record), |key| part::typed(kind, key))))
}

/// What the lines of an import have said so far: sixteen bytes and some for each, so that a file that contradicts itself is found out.
#[derive(Default)]
pub struct Seen(std::collections::HashMap<u64, SeenLine>);

#[derive(Clone, Copy)]
struct SeenLine {
    line: u64,
    digest: u64,
    /// The record was made by it, and may still wait for what it links to.
    is_created: bool,
}

pub struct Engine<'s> {
    set: &'s mut ChangeSet,
    known: &'s mut Known,
    seen: &'s mut Seen,
    scope: Scope,
    /// New records that are decided and not added yet.
    pending: Vec<(i64, RecordKind, Ready)>,
    work: Work,
    /// What files said, for the rows that keep it.
    said: Vec<NewlySaid>,
}

impl<'s> Engine<'s> {
    pub fn new(set: &'s mut ChangeSet, known: &'s mut Known, seen: &'s mut Seen, scope: Scope) -> Self {
        Self { set, known, seen, scope, pending: Vec::new(), work: Work::default(), said: Vec::new() }
    }

    /// Goes on with records of another file.
    pub fn enter(&mut self, scope: Scope) {
        self.scope = scope;
    }

    /// Looks up what many records name, in a few statements.
    pub async fn prepare(&mut self, items: &[Item<'_>]) -> Result<()> {
        let mut wanted = collect(items.iter().map(|item| item.record));
        wanted.keys.extend(items.iter().filter_map(|item| item.known_by.as_ref()).map(|(_, key)| key.clone()));
        self.known.look_up(self.set.connection(), wanted).await
    }

    /// Decides what becomes of a record, and does it unless it is only planned. An error means that the whole transaction is void.
    pub async fn bring(&mut self, item: Item<'_>) -> Result<Decision> {
        self.work = Work::default();
        let Value::Object(record) = item.record else {
            return Ok(Decision::invalid("", "is not a JSON object"));
        };
        if record.iter().any(|(name, value)| name.contains('\0') || crate::text::has_nul(value)) {
            return Ok(Decision::invalid("", "contains the character U+0000, which no text of the archive has"));
        }
        let Some((kind, key)) = item.known_by else {
            let given = record.get("type").map(ToString::to_string);
            let message =
                format!("{} is no type of record; allowed are {}", given.unwrap_or_else(|| "nothing".to_owned()), kinds());
            return Ok(Decision::invalid("type", &message));
        };
        let said = self.known.said(&key, &self.scope.file);
        let was_made = said.is_some_and(|said| said.job_id == self.scope.job && said.digest == MADE);
        self.work.known_by = Some(key);
        let done = match self.upsert(kind, record, &[], "", item.line).await {
            // What breaks a rule is said of the record, unless something of it is in the transaction already.
            Err(Error::BadUserInput(violations)) if !self.work.is_written => {
                for violation in violations {
                    self.work.problem(Problem::Invalid, &violation.path, &violation.message);
                }
                Upserted::Rejected
            }
            done => done?,
        };
        let was_created = self.work.key.as_ref().is_some_and(|key| {
            let seen = self.seen.0.get(&hash(&(key, &self.scope.file)));
            was_made || seen.is_some_and(|seen| seen.is_created && seen.line == item.line)
        });
        let done = match done {
            // It was made in an earlier round, and has only now got all it links to.
            Upserted::Updated(id, _) | Upserted::Unchanged(id) if was_created => Upserted::Created(id),
            done => done,
        };
        let mut work = std::mem::take(&mut self.work);
        let is_refused =
            work.waits || work.is_doubtful || work.is_refused() || matches!(done, Upserted::Rejected | Upserted::Ambiguous);
        if is_refused {
            self.take_back(&mut work);
        } else {
            self.pending.append(&mut work.ready);
            self.said.append(&mut work.said);
        }
        Ok(work.decision(kind, done, is_refused))
    }

    /// Forgets what a refused record would have made.
    fn take_back(&mut self, work: &mut Work) {
        for (identity, id) in work.registered.drain(..) {
            self.known.remove(&identity, id);
        }
        for id in work.made.drain(..) {
            self.known.forget(id);
        }
        for key in work.planned.drain(..) {
            self.known.unplan(&key);
        }
        for place in work.seen.drain(..) {
            self.seen.0.remove(&place);
        }
        work.ready.clear();
        work.said.clear();
    }

    /// Adds the new records that were decided.
    pub async fn settle(&mut self) -> Result<()> {
        if self.pending.is_empty() || self.scope.is_plan {
            self.pending.clear();
            return Ok(());
        }
        let pending = std::mem::take(&mut self.pending);
        let mut slugs: std::collections::HashMap<RecordKind, Vec<String>> = std::collections::HashMap::new();
        for (_, kind, ready) in &pending {
            slugs.entry(*kind).or_default().extend(ready.slug());
        }
        for (kind, wanted) in slugs {
            self.set.look_up_slugs(kind, wanted).await?;
        }
        for (id, _, ready) in pending {
            self.set.create_ready(id, ready).await?;
        }
        Ok(())
    }

    /// What the files said, when all of it is done.
    pub async fn finish(mut self) -> Result<Vec<(String, String, Said)>> {
        self.settle().await?;
        let position = self.set.position();
        let said = self.said.into_iter().map(|NewlySaid { key, file, said, hold }| {
            let position = hold.unwrap_or(position);
            (key, file, Said { position, ..said })
        });
        Ok(said.collect())
    }

    /// Brings one record in, which may be a part of another: `given` are references that lead to that.
    async fn upsert(
        &mut self,
        kind: RecordKind,
        record: &Map<String, Value>,
        given: &[(&'static str, i64)],
        path: &str,
        line: u64,
    ) -> Result<Upserted> {
        for (name, value) in record {
            let is_given = given.iter().any(|(given, _)| given == name);
            if is_given && !(kind == RecordKind::Mention && name == "turn") {
                self.work.problem(Problem::Invalid, &at(path, name), "is given by the record around it");
            } else if let Some(message) = field::unknown(kind, name) {
                self.work.problem(Problem::Invalid, &at(path, name), &format!("{message}, not {}", brief(value)));
            }
        }
        if self.work.is_refused() {
            return Ok(Upserted::Rejected);
        }
        let key = match record.get("key") {
            Some(Value::String(key)) if !key.is_empty() && key.chars().count() <= MAX_KEY => Some(part::typed(kind, key)),
            Some(other) => {
                let message = format!("{} is no key: give a text of 1 to {MAX_KEY} characters", brief(other));
                self.work.problem(Problem::Invalid, &at(path, "key"), &message);
                return Ok(Upserted::Rejected);
            }
            None if given.is_empty() => self.work.known_by.clone(),
            None => None,
        };
        if given.is_empty() {
            self.work.key.clone_from(&key);
        }
        let parts = Parts::of(record);
        if let Some(done) = self.already(key.as_deref(), &parts, path, line) {
            return Ok(done);
        }
        self.work.hold = None;
        let (same, given) = self.find_same(kind, key.as_deref(), record, given, path).await?;
        let (id, mut done) = match same {
            Same::Unclear(candidates) => {
                let message = "several records of the archive may be meant; give an external id or a slug";
                self.work.ambiguous(path, message, kind, candidates);
                return Ok(Upserted::Ambiguous);
            }
            Same::Deleted(id) => {
                self.work.note(Problem::Conflict, path, "was deleted by hand, and stays deleted");
                return Ok(Upserted::Unchanged(id));
            }
            // What a plan would bring back is as it was: nothing can be compared before it is there.
            Same::Undone(id) if self.scope.is_plan => (id, Upserted::Created(id)),
            Same::Undone(id) => {
                self.revive(kind, id, 0).await?;
                self.merge(kind, id, record, &given, None, true, path).await?;
                (id, Upserted::Created(id))
            }
            Same::Known { id, is_explicit } => {
                let said = key.as_ref().and_then(|key| self.known.said(key, &self.scope.file)).cloned();
                let changed = self.merge(kind, id, record, &given, said.as_ref(), is_explicit, path).await?;
                (id, if changed.is_empty() { Upserted::Unchanged(id) } else { Upserted::Updated(id, changed) })
            }
            Same::Nothing => match self.make(kind, record, &given, path).await? {
                Some(id) => (id, Upserted::Created(id)),
                None => return Ok(Upserted::Rejected),
            },
        };
        let hold = self.work.hold.take();
        let changed = self.children(kind, id, record, path, line).await?;
        self.work.hold = hold;
        if let (Upserted::Unchanged(_), false) = (&done, changed.is_empty()) {
            done = Upserted::Updated(id, changed);
        }
        if let Some(key) = key {
            self.remember(key, id, parts, path, line, matches!(done, Upserted::Created(_)));
        }
        Ok(done)
    }

    /// What was said already: the same as last time, or something else by another line of this import.
    fn already(&mut self, key: Option<&str>, parts: &Parts, path: &str, line: u64) -> Option<Upserted> {
        let key = key?;
        let place = hash(&(key, &self.scope.file));
        if let Some(seen) = self.seen.0.get(&place).copied().filter(|seen| seen.line != line) {
            if seen.digest == hash(&parts.digest) {
                return self.known.by_key(key).map(Upserted::Unchanged);
            }
            self.twice(key, path, seen.line);
            return Some(Upserted::Rejected);
        }
        let said = self.known.said(key, &self.scope.file)?.clone();
        let (id, standing) = self.known.survivor(said.record_id);
        if said.digest == parts.digest && standing == known::Standing::There {
            self.see(key, &parts.digest, line, false);
            return Some(Upserted::Unchanged(id));
        }
        if said.job_id == self.scope.job && said.line != line && !matches!(said.digest.as_str(), "" | MADE) && !self.scope.is_plan
        {
            // Seen before this job was interrupted.
            self.twice(key, path, said.line);
            return Some(Upserted::Rejected);
        }
        None
    }

    fn see(&mut self, key: &str, digest: &str, line: u64, is_created: bool) {
        let place = hash(&(key, &self.scope.file));
        let was_created = self.seen.0.get(&place).is_some_and(|seen| seen.is_created);
        self.seen.0.insert(place, SeenLine { line, digest: hash(&digest), is_created: is_created || was_created });
        self.work.seen.push(place);
    }

    fn twice(&mut self, key: &str, path: &str, line: u64) {
        let message = if key.contains(&format!(" {} ", self.scope.file)) {
            format!("the record in line {line} is the same by its name and says something else; give each a key")
        } else {
            let key = key.split_once(' ').map_or(key, |(_, key)| key);
            format!("'{key}' is the key of the record in line {line} too, which says something else")
        };
        self.work.problem(Problem::Invalid, &at(path, "key"), &message);
    }

    /// Remembers what the file says of a record. Where something was left open, the next import looks at it again.
    fn remember(&mut self, key: String, id: i64, mut parts: Parts, path: &str, line: u64, is_created: bool) {
        self.see(&key, &parts.digest, line, is_created);
        if self.scope.is_plan {
            self.known.plan_said(&key, id);
            self.work.planned.push(key);
            return;
        }
        for issue in self.work.issues.iter().filter(|issue| issue.problem.is_open()) {
            parts.forget(issue.path.strip_prefix(path).unwrap_or(&issue.path).trim_start_matches('.'));
        }
        if self.work.child_waits {
            // To be looked at again, and counted as new then.
            parts.digest = if is_created { MADE.to_owned() } else { String::new() };
        }
        let Parts { digest, fields } = parts;
        let parts = serde_json::to_string(&fields).unwrap_or_default();
        let said = Said { record_id: id, digest, parts, position: 0, job_id: self.scope.job, line };
        self.known.set_said(&key, &self.scope.file, said.clone());
        let (file, hold) = (self.scope.file.clone(), self.work.hold.take());
        self.work.said.push(NewlySaid { key, file, said, hold });
    }

    /// Brings in what comes with a record and is a record of its own. Gives what changed.
    async fn children(
        &mut self,
        kind: RecordKind,
        id: i64,
        record: &Map<String, Value>,
        path: &str,
        line: u64,
    ) -> Result<Vec<String>> {
        let mut changed = Vec::new();
        for (field, child, back) in field::children(kind) {
            let Some(list) = record.get(*field) else { continue };
            let Some(list) = list.as_array() else {
                self.work.problem(Problem::Invalid, &at(path, field), "is not a list");
                continue;
            };
            for (position, value) in list.iter().enumerate() {
                let path = at(path, &format!("{field}.{position}"));
                let Some(value) = value.as_object() else {
                    self.work.problem(Problem::Invalid, &path, "is not an object");
                    continue;
                };
                let owner = if *child == RecordKind::Mention { self.turn_of(id, value, &path).await? } else { Some(id) };
                let Some(owner) = owner else { continue };
                // A link may lead to what comes later, and that back: the statement does not wait for it.
                self.work.in_link = *child == RecordKind::Link;
                let done = Box::pin(self.upsert(*child, value, &[(*back, owner)], &path, line)).await;
                self.work.in_link = false;
                match done? {
                    Upserted::Created(_) | Upserted::Updated(..) => changed.push(path),
                    Upserted::Unchanged(_) | Upserted::Ambiguous | Upserted::Rejected => {}
                }
            }
        }
        Ok(changed)
    }
}

/// The path of a field below `path`.
fn at(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A value as a message may quote it.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn kinds() -> String {
    use sea_orm::Iterable;
    RecordKind::iter().map(RecordKind::name).collect::<Vec<_>>().join(", ")
}

/// The worst that can be said of a line.
pub fn is_trouble(outcome: LineOutcome) -> bool {
    matches!(outcome, LineOutcome::Invalid | LineOutcome::Ambiguous)
}
