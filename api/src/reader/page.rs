//! What a reader finds in one page: statements with their turns, and the people, offices, organisations, places, events and
//! countries they name. Everything is referred to by its index in the lists of [`Page`]. Nothing here knows the archive's tables.
use super::kind::{
    Completeness, EventKind, EventStatus, Holding, LinkKind, OfficeKind, OrganisationKind, ParticipantRole, PlaceKind,
    Resolution, StatementKind, TurnKind,
};
use serde::{Deserialize, Serialize};

pub use entity::FuzzyDate;

/// Why a fact is believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    pub resolution: Resolution,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalId {
    pub scheme: String,
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Canonical address, if the page states it.
    pub url: Option<String>,
    /// The day the page was rendered, if it shows one (page furniture, never a statement's date).
    pub rendered: Option<FuzzyDate>,
    /// Name of the character encoding the bytes were in.
    pub encoding: String,
    /// `text/html` or `text/plain`.
    pub media_type: String,
    /// Licence or terms line, if the page states one.
    pub licence: Option<String>,
    /// Index into `organisations`: who runs the site, if the page tells.
    pub publisher: Option<usize>,
    pub statements: Vec<Statement>,
    pub links: Vec<Link>,
    pub people: Vec<Person>,
    pub offices: Vec<Office>,
    pub tenures: Vec<Tenure>,
    pub organisations: Vec<Organisation>,
    pub places: Vec<Place>,
    pub events: Vec<Event>,
    /// Countries named or tagged anywhere on the page.
    pub countries: Vec<Country>,
    pub topics: Vec<Topic>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// What makes it the same statement when the page is read again: never contains the rendering date or page furniture.
    pub key: String,
    pub kind: StatementKind,
    pub title: String,
    pub summary: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    pub made: Option<FuzzyDate>,
    pub sent: Option<FuzzyDate>,
    pub published: Option<FuzzyDate>,
    pub posted: Option<FuzzyDate>,
    pub holding: Holding,
    /// The organisation that publishes this text (for an ARTICLE: the newspaper).
    pub publisher: Option<usize>,
    pub authors: Vec<usize>,
    /// The event it was made at.
    pub event: Option<usize>,
    pub place: Option<usize>,
    pub topics: Vec<usize>,
    /// Countries it concerns: tagged by the source, in its title, of its speakers' offices, of its event's participants.
    pub countries: Vec<StatementCountry>,
    pub turns: Vec<Turn>,
    pub external_ids: Vec<ExternalId>,
    /// The stretch of the page's text it was read from, furniture removed, white space folded: compared on re-import.
    pub source_text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatementCountry {
    pub country: usize,
    pub basis: Basis,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    pub kind: TurnKind,
    /// Paragraphs separated by "\n\n". Without the speaker's label.
    pub text: String,
    /// The speaker's label exactly as printed (white space folded, no colon): "President of Russia Vladimir Putin", "Q", "MR. EARNEST".
    pub label: Option<String>,
    /// Resolved person; None when the source does not tell who it is.
    pub speaker: Option<usize>,
    /// The organisation they speak for, when it is that which speaks or asks (an embassy's answer, an outlet's question).
    pub organisation: Option<usize>,
    /// Index into `tenures`: the office in which they speak.
    pub tenure: Option<usize>,
    pub addressees: Vec<Addressee>,
    /// What the label says beside the name: "speaking after Elmar Mammadyarov", "retranslated".
    pub note: Option<String>,
    pub completeness: Completeness,
    pub mentions: Vec<Mention>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Addressee {
    pub target: Target,
    /// Words that say so: "addressed to both ministers".
    pub phrase: Option<String>,
    pub basis: Basis,
}

/// A span of a turn's text, in Unicode code points from its start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
    pub exact: String,
    pub target: Target,
    pub resolution: Resolution,
    /// 0..=1
    pub score: f32,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Person(usize),
    Office(usize),
    Country(usize),
    Organisation(usize),
    Place(usize),
    Event(usize),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Index into `statements` for both ends.
    pub from: usize,
    pub to: usize,
    pub kind: LinkKind,
    /// The words that state it: `As to your recent article "…"`.
    pub phrase: Option<String>,
    pub basis: Basis,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Fullest form on the page, without titles and honorifics.
    pub name: String,
    /// Other forms on the page ("Mr Kerry" gives "Kerry").
    pub other_names: Vec<String>,
    pub external_ids: Vec<ExternalId>,
    /// Slug of the archive's person the gazetteer recognised, if any.
    pub known: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Office {
    /// Title with its seat, normalised: "Minister of Foreign Affairs of Russia"? No: as the page's fullest wording, e.g.
    /// "Foreign Minister of Azerbaijan", "President of Armenia", "UN Secretary-General's Special Envoy for Syria".
    pub title: String,
    pub kind: OfficeKind,
    pub country: Option<usize>,
    pub organisation: Option<usize>,
}

/// A person in an office, as attested by the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tenure {
    pub person: usize,
    pub office: usize,
    pub basis: Basis,
    /// Only what the page states of their start and end: nearly always None. ("former Prime Minister" gives no date.)
    pub from: Option<FuzzyDate>,
    pub to: Option<FuzzyDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    pub name: String,
    pub other_names: Vec<String>,
    pub kind: OrganisationKind,
    pub country: Option<usize>,
    pub known: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub name: String,
    pub kind: PlaceKind,
    pub country: Option<usize>,
    pub known: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub kind: EventKind,
    pub name: String,
    pub start: Option<FuzzyDate>,
    pub end: Option<FuzzyDate>,
    pub status: EventStatus,
    /// Index into `events`: the talks a news conference follows, the visit a meeting is part of.
    pub parent: Option<usize>,
    /// Index into `events`, kind SERIES: "Caspian Summit".
    pub series: Option<usize>,
    /// Number within the series: 5 for the Fifth Caspian Summit.
    pub ordinal: Option<u32>,
    pub place: Option<usize>,
    pub participants: Vec<Participant>,
    /// Index into `statements`: announces it as still to come.
    pub announced_in: Vec<usize>,
    /// Index into `statements`: was made at it or reports that it took place.
    pub confirmed_by: Vec<usize>,
    pub basis: Basis,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    pub person: Option<usize>,
    pub office: Option<usize>,
    pub country: Option<usize>,
    pub organisation: Option<usize>,
    pub role: ParticipantRole,
    pub basis: Basis,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2 where there is one; None for a territory that only the source lists (then `external_ids` tells its code).
    pub alpha2: Option<String>,
    /// Key of the gazetteer's entry (archive slug), for present and former states.
    pub known: Option<String>,
    /// As the page names it first.
    pub name: String,
    pub external_ids: Vec<ExternalId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    pub label: String,
    pub external_ids: Vec<ExternalId>,
}
