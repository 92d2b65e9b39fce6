//! What a converter makes of a file: one record after the other, as an editor would write it in JSON. Converters know neither the
//! archive nor the database.

use serde_json::Value;
use std::fmt;
use std::io::BufRead;

/// A file of any format. It is read once, from its beginning to its end.
pub struct Input<'a> {
    /// Its path, as the caller gave it, with `/` between the parts.
    pub name: &'a str,
    /// Its text, in UTF-8: decompressed and decoded.
    pub text: &'a mut dyn BufRead,
}

/// Who takes the records.
pub trait Sink {
    /// A record that begins in line `line` (from 1) of the file.
    fn record(&mut self, line: u64, record: Value) -> Result<(), Stopped>;
    /// Something that stands for a record and cannot be read: what is wrong with `field` (empty: with the whole). The rest goes on.
    fn invalid(&mut self, line: u64, field: &str, reason: String) -> Result<(), Stopped>;
    /// Something worth knowing that costs no record: an id that the source itself does not explain.
    fn note(&mut self, line: u64, field: &str, reason: String) -> Result<(), Stopped>;
}

/// Whoever takes the records wants no more. A converter returns at once.
#[derive(Debug)]
pub struct Stopped;

/// Why a file ends before its end.
#[derive(Debug)]
pub enum Failure {
    /// The taker has had enough.
    Stopped,
    /// The file is broken from here on: the line (0 if there is none) and why, in a sentence.
    Broken { line: u64, reason: String },
    /// The file could not be read.
    Unreadable(std::io::Error),
}

impl From<Stopped> for Failure {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped => f.write_str("stopped"),
            Self::Broken { line: 0, reason } => f.write_str(reason),
            Self::Broken { line, reason } => write!(f, "line {line}: {reason}"),
            Self::Unreadable(error) => error.fmt(f),
        }
    }
}
