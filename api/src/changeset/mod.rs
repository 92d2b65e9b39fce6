//! The one way to write. A change set is applied in one transaction or not at all; what it does is logged under the next
//! positions of the archive. No other module writes to the archive's tables.

mod batch;
mod new;
mod slug;

pub use batch::Batch;
pub use new::New;

use crate::clock;
use crate::db::Db;
use crate::error::Result;
use entity::{ChangeSetState, Operation, RecordKind, change, change_set, counter, record};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use std::collections::HashSet;

/// The sequences that [`counter`] keeps.
const RECORDS: &str = "record";
const POSITIONS: &str = "position";

/// Changes that are being collected in a transaction of their own. Dropped without [`ChangeSet::commit`], they leave nothing.
pub struct ChangeSet {
    transaction: DatabaseTransaction,
    title: String,
    now: i64,
    /// The last number given of each sequence.
    last_record: i64,
    last_position: i64,
    changes: Vec<(RecordKind, i64)>,
    batch: Batch,
    slugs: HashSet<(RecordKind, String)>,
}

/// What an applied change set did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    /// How many records it created.
    pub created: usize,
    /// The archive's position after it.
    pub position: i64,
}

impl ChangeSet {
    /// Begins a change set. Other writers wait until it ends.
    pub async fn begin(db: &Db, title: impl Into<String>) -> Result<Self> {
        let transaction = db.begin_write().await?;
        let last_record = last(&transaction, RECORDS).await?;
        let last_position = last(&transaction, POSITIONS).await?;
        Ok(Self {
            transaction,
            title: title.into(),
            now: clock::now_millis(),
            last_record,
            last_position,
            changes: Vec::new(),
            batch: Batch::default(),
            slugs: HashSet::new(),
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
        let new = new.into();
        let kind = new.kind();
        new.check()?;
        let slug = match new.slug() {
            Some(wanted) => Some(self.free_slug(kind, &wanted).await?),
            None => None,
        };
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
        new.add(id, slug, self)?;
        self.changes.push((kind, id));
        if self.batch.is_large() {
            self.flush().await?;
        }
        Ok(())
    }

    /// Writes what was collected into the open transaction.
    pub async fn flush(&mut self) -> Result<()> {
        std::mem::take(&mut self.batch).insert(&self.transaction).await
    }

    /// Applies all changes, and logs them. A change set without changes leaves nothing at all.
    pub async fn commit(mut self) -> Result<Applied> {
        let created = self.changes.len();
        if created == 0 {
            self.transaction.rollback().await?;
            return Ok(Applied { created, position: self.last_position });
        }
        let id = self.next_id();
        let applied = change_set::ActiveModel {
            id: Set(id),
            state: Set(ChangeSetState::Applied),
            title: Set(self.title.clone()),
            created_at: Set(self.now),
            applied_at: Set(Some(self.now)),
            ..Default::default()
        };
        applied.insert(&self.transaction).await?;
        for (ordinal, (kind, record)) in std::mem::take(&mut self.changes).into_iter().enumerate() {
            self.last_position += 1;
            let change = change::Model {
                id: self.next_id(),
                change_set_id: id,
                ordinal: i32::try_from(ordinal).unwrap_or(i32::MAX),
                position: Some(self.last_position),
                operation: Operation::Create,
                record_kind: kind,
                record_id: Some(record),
                base_version: None,
                proposed: None,
                before_image: None,
            };
            self.batch.change.push(change);
        }
        self.flush().await?;
        keep(&self.transaction, RECORDS, self.last_record).await?;
        keep(&self.transaction, POSITIONS, self.last_position).await?;
        self.transaction.commit().await?;
        Ok(Applied { created, position: self.last_position })
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

async fn last(transaction: &DatabaseTransaction, sequence: &str) -> Result<i64> {
    Ok(counter::Entity::find_by_id(sequence).one(transaction).await?.map_or(0, |counter| counter.value))
}

async fn keep(transaction: &DatabaseTransaction, sequence: &str, value: i64) -> Result<()> {
    use sea_orm::sea_query::OnConflict;
    let counter = counter::ActiveModel { name: Set(sequence.to_owned()), value: Set(value) };
    let newest = OnConflict::column(counter::Column::Name).update_column(counter::Column::Value).to_owned();
    counter::Entity::insert(counter).on_conflict(newest).exec_without_returning(transaction).await?;
    Ok(())
}
