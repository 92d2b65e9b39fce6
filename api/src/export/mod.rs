//! The archive as files: Communiqué JSONL, which loses nothing, and the formats of others.

pub mod akoma_ntoso;
pub mod archive;
pub mod csv;
pub mod popolo;
mod record;
pub mod reference;
#[cfg(test)]
mod round_trip;
pub mod tei;
mod xml;

use crate::error::{Error, Result};
use crate::event::EventFilter;
use crate::graphql::filter::Filter;
use crate::organisation::OrganisationFilter;
use crate::person::PersonFilter;
use crate::statement::StatementFilter;
use archive::Selection;
use clap::ValueEnum;
use entity::RecordKind;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Condition;
use serde_json::Value;
use std::io::{self, Write};

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Communiqué JSONL: everything, record by record
    Jsonl,
    /// A table of one type of records
    Csv,
    /// Akoma Ntoso: statements as debates
    AkomaNtoso,
    /// TEI as ParlaMint writes it: statements
    Tei,
    /// Popolo JSON: organisations, people, posts, memberships, events, speeches
    Popolo,
}

impl ExportFormat {
    /// The media type of such a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/jsonl; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::AkomaNtoso => "application/akn+xml; charset=utf-8",
            Self::Tei => "application/tei+xml; charset=utf-8",
            Self::Popolo => "application/json; charset=utf-8",
        }
    }
}

/// What is to be exported, and how.
#[derive(Clone, Debug)]
pub struct Request {
    pub format: ExportFormat,
    /// Names of types; all that the format can hold if there are none.
    pub types: Vec<String>,
    /// The JSON of the filter of the one type's list.
    pub filter: Option<String>,
}

/// Popolo's classes, in the order in which its writer wants them.
const POPOLO: &[RecordKind] =
    &[RecordKind::Organisation, RecordKind::Person, RecordKind::Office, RecordKind::Event, RecordKind::Statement];

impl Request {
    /// The records it asks for, or why that cannot be.
    pub fn selection(&self) -> Result<Selection> {
        let mut kinds = Vec::new();
        for name in &self.types {
            let kind = RecordKind::named(name).filter(|kind| archive::KINDS.contains(kind));
            kinds.push(kind.ok_or_else(|| {
                let all: Vec<&str> = archive::KINDS.iter().map(|kind| kind.name()).collect();
                Error::bad_input("type", format!("'{name}' is no type that is exported as such; allowed are {}", all.join(", ")))
            })?);
        }
        match self.format {
            ExportFormat::Jsonl => {}
            ExportFormat::Csv => {
                if kinds.len() != 1 {
                    return Err(Error::bad_input("type", "a table holds records of one type: name exactly one"));
                }
            }
            ExportFormat::AkomaNtoso | ExportFormat::Tei => {
                if kinds.iter().any(|kind| *kind != RecordKind::Statement) {
                    return Err(Error::bad_input("type", "this format holds statements alone"));
                }
                kinds = vec![RecordKind::Statement];
            }
            ExportFormat::Popolo => {
                if let Some(other) = kinds.iter().find(|kind| !POPOLO.contains(kind)) {
                    return Err(Error::bad_input("type", format!("Popolo has no class for a {}", other.name())));
                }
                if kinds.is_empty() {
                    kinds = POPOLO.to_vec();
                }
            }
        }
        let mut selection = Selection { kinds, ..Selection::default() };
        if let Some(filter) = &self.filter {
            let [kind] = selection.kinds.as_slice() else {
                return Err(Error::bad_input("filter", "a filter is of the list of one type: name exactly one"));
            };
            let kind = *kind;
            selection.conditions.insert(kind, condition(kind, filter)?);
        }
        Ok(selection)
    }

    /// Writes it to `out`, and tells `each` of every record. Gives how many there were.
    pub async fn write(
        &self,
        db: &impl ConnectionTrait,
        out: &mut (dyn Write + Send),
        each: &mut (dyn FnMut() + Send),
    ) -> Result<u64> {
        let selection = self.selection()?;
        let mut records = 0;
        let mut writer = Writer::new(self.format, &selection, out).map_err(Error::internal)?;
        let mut take = |record: Value| {
            records += 1;
            each();
            writer.write(&record).map_err(Error::internal)
        };
        archive::run(db, &selection, &mut take).await?;
        writer.finish().map_err(Error::internal)?;
        Ok(records)
    }
}

enum Writer<'o> {
    Jsonl(&'o mut (dyn Write + Send)),
    /// And the type of its records.
    Csv(Box<csv::CsvWriter<&'o mut (dyn Write + Send)>>, &'static str),
    AkomaNtoso(akoma_ntoso::Writer<&'o mut (dyn Write + Send)>),
    Tei(tei::Writer<&'o mut (dyn Write + Send)>),
    Popolo(popolo::Writer<&'o mut (dyn Write + Send)>),
}

impl<'o> Writer<'o> {
    fn new(format: ExportFormat, selection: &Selection, out: &'o mut (dyn Write + Send)) -> io::Result<Self> {
        Ok(match format {
            ExportFormat::Jsonl => Self::Jsonl(out),
            ExportFormat::Csv => {
                let kind = selection.kinds.first().map_or("", |kind| kind.name());
                let none = || io::Error::other(format!("there is no table of records of the type {kind}"));
                Self::Csv(Box::new(csv::CsvWriter::new(out, kind)?.ok_or_else(none)?), kind)
            }
            ExportFormat::AkomaNtoso => Self::AkomaNtoso(akoma_ntoso::Writer::new(out)?),
            ExportFormat::Tei => Self::Tei(tei::Writer::new(out)?),
            ExportFormat::Popolo => Self::Popolo(popolo::Writer::new(out)?),
        })
    }

    fn write(&mut self, record: &Value) -> io::Result<()> {
        let is_statement = record.get("type").and_then(Value::as_str) == Some("Statement");
        match self {
            Self::Jsonl(out) => {
                serde_json::to_writer(&mut **out, record)?;
                out.write_all(b"\n")
            }
            Self::Csv(writer, kind) if record.get("type").and_then(Value::as_str) == Some(kind) => writer.write(record),
            Self::AkomaNtoso(writer) if is_statement => writer.write(record),
            Self::Tei(writer) if is_statement => writer.write(record),
            Self::Csv(..) | Self::AkomaNtoso(_) | Self::Tei(_) => Ok(()),
            Self::Popolo(writer) => writer.write(record),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Jsonl(out) => out.flush(),
            Self::Csv(writer, _) => writer.finish().map(|_| ()),
            Self::AkomaNtoso(writer) => writer.finish(),
            Self::Tei(writer) => writer.finish(),
            Self::Popolo(writer) => writer.finish(),
        }
    }
}

/// The condition of a list's filter.
fn condition(kind: RecordKind, filter: &str) -> Result<Condition> {
    match kind {
        RecordKind::Statement => of::<StatementFilter>(filter),
        RecordKind::Person => of::<PersonFilter>(filter),
        RecordKind::Event => of::<EventFilter>(filter),
        RecordKind::Organisation => of::<OrganisationFilter>(filter),
        other => Err(Error::bad_input(
            "filter",
            format!(
                "records of the type {} are exported whole; filters are for Statement, Person, Event and Organisation",
                other.name()
            ),
        )),
    }
}

fn of<F: Filter>(filter: &str) -> Result<Condition> {
    let json: Value =
        serde_json::from_str(filter).map_err(|error| Error::bad_input("filter", format!("is not JSON: {error}")))?;
    let value = async_graphql::Value::from_json(json).map_err(Error::internal)?;
    // Enum values come as strings in JSON: where a name is wanted, that is one.
    let parsed = F::parse(Some(value)).map_err(|error| {
        let message: async_graphql::ServerError = error.into_server_error(async_graphql::Pos::default());
        Error::bad_input("filter", message.message)
    })?;
    parsed.condition("filter")
}
