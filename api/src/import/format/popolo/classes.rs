//! People, organisations, posts, events and areas.

use super::class::Class;
use super::key::{Keys, identifiers, text};
use crate::import::format::day;
use crate::import::format::item::{Sink, Stopped};
use crate::import::format::kinds;
use crate::import::format::record::{self, Fields, put, word};
use serde_json::{Value, json};

/// Emits the record of `object` and returns the objects that lie within it.
pub fn emit(keys: &Keys, class: Class, object: &Value, line: u64, sink: &mut dyn Sink) -> Result<Vec<(Class, Value)>, Stopped> {
    let (word, kind) = match class {
        Class::Person => ("person", "Person"),
        Class::Organization => ("organization", "Organisation"),
        Class::Post => ("post", "Office"),
        Class::Event => ("event", "Event"),
        _ => ("area", "Place"),
    };
    let name = if class == Class::Post { title(object) } else { name(object) };
    let (Some(id), Some(name)) = (text(object, "id"), name) else {
        sink.invalid(line, if class == Class::Post { "title" } else { "name" }, format!("{word} without an id or a name"))?;
        return Ok(Vec::new());
    };
    let mut record = record::new(kind, &keys.key(word, &id));
    put(&mut record, if class == Class::Post { "title" } else { "name" }, name.as_str());
    identifiers(&mut record, object);
    put(&mut record, "sources", sources(object));
    match class {
        Class::Person => {
            put(&mut record, "otherNames", other_names(object, &name));
            date(&mut record, "born", object, "birth_date", line, sink)?;
            date(&mut record, "died", object, "death_date", line, sink)?;
        }
        Class::Organization => {
            put(&mut record, "otherNames", other_names(object, &name));
            put(&mut record, "kind", organisation_kind(object));
            put(&mut record, "parent", keys.reference(object, "parent", "organization"));
        }
        Class::Post => {
            put(&mut record, "kind", office_kind(&text(object, "role").unwrap_or_default()));
            put(&mut record, "organisation", keys.reference(object, "organization", "organization"));
        }
        Class::Event => event(keys, &mut record, object, line, sink)?,
        _ => {
            put(&mut record, "otherNames", other_names(object, &name));
            put(&mut record, "kind", place_kind(object));
            put(&mut record, "parent", keys.reference(object, "parent", "area"));
        }
    }
    sink.record(line, Value::Object(record))?;
    Ok(nested(object, &id, class))
}

/// Popolo lets memberships, posts and events lie within those they belong to, who then go without saying.
fn nested(object: &Value, id: &str, class: Class) -> Vec<(Class, Value)> {
    let lists = match class {
        Class::Person => [("memberships", Class::Membership, "person_id")].as_slice(),
        Class::Organization => &[
            ("memberships", Class::Membership, "organization_id"),
            ("posts", Class::Post, "organization_id"),
            ("legislative_periods", Class::Event, "organization_id"),
        ],
        Class::Post => &[("memberships", Class::Membership, "post_id")],
        _ => &[],
    };
    let mut found = Vec::new();
    for (list, class, owner) in lists {
        for value in object.get(*list).and_then(Value::as_array).into_iter().flatten() {
            let mut value = value.clone();
            if let Some(fields) = value.as_object_mut()
                && fields.get(*owner).is_none_or(Value::is_null)
            {
                fields.insert((*owner).to_owned(), json!(id));
            }
            found.push((*class, value));
        }
    }
    found
}

pub fn name(object: &Value) -> Option<String> {
    text(object, "name").or_else(|| {
        let parts: Vec<String> = ["given_name", "family_name"].iter().filter_map(|field| text(object, field)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    })
}

fn title(object: &Value) -> Option<String> {
    text(object, "label").or_else(|| text(object, "role")).or_else(|| text(object, "name"))
}

pub fn sources(object: &Value) -> Vec<Value> {
    let sources = object.get("sources").and_then(Value::as_array).into_iter().flatten();
    sources
        .filter_map(|source| text(source, "url"))
        .filter(|url| url.starts_with("http"))
        .map(|url| json!({"url": url}))
        .collect()
}

/// A date field; `detail` beside it, which our own exports write, says what Popolo's form cannot.
pub fn date(
    record: &mut Fields,
    field: &str,
    object: &Value,
    named: &str,
    line: u64,
    sink: &mut dyn Sink,
) -> Result<(), Stopped> {
    if let Some(detail) = object.get(format!("{named}_detail")).filter(|detail| detail.get("edtf").is_some()) {
        put(record, field, detail.clone());
    } else if let Some(date) = text(object, named) {
        match day::edtf(&date) {
            Some(edtf) => put(record, field, edtf),
            None => sink.note(line, field, format!("'{date}' is not a date"))?,
        }
    }
    Ok(())
}

/// Names beside the usual one, each once in each language.
fn other_names(object: &Value, name: &str) -> Vec<Value> {
    let mut names: Vec<Value> = Vec::new();
    for other in object.get("other_names").and_then(Value::as_array).into_iter().flatten() {
        let Some(form) = super::classes::name(other).filter(|form| form != name || other.get("lang").is_none()) else { continue };
        let mut entry = Fields::new();
        put(&mut entry, "form", form.as_str());
        let kind = text(other, "note").and_then(|note| word(&["SHORT", "FORMAL", "ADJECTIVE"], &note)).unwrap_or("ALTERNATIVE");
        put(&mut entry, "kind", kind);
        put(&mut entry, "language", text(other, "lang").and_then(|tag| language(&tag)));
        put(&mut entry, "validFrom", text(other, "start_date").and_then(|date| day::edtf(&date)));
        put(&mut entry, "validTo", text(other, "end_date").and_then(|date| day::edtf(&date)));
        let entry = Value::Object(entry);
        if form != name && !names.contains(&entry) {
            names.push(entry);
        }
    }
    names
}

/// Language tags of Wikidata, which `EveryPolitician` took over, are not always those of BCP 47.
fn language(tag: &str) -> Option<String> {
    let tag = match tag {
        "sr-ec" => "sr-Cyrl",
        "sr-el" => "sr-Latn",
        "zh-hans" => "zh-Hans",
        "zh-hant" => "zh-Hant",
        tag => tag,
    };
    let sound = tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    record::language(tag).filter(|_| sound)
}

fn organisation_kind(object: &Value) -> &'static str {
    let class = text(object, "classification").unwrap_or_default();
    word(kinds::ORGANISATION, &class).unwrap_or_else(|| match class.to_lowercase().as_str() {
        "legislature" | "chamber" | "parliament" | "executive" | "ministry" | "government" | "cabinet" => "GOVERNMENT_BODY",
        "political party" => "PARTY",
        "international organization" | "international organisation" => "INTERNATIONAL",
        _ => "OTHER",
    })
}

fn office_kind(role: &str) -> &'static str {
    word(kinds::OFFICE, role).unwrap_or_else(|| match role.to_lowercase().as_str() {
        "prime minister" => "HEAD_OF_GOVERNMENT",
        "consul general" => "CONSUL",
        "spokesman" | "spokeswoman" => "SPOKESPERSON",
        "member of parliament" | "mp" | "senator" | "deputy" => "LEGISLATOR",
        _ => "OTHER",
    })
}

fn place_kind(object: &Value) -> &'static str {
    let class = text(object, "classification").or_else(|| text(object, "type")).unwrap_or_default();
    word(kinds::PLACE, &class).unwrap_or("OTHER")
}

/// The event's fields. Who organises it is told; whose term it was, too: Popolo has one field for both.
fn event(keys: &Keys, record: &mut Fields, object: &Value, line: u64, sink: &mut dyn Sink) -> Result<(), Stopped> {
    const STATES: [&str; 6] = ["ANNOUNCED", "HELD", "POSTPONED", "CANCELLED", "NOT_CONVENED", "UNKNOWN"];
    let class = text(object, "classification").unwrap_or_default();
    put(record, "kind", word(kinds::EVENT, &class).unwrap_or("OTHER"));
    put(record, "status", text(object, "status").and_then(|status| word(&STATES, &status)).unwrap_or("UNKNOWN"));
    date(record, "starts", object, "start_date", line, sink)?;
    date(record, "ends", object, "end_date", line, sink)?;
    put(record, "parent", keys.reference(object, "parent", "event"));
    put(
        record,
        "place",
        keys.reference(object, "area", "area").or_else(|| Some(json!({"name": text(object, "location")?, "kind": "OTHER"}))),
    );
    let mut participants = Vec::new();
    if let Some(organisation) = keys.reference(object, "organization", "organization") {
        let role = if class == "legislative period" { "PARTICIPANT" } else { "ORGANISER" };
        participants.push(json!({"organisation": organisation, "role": role}));
    }
    for attendee in object.get("attendees").and_then(Value::as_array).into_iter().flatten() {
        let person = keys.reference(&json!({"person": attendee, "person_id": attendee.as_str()}), "person", "person");
        participants.extend(person.map(|person| json!({"person": person, "role": "PARTICIPANT"})));
    }
    put(record, "participants", participants);
    Ok(())
}
