//! What is said of a mention in a mutation.

use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::patch::patch_input;
use crate::record::reference::{CountryRef, EventRef, OfficeRef, OrganisationRef, PersonRef, PlaceRef};
use async_graphql::ID;

patch_input! {
    /// What a span of a turn's text names. For a new mention turn, start, end and exactly one of person, office, country, organisation,
    /// place and event are needed; in an update what is absent stays. The words themselves are taken from the text.
    pub struct MentionInput {
        /// The turn.
        turn: ID,
        /// Where the span begins, in Unicode code points from 0.
        start: i32,
        /// Where the span ends: the first code point behind it.
        end: i32,
        /// The person it names.
        person: PersonRef,
        /// The office it names.
        office: OfficeRef,
        /// The country it names.
        country: CountryRef,
        /// The organisation it names.
        organisation: OrganisationRef,
        /// The place it names.
        place: PlaceRef,
        /// The event it names.
        event: EventRef,
        /// How sure it is: STATED if absent.
        resolution: Resolution,
        /// How sure it is, from 0 to 1.
        score: f64,
        /// Why it is believed.
        reason: String,
    }
}
