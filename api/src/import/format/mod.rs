//! The formats that can be imported: each a converter that makes records of a file and knows neither the archive nor the database.

pub(crate) mod akoma_ntoso;
#[cfg(test)]
pub mod collected;
mod country_codes;
pub mod csv;
mod day;
mod historian;
pub mod item;
mod jsonl;
pub mod kinds;
mod language;
mod legislators;
mod markdown;
pub mod own;
pub(crate) mod popolo;
mod prose;
pub mod record;
mod speaker_label;
mod speech_text;
#[cfg(test)]
pub(crate) mod taken;
pub(crate) mod tei;
mod whole;
mod written_day;
mod xml;

use clap::ValueEnum;
use item::{Failure, Input, Sink};

/// The last part of a path, with `/` between its parts.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Communiqué JSONL: one nested record a line
    Jsonl,
    /// A table with documented columns: people, events, statements and more
    Csv,
    /// XML of the Office of the Historian: territories, people and offices, visits, travels, articles
    Historian,
    /// Akoma Ntoso debates, as `SayIt` writes them
    AkomaNtoso,
    /// TEI as ParlaMint writes it
    Tei,
    /// Popolo JSON: people, organisations, posts, memberships, events, speeches
    Popolo,
    /// A Markdown transcript with a heading for each speaker
    Markdown,
    /// A speech as plain text under its title
    SpeechText,
    /// Presidents and legislators of the United States, as unitedstates/congress-legislators lists them
    Legislators,
    /// The table of countries of datasets/country-codes
    CountryCodes,
    /// A raw page of an embassy, ministry or presidency: HTML, text or Markdown
    Page,
}

impl Format {
    /// All formats, those that claim less of what there is before those that claim more.
    pub const ALL: &[Self] = &[
        Self::Jsonl,
        Self::Historian,
        Self::AkomaNtoso,
        Self::Tei,
        Self::Popolo,
        Self::CountryCodes,
        Self::Csv,
        Self::Legislators,
        Self::SpeechText,
        Self::Markdown,
        Self::Page,
    ];

    /// The word for it, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Historian => "historian",
            Self::AkomaNtoso => "akoma-ntoso",
            Self::Tei => "tei",
            Self::Popolo => "popolo",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::SpeechText => "speech-text",
            Self::Legislators => "legislators",
            Self::CountryCodes => "country-codes",
            Self::Page => "page",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// The format of a file that begins with `head`. What nothing else claims may be a page.
    pub fn of(name: &str, head: &str) -> Self {
        Self::ALL.iter().copied().find(|format| format.recognises(name, head)).unwrap_or(Self::Page)
    }

    fn recognises(self, name: &str, head: &str) -> bool {
        match self {
            Self::Jsonl => jsonl::recognises(name, head),
            Self::Historian => historian::recognises(name, head),
            Self::AkomaNtoso => akoma_ntoso::recognises(name, head),
            Self::Tei => tei::recognises(name, head),
            Self::Popolo => popolo::recognises(name, head),
            Self::Csv => csv::recognises(name, head),
            Self::Markdown => markdown::recognises(name, head),
            Self::SpeechText => speech_text::recognises(name, head),
            Self::Legislators => legislators::recognises(name, head),
            Self::CountryCodes => country_codes::recognises(name, head),
            Self::Page => true,
        }
    }

    /// Makes records of the file. A page is read as a whole, elsewhere.
    pub fn convert(self, input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
        match self {
            Self::Jsonl => jsonl::convert(input, sink),
            Self::Historian => historian::convert(input, sink),
            Self::AkomaNtoso => akoma_ntoso::convert(input, sink),
            Self::Tei => tei::convert(input, sink),
            Self::Popolo => popolo::convert(input, sink),
            Self::Csv => csv::convert(input, sink),
            Self::Markdown => markdown::convert(input, sink),
            Self::SpeechText => speech_text::convert(input, sink),
            Self::Legislators => legislators::convert(input, sink),
            Self::CountryCodes => country_codes::convert(input, sink),
            Self::Page => Ok(()),
        }
    }
}
