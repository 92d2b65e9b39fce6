//! What is said of an event in a mutation.

use super::{EventKind, EventStatus, ParticipantRole};
use crate::graphql::fuzzy_date::{FuzzyDateInput, Resolution};
use crate::graphql::patch::patch_input;
use crate::record::input::ExternalIdInput;
use crate::record::reference::{CountryRef, EventRef, OfficeRef, OrganisationRef, PersonRef, PlaceRef, SourceRef};

patch_input! {
    /// An event. For a new one name, kind and status are needed; in an update what is absent stays, and null clears.
    pub struct EventInput {
        /// What it is called, in English.
        name: String,
        /// What sort of occasion it is.
        kind: EventKind,
        /// What became of it.
        status: EventStatus,
        /// When it begins.
        starts: FuzzyDateInput,
        /// When it ends; not before it begins.
        ends: FuzzyDateInput,
        /// The event it is a part of.
        parent: EventRef,
        /// The series it belongs to.
        series: EventRef,
        /// Its number in the series, from 1.
        ordinal: i32,
        /// Where it takes place.
        place: PlaceRef,
        /// Who takes part, all of them: the list takes the place of the former one.
        participants: Vec<ParticipantInput>,
        /// Whether a source states it: STATED if absent.
        resolution: Resolution,
        /// Why it is believed, where no source simply states it.
        reason: String,
        /// Its slug, an address for ever: lower-case letters and digits joined by '-'. Made from the name if absent; a former slug keeps leading here.
        slug: String,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }

    /// Somebody who takes part in an event: at least one of person, office, country and organisation, and the role, are needed.
    pub struct ParticipantInput {
        /// The person.
        person: PersonRef,
        /// The office in which they take part, or whose unnamed holder does.
        office: OfficeRef,
        /// The country for which they take part, or whose delegation does.
        country: CountryRef,
        /// The organisation for which they take part, or which does itself.
        organisation: OrganisationRef,
        /// What they do at it.
        role: ParticipantRole,
        /// Whether a source states it: STATED if absent.
        resolution: Resolution,
        /// Why it is believed, where no source simply states it.
        reason: String,
    }
}
