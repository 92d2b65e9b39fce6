//! `listPerson`: who they are, the offices they held, the parliaments and parties they belonged to.

use super::{File, in_language, target};
use crate::import::format::item::{Sink, Stopped};
use crate::import::format::prose::squeeze;
use crate::import::format::record::{self, Fields, put};
use crate::import::format::xml::{self, attribute, id};
use crate::import::format::{day, own};
use roxmltree::Node;
use serde_json::{Value, json};
use std::collections::HashSet;

pub fn read(file: &File, list: Node, sink: &mut dyn Sink) -> Result<(), Stopped> {
    for node in xml::children(list, "person") {
        let line = file.xml.line(node);
        let names: Vec<Node> = xml::children(node, "persName").collect();
        let (Some(id), Some(usual)) = (id(node), usual(&names)) else {
            sink.invalid(line, "name", "a person without an xml:id or a name".to_owned())?;
            continue;
        };
        // A person of our own export is told by reference where they speak: their record is not this file's to change.
        if slug(node).is_some() {
            continue;
        }
        let key = file.key(id);
        let mut person = record::new("Person", &key);
        let name = full_name(usual);
        let others = names
            .iter()
            .filter(|other| **other != usual)
            .map(|other| other_name(*other))
            .filter(|other| other["form"] != name.as_str());
        put(&mut person, "otherNames", others.collect::<Vec<Value>>());
        put(&mut person, "name", name);
        for (element, field) in [("birth", "born"), ("death", "died")] {
            put(&mut person, field, xml::child(node, element).and_then(|node| attribute(node, "when")).and_then(day::edtf));
        }
        let (external, sources) = super::organisations::identifiers(node);
        put(&mut person, "externalIds", external);
        put(&mut person, "sources", sources);
        let (tenures, memberships) = affiliations(file, node, &key, sink)?;
        put(&mut person, "tenures", tenures);
        put(&mut person, "memberships", memberships);
        sink.record(line, Value::Object(person))?;
    }
    Ok(())
}

/// A reference to the person that the file itself explains under this id.
pub fn reference(file: &File, person: Node) -> Option<Value> {
    let names: Vec<Node> = xml::children(person, "persName").collect();
    let name = full_name(usual(&names)?);
    Some(match slug(person) {
        Some(slug) => json!({"slug": slug, "name": name}),
        None => json!({"key": file.key(id(person)?), "name": name}),
    })
}

fn slug<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    xml::children(node, "idno").find(|idno| attribute(*idno, "type") == Some(own::SCHEME)).and_then(|idno| idno.text())
}

/// The name that is in use now; of several scripts the Latin one, for names here are as English writes them.
fn usual<'a, 't>(names: &[Node<'a, 't>]) -> Option<Node<'a, 't>> {
    let present: Vec<Node> = names.iter().copied().filter(|name| attribute(*name, "to").is_none()).collect();
    let present = if present.is_empty() { names.to_vec() } else { present };
    let latin =
        present.iter().find(|name| xml::language(**name).is_some_and(|tag| tag.starts_with("en") || tag.ends_with("-Latn")));
    // The latest of those that follow each other.
    let latest = present.iter().max_by_key(|name| attribute(**name, "from").unwrap_or_default());
    if present.iter().any(|name| attribute(*name, "from").is_some()) { latest } else { latin.or(present.first()) }.copied()
}

/// Forenames before surnames; titles («Dr.») are no part of it.
fn full_name(name: Node) -> String {
    let parts = |named| xml::children(name, named).map(text).collect::<Vec<String>>();
    let all = [parts("forename"), parts("nameLink"), parts("surname"), parts("genName")].concat();
    if all.is_empty() { text(name) } else { squeeze(&all.join(" ")) }
}

fn text(node: Node) -> String {
    squeeze(&node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect::<String>())
}

fn other_name(node: Node) -> Value {
    let mut name = Fields::new();
    put(&mut name, "form", full_name(node));
    put(&mut name, "kind", "ALTERNATIVE");
    put(&mut name, "language", xml::language(node).and_then(record::language));
    put(&mut name, "validFrom", attribute(node, "from").and_then(day::edtf));
    put(&mut name, "validTo", attribute(node, "to").and_then(day::edtf));
    Value::Object(name)
}

/// A role with a title of its own is an office somebody held; without, they belonged to the organisation in that role.
fn affiliations(file: &File, person: Node, key: &str, sink: &mut dyn Sink) -> Result<(Vec<Value>, Vec<Value>), Stopped> {
    let (mut tenures, mut memberships) = (Vec::new(), Vec::new());
    let mut known = HashSet::new();
    for node in xml::children(person, "affiliation") {
        let role = attribute(node, "role").unwrap_or("member");
        let titles: Vec<Node> = xml::children(node, "roleName").filter(|title| !text(*title).is_empty()).collect();
        let title = in_language(&titles, Some("en")).map(text);
        let Some(organisation) = organisation(file, node) else {
            sink.note(
                file.xml.line(node),
                "memberships",
                format!("an affiliation as {role} without an organisation is left out"),
            )?;
            continue;
        };
        let (from, to) = (attribute(node, "from"), attribute(node, "to"));
        let mut own_key = if let Some(id) = id(node) {
            file.key(id)
        } else {
            let about = attribute(node, "ref").map_or_else(|| text(node), |reference| target(reference).to_owned());
            format!("{key}/{about}/{role}/{}", from.unwrap_or("-"))
        };
        if let Some(title) = &title {
            own_key = format!("{own_key}/{title}");
        }
        // Two from the same day may differ in their end; if not, they are one.
        let with_end = format!("{own_key}/{}", to.unwrap_or("-"));
        if !known.insert(with_end.clone()) {
            continue;
        }
        if !known.insert(own_key.clone()) {
            own_key = with_end;
        }
        let mut record = Fields::new();
        put(&mut record, "key", own_key);
        put(&mut record, "started", from.and_then(day::edtf));
        put(&mut record, "ended", to.and_then(day::edtf));
        if let Some(title) = title {
            put(&mut record, "office", json!({"title": title, "kind": office_kind(role), "organisation": organisation}));
            tenures.push(Value::Object(record));
        } else {
            put(&mut record, "organisation", organisation);
            put(&mut record, "role", role);
            memberships.push(Value::Object(record));
        }
    }
    Ok((tenures, memberships))
}

/// By its id in the corpus, which a list of organisations explains, or by its name.
fn organisation(file: &File, affiliation: Node) -> Option<Value> {
    if let Some(reference) = attribute(affiliation, "ref") {
        return Some(json!({"key": file.key(target(reference))}));
    }
    let name = xml::child(affiliation, "orgName").map(text).filter(|name| !name.is_empty())?;
    Some(json!({"name": name, "kind": "OTHER"}))
}

/// ParlaMint's roles, as far as they say what an office is here.
fn office_kind(role: &str) -> &'static str {
    match role {
        "minister" => "MINISTER",
        "deputyMinister" | "secretaryOfState" => "DEPUTY_MINISTER",
        _ => "OTHER",
    }
}
