//! The concepts whose records a change set may hold, each handed to its service.

use super::document::{self, Document};
use super::{Batch, ChangeSet};
use crate::country::service::NewCountry;
use crate::error::{Error, Result, Violation};
use crate::event::service::NewEvent;
use crate::link::service::NewLink;
use crate::mention::service::NewMention;
use crate::office::service::NewOffice;
use crate::organisation::service::{NewMembership, NewOrganisation};
use crate::person::service::{NewPerson, NewTenure};
use crate::place::service::NewPlace;
use crate::record::service::Common;
use crate::source::service::NewSource;
use crate::statement::service::NewStatement;
use crate::topic::service::NewTopic;
use entity::RecordKind;
use serde::Deserialize;
use serde_json::Value;

/// A record that keeps every rule that can be checked without the archive.
pub struct Ready(pub(super) New);

impl Ready {
    /// The document it will be, in the form in which it is stored.
    pub fn document(&self) -> Result<Value> {
        self.0.document()
    }

    /// The slug it is to have, or would like.
    pub fn slug(&self) -> Option<String> {
        let wanted = self.0.wanted_slug()?;
        Some(self.0.chosen_slug().unwrap_or(wanted))
    }
}

macro_rules! concepts {
    ($($kind:ident($new:ident)),* $(,)?) => {
        /// A record of any concept, as it is to be.
        pub enum New {
            $($kind(Box<$new>),)*
        }

        $(impl From<$new> for New {
            fn from(new: $new) -> Self {
                Self::$kind(Box::new(new))
            }
        })*

        impl New {
            pub fn kind(&self) -> RecordKind {
                match self {
                    $(Self::$kind(_) => RecordKind::$kind,)*
                }
            }

            /// The fields that no record of `kind` can be without.
            pub fn needed(kind: RecordKind) -> &'static [&'static str] {
                match kind {
                    $(RecordKind::$kind => $new::NEEDED,)*
                }
            }

            /// The record that a document describes.
            pub(super) fn read(kind: RecordKind, document: &Value) -> Result<Self> {
                Self::take(kind, document.clone())
            }

            /// The same.
            pub(super) fn take(kind: RecordKind, mut document: Value) -> Result<Self> {
                // What is null is absent, wherever it stands.
                document::settle(&mut document);
                complete(kind, Self::needed(kind), &document)?;
                match kind {
                    $(RecordKind::$kind => $new::deserialize(&document)
                        .map(|new| Self::$kind(Box::new(new)))
                        .map_err(|_| misfit(serde_path_to_error::deserialize::<_, $new>(&document))),)*
                }
            }

            /// The record of `kind` that these rows are.
            pub(super) fn of(kind: RecordKind, rows: Batch) -> Option<Self> {
                match kind {
                    $(RecordKind::$kind => $new::of(rows).map(|new| Self::$kind(Box::new(new))),)*
                }
            }

            pub(super) fn wanted_slug(&self) -> Option<String> {
                match self {
                    $(Self::$kind(new) => new.wanted_slug(),)*
                }
            }

            pub(super) fn common(&mut self) -> &mut Common {
                match self {
                    $(Self::$kind(new) => new.common(),)*
                }
            }

            fn chosen_slug(&self) -> Option<String> {
                match self {
                    $(Self::$kind(new) => new.common.slug.clone(),)*
                }
            }

            fn tidy(&mut self, set: &mut ChangeSet) {
                match self {
                    $(Self::$kind(new) => new.tidy(set),)*
                }
                self.common().tidy();
            }

            /// Every rule of its concept that can be checked without the archive.
            fn check(&self) -> Vec<Violation> {
                match self {
                    $(Self::$kind(new) => new.check(),)*
                }
            }

            pub(super) fn document(&self) -> Result<Value> {
                match self {
                    $(Self::$kind(new) => document::document(&**new),)*
                }
            }

            /// Adds its rows.
            pub(super) fn add(self, id: i64, slug: String, set: &mut ChangeSet) -> Result<()> {
                match self {
                    $(Self::$kind(new) => new.add(id, slug, set),)*
                }
            }
        }
    };
}

concepts! {
    Country(NewCountry), Place(NewPlace), Organisation(NewOrganisation), Membership(NewMembership), Person(NewPerson),
    Office(NewOffice), Tenure(NewTenure), Topic(NewTopic), Source(NewSource), Event(NewEvent), Statement(NewStatement),
    Link(NewLink), Mention(NewMention),
}

impl New {
    /// Brings the record into the form in which it is stored, or refuses what breaks a rule of its concept.
    pub(super) fn prepare(&mut self, set: &mut ChangeSet) -> Result<()> {
        self.tidy(set);
        let violations = self.check();
        if violations.is_empty() { Ok(()) } else { Err(Error::BadUserInput(violations)) }
    }
}

/// What is wrong with a document that is not of the shape of its concept, and where.
fn misfit<T>(tried: std::result::Result<T, serde_path_to_error::Error<serde_json::Error>>) -> Error {
    match tried {
        Ok(_) => Error::internal("a document is read at the second attempt only"),
        Err(error) => {
            let path = error.path().to_string();
            Error::bad_input(if path == "." { "" } else { &path }, error.inner().to_string())
        }
    }
}

/// Refuses a document in which something is missing, telling all of it.
fn complete(kind: RecordKind, needed: &[&str], document: &Value) -> Result<()> {
    let missing = needed.iter().filter(|field| document.get(**field).is_none_or(Value::is_null));
    let violations: Vec<Violation> = missing
        .map(|field| Violation {
            path: (*field).to_owned(),
            message: format!("is missing; a {} cannot be without it", kind.name()),
        })
        .collect();
    if violations.is_empty() { Ok(()) } else { Err(Error::BadUserInput(violations)) }
}
