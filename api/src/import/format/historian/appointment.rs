//! Appointments of `pocom`: who held an office from when to when.
//!
//! A tenure begins on the day of `started` (a chief presented credentials, a principal entered on duty). Where that is missing, it begins
//! with `arrived`, else `appointed`, and the date says so (COMPUTED). The dates that are not used stand in the `reason`, with the notes
//! that belong to no date. Somebody who is listed without having held the office ("declined appointment") gets no tenure but a note.
//! Left out: the attributes `type` of notes and `treatAsConsecutive` (how the source's site prints the entry).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use roxmltree::Node;
use serde_json::{Value, json};

use super::output::Output;
use super::{date, label, reference, xml};
use crate::import::format::item::Stopped;
use crate::reader::pattern::pattern;

const KNOWN: [&str; 9] =
    ["id", "person-id", "role-title-id", "contemporary-territory-id", "appointed", "arrived", "started", "ended", "note"];

static NOT_HELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)declined (?:the )?appointment|did not (?:take (?:the )?oath|serve|proceed to post)|nomination withdrawn|not commissioned, although",
    )
});

/// One of the dates of an appointment, with the words about it.
#[derive(Default)]
struct Dated {
    date: Option<String>,
    words: Option<String>,
}

/// One entry of a list of holders.
pub struct Appointment<'a, 'input> {
    pub node: Node<'a, 'input>,
    id: Option<String>,
    pub person: String,
    /// The id of the role, which is the office's or, at a mission, a part of it.
    pub role: String,
    /// What the territory was at the time, by its id.
    territory: Option<String>,
    appointed: Dated,
    arrived: Dated,
    started: Dated,
    ended: Dated,
    note: Option<String>,
}

/// The tenures of one file.
pub struct Tenures {
    /// What the keys begin with.
    pub prefix: String,
    pub source: Value,
    keys: BTreeSet<String>,
}

impl Tenures {
    pub fn new(prefix: String, source: Value) -> Self {
        Self { prefix, source, keys: BTreeSet::new() }
    }

    /// Writes a tenure in this office. `place` is what the territory is called in the office's title.
    pub fn write(&mut self, entry: &Appointment, office: &Value, place: Option<&str>, out: &mut Output) -> Result<(), Stopped> {
        if entry.not_held() {
            let note = entry.note.as_deref().unwrap_or_default();
            return out.note(entry.node, "note", format!("{} did not hold the office, no tenure: {note}", entry.person));
        }
        let Some(key) = self.key(entry) else {
            return out.invalid(entry.node, "id", format!("an appointment of {} that nothing tells from another", entry.person));
        };
        let mut reason = entry.reason();
        if let Some(name) = entry.territory.as_deref().map(label::of).filter(|name| place.is_some_and(|place| place != name)) {
            reason.push(format!("The territory at the time: {name}."));
        }
        let started = entry.begins();
        let mut ended = entry.ended.value();
        if let (Some(start), Some(end)) = (entry.start(), entry.ended.date.as_deref())
            && date::before(end, start)
        {
            out.note(entry.node, "ended", format!("ended {end}, before it began {start}: left out"))?;
            reason.push(format!("The source has it end {end}."));
            ended = Value::Null;
        }
        let record = json!({
            "type": "Tenure",
            "key": key,
            "person": {"externalIds": [reference::external_id(&entry.person)]},
            "office": office,
            "started": started,
            "ended": ended,
            "reason": if reason.is_empty() { Value::Null } else { json!(reason.join(" ")) },
            "sources": [self.source],
        });
        out.record(entry.node, record)
    }

    /// The id tells an appointment; where two share it, a date or the person tells the later one.
    fn key(&mut self, entry: &Appointment) -> Option<String> {
        let dates = [&entry.started.date, &entry.arrived.date, &entry.appointed.date, &entry.ended.date];
        let more = dates.into_iter().flatten().chain([&entry.person, &entry.role]);
        let keys: Vec<String> = match &entry.id {
            Some(id) => [id.clone()].into_iter().chain(more.map(|more| format!("{id}/{more}"))).collect(),
            None => more.map(|more| format!("{}/{}/{more}", entry.person, entry.role)).collect(),
        };
        let key = keys.into_iter().map(|key| format!("{}/{key}", self.prefix)).find(|key| !self.keys.contains(key))?;
        self.keys.insert(key.clone());
        Some(key)
    }
}

/// The entries of a list, without those that say less of the same appointment than another.
pub fn entries<'a, 'input>(
    list: Node<'a, 'input>,
    name: &str,
    out: &mut Output,
) -> Result<Vec<Appointment<'a, 'input>>, Stopped> {
    let mut entries: Vec<Appointment> = Vec::new();
    for node in xml::children(list, name) {
        xml::note_others(node, &KNOWN, out)?;
        let Some(person) = xml::value(node, "person-id") else {
            out.invalid(node, "person-id", "an appointment without a person")?;
            continue;
        };
        let Some(role) = xml::value(node, "role-title-id") else {
            out.invalid(node, "role-title-id", format!("an appointment of {person} without a role"))?;
            continue;
        };
        entries.push(Appointment {
            node,
            id: xml::value(node, "id"),
            person,
            role,
            territory: xml::value(node, "contemporary-territory-id"),
            appointed: dated(node, "appointed", out)?,
            arrived: dated(node, "arrived", out)?,
            started: dated(node, "started", out)?,
            ended: dated(node, "ended", out)?,
            note: xml::value(node, "note"),
        });
    }
    let ended: BTreeSet<Vec<Option<String>>> =
        entries.iter().filter(|entry| entry.ended.date.is_some()).map(Appointment::beginning).collect();
    let mut kept = Vec::new();
    for entry in entries {
        if entry.ended.date.is_none() && ended.contains(&entry.beginning()) {
            out.note(entry.node, "id", format!("the same appointment of {} is listed with its end: left out", entry.person))?;
        } else {
            kept.push(entry);
        }
    }
    Ok(kept)
}

/// Notes people who were chosen for an office and did not come to hold it.
pub fn note_others(node: Node, lists: &[&str], out: &mut Output) -> Result<(), Stopped> {
    for list in lists.iter().filter_map(|name| xml::child(node, name)) {
        for other in list.children().filter(Node::is_element) {
            let person = xml::value(other, "person-id").unwrap_or_default();
            let note = xml::value(other, "note").unwrap_or_default();
            out.note(other, list.tag_name().name(), format!("{person} did not hold the office, no tenure: {note}"))?;
        }
    }
    Ok(())
}

impl Appointment<'_, '_> {
    fn not_held(&self) -> bool {
        let dates = [&self.started, &self.arrived, &self.ended];
        dates.iter().all(|dated| dated.date.is_none()) && self.note.as_deref().is_some_and(|note| NOT_HELD.is_match(note))
    }

    /// What an entry has in common with another one that says more of the same appointment.
    fn beginning(&self) -> Vec<Option<String>> {
        let [appointed, started] = [&self.appointed, &self.started].map(|dated| dated.date.clone());
        vec![self.id.clone(), Some(self.person.clone()), Some(self.role.clone()), appointed, started]
    }

    fn start(&self) -> Option<&str> {
        [&self.started, &self.arrived, &self.appointed].into_iter().find_map(|dated| dated.date.as_deref())
    }

    fn begins(&self) -> Value {
        if self.started.date.is_some() {
            return self.started.value();
        }
        for (dated, word) in [(&self.arrived, "Arrived"), (&self.appointed, "Appointed")] {
            let Some(day) = &dated.date else { continue };
            return json!({
                "edtf": day,
                "phrase": format!("{} {day}", dated.words.as_deref().unwrap_or(word)),
                "resolution": "COMPUTED",
                "reason": "The source does not tell when duty began; this is the date it gives before.",
            });
        }
        Value::Null
    }

    /// What the source tells beside the dates that are used.
    fn reason(&self) -> Vec<String> {
        let mut reason = Vec::new();
        let unused =
            [("Appointed", &self.appointed), ("Arrived", &self.arrived), ("Started", &self.started), ("Ended", &self.ended)];
        for (word, dated) in unused {
            match (&dated.date, &dated.words) {
                (Some(day), words) if self.start() != Some(day) && !["Started", "Ended"].contains(&word) => {
                    reason.push(format!("{} {day}.", words.as_deref().unwrap_or(word)));
                }
                (None, Some(words)) => reason.push(sentence(words)),
                _ => {}
            }
        }
        reason.extend(self.note.as_deref().map(sentence));
        reason
    }
}

impl Dated {
    fn value(&self) -> Value {
        self.date.as_deref().map(|day| date::with_words(day, self.words.as_deref())).unwrap_or_default()
    }
}

fn dated(node: Node, name: &str, out: &mut Output) -> Result<Dated, Stopped> {
    let Some(element) = xml::child(node, name) else { return Ok(Dated::default()) };
    let text = xml::value(element, "date");
    let day = text.as_deref().and_then(date::edtf);
    if let (Some(text), None) = (&text, &day) {
        out.note(element, name, format!("'{text}' is no date: left out"))?;
    }
    Ok(Dated { date: day, words: xml::value(element, "note") })
}

fn sentence(words: &str) -> String {
    if words.ends_with(['.', '!', '?']) { words.to_owned() } else { format!("{words}.") }
}
