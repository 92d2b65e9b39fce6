//! How our own exports name records in the formats of others, so that a file that comes back meets the records it left.
//!
//! Formats of others have no room for everything a statement says. What they cannot hold travels as one JSON object in the
//! place they keep for foreign metadata (Akoma Ntoso `proprietary`, TEI `xenoData`, Popolo an own property). Where a file holds
//! such an object, the object counts and the mark-up that repeats it is for other readers; title, kind, language, external
//! ids and the words of the turns are always read from the mark-up.

use serde_json::{Map, Value};

/// The scheme under which our slugs stand among the identifiers of other catalogues.
pub const SCHEME: &str = "communique";
/// The XML namespace of what we add to the formats of others.
pub const NAMESPACE: &str = "urn:x-communique";

/// The fields of a statement that travel beside the mark-up.
const STATEMENT: [&str; 15] = [
    "holding",
    "summary",
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
    "sources",
];
/// The fields of a turn that do.
const TURN: [&str; 5] = ["addressees", "organisation", "tenure", "note", "completeness"];

/// What of an exported statement no mark-up holds.
pub fn rest(statement: &Value) -> Value {
    let mut rest = picked(statement, &STATEMENT);
    if let Some(links) = statement.get("links").filter(|links| !is_empty(links)) {
        rest.insert("links".to_owned(), links.clone());
    }
    let turns = statement.get("turns").and_then(Value::as_array).into_iter().flatten();
    let turns: Map<String, Value> = turns
        .enumerate()
        .map(|(position, turn)| (position.to_string(), Value::Object(picked(turn, &TURN))))
        .filter(|(_, turn)| !is_empty(turn))
        .collect();
    if !turns.is_empty() {
        rest.insert("turns".to_owned(), Value::Object(turns));
    }
    Value::Object(rest)
}

/// Puts back into `statement` what [`rest`] took out. What is not of its form is left out: the file may have passed many hands.
pub fn restore(statement: &mut Map<String, Value>, mut rest: Value) {
    let Some(rest) = rest.as_object_mut() else { return };
    for field in STATEMENT.iter().chain(&["links"]) {
        if let Some(value) = rest.remove(*field) {
            statement.insert((*field).to_owned(), value);
        }
    }
    let (Some(Value::Object(mut of_turns)), Some(Value::Array(turns))) = (rest.remove("turns"), statement.get_mut("turns"))
    else {
        return;
    };
    for (position, turn) in turns.iter_mut().enumerate() {
        let (Some(Value::Object(mut more)), Some(turn)) = (of_turns.remove(&position.to_string()), turn.as_object_mut()) else {
            continue;
        };
        for field in TURN {
            if let Some(value) = more.remove(field) {
                turn.insert(field.to_owned(), value);
            }
        }
    }
}

fn picked(record: &Value, fields: &[&str]) -> Map<String, Value> {
    let field =
        |field: &&str| record.get(*field).filter(|value| !is_empty(value)).map(|value| ((*field).to_owned(), value.clone()));
    fields.iter().filter_map(field).collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_taken_out_can_be_put_back() {
        let statement = json!({
            "title": "Talks", "made": {"edtf": "2016~", "phrase": "about 2016"}, "summary": "",
            "turns": [{"text": "a"}, {"text": "b", "note": "aside", "label": "B"}]
        });
        let rest = rest(&statement);
        assert_eq!(rest, json!({"made": {"edtf": "2016~", "phrase": "about 2016"}, "turns": {"1": {"note": "aside"}}}));

        let mut back = json!({"turns": [{"text": "a"}, {"text": "b"}]}).as_object().cloned().unwrap();
        restore(&mut back, rest);
        assert_eq!(back["made"]["edtf"], "2016~");
        assert_eq!(back["turns"][1], json!({"text": "b", "note": "aside"}));
    }

    #[test]
    fn nonsense_changes_nothing() {
        let mut back = json!({"turns": []}).as_object().cloned().unwrap();
        restore(&mut back, json!({"turns": [1], "title": "no"}));
        restore(&mut back, json!("no"));
        assert_eq!(Value::Object(back), json!({"turns": []}));
    }
}
