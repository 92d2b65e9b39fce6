//! What records name, to be looked up for many of them at once.

use super::field;
use super::known::{Identity, Wanted};
use super::part::typed;
use crate::text::fold;
use entity::RecordKind;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Everything by which the records, and those they refer to, may be recognised.
pub fn collect<'r>(records: impl Iterator<Item = &'r Value>) -> Wanted {
    let mut wanted = Wanted::default();
    for record in records.filter_map(Value::as_object) {
        if let Some(kind) = record.get("type").and_then(Value::as_str).and_then(RecordKind::named) {
            add(kind, record, &mut wanted);
        }
    }
    wanted
}

fn add(kind: RecordKind, record: &Map<String, Value>, wanted: &mut Wanted) {
    if let Some(key) = record.get("key").and_then(Value::as_str) {
        wanted.keys.insert(typed(kind, key));
    }
    wanted.identities.extend(identities(kind, record));
    for (name, value) in record {
        let below = field::children(kind).iter().find(|(list, _, _)| list == name).map(|(_, child, _)| *child);
        below_field(kind, name, value, below, wanted);
    }
}

fn below_field(kind: RecordKind, name: &str, value: &Value, child: Option<RecordKind>, wanted: &mut Wanted) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| below_field(kind, name, item, child, wanted)),
        Value::Object(fields) => match child.or_else(|| referred(kind, name, fields)) {
            Some(referred) => add(referred, fields, wanted),
            None => fields.iter().for_each(|(name, value)| below_field(kind, name, value, None, wanted)),
        },
        Value::String(text) => {
            let referred = field::refers(kind, name).or_else(|| (name == "countries").then_some(RecordKind::Country));
            if let Some(referred) = referred {
                wanted.identities.extend(of_text(referred, text));
            }
        }
        _ => {}
    }
}

/// What an object in the field `name` refers to, if that is no part with fields of its own.
fn referred(kind: RecordKind, name: &str, fields: &Map<String, Value>) -> Option<RecordKind> {
    let is_bare_country = name == "countries" && kind == RecordKind::Statement && !fields.contains_key("country");
    field::refers(kind, name).or_else(|| is_bare_country.then_some(RecordKind::Country))
}

/// What a bare text may mean: a slug, a code, a name.
pub fn of_text(kind: RecordKind, text: &str) -> Vec<Identity> {
    let mut identities = vec![Identity::Slug(kind, text.to_lowercase())];
    if kind == RecordKind::Country {
        identities.push(Identity::Code(text.to_uppercase()));
    }
    identities.push(Identity::Name(kind, fold(text)));
    identities
}

/// Everything by which a record may be recognised.
pub fn identities(kind: RecordKind, record: &Map<String, Value>) -> Vec<Identity> {
    let mut identities = strong(kind, record);
    identities.extend(names(kind, record).into_iter().map(|name| Identity::Name(kind, name)));
    identities
}

/// What names a record beyond doubt, the strongest first.
pub fn strong(kind: RecordKind, record: &Map<String, Value>) -> Vec<Identity> {
    let text = |name: &str| record.get(name).and_then(Value::as_str);
    let ids = field::external_ids(record).into_iter();
    let mut identities: Vec<Identity> =
        ids.map(|(scheme, value)| Identity::ExternalId(kind, scheme.to_owned(), value.to_owned())).collect();
    identities.extend(text("slug").map(|slug| Identity::Slug(kind, slug.to_lowercase())));
    if kind == RecordKind::Country {
        let codes = ["code", "alpha2", "alpha3", "numericCode", "alpha4"].into_iter().filter_map(text);
        identities.extend(codes.map(|code| Identity::Code(code.to_uppercase())));
    }
    if kind == RecordKind::Source {
        identities.extend(sum(record).map(Identity::Sum));
    }
    identities
}

/// What tells a source apart: the SHA-256 of its text, or of its address where it is only named.
pub fn sum(source: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| source.get(name).and_then(Value::as_str);
    text("sha256").map(ToOwned::to_owned).or_else(|| {
        let whole = text("text").or(text("url")).or(text("fileName"))?;
        Some(format!("{:x}", Sha256::digest(whole)))
    })
}

/// The folded names of a record: the usual one first.
pub fn names(kind: RecordKind, record: &Map<String, Value>) -> Vec<String> {
    let field = match kind {
        RecordKind::Country | RecordKind::Place | RecordKind::Organisation | RecordKind::Person | RecordKind::Event => "name",
        RecordKind::Office | RecordKind::Statement => "title",
        RecordKind::Topic => "label",
        RecordKind::Tenure | RecordKind::Membership | RecordKind::Link | RecordKind::Mention | RecordKind::Source => {
            return Vec::new();
        }
    };
    let mut names: Vec<String> = record.get(field).and_then(Value::as_str).map(fold).into_iter().collect();
    for list in ["otherNames", "names"] {
        for name in record.get(list).and_then(Value::as_array).into_iter().flatten() {
            if name.get("kind").and_then(Value::as_str) != Some("ADJECTIVE") {
                names.extend(name.as_str().or_else(|| name.get("form")?.as_str()).map(fold));
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names.dedup();
    names
}
