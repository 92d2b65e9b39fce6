//! The rules for turns.

use crate::changeset::ChangeSet;
use crate::record::service::{Check, MAX_TEXT, stated};
use entity::{Completeness, Resolution, TurnKind, turn, turn_addressee, turn_text};
use serde::{Deserialize, Serialize};

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
