//! Which fields a record of an import may have, and the one form that its values get.

use crate::changeset::reference::{Target, target};
use entity::RecordKind;
use serde_json::{Map, Value, json};

/// Fields that say which record is meant, or how it is to be treated, and are no part of it.
pub const CONTROLS: &[&str] = &["type", "key", "externalId", "id", "code", "ifKnown", "guess", "fill"];
/// Lists to which an import adds, and from which it never takes.
pub const ADDITIVE: &[&str] = &["externalIds", "sources", "otherNames", "names", "announces", "confirms"];
const COMMON: &[&str] = &["slug", "externalIds", "sources"];
const DATES: &[&str] = &[
    "made",
    "sent",
    "published",
    "posted",
    "starts",
    "ends",
    "started",
    "ended",
    "born",
    "died",
    "retrieved",
    "existsFrom",
    "existsTo",
    "validFrom",
    "validTo",
];

/// The fields of a record of `kind`, those that all have aside.
fn own(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Statement => &[
            "kind",
            "title",
            "summary",
            "language",
            "holding",
            "made",
            "sent",
            "published",
            "posted",
            "publisher",
            "event",
            "place",
            "authors",
            "topics",
            "countries",
            "announces",
            "confirms",
            "turns",
            "links",
            "mentions",
        ],
        RecordKind::Person => &["name", "otherNames", "born", "died", "tenures", "memberships"],
        RecordKind::Office => &["title", "kind", "organisation", "country"],
        RecordKind::Tenure => &["person", "office", "started", "ended", "resolution", "reason"],
        RecordKind::Country => &[
            "name",
            "formalName",
            "names",
            "alpha2",
            "alpha3",
            "numericCode",
            "alpha4",
            "region",
            "subregion",
            "intermediateRegion",
            "capital",
            "existsFrom",
            "existsTo",
            "predecessors",
        ],
        RecordKind::Place => &["name", "otherNames", "kind", "country", "parent", "coordinates"],
        RecordKind::Organisation => &["name", "otherNames", "kind", "parent", "country", "memberships"],
        RecordKind::Membership => &["organisation", "person", "memberOrganisation", "country", "role", "started", "ended"],
        RecordKind::Topic => &["label", "broader"],
        RecordKind::Event => &[
            "name",
            "kind",
            "status",
            "starts",
            "ends",
            "parent",
            "series",
            "ordinal",
            "place",
            "participants",
            "resolution",
            "reason",
        ],
        RecordKind::Link => &["source", "target", "kind", "phrase", "resolution", "reason"],
        RecordKind::Mention => &[
            "turn",
            "start",
            "end",
            "person",
            "office",
            "country",
            "organisation",
            "place",
            "event",
            "resolution",
            "score",
            "reason",
        ],
        RecordKind::Source => {
            &["url", "fileName", "publisher", "retrieved", "mediaType", "encoding", "sha256", "licence", "text"]
        }
    }
}

/// The fields of the objects in the field `name`.
fn parts(name: &str) -> Option<&'static [&'static str]> {
    let parts: &[&str] = match name {
        "turns" => &["kind", "text", "label", "speaker", "organisation", "tenure", "note", "completeness", "addressees"],
        "addressees" => &["person", "office", "country", "organisation", "phrase", "resolution", "reason"],
        "participants" => &["person", "office", "country", "organisation", "role", "resolution", "reason"],
        "countries" => &["country", "resolution", "reason"],
        "otherNames" | "names" => &["form", "kind", "language", "script", "validFrom", "validTo"],
        "externalIds" => &["scheme", "value"],
        "coordinates" => &["latitude", "longitude"],
        "region" | "subregion" | "intermediateRegion" => &["code", "name"],
        _ if is_date(name) => &["edtf", "phrase", "resolution", "reason"],
        _ => return None,
    };
    Some(parts)
}

pub fn is_date(name: &str) -> bool {
    DATES.contains(&name)
}

/// What a name should have been, if records of `kind` have no such field: a list for the message.
pub fn unknown(kind: RecordKind, name: &str) -> Option<String> {
    if own(kind).contains(&name) || COMMON.contains(&name) || CONTROLS.contains(&name) {
        return None;
    }
    let all: Vec<&str> = own(kind).iter().chain(COMMON).copied().collect();
    Some(format!("is no field of a {}; it has {}", kind.name(), all.join(", ")))
}

/// The same of an object in the field `list`.
pub fn unknown_part(list: &str, name: &str) -> Option<String> {
    let parts = parts(list)?;
    (!parts.contains(&name)).then(|| format!("is no field here; allowed are {}", parts.join(", ")))
}

/// Fields of records that come with another and are records of their own, with the field that leads back.
pub fn children(kind: RecordKind) -> &'static [(&'static str, RecordKind, &'static str)] {
    match kind {
        RecordKind::Person => &[("tenures", RecordKind::Tenure, "person"), ("memberships", RecordKind::Membership, "person")],
        RecordKind::Organisation => &[("memberships", RecordKind::Membership, "organisation")],
        RecordKind::Statement => &[("links", RecordKind::Link, "source"), ("mentions", RecordKind::Mention, "turn")],
        _ => &[],
    }
}

/// The kind of record that the field `name` of a record of `kind` refers to.
pub fn refers(kind: RecordKind, name: &str) -> Option<RecordKind> {
    match target(kind, name) {
        Some(Target::Record(wanted)) => Some(wanted),
        _ => None,
    }
}

/// A date in the form of documents: a bare expression is what the source states.
pub fn date(value: Value) -> Value {
    match value {
        Value::String(edtf) => json!({ "edtf": edtf, "resolution": "STATED" }),
        Value::Object(mut date) => {
            date.entry("resolution").or_insert_with(|| "STATED".into());
            Value::Object(date)
        }
        other => other,
    }
}

/// A name in the form of documents: a bare name is an alternative one.
pub fn name(value: Value) -> Value {
    match value {
        Value::String(form) => json!({ "form": form, "kind": "ALTERNATIVE" }),
        Value::Object(mut name) => {
            name.entry("kind").or_insert_with(|| "ALTERNATIVE".into());
            Value::Object(name)
        }
        other => other,
    }
}

/// A country that a statement concerns: a bare reference is stated.
pub fn concerned(value: Value) -> Value {
    match value {
        Value::Object(fields) if fields.contains_key("country") => Value::Object(fields),
        reference @ (Value::Object(_) | Value::String(_)) => json!({ "country": reference }),
        other => other,
    }
}

/// All external ids of a record: `externalIds`, and `externalId` for a single one.
pub fn external_ids(record: &Map<String, Value>) -> Vec<(&str, &str)> {
    let list = record.get("externalIds").and_then(Value::as_array).into_iter().flatten();
    list.chain(record.get("externalId")).filter_map(|id| id.get("scheme")?.as_str().zip(id.get("value")?.as_str())).collect()
}
