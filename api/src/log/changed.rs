//! Which changes of statements concern those who follow a filter.

use super::Entry;
use super::object::StatementChange;
use crate::changeset::document;
use crate::db::Db;
use crate::error::Result;
use crate::graphql::filter::Filter;
use crate::graphql::pagination::Listed;
use crate::statement::{Statement, StatementFilter};
use entity::{Operation, RecordKind, change, statement};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};

/// The filter of a subscription, as the list of statements understands it.
pub struct Passing {
    condition: Condition,
    filter: Option<StatementFilter>,
}

impl Passing {
    pub fn new(filter: Option<StatementFilter>) -> Result<Self> {
        let condition = filter.as_ref().map(|filter| filter.condition("filter")).transpose()?.unwrap_or_else(Condition::all);
        Ok(Self { condition: condition.add_option(Statement::unasked(filter.as_ref())), filter })
    }

    /// The changes of statements among `entries` that concern whoever keeps a list of those that pass:
    /// of a statement that passes now, all; of one that is there and does not pass, those that may have made it leave; of one that is gone,
    /// that it is gone, since nobody can tell any more whether it has passed. Without a filter, all.
    pub async fn among(&self, db: &Db, entries: &[Entry]) -> Result<Vec<(i64, StatementChange)>> {
        let entries: Vec<Entry> = entries.iter().filter(|entry| entry.kind == RecordKind::Statement).copied().collect();
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let ids: HashSet<i64> = entries.iter().map(|entry| entry.record_id).collect();
        let passing = self.passing(db, ids.iter().copied()).await?;
        if self.filter.is_none() {
            let told = |entry: Entry| (entry.position, StatementChange { passes: passing.contains(&entry.record_id), entry });
            return Ok(entries.into_iter().map(told).collect());
        }
        let failing = |entry: &&Entry| !passing.contains(&entry.record_id) && entry.operation != Operation::Create;
        let touching = self.touching(db, entries.iter().filter(failing)).await?;
        let told = entries.into_iter().filter_map(|entry| {
            let passes = passing.contains(&entry.record_id);
            let is_told = passes || touching.contains(&entry.id);
            is_told.then_some((entry.position, StatementChange { entry, passes }))
        });
        Ok(told.collect())
    }

    /// Those of the statements that pass now.
    async fn passing(&self, db: &Db, ids: impl Iterator<Item = i64>) -> Result<HashSet<i64>> {
        use statement::{Column, Entity};
        let passing =
            Entity::find().select_only().column(Column::Id).filter(Column::Id.is_in(ids)).filter(self.condition.clone());
        Ok(passing.into_tuple().all(db.read()).await?.into_iter().collect())
    }

    /// The changes among those of statements that do not pass by which they may have left: a deletion, a merge, and a change of something
    /// that the filter looks at.
    async fn touching(&self, db: &Db, failing: impl Iterator<Item = &Entry>) -> Result<HashSet<i64>> {
        let (gone, changed): (Vec<&Entry>, Vec<&Entry>) =
            failing.partition(|entry| matches!(entry.operation, Operation::Delete | Operation::Merge));
        let mut touching: HashSet<i64> = gone.into_iter().map(|entry| entry.id).collect();
        if changed.is_empty() {
            return Ok(touching);
        }
        let images: Vec<(i64, Option<String>)> = change::Entity::find()
            .select_only()
            .columns([change::Column::Id, change::Column::BeforeImage])
            .filter(change::Column::Id.is_in(changed.iter().map(|entry| entry.id)))
            .into_tuple()
            .all(db.read())
            .await?;
        let images: HashMap<i64, Option<String>> = images.into_iter().collect();
        let looks_at = self.filter.as_ref().map(StatementFilter::looks_at).unwrap_or_default();
        let touches = |entry: &&&Entry| {
            let image = images.get(&entry.id).and_then(Option::as_deref).and_then(|image| serde_json::from_str(image).ok());
            // Restored without an image, it was not there before.
            image.is_some_and(|image| {
                let mut paths = document::touched(&image).into_iter();
                paths.any(|path| looks_at.contains(path.split('.').next().unwrap_or_default()))
            })
        };
        touching.extend(changed.iter().filter(touches).map(|entry| entry.id));
        Ok(touching)
    }
}
