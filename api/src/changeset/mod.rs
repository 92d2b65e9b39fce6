//! The one way to write. A change set is applied in one transaction or not at all; what it does is logged under the next
//! positions of the archive. No other module writes to the archive's tables.

mod admit;
mod batch;
mod concept;
mod delete;
pub mod document;
mod history;
mod mentions;
mod merge;
mod proposal;
pub mod reference;
mod restore;
mod rows;
mod slug;
mod undo;
mod update;
pub mod verify;

pub use batch::Batch;
pub use concept::{New, Ready};
pub use document::Document;
pub use history::{State, states, states_of};
pub use proposal::Proposal;
pub use rows::documents;

use crate::clock;
use crate::db::Db;
use crate::error::Result;
use entity::{ChangeSetState, Operation, RecordKind, change, change_set, counter, record};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// The sequences that [`counter`] keeps.
const RECORDS: &str = "record";
const POSITIONS: &str = "position";

/// Changes that are being collected in a transaction of their own. Dropped without [`ChangeSet::commit`], they leave nothing.
pub struct ChangeSet {
    transaction: DatabaseTransaction,
    header: Header,
    now: i64,
    /// The last number given of each sequence.
    last_record: i64,
    last_position: i64,
    log: Vec<Entry>,
    batch: Batch,
    slugs: HashSet<(RecordKind, String)>,
    /// Slugs that nobody had when they were looked up.
    free: HashSet<(RecordKind, String)>,
    /// What else was written in the transaction is kept where nothing changed.
    is_kept: bool,
    /// The version each record had before this change set touched it; 0 for those it creates.
    versions: HashMap<i64, i32>,
    /// What was asked of it, in order.
    performed: Vec<Proposal>,
    /// Mentions come back before the texts they stand in: they are looked at when all is undone.
    is_undoing: bool,
    /// What is done now has waited.
    is_waiting: bool,
    /// Records that were to be created and are there already, as others.
    aliases: HashMap<i64, i64>,
}

/// What is written about a change set beside its changes.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// The set that is applied now, if it has waited.
    pub id: Option<i64>,
    pub title: String,
    pub description: Option<String>,
    pub author_id: Option<i64>,
    /// Who lets a set apply that has waited.
    pub reviewer_id: Option<i64>,
    pub undoes_id: Option<i64>,
    /// The import that the set is a part of.
    pub import_id: Option<i64>,
}

/// A change that was made.
struct Entry {
    /// The row it waited in.
    waited: Option<i64>,
    operation: Operation,
    kind: RecordKind,
    record_id: i64,
    base_version: Option<i32>,
    /// What an update has put in place of the before-image.
    proposed: Option<String>,
    before_image: Option<String>,
    digest: Option<String>,
}

/// What an applied change set did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The change set; none where nothing changed.
    pub id: Option<i64>,
    /// How many records it created.
    pub created: usize,
    /// The archive's position after it.
    pub position: i64,
}

impl ChangeSet {
    /// Begins a change set. Other writers wait until it ends.
    pub async fn begin(db: &Db, title: impl Into<String>) -> Result<Self> {
        Self::within(db.begin_write().await?, Header { title: title.into(), ..Header::default() }).await
    }

    /// Begins a change set in a transaction that has its turn to write.
    pub async fn within(transaction: DatabaseTransaction, header: Header) -> Result<Self> {
        let last_record = last(&transaction, RECORDS).await?;
        let last_position = last(&transaction, POSITIONS).await?;
        Ok(Self {
            transaction,
            header,
            now: clock::now_millis(),
            last_record,
            last_position,
            log: Vec::new(),
            batch: Batch::default(),
            slugs: HashSet::new(),
            free: HashSet::new(),
            is_kept: false,
            versions: HashMap::new(),
            performed: Vec::new(),
            is_undoing: false,
            is_waiting: false,
            aliases: HashMap::new(),
        })
    }

    /// Where to look things up while the change set is open. What was created by it is found after [`ChangeSet::flush`].
    pub fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Checks and adds a new record. Gives its id, to which later records of this change set may refer.
    pub async fn create(&mut self, new: impl Into<New>) -> Result<i64> {
        let id = self.reserve();
        self.create_as(id, new).await?;
        Ok(id)
    }

    /// The id of a record that is added later, by [`ChangeSet::create_as`], so that others can refer to it before.
    pub fn reserve(&mut self) -> i64 {
        self.next_id()
    }

    /// Checks and adds a new record under an id that was reserved for it.
    pub async fn create_as(&mut self, id: i64, new: impl Into<New>) -> Result<()> {
        let mut new = new.into();
        new.prepare(self)?;
        self.create_ready(id, Ready(new)).await
    }

    /// Checks a new record of `kind` by every rule that needs no archive, and adds nothing yet.
    pub fn ready(&mut self, kind: RecordKind, document: Value) -> Result<Ready> {
        let mut new = New::take(kind, document)?;
        new.prepare(self)?;
        Ok(Ready(new))
    }

    /// Adds a new record that has been checked, under an id that was reserved for it. What it refers to must be there.
    pub async fn create_ready(&mut self, id: i64, Ready(mut new): Ready) -> Result<()> {
        let kind = new.kind();
        let slug = match (new.common().slug.take(), new.wanted_slug()) {
            (Some(chosen), Some(_)) => Some(self.chosen_slug(kind, id, chosen).await?),
            (None, Some(wanted)) => Some(self.free_slug(kind, &wanted).await?),
            (_, None) => None,
        };
        new.common().slug.clone_from(&slug);
        self.log.push(Entry {
            waited: None,
            operation: Operation::Create,
            kind,
            record_id: id,
            base_version: None,
            proposed: None,
            before_image: None,
            digest: Some(document::digest(&new.document()?)),
        });
        self.versions.insert(id, 0);
        self.batch.record.push(record::Model {
            id,
            kind,
            version: 1,
            created_at: self.now,
            updated_at: self.now,
            merged_into_id: None,
            deleted_at: None,
            deletion_reason: None,
        });
        new.add(id, slug.unwrap_or_default(), self)?;
        if self.batch.is_large() {
            self.flush().await?;
        }
        Ok(())
    }

    /// Lets what the caller wrote beside the archive's records stand, even if none of them changes.
    pub fn keep(&mut self) {
        self.is_kept = true;
    }

    /// The archive's position after all that was done so far.
    pub fn position(&self) -> i64 {
        self.last_position + i64::try_from(self.log.len()).unwrap_or_default()
    }

    /// How many changes were made so far.
    pub fn changes(&self) -> usize {
        self.log.len()
    }

    /// The last number given, so that another set that is only tried can go on behind it.
    pub fn last_number(&self) -> i64 {
        self.last_record
    }

    /// Gives only numbers behind `last`.
    pub fn number_after(&mut self, last: i64) {
        self.last_record = Ord::max(self.last_record, last);
    }

    /// Writes what was collected into the open transaction.
    pub async fn flush(&mut self) -> Result<()> {
        std::mem::take(&mut self.batch).insert(&self.transaction).await
    }

    /// Applies all changes, and logs them. A change set without changes leaves nothing at all.
    pub async fn commit(mut self) -> Result<Applied> {
        if self.log.is_empty() && self.header.id.is_none() {
            if self.is_kept {
                self.keep_counters().await?;
                self.transaction.commit().await?;
            } else {
                self.transaction.rollback().await?;
            }
            return Ok(Applied { id: None, created: 0, position: self.last_position });
        }
        let applied = self.finish().await?;
        self.transaction.commit().await?;
        Ok(applied)
    }

    /// Logs all changes in the open transaction.
    async fn finish(&mut self) -> Result<Applied> {
        let created = self.log.iter().filter(|entry| entry.operation == Operation::Create).count();
        let id = match self.header.id {
            Some(id) => id,
            None => self.next_id(),
        };
        self.flush().await?;
        self.write_header(id).await?;
        for (ordinal, entry) in std::mem::take(&mut self.log).into_iter().enumerate() {
            self.last_position += 1;
            let waited = entry.waited;
            let change = change::Model {
                id: waited.unwrap_or_else(|| self.next_id()),
                change_set_id: id,
                ordinal: i32::try_from(ordinal).unwrap_or(i32::MAX),
                position: Some(self.last_position),
                operation: entry.operation,
                record_kind: entry.kind,
                record_id: Some(entry.record_id),
                base_version: entry.base_version,
                proposed: entry.proposed,
                before_image: entry.before_image,
                reserved_id: None,
                digest: entry.digest,
            };
            if waited.is_some() {
                // Comments refer to the row in which it has waited.
                change.into_active_model().reset_all().update(&self.transaction).await?;
            } else {
                self.batch.change.push(change);
            }
        }
        self.flush().await?;
        self.keep_counters().await?;
        Ok(Applied { id: Some(id), created, position: self.last_position })
    }

    async fn write_header(&mut self, id: i64) -> Result<()> {
        let Header { id: waited, title, description, author_id, reviewer_id, undoes_id, import_id } = self.header.clone();
        let mut applied = change_set::ActiveModel {
            id: Set(id),
            state: Set(ChangeSetState::Applied),
            applied_at: Set(Some(self.now)),
            ..Default::default()
        };
        if waited.is_some() {
            make_room(&self.transaction, id).await?;
            applied.id = Unchanged(id);
            applied.reviewer_id = Set(reviewer_id);
            applied.decided_at = Set(Some(self.now));
            applied.update(&self.transaction).await?;
            return Ok(());
        }
        applied.title = Set(title);
        applied.description = Set(description);
        applied.author_id = Set(author_id);
        applied.undoes_id = Set(undoes_id);
        applied.import_id = Set(import_id);
        applied.created_at = Set(self.now);
        applied.insert(&self.transaction).await?;
        Ok(())
    }

    /// The changes of a record that are made and not logged yet, the latest first.
    fn pending(&self, record: i64) -> Vec<change::Model> {
        let made = self.log.iter().rev().filter(|entry| entry.record_id == record);
        let change = |entry: &Entry| change::Model {
            id: 0,
            change_set_id: 0,
            ordinal: 0,
            position: None,
            operation: entry.operation,
            record_kind: entry.kind,
            record_id: Some(entry.record_id),
            base_version: entry.base_version,
            proposed: entry.proposed.clone(),
            before_image: entry.before_image.clone(),
            reserved_id: None,
            digest: entry.digest.clone(),
        };
        made.map(change).collect()
    }

    /// Gives up what was done, and gives what was asked and the last number given for it.
    pub async fn abandon(self) -> Result<(Vec<Proposal>, i64)> {
        self.transaction.rollback().await?;
        Ok((self.performed, self.last_record))
    }

    /// What was asked so far.
    pub fn performed(&self) -> &[Proposal] {
        &self.performed
    }

    /// Remembers the last numbers given, whatever becomes of the changes.
    async fn keep_counters(&self) -> Result<()> {
        keep(&self.transaction, RECORDS, self.last_record).await?;
        keep(&self.transaction, POSITIONS, self.last_position).await
    }

    /// The next number, for a record or one of its parts. None is ever given twice.
    pub(crate) fn next_id(&mut self) -> i64 {
        self.last_record += 1;
        self.last_record
    }

    /// The rows that are waiting to be written.
    pub(crate) fn batch(&mut self) -> &mut Batch {
        &mut self.batch
    }
}

/// Where the archive's log ends.
pub async fn position(db: &impl ConnectionTrait) -> Result<i64> {
    Ok(crate::view::position(db).await?)
}

/// Takes `count` numbers of the sequence of records for what belongs to change sets, and gives the first.
pub async fn take_numbers(db: &impl ConnectionTrait, count: i64) -> Result<i64> {
    let last = last(db, RECORDS).await?;
    keep(db, RECORDS, last + count).await?;
    Ok(last + 1)
}

/// Remembers the last number that a trial gave, so that what it reserved is given to nobody else.
pub async fn remember_numbers(db: &impl ConnectionTrait, last: i64) -> Result<()> {
    keep(db, RECORDS, last).await
}

async fn last(db: &impl ConnectionTrait, sequence: &str) -> Result<i64> {
    Ok(counter::Entity::find_by_id(sequence).one(db).await?.map_or(0, |counter| counter.value))
}

async fn keep(db: &impl ConnectionTrait, sequence: &str, value: i64) -> Result<()> {
    use sea_orm::sea_query::OnConflict;
    let counter = counter::ActiveModel { name: Set(sequence.to_owned()), value: Set(value) };
    let newest = OnConflict::column(counter::Column::Name).update_column(counter::Column::Value).to_owned();
    counter::Entity::insert(counter).on_conflict(newest).exec_without_returning(db).await?;
    Ok(())
}

/// Takes the changes of a waiting set out of the way of those it applies, which are more where one brings others with it.
async fn make_room(db: &impl ConnectionTrait, set: i64) -> Result<()> {
    const ASIDE: i32 = 1_000_000;
    change::Entity::update_many()
        .col_expr(change::Column::Ordinal, Expr::col(change::Column::Ordinal).add(ASIDE))
        .filter(change::Column::ChangeSetId.eq(set))
        .exec(db)
        .await?;
    Ok(())
}
