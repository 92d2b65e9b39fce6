//! The turns of a statement in its document: by their ids, so that a change of one turn says nothing of the others.

use crate::changeset::Batch;
use crate::turn::service::NewTurn;
use entity::turn_addressee;
use serde::de::Error as _;
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};

/// A turn with its place.
#[derive(Serialize, Deserialize)]
struct Placed<T> {
    position: i64,
    #[serde(flatten)]
    turn: T,
}

pub fn serialize<S: Serializer>(turns: &[NewTurn], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(turns.len()))?;
    for (turn, position) in turns.iter().zip(0..) {
        let id = turn.id.ok_or_else(|| S::Error::custom("a turn has no id yet"))?;
        map.serialize_entry(&id.to_string(), &Placed { position, turn })?;
    }
    map.end()
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<NewTurn>, D::Error> {
    let turns: BTreeMap<String, Placed<NewTurn>> = BTreeMap::deserialize(deserializer)?;
    let mut placed = Vec::with_capacity(turns.len());
    for (id, Placed { position, turn }) in turns {
        let id: i64 = id.parse().map_err(|_| D::Error::custom(format!("'{id}' is not the id of a turn")))?;
        placed.push((position, NewTurn { id: Some(id), ..turn }));
    }
    // Two that came to one place from two sides stand in the order in which they were added.
    placed.sort_by_key(|(position, turn)| (*position, turn.id));
    Ok(placed.into_iter().map(|(_, turn)| turn).collect())
}

/// The turns as the rows of their statement say, in order.
pub fn of(rows: &mut Batch) -> Vec<NewTurn> {
    let mut turns = std::mem::take(&mut rows.turn);
    turns.sort_by_key(|turn| turn.position);
    let mut texts: HashMap<i64, String> =
        std::mem::take(&mut rows.turn_text).into_iter().map(|row| (row.turn_id, row.text)).collect();
    let mut addressees: HashMap<i64, Vec<turn_addressee::Model>> = HashMap::new();
    let mut all = std::mem::take(&mut rows.turn_addressee);
    all.sort_by_key(|addressee| addressee.ordinal);
    for addressee in all {
        addressees.entry(addressee.turn_id).or_default().push(addressee);
    }
    let turn = |row: entity::turn::Model| {
        let (text, addressees) = (texts.remove(&row.id).unwrap_or_default(), addressees.remove(&row.id).unwrap_or_default());
        NewTurn::of(row, text, addressees)
    };
    turns.into_iter().map(turn).collect()
}
