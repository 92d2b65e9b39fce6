#![doc = include_str!("../../../../../docs/csv.md")]

mod cell;
mod column;
mod header;
mod shape;

pub(crate) use cell::guarded;
pub use column::documentation;
pub(crate) use column::{Column, Part, Table};
pub(crate) use shape::written;

use super::country_codes;
use super::item::{Failure, Input, Sink, Stopped};
use csv::{ErrorKind, StringRecord};
use header::{Header, Slot};
use serde_json::{Map, Value, json};
use shape::Wrong;
use std::cell::Cell;
use std::io::{BufRead, Cursor, Error, Read};

/// Bytes of a row at most. A quote that is never closed makes one row of all that follows.
const LONGEST_ROW: usize = 64 * 1024 * 1024;
/// Bytes of all turns of a statement at most.
const LONGEST_STATEMENT: usize = 64 * 1024 * 1024;

/// Whether it is a table: by its name, or a header whose columns all are of one type.
pub fn recognises(name: &str, head: &str) -> bool {
    let extension =
        name.rsplit('/').next().and_then(|file| file.rsplit_once('.')).map(|(_, extension)| extension.to_ascii_lowercase());
    if country_codes::recognises(name, head) {
        return false;
    }
    match extension.as_deref() {
        Some("csv" | "tsv" | "tab") => true,
        None | Some("txt") => {
            let first = head.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
            header::read(first, name, None, |_, _| None).is_ok_and(|header| header.columns.len() > 1)
        }
        Some(_) => false,
    }
}

/// Gives one record for each row, or for each run of rows with the key of a statement.
pub fn convert(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let Start { header, lines, rest } = start(input.name, input.text)?;
    let left = Cell::new(LONGEST_ROW);
    let guard = Guard { inner: rest.chain(input.text), left: &left };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(header.delimiter).from_reader(guard);
    let mut rows = Rows { header: &header, pending: None };
    let mut row = StringRecord::new();
    let mut line = lines + 1;
    loop {
        left.set(LONGEST_ROW);
        match reader.read_record(&mut row) {
            Ok(true) => {
                line = lines + row.position().map_or(0, csv::Position::line);
                rows.take(line, &row, sink)?;
            }
            Ok(false) => break,
            Err(error) => {
                let at = error.position().map_or(line, |position| lines + position.line());
                match error.into_kind() {
                    ErrorKind::Io(_) if left.get() == 0 => {
                        let reason = format!(
                            "a row that begins after line {line} is longer than {} MB: a quote is not closed",
                            LONGEST_ROW / (1024 * 1024)
                        );
                        return Err(Failure::Broken { line, reason });
                    }
                    ErrorKind::Io(error) => return Err(Failure::Unreadable(error)),
                    ErrorKind::Utf8 { .. } => sink.invalid(at, "", "the row is not UTF-8".to_owned())?,
                    kind => return Err(Failure::Broken { line: at, reason: format!("not a table: {kind:?}") }),
                }
            }
        }
    }
    Ok(rows.finish(sink)?)
}

/// What is read before the rows.
struct Start {
    header: Header,
    /// Lines before the rows.
    lines: u64,
    /// What was read of the rows.
    rest: Cursor<Vec<u8>>,
}

fn start(name: &str, text: &mut dyn BufRead) -> Result<Start, Failure> {
    let mut lines = 0;
    let mut separator = None;
    let mut first = Vec::new();
    loop {
        read_line(text, &mut first)?;
        lines += 1;
        let line = String::from_utf8_lossy(&first);
        let line = line.trim_start_matches('\u{feff}').trim();
        if first.is_empty() {
            return Err(Failure::Broken { line: 0, reason: "the table is empty: its first row names the columns".to_owned() });
        }
        // Excel's own way to say what separates the cells.
        match line.strip_prefix("sep=").map(str::as_bytes) {
            Some([sign]) => separator = Some(*sign),
            _ if !line.is_empty() => break,
            _ => {}
        }
        first.clear();
    }
    // A name of a column may hold a line break.
    while is_open(&first) && first.len() < header::LONGEST {
        if read_line(text, &mut first)? == 0 {
            break;
        }
        lines += 1;
    }
    let mut row = Vec::new();
    let begin = String::from_utf8_lossy(&first).trim_start_matches('\u{feff}').trim_end().to_owned();
    let has_kind = begin.to_lowercase().contains("type");
    while has_kind && row.len() < header::LONGEST && (row.trim_ascii().is_empty() || is_open(&row)) {
        if read_line(text, &mut row)? == 0 {
            break;
        }
    }
    let cell = |delimiter: u8, place: usize| {
        let row = String::from_utf8_lossy(&row);
        let cells = header::cells(&row, delimiter);
        cells.get(place).filter(|cell| !cell.trim().is_empty()).cloned()
    };
    let header = header::read(&begin, name, separator, cell)?;
    Ok(Start { header, lines, rest: Cursor::new(row) })
}

/// Whether a quote in it is not closed.
fn is_open(row: &[u8]) -> bool {
    row.iter().fold(false, |open, byte| open != (*byte == b'"'))
}

fn read_line(text: &mut dyn BufRead, line: &mut Vec<u8>) -> Result<usize, Failure> {
    let read = text.take(header::LONGEST as u64).read_until(b'\n', line)?;
    if line.len() >= header::LONGEST * 2 {
        return Err(Failure::Broken { line: 1, reason: "the header is longer than 64 KB: this is no table".to_owned() });
    }
    Ok(read)
}

/// Lets a row have so many bytes and no more.
struct Guard<'a, R> {
    inner: R,
    left: &'a Cell<usize>,
}

impl<R: Read> Read for Guard<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left.get() == 0 {
            return Err(Error::other("the row is too long"));
        }
        let read = self.inner.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(read));
        Ok(read)
    }
}

struct Rows<'a> {
    header: &'a Header,
    pending: Option<Statement>,
}

/// A statement whose rows may not all have been read.
struct Statement {
    line: u64,
    /// Its key, else its slug; none if it has one row only.
    id: Option<String>,
    /// The first row.
    row: StringRecord,
    fields: Map<String, Value>,
    turns: Vec<Value>,
    bytes: usize,
    wrong: Vec<Wrong>,
}

impl Rows<'_> {
    fn take(&mut self, line: u64, row: &StringRecord, sink: &mut dyn Sink) -> Result<(), Stopped> {
        let Header { table, columns, .. } = self.header;
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let id = self.id(row);
        let goes_on = self.pending.as_ref().is_some_and(|pending| id.is_some() && pending.id == id);
        let mut wrong = Vec::new();
        if row.len() != columns.len() {
            wrong.push((String::new(), format!("the row in line {line} has {} cells, the header {}", row.len(), columns.len())));
        } else if let Some(kind) = self.kind(row).filter(|kind| Table::named(kind).is_none_or(|named| named.kind != table.kind)) {
            wrong.push(("type".to_owned(), format!("'{kind}' is not {}: a table holds records of one type", table.kind)));
        }
        let (mut fields, mut turn) = (Map::new(), Map::new());
        if wrong.is_empty() {
            (fields, turn) = self.fields(row, &mut wrong);
        }
        if table.turns.is_empty() {
            return self.give(line, fields, wrong, sink);
        }
        if !goes_on {
            self.finish(sink)?;
            self.pending = Some(Statement { line, id, row: row.clone(), fields, turns: Vec::new(), bytes: 0, wrong: Vec::new() });
        } else if wrong.is_empty() {
            self.compare(line, row, &mut wrong);
        }
        let Some(pending) = &mut self.pending else { return Ok(()) };
        pending.bytes += row.as_slice().len();
        if pending.bytes > LONGEST_STATEMENT {
            pending.turns = Vec::new();
            wrong.push(("text".to_owned(), "the statement is longer than 64 MB, the most that one may have".to_owned()));
        } else if !turn.is_empty() {
            match shape::turn(turn) {
                Ok(turn) => pending.turns.push(turn),
                Err(more) => wrong.extend(more),
            }
        }
        if pending.wrong.len() < 20 {
            let place = if goes_on { format!("line {line}: ") } else { String::new() };
            pending.wrong.extend(wrong.into_iter().map(|(column, reason)| (column, format!("{place}{reason}"))));
        }
        Ok(())
    }

    fn cell<'r>(&self, row: &'r StringRecord, wanted: &str) -> Option<&'r str> {
        let place =
            self.header.columns.iter().position(|slot| matches!(slot, Slot::Column(column, _) if column.name == wanted))?;
        row.get(place).map(cell::bare).filter(|cell| !cell.is_empty())
    }

    fn id(&self, row: &StringRecord) -> Option<String> {
        self.cell(row, "key").or_else(|| self.cell(row, "slug")).map(str::to_owned)
    }

    fn kind<'r>(&self, row: &'r StringRecord) -> Option<&'r str> {
        row.get(self.header.kind?).map(str::trim).filter(|cell| !cell.is_empty())
    }

    /// The fields of the record, and those of its turn.
    fn fields(&self, row: &StringRecord, wrong: &mut Vec<Wrong>) -> (Map<String, Value>, Map<String, Value>) {
        let Header { table, columns, .. } = self.header;
        let (mut fields, mut turn) = (Map::new(), Map::new());
        for (slot, cell) in columns.iter().zip(row) {
            let cell = cell::bare(cell);
            if cell.is_empty() {
                continue;
            }
            match slot {
                Slot::Kind => {}
                Slot::Nothing => {
                    wrong.push((String::new(), format!("'{}' stands in a column without a name", cell::shown(cell))));
                }
                Slot::Column(column, part) => match cell::read(column, part, cell) {
                    Ok(value) => {
                        let of_turn = table.turns.iter().any(|known| known.name == column.name);
                        shape::put(if of_turn { &mut turn } else { &mut fields }, column, part, value);
                    }
                    Err(reason) => wrong.push((column.name.to_owned(), reason)),
                },
            }
        }
        (fields, turn)
    }

    /// What a later row of a statement says of the statement is what the first row says.
    fn compare(&self, line: u64, row: &StringRecord, wrong: &mut Vec<Wrong>) {
        let Some(pending) = &self.pending else { return };
        for ((slot, cell), first) in self.header.columns.iter().zip(row).zip(&pending.row) {
            let Slot::Column(column, _) = slot else { continue };
            let of_turn = self.header.table.turns.iter().any(|known| known.name == column.name);
            if !of_turn && !cell::bare(cell).is_empty() && cell::bare(cell) != cell::bare(first) {
                let reason =
                    format!("'{}' in line {line} is not what the statement's first row says", cell::shown(cell::bare(cell)));
                wrong.push((column.name.to_owned(), reason));
            }
        }
    }

    fn give(&self, line: u64, fields: Map<String, Value>, mut wrong: Vec<Wrong>, sink: &mut dyn Sink) -> Result<(), Stopped> {
        let table = self.header.table;
        if wrong.is_empty() {
            match shape::record(table, fields) {
                Ok(mut record) => {
                    if let Some(key) = telling_key(table, &record) {
                        record.insert("key".to_owned(), json!(key));
                    }
                    return sink.record(line, Value::Object(record));
                }
                Err(more) => wrong = more,
            }
        }
        let Some((field, _)) = wrong.first().cloned() else { return Ok(()) };
        let reasons: Vec<String> = wrong
            .into_iter()
            .map(|(column, reason)| if column == field || column.is_empty() { reason } else { format!("{column}: {reason}") })
            .collect();
        sink.invalid(line, &field, reasons.join("; "))
    }

    fn finish(&mut self, sink: &mut dyn Sink) -> Result<(), Stopped> {
        let Some(Statement { line, mut fields, turns, wrong, .. }) = self.pending.take() else { return Ok(()) };
        if !fields.contains_key("holding") {
            let has_text = turns.iter().any(|turn| turn.get("text").is_some());
            fields.insert("holding".to_owned(), json!(if has_text { "FULL" } else { "TITLE_ONLY" }));
        }
        if !turns.is_empty() {
            fields.insert("turns".to_owned(), Value::Array(turns));
        }
        self.give(line, fields, wrong, sink)
    }
}

/// A key for what has neither one nor a name, an address or an id of its own: what of its row tells it from others.
fn telling_key(table: &Table, record: &Map<String, Value>) -> Option<String> {
    if table.telling.is_empty() || ["key", "slug", "externalIds"].iter().any(|field| record.contains_key(*field)) {
        return None;
    }
    let telling: Vec<String> = table.telling.iter().map(|field| record.get(*field).map(said).unwrap_or_default()).collect();
    Some(format!("csv/{}/{}", table.kind, telling.join("/")))
}

fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => {
            let names = ["key", "slug", "edtf", "name", "title", "label"];
            let first = names.iter().find_map(|name| fields.get(*name)).or_else(|| fields.get("externalIds"));
            first.map_or(String::new(), |value| if value.is_array() { value.to_string() } else { said(value) })
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests;
