//! What records were: the log read backwards from what they are.

use super::{document, rows};
use crate::error::{Clash, Result};
use entity::{Operation, RecordKind, change, change_set, user_account};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait};
use serde_json::Value;
use std::collections::HashMap;

/// What has changed of the record since it had the version `base`, the latest first.
pub async fn since(db: &impl ConnectionTrait, record: i64, base: i32) -> Result<Vec<Clash>> {
    let changes = change::Entity::find()
        .filter(change::Column::RecordId.eq(record))
        .filter(change::Column::Position.is_not_null())
        .filter(change::Column::BaseVersion.gte(base))
        .order_by_desc(change::Column::Position)
        .all(db)
        .await?;
    let authors = authors(db, changes.iter().map(|change| change.change_set_id)).await?;
    let clashes = changes.iter().flat_map(|change| {
        let by = authors.get(&change.change_set_id).cloned();
        let paths = image(change).map(|image| document::touched(&image)).unwrap_or_default();
        paths.into_iter().map(move |path| Clash {
            record: String::new(),
            path: Some(path),
            by: by.clone(),
            position: change.position,
        })
    });
    Ok(clashes.collect())
}

/// The display names of the authors of change sets.
pub async fn authors(db: &impl ConnectionTrait, sets: impl Iterator<Item = i64>) -> Result<HashMap<i64, String>> {
    let authored: Vec<(i64, String)> = change_set::Entity::find()
        .select_only()
        .column(change_set::Column::Id)
        .column(user_account::Column::DisplayName)
        .join(JoinType::InnerJoin, change_set::Relation::Author.def())
        .filter(change_set::Column::Id.is_in(sets))
        .into_tuple()
        .all(db)
        .await?;
    Ok(authored.into_iter().collect())
}

/// The before-image of an applied change.
pub fn image(change: &change::Model) -> Option<Value> {
    change.before_image.as_deref().and_then(|image| serde_json::from_str(image).ok())
}

/// What a record was before a change, from what it was after; none where there was no such record.
pub fn before(after: Option<Value>, change: &change::Model) -> Option<Value> {
    match (change.operation, image(change)) {
        (Operation::Create, _) | (Operation::Restore, None) => None,
        (Operation::Delete | Operation::Merge, image) => image,
        (Operation::Update | Operation::Restore, image) => {
            let (mut document, image) = (after?, image.unwrap_or(Value::Object(serde_json::Map::new())));
            document::apply(&mut document, &image);
            Some(document)
        }
    }
}

/// What a record was after each of its changes, the latest first, each with the change.
pub async fn states(db: &impl ConnectionTrait, kind: RecordKind, record: i64) -> Result<Vec<(change::Model, Option<Value>)>> {
    let changes = change::Entity::find()
        .filter(change::Column::RecordId.eq(record))
        .filter(change::Column::Position.is_not_null())
        .order_by_desc(change::Column::Position)
        .all(db)
        .await?;
    let mut state = rows::documents(db, kind, &[record]).await?.remove(&record);
    let mut states = Vec::with_capacity(changes.len());
    for change in changes {
        let earlier = before(state.clone(), &change);
        states.push((change, std::mem::replace(&mut state, earlier)));
    }
    Ok(states)
}
