//! Events: the occasions on which things are said, with those who take part.

mod announcement;
mod filter;
mod input;
pub mod loader;
mod mutation;
mod object;
mod participant;
mod query;
pub mod service;

pub use announcement::{AnnouncementOutcome, AnnouncementQuery};
pub use filter::{EventFilter, EventOrder};
pub use input::EventInput;
pub use mutation::EventMutation;
pub use object::{Event, EventKind, EventStatus};
pub use participant::{Participant, ParticipantRole};
pub use query::EventQuery;
