//! What an import did with each record.

use std::fmt;

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Created,
    /// It is in the archive as it is in the file.
    Unchanged,
    /// It is in the archive, and the file has another text. Nothing was overwritten.
    Changed {
        /// The lines that differ, as a unified diff from the archive's source to the file.
        diff: String,
    },
    /// The file could not be read, or broke a rule of the archive. Nothing of it was written.
    Failed {
        /// Why, in a sentence.
        reason: String,
    },
}

/// What became of every record of an import, in order: file, record, outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub entries: Vec<(String, String, Outcome)>,
}

impl Report {
    pub fn add(&mut self, file: &str, record: impl Into<String>, outcome: Outcome) {
        self.entries.push((file.to_owned(), record.into(), outcome));
    }

    pub fn count(&self, wanted: impl Fn(&Outcome) -> bool) -> usize {
        self.entries.iter().filter(|(_, _, outcome)| wanted(outcome)).count()
    }

    pub fn failed(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Failed { .. }))
    }
}

/// The sums, as the last line of a report.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} created, {} unchanged, {} changed, {} failed",
            self.count(|outcome| *outcome == Outcome::Created),
            self.count(|outcome| *outcome == Outcome::Unchanged),
            self.count(|outcome| matches!(outcome, Outcome::Changed { .. })),
            self.failed()
        )
    }
}
