//! The rules for events.

use crate::changeset::ChangeSet;
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, Days};
use crate::text::{fold, slugify};
use entity::{
    EventKind, EventStatementRole, EventStatus, FuzzyDate, ParticipantRole, RecordKind, Resolution, event, event_participant,
    event_statement,
};

/// An event that is to be created.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub name: String,
    pub kind: EventKind,
    pub status: EventStatus,
    pub starts: Option<FuzzyDate>,
    pub ends: Option<FuzzyDate>,
    pub parent_id: Option<i64>,
    pub series_id: Option<i64>,
    /// Its number in the series, from 1.
    pub ordinal: Option<i32>,
    pub place_id: Option<i64>,
    pub participants: Vec<NewParticipant>,
    pub resolution: Resolution,
    pub reason: Option<String>,
    pub common: Common,
}

/// Who takes part in a new event.
#[derive(Clone, Debug)]
pub struct NewParticipant {
    pub person_id: Option<i64>,
    pub office_id: Option<i64>,
    pub country_id: Option<i64>,
    pub organisation_id: Option<i64>,
    pub role: ParticipantRole,
    pub resolution: Resolution,
    pub reason: Option<String>,
}

impl NewEvent {
    pub fn slug(&self) -> Option<String> {
        let day = self.starts.as_ref().map(|starts| starts.edtf.split('/').next().unwrap_or_default());
        Some(slugify(&format!("{} {}", day.unwrap_or_default(), self.name), 80))
    }

    pub fn check(&self) -> Vec<Violation> {
        let Self { name, starts, ends, ordinal, participants, .. } = self;
        let mut check = Check::default()
            .filled("name", name)
            .date("starts", starts.as_ref())
            .date("ends", ends.as_ref())
            .span("ends", starts.as_ref(), ends.as_ref())
            .require(ordinal.is_none_or(|ordinal| ordinal >= 1), "ordinal", || "counts from 1".to_owned());
        for (position, participant) in participants.iter().enumerate() {
            let NewParticipant { person_id, office_id, country_id, organisation_id, .. } = participant;
            let somebody = [person_id, office_id, country_id, organisation_id].into_iter().any(Option::is_some);
            check = check.require(somebody, &format!("participants.{position}"), || "names nobody".to_owned());
        }
        check.violations()
    }

    pub fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
        let Self {
            name,
            kind,
            status,
            starts,
            ends,
            parent_id,
            series_id,
            ordinal,
            place_id,
            participants,
            resolution,
            reason,
            common,
        } = self;
        let (start, end) = (Days::of(starts.as_ref())?, Days::of(ends.as_ref())?);
        common.add(RecordKind::Event, id, Some(&slug), set);
        let rows = participants.into_iter().zip(0..).map(|(participant, ordinal)| {
            let NewParticipant { person_id, office_id, country_id, organisation_id, role, resolution, reason } = participant;
            event_participant::Model {
                event_id: id,
                ordinal,
                person_id,
                office_id,
                country_id,
                organisation_id,
                role,
                resolution,
                reason,
            }
        });
        let batch = set.batch();
        batch.event_participant.extend(rows);
        batch.event.push(event::Model {
            id,
            slug,
            sort_name: fold(&name),
            name,
            kind,
            status,
            starts,
            starts_earliest: start.earliest,
            starts_latest: start.latest,
            ends,
            ends_earliest: end.earliest,
            ends_latest: end.latest,
            sort_day: start.earliest.or(end.earliest).unwrap_or(i32::MIN),
            parent_id,
            series_id,
            ordinal,
            place_id,
            resolution,
            reason,
        });
        Ok(())
    }
}

/// Notes that a statement announces or confirms an event.
pub fn tell(event_id: i64, statement_id: i64, role: EventStatementRole, set: &mut ChangeSet) {
    set.batch().event_statement.push(event_statement::Model { event_id, statement_id, role });
}
