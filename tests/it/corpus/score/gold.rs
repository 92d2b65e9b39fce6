//! The gold files as they are written (see `corpus/README.md`).
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    #[serde(default)]
    pub url: Option<String>,
    /// A page of titles by date.
    #[serde(default)]
    pub listing: bool,
    pub statements: Vec<GoldStatement>,
    /// Whether `statements` has every statement of the page, also those only referred to.
    #[serde(default)]
    pub statements_complete: bool,
    /// Paragraphs of the statements, without furniture.
    pub text: Option<List<GoldText>>,
    pub people: Option<List<GoldName>>,
    pub offices: Option<List<GoldOffice>>,
    pub countries: Option<List<GoldCountry>>,
    pub organisations: Option<List<GoldOrganisation>>,
    pub places: Option<List<GoldName>>,
    pub events: Option<List<GoldEvent>>,
    pub links: Option<List<GoldLink>>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct List<T> {
    /// Everything of this sort is listed, so what is found beside it is wrong.
    #[serde(default)]
    pub complete: bool,
    pub list: Vec<T>,
    /// Neither expected nor wrong.
    #[serde(default)]
    pub allowed: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldStatement {
    #[serde(default)]
    pub id: String,
    pub title: String,
    /// Other titles a reader may give it with equal right, above all to what is only referred to.
    #[serde(default)]
    pub titles: Vec<String>,
    /// Any of these is right.
    #[serde(default)]
    pub kind: Vec<String>,
    #[serde(default)]
    pub holding: Vec<String>,
    pub publisher: Option<String>,
    #[serde(default)]
    pub authors: Vec<String>,
    /// Role (`made`, `sent`, `published`, `posted`) → date.
    #[serde(default)]
    pub dates: BTreeMap<String, GoldDate>,
    #[serde(default)]
    pub dates_complete: bool,
    pub place: Option<String>,
    pub turns: Option<List<GoldTurn>>,
    #[serde(default)]
    pub scenes: Vec<String>,
    #[serde(default)]
    pub pull_quotes: Vec<String>,
    pub topics: Option<Vec<GoldTopic>>,
    /// A careful archivist could leave it out: not counted as missed.
    #[serde(default)]
    pub optional: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldDate {
    pub edtf: String,
    pub resolution: Option<String>,
    /// Roles in which the date is as right: of a list by date it is not settled what its date is of.
    #[serde(default)]
    pub roles: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldTopic {
    pub label: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldText {
    pub start: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldTurn {
    pub label: Option<String>,
    pub kind: Option<String>,
    /// Absent: not settled. Null: settled that nobody is named.
    #[serde(default, deserialize_with = "present")]
    pub speaker: Option<Option<String>>,
    /// The same person as spelled elsewhere on the page.
    pub speaker_also: Option<String>,
    pub organisation: Option<String>,
    pub office: Option<String>,
    pub addressees: Option<Vec<String>>,
    pub start: String,
    pub end: String,
    /// Other ends: before a scene ("(Applause.)") after which the same speaker goes on, for the contract has scenes as turns of their own.
    #[serde(default)]
    pub ends: Vec<String>,
    /// A turn the source omits: a reader may list it without text or not at all.
    #[serde(default)]
    pub optional: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldName {
    pub id: Option<String>,
    pub name: Option<String>,
    #[serde(default)]
    pub forms: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldOffice {
    pub person: String,
    pub office: String,
    #[serde(default)]
    pub also: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldCountry {
    pub alpha2: String,
    pub name: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldOrganisation {
    pub name: String,
    #[serde(default)]
    pub forms: Vec<String>,
    #[serde(default)]
    pub kind: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldEvent {
    #[serde(default)]
    pub id: String,
    pub name: Option<String>,
    #[serde(default)]
    pub kind: Vec<String>,
    /// Words that its name must have, each as a part of a word: `["caspian", "fifth|5"]`.
    #[serde(default)]
    pub words: Vec<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub place: Option<String>,
    pub status: Option<String>,
    pub parent: Option<String>,
    pub series: Option<String>,
    pub ordinal: Option<u32>,
    #[serde(default)]
    pub participants: Vec<String>,
    #[serde(default)]
    pub announced_in: Vec<String>,
    #[serde(default)]
    pub confirmed_by: Vec<String>,
    /// A careful archivist could leave it out: not counted as missed.
    #[serde(default)]
    pub optional: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldLink {
    pub from: String,
    pub to: String,
    pub kind: String,
    #[serde(default)]
    pub optional: bool,
}

fn present<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(d).map(Some)
}
