//! Communiqué's own format: one JSON object a line. It is the way in for bulk, so a line is parsed once and nothing is copied that
//! need not be; and what JSON parsers let pass silently, a key that stands twice, is refused.

use super::item::{Failure, Input, Sink, Stopped};
use serde::de::{DeserializeSeed, Deserializer as _, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};
use std::fmt;
use std::io::ErrorKind;

/// Bytes of a line at most.
const LONGEST: usize = 64 * 1024 * 1024;
/// Levels of objects and lists within each other at most.
const DEEPEST: usize = 64;
/// Bytes of the memory that is kept between lines.
const KEPT: usize = 1024 * 1024;

/// What a record may be.
const TYPES: [&str; 13] = [
    "Statement",
    "Person",
    "Office",
    "Tenure",
    "Country",
    "Organisation",
    "Membership",
    "Place",
    "Topic",
    "Event",
    "Link",
    "Mention",
    "Source",
];

/// Whether it looks like JSON Lines: by its name, or an object with a `type` in the first line that has anything.
pub fn recognises(name: &str, head: &str) -> bool {
    let first = head.trim_start_matches('\u{feff}').lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let named = matches!(extension.as_str(), "jsonl" | "ndjson" | "jsonlines");
    named
        || (first.starts_with('{')
            && TYPES.iter().any(|kind| first.contains(&format!("\"{kind}\"")))
            && first.contains("\"type\""))
}

/// Gives one record for each line.
pub fn convert(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let text = input.text;
    // Only what of a line began in an earlier buffer is copied.
    let mut begun: Vec<u8> = Vec::new();
    let mut skipping = false;
    let mut line = 1;
    loop {
        let buffer = match text.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            buffer => buffer?,
        };
        if buffer.is_empty() {
            if skipping {
                too_long(line, sink)?;
            } else {
                take(line, &begun, sink)?;
            }
            return Ok(());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
        if skipping || begun.len() + part.len() > LONGEST {
            skipping = true;
            begun = Vec::new();
        } else if end.is_none() || !begun.is_empty() {
            begun.extend_from_slice(part);
        }
        if end.is_some() {
            match (skipping, begun.is_empty()) {
                (true, _) => too_long(line, sink)?,
                (false, true) => take(line, part, sink)?,
                (false, false) => take(line, &begun, sink)?,
            }
            skipping = false;
            begun.clear();
            begun.shrink_to(KEPT);
            line += 1;
        }
        let used = part.len() + usize::from(end.is_some());
        text.consume(used);
    }
}

fn too_long(line: u64, sink: &mut dyn Sink) -> Result<(), Stopped> {
    sink.invalid(line, "", format!("the line is longer than {} MB, the most a record may have", LONGEST / (1024 * 1024)))
}

fn take(line: u64, text: &[u8], sink: &mut dyn Sink) -> Result<(), Stopped> {
    let text = if line == 1 { text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text) } else { text };
    if text.trim_ascii().is_empty() {
        return Ok(());
    }
    if !text.trim_ascii_start().starts_with(b"{") {
        return sink.invalid(line, "", "not a JSON object: a record begins with '{'".to_owned());
    }
    let mut json = serde_json::Deserializer::from_slice(text);
    let record = json.deserialize_map(Object { depth: 1 }).and_then(|record| json.end().map(|()| record));
    let record = match record {
        Ok(record) => record,
        Err(error) => return sink.invalid(line, "", reason(&error, text)),
    };
    match record.get("type") {
        Some(Value::String(kind)) if TYPES.contains(&kind.as_str()) => sink.record(line, Value::Object(record)),
        Some(Value::String(kind)) => sink.invalid(line, "type", format!("'{kind}' is none of {}", TYPES.join(", "))),
        Some(_) => sink.invalid(line, "type", format!("is not a text: it is one of {}", TYPES.join(", "))),
        None => sink.invalid(line, "type", format!("is missing: it is one of {}", TYPES.join(", "))),
    }
}

/// What is wrong with a line, in plain words and with the column in letters.
fn reason(error: &serde_json::Error, text: &[u8]) -> String {
    let before = text.get(..error.column().min(text.len())).unwrap_or_default();
    let column = String::from_utf8_lossy(before).chars().count();
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    match error.classify() {
        Category::Eof => format!("the JSON breaks off at column {column}: the line is not complete ({message})"),
        Category::Syntax if std::str::from_utf8(text).is_err() => format!("not UTF-8 at column {column}"),
        Category::Syntax => format!("not JSON at column {column}: {message}"),
        Category::Data | Category::Io => format!("{message} (column {column})"),
    }
}

/// A JSON value at a depth.
struct Item {
    depth: usize,
}

/// A JSON object at a depth, the only thing a line may hold.
struct Object {
    depth: usize,
}

impl<'de> Visitor<'de> for Object {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut object = Map::new();
        let depth = self.depth + 1;
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Item { depth })?;
            match object.entry(key) {
                serde_json::map::Entry::Vacant(place) => place.insert(value),
                serde_json::map::Entry::Occupied(place) => {
                    return Err(A::Error::custom(format_args!("the key '{}' stands twice in the same object", place.key())));
                }
            };
        }
        Ok(object)
    }
}

impl<'de> DeserializeSeed<'de> for Item {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth > DEEPEST + 1 {
            return Err(D::Error::custom(format_args!("objects and lists lie more than {DEEPEST} levels within each other")));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Item {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Item { depth: self.depth + 1 })? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Value, A::Error> {
        Object { depth: self.depth }.visit_map(entries).map(Value::Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::format::taken::{Taken, taken};
    use serde_json::json;
    use std::io::{BufReader, Read, repeat};

    fn read(text: &str) -> Taken {
        taken(convert, "a.jsonl", text)
    }

    #[test]
    fn each_line_is_a_record_and_empty_lines_are_none() {
        let read = read(
            "\u{feff}{\"type\":\"Person\",\"name\":\"Ann Lee\"}\r\n\n  \n{\"type\":\"Topic\",\"label\":\"Trade\",\"n\":[1,-2,1.5,true,null]}",
        );
        let records: Vec<_> = read.records.into_iter().collect();
        assert_eq!(
            records,
            [
                (1, json!({"type": "Person", "name": "Ann Lee"})),
                (4, json!({"type": "Topic", "label": "Trade", "n": [1, -2, 1.5, true, null]})),
            ]
        );
    }

    #[test]
    fn a_broken_line_says_where_and_why_and_the_next_is_read() {
        let read = read(concat!(
            "{\"type\":\"Person\",\"name\":\"Лавр\n",
            "{\"type\":\"Person\",\"name\":\"Лавров\" \"x\"}\n",
            "[1,2]\n",
            "{\"type\":\"Person\"} {\"type\":\"Person\"}\n",
            "{\"type\":\"Topic\",\"label\":\"Trade\"}\n"
        ));
        assert_eq!(read.records.len(), 1);
        let said: Vec<_> = read.invalid.iter().map(|(line, _, reason)| format!("{line}: {reason}")).collect();
        assert_eq!(said[0], "1: the JSON breaks off at column 29: the line is not complete (EOF while parsing a string)");
        assert_eq!(said[1], "2: not JSON at column 34: expected `,` or `}`");
        assert_eq!(said[2], "3: not a JSON object: a record begins with '{'");
        assert_eq!(said[3], "4: not JSON at column 19: trailing characters");
    }

    #[test]
    fn keys_that_stand_twice_are_named_at_any_depth() {
        let read =
            read("{\"type\":\"Person\",\"born\":{\"edtf\":\"1950\",\"edtf\":\"1951\"}}\n{\"type\":\"A\",\"type\":\"Person\"}\n");
        assert!(read.records.is_empty());
        assert!(read.invalid[0].2.starts_with("the key 'edtf' stands twice in the same object (column "), "{:?}", read.invalid);
        assert!(read.invalid[1].2.starts_with("the key 'type' stands twice"));
    }

    #[test]
    fn an_unknown_type_lists_those_that_are() {
        let read = read("{\"name\":\"x\"}\n{\"type\":\"person\"}\n{\"type\":1}\n");
        let said: Vec<_> = read.invalid.iter().map(|(_, field, reason)| format!("{field} {reason}")).collect();
        assert!(said[0].starts_with("type is missing: it is one of Statement, Person, "));
        assert!(said[1].starts_with("type 'person' is none of Statement, "));
        assert!(said[2].starts_with("type is not a text"));
    }

    #[test]
    fn depth_is_limited() {
        let nested = |depth: usize| format!("{{\"type\":\"Person\",\"x\":{}1{}}}\n", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(read(&nested(DEEPEST - 1)).records.len(), 1);
        assert!(read(&nested(DEEPEST)).invalid[0].2.contains("more than 64 levels"));
        assert_eq!(read(&nested(100_000)).invalid.len(), 1);
    }

    #[test]
    fn a_line_without_end_is_skipped_without_holding_it() {
        let long = repeat(b'a').take(200_000_000);
        let text = "{\"type\":\"Topic\",\"label\":\"a\"}\n".as_bytes();
        let mut text = BufReader::new(text.chain(long).chain("\n".as_bytes()).chain(text));
        let mut sink = Taken::default();
        convert(Input { name: "a.jsonl", text: &mut text }, &mut sink).unwrap();
        assert_eq!(sink.records.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(sink.invalid, [(2, String::new(), "the line is longer than 64 MB, the most a record may have".to_owned())]);
    }

    #[test]
    fn bytes_that_are_no_text_are_said_to_be() {
        let mut sink = Taken::default();
        let mut text: &[u8] = b"{\"type\":\"Topic\",\"label\":\"a\xff\"}\n";
        convert(Input { name: "a.jsonl", text: &mut text }, &mut sink).unwrap();
        assert!(sink.invalid[0].2.starts_with("not UTF-8 at column "), "{:?}", sink.invalid);
    }

    #[test]
    fn it_is_known_by_name_or_by_its_first_line() {
        assert!(recognises("a/b.jsonl", ""));
        assert!(recognises("stdin", "\n{\"type\":\"Person\",\"name\":\"a\"}\n"));
        assert!(!recognises("a.json", "{\"type\":\"Feature\"}"));
        assert!(!recognises("a.md", "# Title"));
    }
}
