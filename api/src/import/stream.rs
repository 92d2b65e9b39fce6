//! The records of many files as one stream of batches, read on a thread of its own: never more than a few batches are in memory.

use super::format::item::{Failure, Input, Sink, Stopped};
use super::format::{Format, file_name};
use super::open;
use serde_json::Value;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Records of one batch, which is one transaction.
const RECORDS: usize = 500;
/// Characters of one batch, roughly.
const CHARACTERS: usize = 4 * 1024 * 1024;
/// Bytes of a page at most.
const PAGE: u64 = 32 * 1024 * 1024;

/// A file of an import.
#[derive(Clone, Debug)]
pub struct Source {
    /// As the caller named it.
    pub name: String,
    pub path: PathBuf,
    /// Recognised by its content if absent.
    pub format: Option<Format>,
    /// It was found in a folder: what is no data there is passed over.
    pub is_found: bool,
}

impl Source {
    /// Its name without its folders.
    pub fn file_name(&self) -> &str {
        file_name(&self.name)
    }
}

/// Something that a file holds.
pub struct Event {
    /// Counted over all files, from 0.
    pub ordinal: u64,
    pub file: usize,
    pub line: u64,
    pub what: What,
}

pub enum What {
    Record(Value),
    Page(Vec<u8>),
    Invalid { field: String, reason: String },
    Note { field: String, reason: String },
}

/// The places of the records that are wanted; all if there is nothing.
pub type Only = Option<HashSet<u64>>;

/// How far the reading has come.
#[derive(Clone, Default)]
pub struct Pace {
    /// Bytes that were read, as they lie on the disk.
    pub bytes: Arc<AtomicU64>,
    /// Records that were passed, when all files have been read.
    pub total: Arc<AtomicU64>,
}

/// Reads `files`, without the first `skipped` records, and only those in `only` if that is given.
pub fn read(files: Vec<Source>, skipped: u64, only: Only, pace: Pace) -> Receiver<Vec<Event>> {
    let (sender, receiver) = channel(2);
    std::thread::spawn(move || {
        let mut reading = Reading { sender, skipped, only, next: 0, file: 0, batch: Vec::new(), characters: 0 };
        for (file, source) in files.iter().enumerate() {
            reading.file = file;
            if reading.file(source, &pace).is_err() {
                return;
            }
        }
        pace.total.store(reading.next, Ordering::Relaxed);
        let _ = reading.send();
    });
    receiver
}

struct Reading {
    sender: Sender<Vec<Event>>,
    skipped: u64,
    only: Only,
    next: u64,
    file: usize,
    batch: Vec<Event>,
    characters: usize,
}

impl Reading {
    fn file(&mut self, source: &Source, pace: &Pace) -> Result<(), Stopped> {
        let broken = |reason: String| What::Invalid { field: String::new(), reason };
        let opened = match open::open(&source.path, Arc::clone(&pace.bytes)) {
            Ok(opened) => opened,
            Err(error) => return self.push(0, broken(format!("The file cannot be read: {error}."))),
        };
        let open::Opened { head, mut text } = opened;
        if source.is_found && is_no_data(&source.name, &head) {
            return Ok(());
        }
        let format = source.format.unwrap_or_else(|| Format::of(plain(&source.name), &head));
        if format == Format::Page {
            drop(text);
            let what = match open::whole(&source.path, Arc::new(AtomicU64::new(0)), PAGE) {
                Ok(bytes) => What::Page(bytes),
                Err(error) => broken(format!("The file cannot be read: {error}.")),
            };
            self.send()?;
            self.push(1, what)?;
            return self.send();
        }
        match format.convert(Input { name: plain(&source.name), text: &mut text }, self) {
            Ok(()) => Ok(()),
            Err(Failure::Stopped) => Err(Stopped),
            Err(Failure::Broken { line, reason }) => self.push(line, broken(reason)),
            Err(Failure::Unreadable(error)) => self.push(0, broken(format!("The file cannot be read: {error}."))),
        }
    }

    fn push(&mut self, line: u64, what: What) -> Result<(), Stopped> {
        let ordinal = self.next;
        self.next += 1;
        if ordinal < self.skipped || self.only.as_ref().is_some_and(|only| !only.contains(&ordinal)) {
            return Ok(());
        }
        if let What::Record(record) = &what {
            self.characters += weight(record);
        }
        self.batch.push(Event { ordinal, file: self.file, line, what });
        if self.batch.len() >= RECORDS || self.characters >= CHARACTERS { self.send() } else { Ok(()) }
    }

    fn send(&mut self) -> Result<(), Stopped> {
        self.characters = 0;
        if self.batch.is_empty() {
            return if self.sender.is_closed() { Err(Stopped) } else { Ok(()) };
        }
        self.sender.blocking_send(std::mem::take(&mut self.batch)).map_err(|_| Stopped)
    }
}

impl Sink for Reading {
    fn record(&mut self, line: u64, record: Value) -> Result<(), Stopped> {
        self.push(line, What::Record(record))
    }

    fn invalid(&mut self, line: u64, field: &str, reason: String) -> Result<(), Stopped> {
        self.push(line, What::Invalid { field: field.to_owned(), reason })
    }

    fn note(&mut self, line: u64, field: &str, reason: String) -> Result<(), Stopped> {
        self.push(line, What::Note { field: field.to_owned(), reason })
    }
}

/// A name without what only says that the file is compressed.
fn plain(name: &str) -> &str {
    [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// Characters of a value, roughly.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => fields.values().map(weight).sum(),
        _ => 8,
    }
}

/// What lies beside data in folders: descriptions, licences, schemas.
fn is_no_data(name: &str, head: &str) -> bool {
    let file = file_name(name).to_lowercase();
    let stem = file.split('.').next().unwrap_or_default();
    let is_about = ["readme", "license", "licence", "copying", "attribution", "changelog", "datapackage"]
        .iter()
        .any(|word| stem.starts_with(word));
    let is_schema = [".rnc", ".rng", ".xsd", ".dtd", ".sch", ".css", ".js"].iter().any(|end| file.ends_with(end));
    is_about || is_schema || file.starts_with('.') || head.trim().is_empty()
}
