//! Which names are to be looked for: those of given records, or those that records were given since a position of the log.

use crate::changeset::{documents, states_of};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::graphql::id;
use crate::graphql::limits::{MAX_NODES, within};
use crate::search::occurrence::Wanted;
use async_graphql::ID;
use entity::{RecordKind, change};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a mention may name.
const KINDS: [RecordKind; 6] =
    [RecordKind::Person, RecordKind::Office, RecordKind::Country, RecordKind::Organisation, RecordKind::Place, RecordKind::Event];
/// Records whose names are looked for at most.
const MAX_RECORDS: usize = 1_000;

/// All names of these records.
pub async fn of_records(db: &Db, ids: &[ID]) -> Result<Vec<Wanted>> {
    within("the number of records", MAX_NODES, ids.len())?;
    let mut asked: Vec<(RecordKind, i64)> = Vec::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        let path = format!("input.records.{place}");
        let (word, row) = id::decode_any(id, &path)?;
        let kind = KINDS.into_iter().find(|kind| kind.name() == word);
        let kind = kind.ok_or_else(|| {
            let message =
                format!("is the id of a {word}; a mention names a person, office, country, organisation, place or event");
            Error::bad_input(&*path, message)
        })?;
        asked.push((kind, row));
    }
    let mut wanted = Vec::with_capacity(asked.len());
    for kind in KINDS {
        let ids: Vec<i64> = asked.iter().filter(|(of, _)| *of == kind).map(|(_, id)| *id).collect();
        let found = documents(db.read(), kind, &ids).await?;
        wanted.extend(found.into_iter().map(|(id, document)| Wanted { kind, id, forms: names(&document).into_iter().collect() }));
    }
    for (place, (kind, row)) in asked.into_iter().enumerate() {
        if !wanted.iter().any(|wanted| (wanted.kind, wanted.id) == (kind, row)) {
            return Err(Error::bad_input(format!("input.records.{place}"), format!("there is no such {}", kind.name())));
        }
    }
    Ok(wanted)
}

/// The names that records have now and had not at `position`.
pub async fn since(db: &Db, position: i64) -> Result<Vec<Wanted>> {
    if position < 0 {
        return Err(Error::bad_input("input.sincePosition", format!("{position} is no position: they are counted from 1")));
    }
    let changed: Vec<(RecordKind, Option<i64>)> = change::Entity::find()
        .select_only()
        .columns([change::Column::RecordKind, change::Column::RecordId])
        .distinct()
        .filter(change::Column::Position.gt(position))
        .filter(change::Column::RecordKind.is_in(KINDS))
        .limit(MAX_RECORDS as u64 + 1)
        .into_tuple()
        .all(db.read())
        .await?;
    let limit = "the number of records that have changed since; give a later position, or the records,";
    within(limit, MAX_RECORDS, changed.len())?;
    let mut by_kind: BTreeMap<&str, (RecordKind, Vec<i64>)> = BTreeMap::new();
    for (kind, id) in changed {
        by_kind.entry(kind.name()).or_insert_with(|| (kind, Vec::new())).1.extend(id);
    }
    let mut wanted = Vec::new();
    for (kind, ids) in by_kind.into_values() {
        for (id, states) in states_of(db.read(), kind, &ids, Vec::new()).await? {
            // The latest first: what it is now, and what it was at the position.
            let Some((_, Some(now))) = states.first() else { continue };
            let then = states.iter().find(|(change, _)| change.position.is_some_and(|at| at <= position));
            let known = then.and_then(|(_, document)| document.as_ref()).map(names).unwrap_or_default();
            let forms: Vec<String> = names(now).difference(&known).cloned().collect();
            if !forms.is_empty() {
                wanted.push(Wanted { kind, id, forms });
            }
        }
    }
    Ok(wanted)
}

/// Every name that a document has.
fn names(document: &Value) -> BTreeSet<String> {
    let own = ["name", "title", "formalName"].iter().filter_map(|field| document.get(field));
    let lists = ["otherNames", "names"].iter().filter_map(|field| document.get(field).and_then(Value::as_array));
    let others = lists.flatten().filter_map(|name| name.get("form"));
    own.chain(others).filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
