//! The rules for events.

use crate::changeset::{Batch, ChangeSet, Document};
use crate::error::{Result, Violation};
use crate::record::service::{Check, Common, Days, MAX_TEXT, stated};
use crate::text::{fold, slugify};
use entity::{EventKind, EventStatus, FuzzyDate, ParticipantRole, RecordKind, Resolution, event, event_participant};
use serde::{Deserialize, Serialize};

/// An event as a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewEvent {
    pub name: String,
    pub kind: EventKind,
    pub status: EventStatus,
    pub starts: Option<FuzzyDate>,
    pub ends: Option<FuzzyDate>,
    #[serde(rename = "parent")]
    pub parent_id: Option<i64>,
    #[serde(rename = "series")]
    pub series_id: Option<i64>,
    /// Its number in the series, from 1.
    pub ordinal: Option<i32>,
    #[serde(rename = "place")]
    pub place_id: Option<i64>,
    #[serde(default)]
    pub participants: Vec<NewParticipant>,
    #[serde(default = "stated")]
    pub resolution: Resolution,
    pub reason: Option<String>,
    #[serde(flatten)]
    pub common: Common,
}

/// Who takes part in an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewParticipant {
    #[serde(rename = "person")]
    pub person_id: Option<i64>,
    #[serde(rename = "office")]
    pub office_id: Option<i64>,
    #[serde(rename = "country")]
    pub country_id: Option<i64>,
    #[serde(rename = "organisation")]
    pub organisation_id: Option<i64>,
    pub role: ParticipantRole,
    #[serde(default = "stated")]
    pub resolution: Resolution,
    pub reason: Option<String>,
}

impl Document for NewEvent {
    const KIND: RecordKind = RecordKind::Event;
    const NEEDED: &[&str] = &["name", "kind", "status"];

    fn wanted_slug(&self) -> Option<String> {
        let day = self.starts.as_ref().map(|starts| starts.edtf.split('/').next().unwrap_or_default());
        Some(slugify(&format!("{} {}", day.unwrap_or_default(), self.name), 80))
    }

    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn check(&self) -> Vec<Violation> {
        let Self { name, starts, ends, ordinal, participants, reason, common, .. } = self;
        let mut check = Check::default()
            .filled("name", name)
            .date("starts", starts.as_ref())
            .date("ends", ends.as_ref())
            .span("ends", starts.as_ref(), ends.as_ref())
            .require(ordinal.is_none_or(|ordinal| ordinal >= 1), "ordinal", || "counts from 1".to_owned())
            .limited("reason", reason.as_deref().unwrap_or_default(), MAX_TEXT);
        for (position, participant) in participants.iter().enumerate() {
            let NewParticipant { person_id, office_id, country_id, organisation_id, .. } = participant;
            let somebody = [person_id, office_id, country_id, organisation_id].into_iter().any(Option::is_some);
            check = check.require(somebody, &format!("participants.{position}"), || "names nobody".to_owned());
        }
        common.check(check).violations()
    }

    fn of(mut rows: Batch) -> Option<Self> {
        let event::Model { slug, name, kind, status, starts, ends, parent_id, series_id, ordinal, place_id, .. } =
            rows.event.last()?.clone();
        let event::Model { resolution, reason, .. } = rows.event.pop()?;
        let mut participants = std::mem::take(&mut rows.event_participant);
        participants.sort_by_key(|participant| participant.ordinal);
        let participants = participants.into_iter().map(NewParticipant::of).collect();
        let common = Common::of(&mut rows, Some(slug));
        Some(Self {
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
        })
    }

    fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
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
        common.add(Self::KIND, id, set);
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

impl NewParticipant {
    fn of(row: event_participant::Model) -> Self {
        let event_participant::Model { person_id, office_id, country_id, organisation_id, role, resolution, reason, .. } = row;
        Self { person_id, office_id, country_id, organisation_id, role, resolution, reason }
    }
}
