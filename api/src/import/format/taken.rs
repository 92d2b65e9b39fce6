//! A sink that keeps what it is given: for the tests of converters.

use super::item::{Failure, Input, Sink, Stopped};
use serde_json::Value;

/// Everything a converter said of a file.
#[derive(Default, Debug)]
pub struct Taken {
    pub records: Vec<(u64, Value)>,
    pub invalid: Vec<(u64, String, String)>,
    pub notes: Vec<(u64, String, String)>,
}

impl Sink for Taken {
    fn record(&mut self, line: u64, record: Value) -> Result<(), Stopped> {
        self.records.push((line, record));
        Ok(())
    }

    fn invalid(&mut self, line: u64, field: &str, reason: String) -> Result<(), Stopped> {
        self.invalid.push((line, field.to_owned(), reason));
        Ok(())
    }

    fn note(&mut self, line: u64, field: &str, reason: String) -> Result<(), Stopped> {
        self.notes.push((line, field.to_owned(), reason));
        Ok(())
    }
}

impl Taken {
    /// The records alone.
    pub fn values(&self) -> Vec<&Value> {
        self.records.iter().map(|(_, record)| record).collect()
    }
}

type Convert = fn(Input<'_>, &mut dyn Sink) -> Result<(), Failure>;

/// What `convert` makes of a text.
pub fn taken(convert: Convert, name: &str, text: &str) -> Taken {
    tried(convert, name, text).unwrap()
}

/// The same where the file may be refused.
pub fn tried(convert: Convert, name: &str, text: &str) -> Result<Taken, Failure> {
    let mut sink = Taken::default();
    convert(Input { name, text: &mut text.as_bytes() }, &mut sink)?;
    Ok(sink)
}
