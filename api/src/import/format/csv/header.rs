//! The first row: what separates the cells, what type the rows are, which column is which.

use super::column::{Column, Part, TABLES, Table, plain};
use crate::import::format::item::Failure;

/// Bytes of a header at most.
pub const LONGEST: usize = 64 * 1024;

/// What a header says.
#[derive(Debug)]
pub struct Header {
    pub delimiter: u8,
    pub table: &'static Table,
    pub columns: Vec<Slot>,
    /// The place of the column `type`.
    pub kind: Option<usize>,
}

/// What a place in a row holds.
#[derive(Debug)]
pub enum Slot {
    /// The column `type`.
    Kind,
    Column(&'static Column, Part),
    /// A place under no name, as spreadsheets leave them at the end. Its cells are empty.
    Nothing,
}

/// Reads a header. `separator` is the one that the file names itself, `first` the first row's cell `type`.
pub fn read(
    text: &str,
    name: &str,
    separator: Option<u8>,
    first: impl Fn(u8, usize) -> Option<String>,
) -> Result<Header, Failure> {
    let known = |cells: &[String]| {
        let known = |cell: &&String| plain(cell) == "type" || TABLES.iter().any(|table| table.find(cell).is_some());
        cells.iter().filter(known).count()
    };
    let candidates = separator.map_or_else(|| vec![b',', b';', b'\t', b'|'], |separator| vec![separator]);
    let split = candidates.into_iter().map(|delimiter| (delimiter, cells(text, delimiter)));
    // The first of equals: a comma.
    let best = split.rev().max_by_key(|(_, cells)| (known(cells), cells.len()));
    let (delimiter, cells) = best.unwrap_or((b',', Vec::new()));
    let kind = cells.iter().position(|cell| plain(cell) == "type");
    let table = table(&cells, name, kind.and_then(|place| first(delimiter, place)))?;
    let mut columns = Vec::with_capacity(cells.len());
    for (place, cell) in cells.iter().enumerate() {
        let slot = match table.find(cell) {
            _ if plain(cell) == "type" => Slot::Kind,
            _ if plain(cell).is_empty() => Slot::Nothing,
            Some((column, part)) => Slot::Column(column, part),
            None => {
                let reason =
                    format!("the column '{}' is unknown; a table of {} may have: {}", cell.trim(), table.kind, table.allowed());
                return Err(Failure::Broken { line: 1, reason });
            }
        };
        let twice = cells.iter().take(place).any(|before| plain(before) == plain(cell) && !plain(cell).is_empty());
        if twice {
            return Err(Failure::Broken { line: 1, reason: format!("the column '{}' stands twice", cell.trim()) });
        }
        columns.push(slot);
    }
    for needed in table.needed {
        if !columns.iter().any(|slot| matches!(slot, Slot::Column(column, _) if column.name == *needed)) {
            return Err(Failure::Broken { line: 1, reason: format!("a table of {} needs the column '{needed}'", table.kind) });
        }
    }
    Ok(Header { delimiter, table, columns, kind })
}

/// The cells of a row.
pub fn cells(text: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    let row = reader.records().next().and_then(Result::ok).unwrap_or_default();
    row.iter().map(|cell| cell.trim_matches(['\u{feff}', ' ']).to_owned()).collect()
}

/// The type of the rows: what the column `type` says, else the one that has all these columns.
fn table(cells: &[String], name: &str, kind: Option<String>) -> Result<&'static Table, Failure> {
    let types: Vec<&str> = TABLES.iter().map(|table| table.kind).collect();
    if let Some(kind) = kind {
        let reason = format!("the type '{}' is none of {}", kind.trim(), types.join(", "));
        return Table::named(&kind).ok_or(Failure::Broken { line: 2, reason });
    }
    let named: Vec<&String> = cells.iter().filter(|cell| !plain(cell).is_empty() && plain(cell) != "type").collect();
    let found = |table: &Table| named.iter().filter(|cell| table.find(cell).is_some()).count();
    let whole = |table: &Table| table.needed.iter().all(|needed| named.iter().any(|cell| plain(cell) == plain(needed)));
    let fitting: Vec<&'static Table> = TABLES.iter().filter(|table| found(table) == named.len() && whole(table)).collect();
    let hint = || {
        let stem = plain(crate::import::format::file_name(name).split('.').next().unwrap_or_default());
        let parts: Vec<&str> = crate::import::format::file_name(name).split(|c: char| !c.is_alphanumeric()).collect();
        Table::named(&stem).or_else(|| parts.iter().find_map(|part| Table::named(part)))
    };
    match (fitting.as_slice(), hint()) {
        ([table], _) => Ok(table),
        (_, Some(table)) => Ok(table),
        // What has a column of its own says more than what could be anything.
        ([], None) => {
            let best = TABLES.iter().rev().max_by_key(|table| (found(table), whole(table)));
            best.filter(|table| found(table) > 0).ok_or_else(|| {
                let reason = format!(
                    "no column of the header is known; a table holds one of {}, with these columns for people: {}",
                    types.join(", "),
                    TABLES.first().map(Table::allowed).unwrap_or_default()
                );
                Failure::Broken { line: 1, reason }
            })
        }
        (several, _) => {
            let kinds: Vec<&str> = several.iter().map(|table| table.kind).collect();
            let reason = format!("the columns fit {}: add a column 'type' that says which", kinds.join(" and "));
            Err(Failure::Broken { line: 1, reason })
        }
    }
}
