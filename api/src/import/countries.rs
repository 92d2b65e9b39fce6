//! The countries of the reference data. An archive that has any is left as it is.

use crate::changeset::{Applied, ChangeSet};
use crate::country::reference;
use crate::country::service::{NewCountry, succeed};
use crate::db::Db;
use crate::error::{Error, Result};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::collections::HashMap;

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
    let mut successions = Vec::new();
    for record in records {
        let (slug, successors) = (record.slug.clone(), record.successors.clone());
        let id = set.create(NewCountry::from_reference(record)?).await?;
        ids.insert(slug, id);
        successions.extend(successors.into_iter().map(|successor| (id, successor)));
    }
    for (predecessor, successor) in successions {
        if let Some(successor) = ids.get(&successor) {
            succeed(predecessor, *successor, &mut set);
        }
    }
    set.commit().await.map(Some)
}
