//! Where the records of one file go: with their lines, without what is absent.

use roxmltree::Node;
use serde_json::Value;

use crate::import::format::item::{Sink, Stopped};

pub struct Output<'a> {
    sink: &'a mut dyn Sink,
    /// Path of the file, as given.
    path: &'a str,
    text: &'a str,
    /// Where each line after the first begins.
    lines: Vec<usize>,
}

impl<'a> Output<'a> {
    pub fn new(sink: &'a mut dyn Sink, path: &'a str, text: &'a str) -> Self {
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { sink, path, text, lines }
    }

    /// Name of the file, without its folders.
    pub fn file(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The whole file.
    pub fn text(&self) -> &'a str {
        self.text
    }

    pub fn line(&self, node: Node) -> u64 {
        self.lines.partition_point(|start| *start <= node.range().start) as u64 + 1
    }

    pub fn record(&mut self, node: Node, record: Value) -> Result<(), Stopped> {
        self.sink.record(self.line(node), without_absent(record))
    }

    pub fn note(&mut self, node: Node, field: &str, reason: impl Into<String>) -> Result<(), Stopped> {
        self.sink.note(self.line(node), field, reason.into())
    }

    pub fn invalid(&mut self, node: Node, field: &str, reason: impl Into<String>) -> Result<(), Stopped> {
        self.sink.invalid(self.line(node), field, reason.into())
    }
}

/// Leaves out the fields that are null or empty.
fn without_absent(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name, without_absent(value)))
                .filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()))
                .collect(),
        ),
        Value::Array(list) => Value::Array(list.into_iter().map(without_absent).collect()),
        other => other,
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::import::format::historian::convert;
    use crate::import::format::item::Input;

    #[derive(Default)]
    #[expect(clippy::struct_field_names, reason = "records are what is recorded")]
    pub struct Records {
        pub records: Vec<Value>,
        pub notes: Vec<(u64, String, String)>,
        pub invalid: Vec<(u64, String, String)>,
    }

    impl Sink for Records {
        fn record(&mut self, _line: u64, record: Value) -> Result<(), Stopped> {
            self.records.push(record);
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

    /// What a file with this text becomes.
    pub fn converted(text: &str) -> Records {
        let mut records = Records::default();
        convert(Input { name: "folder/file.xml", text: &mut text.as_bytes() }, &mut records).unwrap();
        records
    }

    #[test]
    fn lines_count_from_one() {
        let records = converted("<all>\n<region/>\n\n<region/></all>");
        assert_eq!(records.notes.iter().map(|note| note.0).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn absent_fields_are_left_out() {
        let value = serde_json::json!({"a": null, "b": [], "c": {"d": null}, "e": [{"f": null}], "g": ""});
        assert_eq!(without_absent(value), serde_json::json!({"c": {}, "e": [{}], "g": ""}));
    }
}
