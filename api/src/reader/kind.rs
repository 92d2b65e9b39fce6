//! The closed lists a reader fills in: the archive's own.

pub use entity::{
    Completeness, EventKind, EventStatus, Holding, LinkKind, OfficeKind, OrganisationKind, ParticipantRole, PlaceKind,
    Resolution, StatementKind, TurnKind,
};
