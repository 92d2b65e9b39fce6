//! Speeches. Those of one document (`parent_id`), one section or one event that follow each other are the turns of one statement;
//! a speech that belongs to nothing is a statement of its own.

use super::classes::{date, sources};
use super::key::{Keys, identifiers, text};
use crate::import::format::item::{Sink, Stopped};
use crate::import::format::kinds;
use crate::import::format::record::{self, Fields, put, word};
use crate::import::format::{day, own};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

pub struct Speeches {
    file: String,
    /// The names of events that have gone by.
    events: HashMap<String, String>,
    group: Option<Group>,
    done: HashSet<String>,
    /// How many speeches had no id.
    anonymous: usize,
}

struct Group {
    name: String,
    key: String,
    line: u64,
    speeches: Vec<Value>,
}

impl Speeches {
    pub fn new(file: &str) -> Self {
        Self { file: record::file_name(file).to_owned(), events: HashMap::new(), group: None, done: HashSet::new(), anonymous: 0 }
    }

    pub fn event(&mut self, event: &Value) {
        if let (Some(id), Some(name)) = (text(event, "id"), text(event, "name")) {
            self.events.insert(id, name);
        }
    }

    pub fn take(&mut self, keys: &Keys, speech: Value, line: u64, sink: &mut dyn Sink) -> Result<(), Stopped> {
        let group = ["parent", "document", "section", "event"].iter().find_map(|field| {
            let within = speech.get(*field).and_then(|object| text(object, "id"));
            text(&speech, &format!("{field}_id")).or(within).map(|id| (*field, id))
        });
        let id = text(&speech, "id");
        let name = match (&group, &id) {
            (Some((field, id)), _) => format!("{field}/{id}"),
            (None, Some(id)) => format!("speech/{id}"),
            (None, None) => {
                self.anonymous += 1;
                format!("speech/without-id-{}", self.anonymous)
            }
        };
        if let Some(open) = self.group.as_mut().filter(|open| open.name == name) {
            open.speeches.push(speech);
            return Ok(());
        }
        self.finish(keys, sink)?;
        let mut key = match &group {
            Some((_, id)) if keys.is_ours() => keys.key("statement", id),
            _ => keys.key("statement", &name),
        };
        if !self.done.insert(name.clone()) {
            key = format!("{key}/{}", id.unwrap_or_else(|| line.to_string()));
            sink.note(line, "turns", format!("more speeches of {name} after others; they become a statement of their own"))?;
        }
        self.group = Some(Group { name, key, line, speeches: vec![speech] });
        Ok(())
    }

    pub fn finish(&mut self, keys: &Keys, sink: &mut dyn Sink) -> Result<(), Stopped> {
        let Some(mut group) = self.group.take() else { return Ok(()) };
        let position = |speech: &Value| speech.get("position").and_then(Value::as_f64);
        if group.speeches.iter().all(|speech| position(speech).is_some()) {
            group.speeches.sort_by(|a, b| position(a).partial_cmp(&position(b)).unwrap_or(std::cmp::Ordering::Equal));
        }
        let statement = self.statement(keys, &group, sink)?;
        sink.record(group.line, Value::Object(statement))
    }

    fn statement(&self, keys: &Keys, group: &Group, sink: &mut dyn Sink) -> Result<Fields, Stopped> {
        let nothing = Value::Null;
        let first = group.speeches.first().unwrap_or(&nothing);
        let document =
            ["parent", "document", "section"].iter().find_map(|field| first.get(*field).filter(|value| value.is_object()));
        let mut statement = record::new("Statement", &group.key);
        let about = document.unwrap_or(first);
        put(
            &mut statement,
            "kind",
            text(about, "classification").and_then(|kind| word(kinds::STATEMENT, &kind)).unwrap_or("OTHER"),
        );
        put(&mut statement, "holding", "FULL");
        put(&mut statement, "title", self.title(group, document, first));
        put(&mut statement, "language", text(about, "language").and_then(|tag| record::language(&tag)));
        date(&mut statement, "made", about, "date", group.line, sink)?;
        if !statement.contains_key("made") {
            date(&mut statement, "made", first, "date", group.line, sink)?;
        }
        identifiers(&mut statement, about);
        put(&mut statement, "event", keys.reference(first, "event", "event"));
        let mut from: Vec<Value> = Vec::new();
        for source in document.into_iter().chain(&group.speeches).flat_map(sources) {
            if !from.contains(&source) {
                from.push(source);
            }
        }
        if from.is_empty() {
            from.push(json!({"fileName": self.file, "mediaType": "application/json"}));
        }
        put(&mut statement, "sources", from);

        let mut turns = Vec::new();
        for speech in &group.speeches {
            turns.extend(turn(keys, speech, group, document.is_some(), sink)?);
        }
        if turns.is_empty() {
            put(&mut statement, "holding", "TITLE_ONLY");
        }
        put(&mut statement, "turns", turns);
        if keys.is_ours()
            && let Some(rest) = document.and_then(|document| document.get(own::SCHEME))
        {
            own::restore(&mut statement, rest.clone());
        }
        Ok(statement)
    }

    fn title(&self, group: &Group, document: Option<&Value>, first: &Value) -> String {
        let of_document = document.and_then(|document| text(document, "title").or_else(|| text(document, "name")));
        let of_event = || {
            let embedded = first.get("event").and_then(|event| text(event, "name"));
            embedded.or_else(|| self.events.get(&text(first, "event_id")?).cloned())
        };
        let single = group.speeches.len() == 1;
        let of_speech = || text(first, "title");
        let found = of_document.or_else(|| if single { of_speech().or_else(of_event) } else { of_event().or_else(of_speech) });
        found.unwrap_or_else(|| group.name.clone())
    }
}

/// One speech; the day on which it was said and its title stay a note where they are not the statement's.
fn turn(keys: &Keys, speech: &Value, group: &Group, in_document: bool, sink: &mut dyn Sink) -> Result<Option<Value>, Stopped> {
    let mut turn = Fields::new();
    let kind = text(speech, "type").and_then(|kind| word(kinds::TURN, &kind));
    put(
        &mut turn,
        "kind",
        kind.unwrap_or(if text(speech, "type").is_some_and(|kind| kind != "speech") { "NARRATIVE" } else { "SPEECH" }),
    );
    put(&mut turn, "label", text(speech, "attribution_text"));
    put(&mut turn, "speaker", keys.reference(speech, "creator", "person"));
    let mut notes: Vec<String> = text(speech, "role").into_iter().collect();
    if !in_document && group.speeches.len() > 1 {
        notes.extend(text(speech, "title"));
    }
    put(&mut turn, "note", notes.join("; "));
    if let Some(person) = keys.reference(speech, "audience", "person") {
        put(&mut turn, "addressees", vec![json!({"person": person})]);
    }
    let words = speech.get("text").and_then(Value::as_str);
    if words.is_none_or(|words| words.trim().is_empty() && !keys.is_ours()) {
        if !in_document {
            sink.note(group.line, "turns", format!("a speech of {} has no text", group.name))?;
        }
        return Ok(None);
    }
    turn.insert("text".to_owned(), json!(words.unwrap_or_default()));
    // Popolo times every speech; the first one's day is the statement's.
    if let (Some(first), Some(own)) = (group.speeches.first().and_then(|first| text(first, "date")), text(speech, "date"))
        && let (Some(first), Some(own)) = (day::day(&first), day::day(&own))
        && first != own
        && !turn.contains_key("note")
    {
        put(&mut turn, "note", own);
    }
    Ok(Some(Value::Object(turn)))
}
