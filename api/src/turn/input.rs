//! What is said of a turn in a mutation.

use super::{Completeness, TurnKind};
use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::patch::patch_input;
use crate::record::reference::{CountryRef, OfficeRef, OrganisationRef, PersonRef, TenureRef};
use async_graphql::ID;

patch_input! {
    /// What one speaker says before another begins. For a new turn kind and text are needed; of a turn that is there what is absent
    /// stays, and null clears.
    pub struct TurnInput {
        /// Only in a statement's list of turns: the turn that is there and stays. Absent for a new one.
        id: ID,
        /// What it does in the statement.
        kind: TurnKind,
        /// The text without the speaker's label; paragraphs are separated by an empty line. At most 500 000 characters.
        text: String,
        /// The speaker's label as the source prints it.
        label: String,
        /// Who speaks; null where the source does not tell.
        speaker: PersonRef,
        /// The organisation for which they speak: the outlet that asks, the embassy that answers.
        organisation: OrganisationRef,
        /// The office in which they speak.
        tenure: TenureRef,
        /// To whom it is addressed, all of them: the list takes the place of the former one.
        addressees: Vec<AddresseeInput>,
        /// What the label says beside the name.
        note: String,
        /// Whether the text is all that was said: COMPLETE if absent.
        completeness: Completeness,
    }

    /// Somebody to whom a turn is addressed: at least one of person, office, country and organisation is needed.
    pub struct AddresseeInput {
        /// The person.
        person: PersonRef,
        /// The office that is addressed, where no person is named.
        office: OfficeRef,
        /// The country that is addressed.
        country: CountryRef,
        /// The organisation that is addressed.
        organisation: OrganisationRef,
        /// The words that tell it.
        phrase: String,
        /// Whether the source states it: STATED if absent.
        resolution: Resolution,
        /// Why it is believed, where the source does not simply state it.
        reason: String,
    }
}
