//! A change as followers of the log read it: what it did to which record.

use crate::error::Result;
use entity::{Operation, RecordKind, change};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// An applied change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its row.
    pub id: i64,
    pub position: i64,
    pub operation: Operation,
    pub kind: RecordKind,
    pub record_id: i64,
    /// The version of the record that it was based on.
    pub base_version: Option<i32>,
    pub change_set_id: i64,
}

/// The changes behind `after`, up to `until`, in order, but not more than `limit`; and the position up to which they are all.
pub async fn page(db: &impl ConnectionTrait, after: i64, until: i64, limit: u64) -> Result<(Vec<Entry>, i64)> {
    use change::Column;
    type Row = (i64, Option<i64>, Operation, RecordKind, Option<i64>, Option<i32>, i64);
    let rows: Vec<Row> = change::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Position, Column::Operation, Column::RecordKind, Column::RecordId])
        .columns([Column::BaseVersion, Column::ChangeSetId])
        .filter(Column::Position.gt(after))
        .filter(Column::Position.lte(until))
        .order_by_asc(Column::Position)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let is_full = rows.len() as u64 == limit;
    let entries = rows.into_iter().filter_map(|(id, position, operation, kind, record_id, base_version, change_set_id)| {
        Some(Entry { id, position: position?, operation, kind, record_id: record_id?, base_version, change_set_id })
    });
    let entries: Vec<Entry> = entries.collect();
    let until = entries.last().filter(|_| is_full).map_or(until, |last| last.position);
    Ok((entries, until))
}
