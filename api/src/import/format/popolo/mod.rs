//! Popolo JSON: one document of all classes, `{"persons": […], "memberships": […]}`, as `EveryPolitician` has it, or an array of one
//! class. The file is read as a stream, one object after the other, so its size does not matter.
//!
//! People, organisations, posts, memberships, events, areas and speeches are read. Left out knowingly: motions, votes and counts,
//! contact details, images, gender, links. A membership with a post is a tenure.
//!
//! Popolo ids are unique within a dataset only, unless they are UUIDs or addresses: the others are told apart by the file's folders.

mod class;
mod classes;
mod key;
mod memberships;
mod speeches;
#[cfg(test)]
mod tests;

use super::item::{Failure, Input, Sink, Stopped};
use super::xml::broken;
use class::Class;
use key::Keys;
use memberships::Memberships;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use speeches::Speeches;
use std::cell::Cell;
use std::fmt;
use std::io::{BufRead, Read};

/// The lists that only Popolo has.
const TELLING: [&str; 5] = ["\"persons\":[", "\"organizations\":[", "\"memberships\":[", "\"posts\":[", "\"speeches\":["];
/// The fields that only objects of Popolo have.
const FIELDS: [&str; 6] = [
    "\"person_id\":",
    "\"organization_id\":",
    "\"other_names\":",
    "\"creator_id\":",
    "\"attribution_text\":",
    "\"identifiers\":[{",
];

pub fn recognises(name: &str, head: &str) -> bool {
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let squeezed: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    if head.starts_with('{') {
        return TELLING.iter().any(|key| squeezed.contains(key));
    }
    head.starts_with('[')
        && (Class::of_file(name).is_some() && squeezed.contains("\"id\":") || FIELDS.iter().any(|field| squeezed.contains(field)))
}

pub fn convert(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let Input { name, text } = input;
    let line = Cell::new(1);
    let mut reader = Reader {
        keys: Keys::of_file(name),
        file_class: Class::of_file(name),
        memberships: Memberships::default(),
        speeches: Speeches::new(name),
        sink,
        line: &line,
        stopped: false,
        any: false,
    };
    let mut json = serde_json::Deserializer::from_reader(Counted { inner: text, line: &line });
    let read = Document(&mut reader).deserialize(&mut json).and_then(|()| json.end());
    if reader.stopped {
        return Err(Failure::Stopped);
    }
    // What was complete before a broken place counts.
    reader.finish()?;
    let any = reader.any;
    match read {
        Ok(()) if any => Ok(()),
        Ok(()) => Err(broken(0, "holds none of the classes of Popolo, such as persons or memberships")),
        Err(error) if error.is_io() => Err(Failure::Unreadable(error.into())),
        Err(error) => Err(broken(
            error.line() as u64,
            format!("is not the JSON of Popolo: {}", error.to_string().split(" at line ").next().unwrap_or_default()),
        )),
    }
}

/// Counts the lines that have been read: `serde_json` reads byte by byte and looks no further than the next one.
struct Counted<'a> {
    inner: &'a mut dyn BufRead,
    line: &'a Cell<u64>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let lines = buffer.iter().take(read).filter(|byte| **byte == b'\n').count();
        self.line.set(self.line.get() + lines as u64);
        Ok(read)
    }
}

/// What is known while a file goes by.
struct Reader<'a> {
    keys: Keys,
    file_class: Option<Class>,
    memberships: Memberships,
    speeches: Speeches,
    sink: &'a mut dyn Sink,
    line: &'a Cell<u64>,
    stopped: bool,
    any: bool,
}

impl Reader<'_> {
    fn object(&mut self, class: Option<Class>, object: Value) -> Result<(), Stopped> {
        let line = self.line.get();
        let Some(class) = class.or(self.file_class).or_else(|| Class::of_object(&object)) else {
            return self.sink.invalid(line, "", "an object of which nothing tells the class".to_owned());
        };
        self.any = true;
        match class {
            Class::Membership => self.memberships.take(&self.keys, &object, line, self.sink),
            Class::Speech => self.speeches.take(&self.keys, object, line, self.sink),
            Class::Left => Ok(()),
            _ => {
                if class == Class::Event {
                    self.memberships.period(&object);
                    self.speeches.event(&object);
                }
                for (nested, value) in classes::emit(&self.keys, class, &object, line, self.sink)? {
                    self.object(Some(nested), value)?;
                }
                Ok(())
            }
        }
    }

    fn finish(&mut self) -> Result<(), Stopped> {
        self.memberships.finish(&self.keys, self.sink)?;
        self.speeches.finish(&self.keys, self.sink)
    }
}

/// The whole file.
struct Document<'r, 'a>(&'r mut Reader<'a>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        List { reader: self.0, class: None }.visit_seq(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let reader = self.0;
        while let Some(key) = map.next_key::<String>()? {
            match Class::named(&key) {
                Some(Class::Left) => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some(class) => map.next_value_seed(List { reader: &mut *reader, class: Some(class) })?,
                // The envelopes of programming interfaces.
                None if matches!(key.as_str(), "result" | "results" | "items") => {
                    map.next_value_seed(List { reader: &mut *reader, class: None })?;
                }
                None if key == "meta" => reader.keys.meta(&map.next_value::<Value>()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The objects of one class.
struct List<'r, 'a> {
    reader: &'r mut Reader<'a>,
    class: Option<Class>,
}

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    /// One object instead of a list, or objects by their ids.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.class.is_none() {
            return Element { reader: self.reader, class: None }.deserialize(MapAccessDeserializer::new(map));
        }
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(Element { reader: &mut *self.reader, class: self.class })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Element { reader: &mut *self.reader, class: self.class })?.is_some() {}
        Ok(())
    }
}

struct Element<'r, 'a> {
    reader: &'r mut Reader<'a>,
    class: Option<Class>,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let begins = self.reader.line.get();
        let object = <Value as serde::Deserialize>::deserialize(deserializer)?;
        let ends = self.reader.line.replace(begins);
        let taken = self.reader.object(self.class, object);
        self.reader.line.set(ends);
        taken.map_err(|Stopped| {
            self.reader.stopped = true;
            D::Error::custom("stopped")
        })
    }
}
