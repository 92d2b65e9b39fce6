//! For tests: takes all that a converter gives.

use super::item::{Failure, Input, Sink, Stopped};
use serde_json::Value;

#[derive(Default)]
pub struct Collected {
    pub records: Vec<Value>,
    /// The lines of the records.
    pub lines: Vec<u64>,
    pub invalid: Vec<String>,
    pub notes: Vec<String>,
}

type Converter = fn(Input<'_>, &mut dyn Sink) -> Result<(), Failure>;

impl Collected {
    pub fn of(convert: Converter, name: &str, text: &str) -> Result<Self, Failure> {
        let mut collected = Self::default();
        convert(Input { name, text: &mut text.as_bytes() }, &mut collected)?;
        Ok(collected)
    }

    pub fn of_type(&self, kind: &str) -> Vec<&Value> {
        self.records.iter().filter(|record| record["type"] == kind).collect()
    }
}

impl Sink for Collected {
    fn record(&mut self, line: u64, record: Value) -> Result<(), Stopped> {
        self.records.push(record);
        self.lines.push(line);
        Ok(())
    }

    fn invalid(&mut self, line: u64, field: &str, reason: String) -> Result<(), Stopped> {
        self.invalid.push(format!("{line} {field}: {reason}"));
        Ok(())
    }

    fn note(&mut self, line: u64, field: &str, reason: String) -> Result<(), Stopped> {
        self.notes.push(format!("{line} {field}: {reason}"));
        Ok(())
    }
}
