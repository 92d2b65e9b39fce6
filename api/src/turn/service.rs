//! The rules for turns.

use crate::changeset::ChangeSet;
use crate::error::{Error, Result, Violation};
use crate::graphql::id;
use crate::record::service::{Check, MAX_TEXT, stated};
use entity::{Completeness, RecordKind, Resolution, TurnKind, turn, turn_addressee, turn_text};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A turn as a part of its statement's document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTurn {
    /// Absent until the statement is added: it takes the ids that follow the statement's.
    #[serde(skip)]
    pub id: Option<i64>,
    pub kind: TurnKind,
    #[serde(default)]
    pub text: String,
    pub label: Option<String>,
    #[serde(rename = "speaker")]
    pub speaker_id: Option<i64>,
    #[serde(rename = "organisation")]
    pub organisation_id: Option<i64>,
    #[serde(rename = "tenure")]
    pub tenure_id: Option<i64>,
    pub note: Option<String>,
    #[serde(default = "complete")]
    pub completeness: Completeness,
    #[serde(default)]
    pub addressees: Vec<NewAddressee>,
}

fn complete() -> Completeness {
    Completeness::Complete
}

/// To whom a turn is addressed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAddressee {
    #[serde(rename = "person")]
    pub person_id: Option<i64>,
    #[serde(rename = "office")]
    pub office_id: Option<i64>,
    #[serde(rename = "country")]
    pub country_id: Option<i64>,
    #[serde(rename = "organisation")]
    pub organisation_id: Option<i64>,
    pub phrase: Option<String>,
    #[serde(default = "stated")]
    pub resolution: Resolution,
    pub reason: Option<String>,
}

impl NewTurn {
    /// Adds what is wrong with it to `check`.
    pub fn check(&self, check: Check, path: &str) -> Check {
        let said = !self.text.trim().is_empty() || self.completeness == Completeness::OmittedBySource;
        let mut check = check
            .require(said, &format!("{path}.text"), || "must not be empty unless the source leaves the words out".to_owned())
            .limited(&format!("{path}.text"), &self.text, MAX_TEXT)
            .short(&format!("{path}.label"), self.label.as_deref().unwrap_or_default())
            .short(&format!("{path}.note"), self.note.as_deref().unwrap_or_default());
        for (position, addressee) in self.addressees.iter().enumerate() {
            let NewAddressee { person_id, office_id, country_id, organisation_id, .. } = addressee;
            let somebody = [person_id, office_id, country_id, organisation_id].into_iter().any(Option::is_some);
            check = check.require(somebody, &format!("{path}.addressees.{position}"), || "names nobody".to_owned());
        }
        check
    }

    /// A turn as its rows say, its addressees in order.
    pub fn of(row: turn::Model, text: String, addressees: Vec<turn_addressee::Model>) -> Self {
        let turn::Model { id, kind, label, speaker_id, organisation_id, tenure_id, note, completeness, .. } = row;
        let addressees = addressees.into_iter().map(NewAddressee::of).collect();
        Self { id: Some(id), kind, text, label, speaker_id, organisation_id, tenure_id, note, completeness, addressees }
    }

    /// Adds the rows of the turn.
    pub fn add(self, statement_id: i64, position: i32, set: &mut ChangeSet) {
        let Self { id, kind, text, label, speaker_id, organisation_id, tenure_id, note, completeness, addressees } = self;
        let id = id.unwrap_or_else(|| set.next_id());
        let batch = set.batch();
        batch.turn.push(turn::Model {
            id,
            statement_id,
            position,
            kind,
            label,
            speaker_id,
            organisation_id,
            tenure_id,
            note,
            completeness,
        });
        batch.turn_text.push(turn_text::Model { turn_id: id, text });
        batch.turn_addressee.extend(addressees.into_iter().zip(0..).map(|(addressee, ordinal)| {
            let NewAddressee { person_id, office_id, country_id, organisation_id, phrase, resolution, reason } = addressee;
            turn_addressee::Model {
                turn_id: id,
                ordinal,
                person_id,
                office_id,
                country_id,
                organisation_id,
                phrase,
                resolution,
                reason,
            }
        }));
    }
}

impl NewAddressee {
    fn of(row: turn_addressee::Model) -> Self {
        let turn_addressee::Model { person_id, office_id, country_id, organisation_id, phrase, resolution, reason, .. } = row;
        Self { person_id, office_id, country_id, organisation_id, phrase, resolution, reason }
    }
}

/// The statement that a turn belongs to.
pub async fn statement_of(set: &mut ChangeSet, turn: i64) -> Result<i64> {
    set.flush().await?;
    let found = turn::Entity::find_by_id(turn).one(set.connection()).await?;
    let missing = || Error::NotFound { kind: "Turn", id: id::encode("Turn", turn).to_string() };
    Ok(found.ok_or_else(missing)?.statement_id)
}

/// The patch that puts a new turn at `position`, or at the end.
pub async fn insert(set: &mut ChangeSet, statement: i64, mut new: Value, position: Option<i32>) -> Result<Value> {
    let order = order_of(&set.document(RecordKind::Statement, statement).await?);
    let place = place(position.unwrap_or(i32::MAX), order.len(), position.is_none())?;
    let missing: Vec<Violation> = ["kind"]
        .into_iter()
        .filter(|field| new.get(field).is_none_or(Value::is_null))
        .map(|field| Violation {
            path: format!("input.{field}"),
            message: "is missing; a new turn cannot be without it".to_owned(),
        })
        .collect();
    if !missing.is_empty() {
        return Err(Error::BadUserInput(missing));
    }
    if let Value::Object(fields) = &mut new {
        fields.remove("id");
        fields.insert("position".to_owned(), place.into());
    }
    let mut turns = Map::new();
    for (turn, position) in order.iter().skip(place).zip(place + 1..) {
        turns.insert(turn.clone(), json!({ "position": position }));
    }
    turns.insert(set.reserve().to_string(), new);
    Ok(json!({ "turns": turns }))
}

/// The patch that moves a turn to `position`.
pub async fn shift(set: &mut ChangeSet, statement: i64, turn: i64, position: i32) -> Result<Value> {
    let mut order = order_of(&set.document(RecordKind::Statement, statement).await?);
    let place = place(position, order.len().saturating_sub(1), false)?;
    order.retain(|other| *other != turn.to_string());
    order.insert(place, turn.to_string());
    let turns = order.into_iter().enumerate().map(|(position, turn)| (turn, json!({ "position": position })));
    Ok(json!({ "turns": turns.collect::<Map<_, _>>() }))
}

/// The ids of the turns of a statement's document, in order.
fn order_of(document: &Value) -> Vec<String> {
    let turns = document.get("turns").and_then(Value::as_object).into_iter().flatten();
    let mut placed: Vec<_> = turns.map(|(id, turn)| (turn.get("position").and_then(Value::as_i64), id.clone())).collect();
    placed.sort();
    placed.into_iter().map(|(_, id)| id).collect()
}

fn place(position: i32, last: usize, at_end: bool) -> Result<usize> {
    match usize::try_from(position) {
        _ if at_end => Ok(last),
        Ok(place) if place <= last => Ok(place),
        _ => Err(Error::bad_input("position", format!("{position} is no place in the statement; it goes from 0 to {last}"))),
    }
}
