//! The countries of the reference data. An archive that has any is left as it is.

use crate::changeset::{Applied, ChangeSet};
use crate::country::reference::{self, CountryRecord};
use crate::country::service::NewCountry;
use crate::db::Db;
use crate::error::{Error, Result};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::collections::{HashMap, HashSet};

/// Creates all countries and their succession, if there are none yet.
pub async fn import(db: &Db) -> Result<Option<Applied>> {
    if entity::country::Entity::find().count(db.read()).await? > 0 {
        return Ok(None);
    }
    let mut set = ChangeSet::begin(db, "Countries of ISO 3166, UN M49 and the Office of the Historian").await?;
    // Another process may have been faster.
    if entity::country::Entity::find().count(set.connection()).await? > 0 {
        return Ok(None);
    }
    let records = reference::countries().map_err(Error::internal)?;
    let mut ids = HashMap::with_capacity(records.len());
    for record in elders_first(records) {
        let predecessors = record.predecessors.iter().filter_map(|slug| ids.get(slug).copied()).collect();
        let slug = record.slug.clone();
        let id = set.create(NewCountry::from_reference(record, predecessors)?).await?;
        ids.insert(slug, id);
    }
    set.commit().await.map(Some)
}

/// The records in an order in which each comes after those it followed. The reference data has no cycles.
fn elders_first(records: Vec<CountryRecord>) -> Vec<CountryRecord> {
    let mut waiting = records;
    let mut ordered: Vec<CountryRecord> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let still: HashSet<String> = waiting.iter().map(|record| record.slug.clone()).collect();
        let is_ready = |record: &CountryRecord| !record.predecessors.iter().any(|slug| still.contains(slug));
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
        if ready.is_empty() {
            ordered.extend(rest);
            break;
        }
        ordered.extend(ready);
        waiting = rest;
    }
    ordered
}
