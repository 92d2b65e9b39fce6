//! Whether history and tables agree: the log is read backwards from the records as they are, and must lead to an empty archive.

use super::{document, history, rows};
use crate::db::Db;
use crate::error::Result;
use entity::{Operation, RecordKind, change, record};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, Iterable, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;

/// Records that are looked at together.
const CHUNK: u64 = 200;
/// Faults that are told one by one.
const TOLD: usize = 100;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub records: u64,
    pub changes: u64,
    pub position: i64,
    /// The first hundred faults; none where all is well.
    pub faults: Vec<String>,
    pub more_faults: usize,
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { records, changes, position, faults, more_faults } = self;
        write!(f, "{records} records, {changes} changes, position {position}, {} faults", faults.len() + more_faults)
    }
}

/// Reads the whole archive and its log, in one view of them.
pub async fn verify(db: &Db) -> Result<Findings> {
    let transaction = db.read().begin().await?;
    let mut findings = Findings::default();
    positions(&transaction, &mut findings).await?;
    for kind in RecordKind::iter() {
        let mut last = 0;
        loop {
            let anchors = record::Entity::find()
                .filter(record::Column::Kind.eq(kind))
                .filter(record::Column::Id.gt(last))
                .order_by_asc(record::Column::Id)
                .limit(CHUNK)
                .all(&transaction)
                .await?;
            let Some(end) = anchors.last() else { break };
            last = end.id;
            records(&transaction, kind, &anchors, &mut findings).await?;
        }
    }
    transaction.rollback().await?;
    Ok(findings)
}

/// The positions have no gap, and the counter stands at the last.
async fn positions(db: &DatabaseTransaction, findings: &mut Findings) -> Result<()> {
    let applied = change::Entity::find().filter(change::Column::Position.is_not_null());
    findings.changes = applied.clone().count(db).await?;
    let last = applied.order_by_desc(change::Column::Position).one(db).await?.and_then(|change| change.position).unwrap_or(0);
    findings.position = last;
    if u64::try_from(last).ok() != Some(findings.changes) {
        findings.tell(format!("the log has {} changes, but its last position is {last}", findings.changes));
    }
    let counted = super::position(db).await?;
    if counted != last {
        findings.tell(format!("the last position is {last}, but {counted} is remembered"));
    }
    Ok(())
}

async fn records(db: &DatabaseTransaction, kind: RecordKind, anchors: &[record::Model], findings: &mut Findings) -> Result<()> {
    let ids: Vec<i64> = anchors.iter().map(|anchor| anchor.id).collect();
    let mut documents = rows::documents(db, kind, &ids).await?;
    let logged = change::Entity::find()
        .filter(change::Column::RecordId.is_in(ids))
        .filter(change::Column::Position.is_not_null())
        .order_by_desc(change::Column::Position)
        .all(db)
        .await?;
    let mut changes: HashMap<i64, Vec<change::Model>> = HashMap::new();
    for change in logged {
        changes.entry(change.record_id.unwrap_or_default()).or_default().push(change);
    }
    for anchor in anchors {
        findings.records += 1;
        let changes = changes.remove(&anchor.id).unwrap_or_default();
        if let Some(fault) = replay(anchor, documents.remove(&anchor.id), &changes) {
            findings.tell(format!("{} {}: {fault}", kind.name(), anchor.id));
        }
    }
    Ok(())
}

/// Follows one record backwards. Gives the first thing that does not fit.
fn replay(anchor: &record::Model, document: Option<Value>, changes: &[change::Model]) -> Option<String> {
    let is_gone = anchor.deleted_at.is_some() || anchor.merged_into_id.is_some();
    if document.is_some() == is_gone {
        return Some(if is_gone { "is gone, but has rows" } else { "has no rows" }.to_owned());
    }
    if usize::try_from(anchor.version).ok() != Some(changes.len()) {
        return Some(format!("has version {}, but {} changes", anchor.version, changes.len()));
    }
    let mut state = document;
    for (change, version) in changes.iter().zip((1..=anchor.version).rev()) {
        if change.base_version.unwrap_or_default() + 1 != version {
            return Some(format!("its change at {:?} is not the one that made version {version}", change.position));
        }
        let found = state.as_ref().map(document::digest);
        if change.digest.is_some() && found != change.digest {
            return Some(format!("version {version} is not what the log says it was"));
        }
        state = history::before(state, change);
    }
    match (changes.last().map(|change| change.operation), state) {
        (Some(Operation::Create), None) => None,
        (Some(Operation::Create), Some(_)) => Some("was something before it was created".to_owned()),
        _ => Some("was never created".to_owned()),
    }
}

impl Findings {
    fn tell(&mut self, fault: String) {
        if self.faults.len() < TOLD {
            self.faults.push(fault);
        } else {
            self.more_faults += 1;
        }
    }
}
