//! Writes records of one type as a table, with exactly the columns that the importer reads (see `import::csv`).
//!
//! A cell holds a value whole or stays empty, so that importing the table again changes nothing that was not changed in it.

use crate::import::format::csv::{Column, Part, Table, guarded, written};
use serde_json::Value;
use std::io::{Error, Write};

/// Writes one record after the other.
pub struct CsvWriter<W: Write> {
    out: csv::Writer<W>,
    table: &'static Table,
    header: Vec<(String, &'static Column, Part)>,
    left_out: u64,
}

impl<W: Write> CsvWriter<W> {
    /// A writer of records of a type such as `Person`; none if there is no table of such records. It writes the header at once.
    pub fn new(out: W, kind: &str) -> Result<Option<Self>, Error> {
        let Some(table) = Table::named(kind) else { return Ok(None) };
        let header = table.header();
        let mut out = csv::Writer::from_writer(out);
        out.write_record(std::iter::once("type").chain(header.iter().map(|(name, _, _)| name.as_str())))?;
        Ok(Some(Self { out, table, header, left_out: 0 }))
    }

    /// Writes a record: one row, or one for each turn of a statement.
    pub fn write(&mut self, record: &Value) -> Result<(), Error> {
        let turns = record.get("turns").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        self.row(Some(record), turns.first(), record)?;
        for turn in turns.iter().skip(1) {
            self.row(None, Some(turn), record)?;
        }
        Ok(())
    }

    /// Ends the table, and says how many cells stayed empty because a cell cannot hold what the record says.
    pub fn finish(self) -> Result<(W, u64), Error> {
        let left_out = self.left_out;
        let out = self.out.into_inner().map_err(csv::IntoInnerError::into_error)?;
        Ok((out, left_out))
    }

    fn row(&mut self, record: Option<&Value>, turn: Option<&Value>, whole: &Value) -> Result<(), Error> {
        let has_key = whole.get("key").is_some_and(Value::is_string);
        self.out.write_field(self.table.kind)?;
        for (_, column, part) in &self.header {
            let of_turn = self.table.turns.iter().any(|known| known.name == column.name);
            // The rows of a statement belong together by its key, else by its slug.
            let joins = column.name == "key" || (column.name == "slug" && !has_key);
            let from = if of_turn { turn } else { record.or(joins.then_some(whole)) };
            let cell = from.map_or(Ok(String::new()), |from| written(from, column, part)).unwrap_or_else(|()| {
                self.left_out += 1;
                String::new()
            });
            self.out.write_field(guarded(cell))?;
        }
        self.out.write_record(None::<&[u8]>)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::format::csv::convert;
    use crate::import::format::taken::taken;
    use serde_json::json;

    fn table(kind: &str, records: &[Value]) -> (String, u64) {
        let mut writer = CsvWriter::new(Vec::new(), kind).unwrap().unwrap();
        for record in records {
            writer.write(record).unwrap();
        }
        let (bytes, left_out) = writer.finish().unwrap();
        (String::from_utf8(bytes).unwrap(), left_out)
    }

    /// Writes records, reads them, and compares them with `read`.
    fn comes_back(kind: &str, records: &[Value], read: &[Value]) {
        let (text, left_out) = table(kind, records);
        assert_eq!(left_out, 0, "{text}");
        let taken = taken(convert, "export.csv", &text);
        assert!(taken.invalid.is_empty(), "{:?}\n{text}", taken.invalid);
        assert_eq!(taken.values(), read.iter().collect::<Vec<_>>(), "{text}");
    }

    #[test]
    fn people_come_back() {
        let person = json!({
            "type": "Person", "key": "x/1", "slug": "sergey-lavrov", "name": "Sergey \"S.\" Lavrov, FM\nof Russia",
            "otherNames": ["=Lavrov", {"form": "Лавров", "kind": "ALTERNATIVE", "language": "ru"}, {"form": "A|B\\C", "kind": "SHORT", "language": "en"}],
            "born": "1950-03-21", "died": {"edtf": "2050~", "phrase": "about 2050", "resolution": "COMPUTED", "reason": "guessed"},
            "externalIds": [{"scheme": "wikidata", "value": "Q58217"}, {"scheme": "wikidata", "value": "Q1"}, {"scheme": "x", "value": "a:b"}],
            "sources": [{"url": "https://x.org/1"}],
        });
        comes_back("Person", std::slice::from_ref(&person), std::slice::from_ref(&person));
    }

    #[test]
    fn references_come_back_as_slugs() {
        let tenure = json!({
            "key": "t/1", "person": {"slug": "ann-lee", "name": "Ann Lee"}, "office": {"slug": "foreign-minister", "title": "Foreign Minister", "kind": "MINISTER"},
            "started": "2001",
        });
        let read = json!({"type": "Tenure", "key": "t/1", "person": {"slug": "ann-lee"}, "office": "foreign-minister", "started": "2001"});
        comes_back("Tenure", &[tenure], &[read]);
        let place = json!({"type": "Place", "key": "p/1", "name": "Baku", "kind": "CITY", "country": "azerbaijan", "coordinates": {"latitude": 40.4, "longitude": -49.9}});
        comes_back("Place", std::slice::from_ref(&place), std::slice::from_ref(&place));
    }

    #[test]
    fn statements_have_a_row_for_each_turn() {
        let statement = |key: &str| {
            json!({
                "type": "Statement", "key": key, "kind": "NEWS_CONFERENCE", "title": "A title", "holding": "FULL", "made": "2016-07-12",
                "topics": [{"label": "Trade in Goods"}], "countries": [{"country": "RU"}],
                "turns": [
                    {"kind": "SPEECH", "text": "One.\n\nTwo.", "label": "Ann Lee:", "speaker": {"slug": "ann-lee"}, "organisation": "un",
                     "tenure": {"person": {"slug": "ann-lee"}, "office": "chair", "ifKnown": true}},
                    {"kind": "QUESTION", "text": "- Why?", "addressees": [{"person": {"slug": "ann-lee"}}]},
                ],
            })
        };
        let records = [statement("s/1"), statement("s/2")];
        comes_back("Statement", &records, &records);
    }

    #[test]
    fn events_memberships_offices_and_topics_come_back() {
        for record in [
            json!({"type": "Event", "key": "e/1", "name": "Talks", "kind": "TALKS", "status": "HELD", "starts": "2016-07-12", "ordinal": 2,
                "participants": [{"person": {"slug": "ann-lee"}, "country": "russia", "role": "GUEST"}, {"organisation": "un"}]}),
            json!({"type": "Membership", "key": "m/1", "organisation": "un", "country": "russia", "role": "observer"}),
            json!({"type": "Office", "slug": "x-y", "title": "X of Y", "kind": "MINISTER", "country": "russia"}),
            json!({"type": "Organisation", "slug": "un", "name": "United Nations", "kind": "INTERNATIONAL", "parent": "unnamed"}),
            json!({"type": "Topic", "slug": "trade", "label": "Trade", "broader": {"slug": "economy"}}),
        ] {
            let kind = record["type"].as_str().unwrap().to_owned();
            comes_back(&kind, std::slice::from_ref(&record), std::slice::from_ref(&record));
        }
    }

    #[test]
    fn what_a_cell_cannot_hold_leaves_it_empty() {
        let person = json!({"name": "Ann", "otherNames": [{"form": "A", "kind": "SHORT", "validFrom": "1990"}]});
        let (text, left_out) = table("Person", &[person]);
        assert_eq!(left_out, 1);
        assert!(text.lines().nth(1).unwrap().starts_with("Person,,,Ann,,"));
        assert!(CsvWriter::new(Vec::new(), "Country").unwrap().is_none());
    }
}
