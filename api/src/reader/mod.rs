//! Reads one page of diplomatic statements: bytes in, a structured [`Page`] out. Pure functions; knows no database and no clock.
//!
//! The way of a page: [`decode`] (bytes → text) → [`html`] or [`text`] (→ blocks, furniture left out) → [`assemble`] (→ statements).
pub mod kind;
pub mod page;

mod asker;
mod assemble;
mod block;
mod cast;
mod country;
mod date;
mod date_relative;
mod decode;
mod event;
mod event_body;
mod event_gathering;
mod event_series;
mod event_visit;
mod evidence;
mod front_matter;
mod furniture;
mod gazetteer;
mod head_lines;
mod html;
mod html_blocks;
mod label;
mod link;
mod listing;
mod mention;
mod name;
mod occasion;
mod occasion_event;
mod office;
mod office_apposition;
mod office_kind;
mod office_title;
mod opening;
mod organisation;
mod organisation_body;
pub(crate) mod pattern;
mod people;
mod place;
mod publisher;
mod record;
mod refer;
mod seated;
mod speaker;
mod statement_country;
mod text;
mod text_lines;
mod title;
mod token;
mod turn;
mod turn_label;
mod vocabulary;
mod vocabulary_body;
mod vocabulary_name;
mod vocabulary_office;
mod voices;

pub use date::Found as DateFound;
pub use gazetteer::{Gazetteer, Known, KnownKind};
use page::Page;
pub use seated::{SeatedOffice, offices_in};
use std::fmt;

/// Why a page cannot be read. The sentences do not name the file: the caller does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    Empty,
    Binary { what: &'static str },
    Encoding { guess: String },
    NoStatement { beginning: String },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "The page is empty."),
            Self::Binary { what } => write!(f, "The page is {what}; only HTML and plain text can be read."),
            Self::Encoding { guess } => {
                write!(f, "The page's character encoding could not be recognised (the best guess was {guess}); save it as UTF-8.")
            }
            Self::NoStatement { beginning } => {
                write!(
                    f,
                    "No statement was found: there is neither a title with text under it nor a list of dated items. The page begins “{beginning}”."
                )
            }
        }
    }
}

impl std::error::Error for Unreadable {}

/// Reads a page of HTML or plain text (Markdown too).
pub fn read(bytes: &[u8], gazetteer: &Gazetteer) -> Result<Page, Unreadable> {
    let decoded = decode::decode(bytes)?;
    read_decoded(&decoded.text, decoded.encoding, gazetteer)
}

/// Reads a page whose characters are known already.
pub fn read_text(text: &str, gazetteer: &Gazetteer) -> Result<Page, Unreadable> {
    read_decoded(text, "UTF-8".into(), gazetteer)
}

/// The dates that a text names, in its order. Those that are not complete are counted from the day that is `anchor` days after 1970-01-01.
pub fn dates_in(text: &str, anchor: Option<i32>) -> Vec<DateFound> {
    let day = |days: i32| jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok();
    let mut found = date::find(text, anchor.and_then(day));
    found.sort_by_key(|found| found.start);
    found
}

/// The text of a page, whatever encoding its bytes are in.
pub fn text_of(bytes: &[u8]) -> Result<String, Unreadable> {
    decode::decode(bytes).map(|decoded| decoded.text)
}

fn read_decoded(text: &str, encoding: String, gazetteer: &Gazetteer) -> Result<Page, Unreadable> {
    let sheet = if html::is_markup(text) { html::sheet(text) } else { text::sheet(text) };
    if sheet.drafts.is_empty() {
        let beginning = block::fold(text).chars().take(80).collect();
        return Err(Unreadable::NoStatement { beginning });
    }
    Ok(assemble::page(&sheet, encoding, gazetteer))
}
