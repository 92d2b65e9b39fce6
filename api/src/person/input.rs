//! What is said of a person or a tenure in a mutation.

use crate::graphql::fuzzy_date::{FuzzyDateInput, Resolution};
use crate::graphql::patch::patch_input;
use crate::record::input::{ExternalIdInput, NameInput};
use crate::record::reference::{OfficeRef, PersonRef, SourceRef};

patch_input! {
    /// A person. For a new one the name is needed; in an update what is absent stays, and null clears.
    pub struct PersonInput {
        /// Their usual name, in English.
        name: String,
        /// Their other names, all of them: the list takes the place of the former one.
        other_names: Vec<NameInput>,
        /// When they were born.
        born: FuzzyDateInput,
        /// When they died.
        died: FuzzyDateInput,
        /// Its slug, an address for ever: lower-case letters and digits joined by '-'. Made from the name if absent; a former slug keeps leading here.
        slug: String,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }

    /// A person in an office. For a new one both are needed; in an update what is absent stays, and null clears.
    pub struct TenureInput {
        /// Who holds the office.
        person: PersonRef,
        /// The office.
        office: OfficeRef,
        /// When it began; null where no source tells.
        started: FuzzyDateInput,
        /// When it ended; null where no source tells, or it has not ended. Not before it began.
        ended: FuzzyDateInput,
        /// Whether a source states it: STATED if absent.
        resolution: Resolution,
        /// Why it is believed, where no source simply states it.
        reason: String,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }
}
