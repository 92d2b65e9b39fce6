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

/// A change of a record, and what the record was after it.
pub type State = (change::Model, Option<Value>);

/// What a record was after each of its changes, the latest first.
pub async fn states(db: &impl ConnectionTrait, kind: RecordKind, record: i64) -> Result<Vec<State>> {
    Ok(states_of(db, kind, &[record], Vec::new()).await?.remove(&record).unwrap_or_default())
}

/// The same of many records. `pending` are changes that are made and not logged yet, the latest first.
pub async fn states_of(
    db: &impl ConnectionTrait,
    kind: RecordKind,
    records: &[i64],
    pending: Vec<change::Model>,
) -> Result<HashMap<i64, Vec<State>>> {
    let logged = change::Entity::find()
        .filter(change::Column::RecordId.is_in(records.iter().copied()))
        .filter(change::Column::Position.is_not_null())
        .order_by_desc(change::Column::Position)
        .all(db)
        .await?;
    let mut present = rows::documents(db, kind, records).await?;
    let mut states: HashMap<i64, Vec<State>> = HashMap::new();
    for change in pending.into_iter().chain(logged) {
        let record = change.record_id.unwrap_or_default();
        let state = present.remove(&record);
        if let Some(earlier) = before(state.clone(), &change) {
            present.insert(record, earlier);
        }
        states.entry(record).or_default().push((change, state));
    }
    Ok(states)
}
