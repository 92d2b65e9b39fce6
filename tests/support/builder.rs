//! New records with defaults: a test writes only what it is about.

use api::event::service::{NewEvent, NewParticipant};
use api::link::service::NewLink;
use api::mention::service::{NewMention, NewTarget, quote};
use api::office::service::NewOffice;
use api::organisation::service::NewOrganisation;
use api::person::service::{NewPerson, NewTenure};
use api::place::service::NewPlace;
use api::record::service::Common;
use api::statement::service::{NewStatement, NewStatementCountry};
use api::turn::service::NewTurn;
use entity::{
    Completeness, EventKind, EventStatus, FuzzyDate, Holding, LinkKind, OfficeKind, OrganisationKind, ParticipantRole, PlaceKind,
    Resolution, StatementKind, TurnKind,
};

pub fn date(edtf: &str) -> Option<FuzzyDate> {
    Some(FuzzyDate::stated(edtf).expect("a date"))
}

pub fn person(name: &str) -> NewPerson {
    NewPerson { name: name.to_owned(), ..NewPerson::default() }
}

pub fn statement(title: &str) -> NewStatement {
    NewStatement {
        kind: StatementKind::Speech,
        title: title.to_owned(),
        summary: None,
        language: Some("en".to_owned()),
        holding: Holding::Full,
        made: None,
        sent: None,
        published: None,
        posted: None,
        publisher_id: None,
        event_id: None,
        place_id: None,
        author_ids: Vec::new(),
        topic_ids: Vec::new(),
        countries: Vec::new(),
        announced_ids: Vec::new(),
        confirmed_ids: Vec::new(),
        turns: Vec::new(),
        common: Common::default(),
    }
}

pub fn turn(speaker_id: Option<i64>, text: &str) -> NewTurn {
    NewTurn {
        id: None,
        kind: TurnKind::Speech,
        text: text.to_owned(),
        label: None,
        speaker_id,
        organisation_id: None,
        tenure_id: None,
        note: None,
        completeness: Completeness::Complete,
        addressees: Vec::new(),
    }
}

pub fn concerns(country_id: i64) -> NewStatementCountry {
    NewStatementCountry { country_id, resolution: Resolution::Stated, reason: None }
}

pub fn office(title: &str, country_id: Option<i64>) -> NewOffice {
    NewOffice {
        title: title.to_owned(),
        kind: OfficeKind::Minister,
        organisation_id: None,
        country_id,
        common: Common::default(),
    }
}

pub fn tenure(person_id: i64, office_id: i64) -> NewTenure {
    let common = Common::default();
    NewTenure { person_id, office_id, started: None, ended: None, resolution: Resolution::Stated, reason: None, common }
}

pub fn organisation(name: &str) -> NewOrganisation {
    let (other_names, common) = (Vec::new(), Common::default());
    NewOrganisation {
        name: name.to_owned(),
        other_names,
        kind: OrganisationKind::Other,
        parent_id: None,
        country_id: None,
        common,
    }
}

pub fn place(name: &str) -> NewPlace {
    let (other_names, common) = (Vec::new(), Common::default());
    let name = name.to_owned();
    NewPlace { name, other_names, kind: PlaceKind::City, country_id: None, parent_id: None, coordinates: None, common }
}

pub fn event(name: &str) -> NewEvent {
    NewEvent {
        name: name.to_owned(),
        kind: EventKind::Meeting,
        status: EventStatus::Held,
        starts: None,
        ends: None,
        parent_id: None,
        series_id: None,
        ordinal: None,
        place_id: None,
        participants: Vec::new(),
        resolution: Resolution::Stated,
        reason: None,
        common: Common::default(),
    }
}

pub fn participant(person_id: i64) -> NewParticipant {
    NewParticipant {
        person_id: Some(person_id),
        office_id: None,
        country_id: None,
        organisation_id: None,
        role: ParticipantRole::Participant,
        resolution: Resolution::Stated,
        reason: None,
    }
}

pub fn link(source_id: i64, target_id: i64) -> NewLink {
    let common = Common::default();
    NewLink {
        source_id,
        target_id,
        kind: LinkKind::RespondsTo,
        phrase: None,
        resolution: Resolution::Stated,
        reason: None,
        common,
    }
}

/// A mention of `target` where `text`, the turn's, has `words`.
pub fn mention(turn_id: i64, text: &str, words: &str, target: NewTarget) -> NewMention {
    let start = text.find(words).map(|bytes| text[..bytes].chars().count()).expect("the words are in the text");
    let end = start + words.chars().count();
    let (exact, prefix, suffix) = quote(text, start, end).expect("the span is in the text");
    let (resolution, common) = (Resolution::Stated, Common::default());
    NewMention { turn_id, start, end, exact, prefix, suffix, target, resolution, score: None, reason: None, common }
}
