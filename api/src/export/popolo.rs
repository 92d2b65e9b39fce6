//! Records as one Popolo document: organizations, persons, posts, memberships (our tenures and memberships), events, areas and
//! speeches (the turns of our statements).
//!
//! The records must come by their types, those of one list together. Ids are slugs; `meta.generator` says so. What Popolo has no
//! field for stands in fields of our own: a date's words and reasons in `…_detail`, what else belongs to a statement in the
//! `parent` of its first speech, see `import::own`.

use super::record::{edtf, external_ids, list, name, plain, reference, text};
use crate::import::format::own;
use crate::import::format::record::{Fields, put};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the records it is given, except those of types that Popolo has no class for.
pub struct Writer<W: Write> {
    out: W,
    /// The lists that have been begun, the last one being open.
    lists: Vec<&'static str>,
    /// How many memberships had no id of their own.
    memberships: usize,
}

impl<W: Write> Writer<W> {
    pub fn new(mut out: W) -> io::Result<Self> {
        write!(out, "{{\n\"meta\":{}", json!({"generator": own::SCHEME}))?;
        Ok(Self { out, lists: Vec::new(), memberships: 0 })
    }

    pub fn write(&mut self, record: &Value) -> io::Result<()> {
        match text(record, "type") {
            "Organisation" => self.object("organizations", &organization(record)),
            "Person" => self.object("persons", &person(record)),
            "Office" => self.object("posts", &post(record)),
            kind @ ("Tenure" | "Membership") => {
                self.memberships += 1;
                let membership = membership(record, kind, self.memberships);
                self.object("memberships", &membership)
            }
            "Event" => self.object("events", &event(record)),
            "Place" => self.object("areas", &area(record)),
            "Statement" => self.speeches(record),
            _ => Ok(()),
        }
    }

    pub fn finish(mut self) -> io::Result<()> {
        if !self.lists.is_empty() {
            self.out.write_all(b"\n]")?;
        }
        self.out.write_all(b"\n}\n")?;
        self.out.flush()
    }

    fn object(&mut self, list: &'static str, object: &Fields) -> io::Result<()> {
        if self.lists.last() == Some(&list) {
            self.out.write_all(b",\n")?;
        } else {
            if self.lists.contains(&list) {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!("records of {list} come after others; they must come together"),
                ));
            }
            let end = if self.lists.is_empty() { "" } else { "\n]" };
            write!(self.out, "{end},\n\"{list}\":[\n")?;
            self.lists.push(list);
        }
        serde_json::to_writer(&mut self.out, object)?;
        Ok(())
    }

    fn speeches(&mut self, statement: &Value) -> io::Result<()> {
        let nothing = Value::Null;
        let mut turns: Vec<&Value> = list(statement, "turns").collect();
        if turns.is_empty() {
            // A statement of which only the title is held still is one.
            turns.push(&nothing);
        }
        let slug = text(statement, "slug");
        for (position, turn) in turns.into_iter().enumerate() {
            let mut speech = Fields::new();
            put(&mut speech, "id", format!("{slug}/{}", position + 1));
            put(&mut speech, "parent_id", slug);
            if position == 0 {
                put(&mut speech, "parent", Value::Object(parent(statement)));
                dated(&mut speech, "date", statement, "made");
            }
            put(&mut speech, "event_id", reference(statement, "event").map(|event| text(event, "slug")).unwrap_or_default());
            put(&mut speech, "position", position + 1);
            put(&mut speech, "type", text(turn, "kind").to_lowercase());
            put(&mut speech, "attribution_text", text(turn, "label"));
            refer(&mut speech, "creator", turn, "speaker");
            if let Some(person) = list(turn, "addressees").find_map(|addressee| reference(addressee, "person")) {
                put(&mut speech, "audience_id", text(person, "slug"));
            }
            if let Some(words) = turn.get("text") {
                speech.insert("text".to_owned(), words.clone());
            }
            self.object("speeches", &speech)?;
        }
        Ok(())
    }
}

/// The statement that its speeches belong to.
fn parent(statement: &Value) -> Fields {
    let mut parent = Fields::new();
    put(&mut parent, "id", text(statement, "slug"));
    put(&mut parent, "title", text(statement, "title"));
    put(&mut parent, "classification", text(statement, "kind"));
    put(&mut parent, "language", text(statement, "language"));
    dated(&mut parent, "date", statement, "made");
    if let Some(publisher) = reference(statement, "publisher") {
        put(&mut parent, "organization_id", text(publisher, "slug"));
    }
    identifiers(&mut parent, statement);
    sources(&mut parent, statement);
    put(&mut parent, own::SCHEME, own::rest(statement));
    parent
}

/// What all classes have.
fn object(record: &Value, label: &str) -> Fields {
    let mut object = Fields::new();
    put(&mut object, "id", text(record, "slug"));
    put(&mut object, label, name(record));
    identifiers(&mut object, record);
    sources(&mut object, record);
    object
}

fn person(record: &Value) -> Fields {
    let mut object = object(record, "name");
    other_names(&mut object, record);
    dated(&mut object, "birth_date", record, "born");
    dated(&mut object, "death_date", record, "died");
    object
}

fn organization(record: &Value) -> Fields {
    let mut object = object(record, "name");
    other_names(&mut object, record);
    put(&mut object, "classification", text(record, "kind"));
    refer(&mut object, "parent", record, "parent");
    object
}

fn post(record: &Value) -> Fields {
    let mut object = object(record, "label");
    put(&mut object, "role", text(record, "kind"));
    refer(&mut object, "organization", record, "organisation");
    object
}

fn area(record: &Value) -> Fields {
    let mut object = object(record, "name");
    other_names(&mut object, record);
    put(&mut object, "classification", text(record, "kind"));
    refer(&mut object, "parent", record, "parent");
    object
}

fn event(record: &Value) -> Fields {
    let mut object = object(record, "name");
    put(&mut object, "classification", text(record, "kind"));
    put(&mut object, "status", text(record, "status"));
    dated(&mut object, "start_date", record, "starts");
    dated(&mut object, "end_date", record, "ends");
    refer(&mut object, "parent", record, "parent");
    put(&mut object, "location", reference(record, "place").map(name).unwrap_or_default());
    refer(&mut object, "area", record, "place");
    let people: Vec<Value> =
        list(record, "participants").filter_map(|participant| reference(participant, "person")).map(brief).collect();
    put(&mut object, "attendees", people);
    let organiser = list(record, "participants").find(|participant| text(participant, "role") == "ORGANISER");
    if let Some(organiser) = organiser {
        refer(&mut object, "organization", organiser, "organisation");
    }
    object
}

/// Tenures and memberships have no slugs; whose they are, of what and since when, tells them apart.
fn membership(record: &Value, kind: &str, number: usize) -> Fields {
    let mut object = Fields::new();
    let member = ["person", "memberOrganisation", "country"].iter().find_map(|field| Some((*field, reference(record, field)?)));
    let body = reference(record, if kind == "Tenure" { "office" } else { "organisation" });
    let slugs =
        [member.map(|(_, member)| member), body].map(|part| part.map(|part| text(part, "slug")).filter(|slug| !slug.is_empty()));
    let since = record.get("started").map(edtf).unwrap_or_default();
    put(
        &mut object,
        "id",
        match slugs {
            [Some(member), Some(body)] => format!("{member}/{body}/{since}"),
            _ => format!("membership/{number}"),
        },
    );
    match member {
        Some(("person", _)) => refer(&mut object, "person", record, "person"),
        Some((field, member)) => {
            let class = if field == "country" { "Country" } else { "Organization" };
            put(&mut object, "member", json!({"@type": class, "id": text(member, "slug"), "name": name(member)}));
        }
        None => {}
    }
    refer(&mut object, "post", record, "office");
    refer(&mut object, "organization", record, "organisation");
    put(&mut object, "role", text(record, "role"));
    dated(&mut object, "start_date", record, "started");
    dated(&mut object, "end_date", record, "ended");
    identifiers(&mut object, record);
    sources(&mut object, record);
    object
}

/// A reference by id, and, so that the file stands alone, by name.
fn refer(object: &mut Fields, field: &str, record: &Value, from: &str) {
    if let Some(other) = reference(record, from) {
        put(object, &format!("{field}_id"), text(other, "slug"));
        put(object, field, brief(other));
    }
}

fn brief(record: &Value) -> Value {
    let mut brief = Fields::new();
    put(&mut brief, "id", text(record, "slug"));
    put(&mut brief, "name", name(record));
    Value::Object(brief)
}

fn dated(object: &mut Fields, field: &str, record: &Value, from: &str) {
    let Some(date) = record.get(from).filter(|date| !edtf(date).is_empty()) else { return };
    put(object, field, plain(date).unwrap_or_default());
    let resolution = text(date, "resolution");
    let more = !text(date, "phrase").is_empty() || !text(date, "reason").is_empty() || !matches!(resolution, "" | "STATED");
    if more || plain(date).is_none() {
        let detail = if date.is_object() { date.clone() } else { json!({"edtf": edtf(date)}) };
        put(object, &format!("{field}_detail"), detail);
    }
}

fn identifiers(object: &mut Fields, record: &Value) {
    let ours = [(own::SCHEME, text(record, "slug"))];
    let all = ours.into_iter().chain(external_ids(record)).filter(|(_, value)| !value.is_empty());
    put(object, "identifiers", all.map(|(scheme, value)| json!({"scheme": scheme, "identifier": value})).collect::<Vec<Value>>());
}

fn sources(object: &mut Fields, record: &Value) {
    let urls = list(record, "sources").map(|source| text(source, "url")).filter(|url| !url.is_empty());
    put(object, "sources", urls.map(|url| json!({"url": url})).collect::<Vec<Value>>());
}

fn other_names(object: &mut Fields, record: &Value) {
    let names = list(record, "otherNames").map(|other| {
        let mut entry = Fields::new();
        put(&mut entry, "name", other.as_str().unwrap_or_else(|| text(other, "form")));
        put(&mut entry, "note", text(other, "kind").to_lowercase());
        put(&mut entry, "lang", text(other, "language"));
        put(&mut entry, "start_date", other.get("validFrom").and_then(plain).unwrap_or_default());
        put(&mut entry, "end_date", other.get("validTo").and_then(plain).unwrap_or_default());
        Value::Object(entry)
    });
    put(object, "other_names", names.collect::<Vec<Value>>());
}
