//! Memberships: with a post they are tenures, without they are memberships; who is a member on somebody's behalf belongs to both.
//!
//! `EveryPolitician` dates a membership only where it differs from the legislative period it lies in, and tells the periods behind
//! the memberships. Those without dates are therefore kept until the file ends: only they cost memory.

use super::classes::{date, sources};
use super::key::{Keys, identifiers, text};
use crate::import::format::day;
use crate::import::format::item::{Sink, Stopped};
use crate::import::format::record::{self, Fields, put};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet, hash_map::DefaultHasher};
use std::hash::{Hash, Hasher};

#[derive(Default)]
pub struct Memberships {
    /// The begin and the end of events, by their ids.
    periods: HashMap<String, (Option<String>, Option<String>)>,
    /// Memberships without dates, with their lines and their periods.
    waiting: Vec<(u64, String, Value)>,
    /// The keys that were given, as hashes: datasets repeat memberships that nothing tells apart.
    given: HashSet<u64>,
}

impl Memberships {
    pub fn period(&mut self, event: &Value) {
        let date = |field| text(event, field).and_then(|date| day::day(&date));
        if let Some(id) = text(event, "id") {
            self.periods.insert(id, (date("start_date"), date("end_date")));
        }
    }

    pub fn take(&mut self, keys: &Keys, object: &Value, line: u64, sink: &mut dyn Sink) -> Result<(), Stopped> {
        for (about, mut record) in records(keys, object, line, sink)? {
            let period = text(object, "legislative_period_id");
            let id = text(object, "id").map(|id| keys.key("membership", &id));
            let key = match id {
                Some(id) if about == "behalf" => format!("{id}/behalf"),
                Some(id) => id,
                None => {
                    let part = |field| text(object, field).unwrap_or_else(|| "-".to_owned());
                    let body = if about == "behalf" { part("on_behalf_of_id") } else { part("organization_id") };
                    let when = text(object, "start_date").or_else(|| period.clone()).unwrap_or_else(|| "-".to_owned());
                    let who = text(object, "person_id").or_else(|| text(object, "member_id")).unwrap_or_else(|| "-".to_owned());
                    keys.key("membership", &format!("{who}/{body}/{}/{}/{when}", part("post_id"), part("role")))
                }
            };
            let mut hasher = DefaultHasher::new();
            key.hash(&mut hasher);
            if !self.given.insert(hasher.finish()) {
                continue;
            }
            put(&mut record, "key", key);
            match period {
                Some(period) if !record.contains_key("started") && !record.contains_key("ended") => {
                    self.waiting.push((line, period, Value::Object(record)));
                }
                _ => sink.record(line, Value::Object(record))?,
            }
        }
        Ok(())
    }

    pub fn finish(&mut self, _keys: &Keys, sink: &mut dyn Sink) -> Result<(), Stopped> {
        for (line, period, mut record) in self.waiting.drain(..) {
            if let (Some((from, to)), Some(fields)) = (self.periods.get(&period), record.as_object_mut()) {
                let computed = |date: &Option<String>, what| {
                    let reason = format!("The legislative period {period} {what} then; the source gives no other date.");
                    date.as_ref().map(|date| json!({"edtf": date, "resolution": "COMPUTED", "reason": reason}))
                };
                put(fields, "started", computed(from, "began"));
                put(fields, "ended", computed(to, "ended"));
            }
            sink.record(line, record)?;
        }
        Ok(())
    }
}

/// The records that a membership makes, without their keys; `behalf` marks the one with the body on whose behalf it is.
fn records(keys: &Keys, object: &Value, line: u64, sink: &mut dyn Sink) -> Result<Vec<(&'static str, Fields)>, Stopped> {
    let member = object.get("member").filter(|member| member.is_object());
    let kind = member.and_then(|member| text(member, "@type")).or_else(|| text(object, "member_type")).unwrap_or_default();
    let class = match kind.to_lowercase().as_str() {
        "organization" | "organisation" => "organization",
        _ => "person",
    };
    let country = member.filter(|_| kind == "Country").and_then(|member| text(member, "id")).map(|id| json!({"slug": id}));
    let person = keys.reference(object, "person", "person");
    let (field, who) = match person {
        Some(person) => ("person", Some(person)),
        None if country.is_some() => ("country", country),
        None if class == "organization" => ("memberOrganisation", keys.reference(object, "member", class)),
        None => ("person", keys.reference(object, "member", class)),
    };
    let Some(who) = who else {
        sink.invalid(line, "person", "a membership of nobody".to_owned())?;
        return Ok(Vec::new());
    };
    let post = keys.reference(object, "post", "post");
    let organisation = keys.reference(object, "organization", "organization");
    let behalf = keys.reference(object, "on_behalf_of", "organization");

    let mut record = Fields::new();
    date(&mut record, "started", object, "start_date", line, sink)?;
    date(&mut record, "ended", object, "end_date", line, sink)?;
    put(&mut record, "sources", sources(object));
    let dates = record.clone();
    identifiers(&mut record, object);
    put(&mut record, field, who.clone());
    let mut records = Vec::new();
    match (post, organisation) {
        (Some(post), _) if field == "person" => {
            put(&mut record, "type", "Tenure");
            put(&mut record, "office", post);
            records.push(("", record));
        }
        (_, Some(organisation)) => {
            put(&mut record, "type", "Membership");
            put(&mut record, "organisation", organisation);
            put(&mut record, "role", text(object, "role").or_else(|| text(object, "label")));
            records.push(("", record));
        }
        _ if behalf.is_none() => sink.invalid(line, "organisation", "a membership in nothing".to_owned())?,
        _ => {}
    }
    if let Some(behalf) = behalf {
        let mut record = record::new("Membership", "");
        record.extend(dates);
        put(&mut record, field, who);
        put(&mut record, "organisation", behalf);
        records.push(("behalf", record));
    }
    Ok(records)
}
