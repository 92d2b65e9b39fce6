//! The rules for turns.

use crate::changeset::ChangeSet;
use crate::record::service::Check;
use entity::{Completeness, Resolution, TurnKind, turn, turn_addressee, turn_text};

/// A turn of a new statement.
#[derive(Clone, Debug)]
pub struct NewTurn {
    pub kind: TurnKind,
    pub text: String,
    pub label: Option<String>,
    pub speaker_id: Option<i64>,
    pub organisation_id: Option<i64>,
    pub tenure_id: Option<i64>,
    pub note: Option<String>,
    pub completeness: Completeness,
    pub addressees: Vec<NewAddressee>,
}

/// To whom a new turn is addressed.
#[derive(Clone, Debug)]
pub struct NewAddressee {
    pub person_id: Option<i64>,
    pub office_id: Option<i64>,
    pub country_id: Option<i64>,
    pub organisation_id: Option<i64>,
    pub phrase: Option<String>,
    pub resolution: Resolution,
    pub reason: Option<String>,
}

impl NewTurn {
    /// Adds what is wrong with it to `check`.
    pub fn check(&self, check: Check, path: &str) -> Check {
        let said = !self.text.trim().is_empty() || self.completeness == Completeness::OmittedBySource;
        check.require(said, &format!("{path}.text"), || "must not be empty unless the source leaves the words out".to_owned())
    }

    /// Adds the rows of the turn.
    pub fn add(self, statement_id: i64, position: i32, set: &mut ChangeSet) {
        let Self { kind, text, label, speaker_id, organisation_id, tenure_id, note, completeness, addressees } = self;
        let id = set.next_id();
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
