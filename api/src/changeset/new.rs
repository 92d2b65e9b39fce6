//! The new records a change set may hold, each handed to its concept.

use super::ChangeSet;
use crate::country::service::NewCountry;
use crate::error::{Error, Result, Violation};
use crate::event::service::NewEvent;
use crate::link::service::NewLink;
use crate::mention::service::NewMention;
use crate::office::service::NewOffice;
use crate::organisation::service::{NewMembership, NewOrganisation};
use crate::person::service::{NewPerson, NewTenure};
use crate::place::service::NewPlace;
use crate::source::service::NewSource;
use crate::statement::service::NewStatement;
use crate::topic::service::NewTopic;
use entity::RecordKind;

macro_rules! concepts {
    ($($kind:ident($new:ident)),* $(,)?) => {
        /// A record that is to be created.
        pub enum New {
            $($kind(Box<$new>),)*
        }

        $(impl From<$new> for New {
            fn from(new: $new) -> Self {
                Self::$kind(Box::new(new))
            }
        })*

        impl New {
            pub(super) fn kind(&self) -> RecordKind {
                match self {
                    $(Self::$kind(_) => RecordKind::$kind,)*
                }
            }

            /// The slug it would like; none for records without slugs.
            pub(super) fn slug(&self) -> Option<String> {
                match self {
                    $(Self::$kind(new) => new.slug(),)*
                }
            }

            /// Every rule of its concept.
            pub(super) fn check(&self) -> Result<()> {
                let violations: Vec<Violation> = match self {
                    $(Self::$kind(new) => new.check(),)*
                };
                if violations.is_empty() { Ok(()) } else { Err(Error::BadUserInput(violations)) }
            }

            /// Adds its rows.
            pub(super) fn add(self, id: i64, slug: Option<String>, set: &mut ChangeSet) -> Result<()> {
                match self {
                    $(Self::$kind(new) => new.add(id, slug.unwrap_or_default(), set),)*
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
