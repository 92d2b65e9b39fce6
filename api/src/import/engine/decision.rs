//! What was decided of a record, and everything about it that is not plain.

use super::known::{Identity, Said};
use crate::changeset::Ready;
use entity::{LineOutcome, RecordKind};
use serde::{Deserialize, Serialize};

/// What sort of thing is not plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Problem {
    /// It breaks a rule: the record is not brought in.
    Invalid,
    /// Nothing has the identity that is named; the reference was left out.
    Unresolved,
    /// Several records may be meant.
    Ambiguous,
    /// Somebody has changed the field by hand since the last import; it was kept.
    Conflict,
    /// Worth knowing.
    Note,
}

impl Problem {
    /// The next import is to look at it again.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Note)
    }
}

/// Something about a record that is not plain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    pub problem: Problem,
    /// The field: `turns.3.speaker`; empty for the record as a whole.
    pub path: String,
    pub reason: String,
    /// Kind and id of the records that may be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<(RecordKind, i64)>,
}

/// What was decided of a record.
#[derive(Clone, Debug)]
pub struct Decision {
    pub outcome: LineOutcome,
    pub kind: Option<RecordKind>,
    pub key: Option<String>,
    pub record: Option<i64>,
    /// The fields that change.
    pub fields: Vec<String>,
    pub issues: Vec<Issue>,
}

impl Decision {
    pub fn invalid(path: &str, reason: &str) -> Self {
        let issue = Issue { problem: Problem::Invalid, path: path.to_owned(), reason: reason.to_owned(), candidates: Vec::new() };
        Self { outcome: LineOutcome::Invalid, kind: None, key: None, record: None, fields: Vec::new(), issues: vec![issue] }
    }

    pub fn note(path: &str, reason: &str) -> Self {
        let issue = Issue { problem: Problem::Note, path: path.to_owned(), reason: reason.to_owned(), candidates: Vec::new() };
        Self { outcome: LineOutcome::Note, issues: vec![issue], ..Self::invalid("", "") }
    }

    pub fn has(&self, problem: Problem) -> bool {
        self.issues.iter().any(|issue| issue.problem == problem)
    }

    /// Nothing needs to be said of it.
    pub fn is_plain(&self) -> bool {
        self.issues.is_empty() && !matches!(self.outcome, LineOutcome::Updated | LineOutcome::Waiting)
    }
}

/// What was done with a record or a part of it.
pub enum Upserted {
    Created(i64),
    Updated(i64, Vec<String>),
    Unchanged(i64),
    Ambiguous,
    Rejected,
}

/// What a file says of a record now; and the position to be kept with it, if that is not the present one.
pub struct NewlySaid {
    pub key: String,
    pub file: String,
    pub said: Said,
    pub hold: Option<i64>,
}

/// What is in hand of the record that is being decided.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that may be said of a record while it is decided")]
pub struct Work {
    pub issues: Vec<Issue>,
    /// Something is not there yet, and may come.
    pub waits: bool,
    /// What the record is known by, its source's key or what stands for that; and the same when it is sound enough to be told.
    pub known_by: Option<String>,
    pub key: Option<String>,
    /// It cannot be without something of which several may be meant.
    pub is_doubtful: bool,
    /// Something was written already: what fails now makes the transaction void.
    pub is_written: bool,
    /// New records, in the order in which they refer to each other.
    pub ready: Vec<(i64, RecordKind, Ready)>,
    pub registered: Vec<(Identity, i64)>,
    pub made: Vec<i64>,
    pub planned: Vec<String>,
    /// Places in what lines have said.
    pub seen: Vec<u64>,
    /// A link is being looked at, without which its statement can be.
    pub in_link: bool,
    /// A link leads to something that is not there yet.
    pub child_waits: bool,
    pub said: Vec<NewlySaid>,
    /// Ids and texts of the turns of statements, in order.
    pub turns: Vec<(i64, Vec<(i64, String)>)>,
    /// The days of the record, which tell who held an office then.
    pub days: Option<(Option<i32>, Option<i32>)>,
    /// The position of the log behind which people's changes of the record are still to be kept.
    pub hold: Option<i64>,
    /// Records in records in records.
    pub depth: usize,
}

/// More than anybody needs to see of one record.
const ISSUES: usize = 50;

impl Work {
    fn push(&mut self, problem: Problem, path: &str, reason: &str, candidates: Vec<(RecordKind, i64)>) {
        let issue = Issue { problem, path: path.to_owned(), reason: reason.to_owned(), candidates };
        if self.issues.len() < ISSUES && !self.issues.contains(&issue) {
            self.issues.push(issue);
        }
    }

    /// Something because of which the record is not brought in.
    pub fn problem(&mut self, problem: Problem, path: &str, reason: &str) {
        self.push(problem, path, reason, Vec::new());
    }

    /// Something that is told, and costs at most a field.
    pub fn note(&mut self, problem: Problem, path: &str, reason: &str) {
        self.push(problem, path, reason, Vec::new());
    }

    pub fn ambiguous(&mut self, path: &str, reason: &str, kind: RecordKind, candidates: Vec<i64>) {
        self.push(Problem::Ambiguous, path, reason, candidates.into_iter().map(|id| (kind, id)).collect());
    }

    pub fn is_refused(&self) -> bool {
        self.issues.iter().any(|issue| issue.problem == Problem::Invalid)
    }

    pub fn decision(self, kind: RecordKind, done: Upserted, is_refused: bool) -> Decision {
        let is_invalid = self.is_refused();
        let (outcome, record, fields) = match done {
            _ if is_invalid => (LineOutcome::Invalid, None, Vec::new()),
            _ if self.waits => (LineOutcome::Waiting, None, Vec::new()),
            Upserted::Created(id) | Upserted::Updated(id, _) | Upserted::Unchanged(id) if self.child_waits => {
                (LineOutcome::Waiting, Some(id), Vec::new())
            }
            Upserted::Ambiguous => (LineOutcome::Ambiguous, None, Vec::new()),
            _ if self.is_doubtful => (LineOutcome::Ambiguous, None, Vec::new()),
            _ if is_refused => (LineOutcome::Invalid, None, Vec::new()),
            Upserted::Created(id) => (LineOutcome::Created, Some(id), Vec::new()),
            Upserted::Updated(id, fields) => (LineOutcome::Updated, Some(id), fields),
            Upserted::Unchanged(id) => (LineOutcome::Unchanged, Some(id), Vec::new()),
            Upserted::Rejected => (LineOutcome::Invalid, None, Vec::new()),
        };
        Decision { outcome, kind: Some(kind), key: self.key, record, fields, issues: self.issues }
    }
}
