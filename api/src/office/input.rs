//! What is said of an office in a mutation.

use super::OfficeKind;
use crate::graphql::patch::patch_input;
use crate::record::input::ExternalIdInput;
use crate::record::reference::{CountryRef, OrganisationRef, SourceRef};

patch_input! {
    /// An office. For a new one title and kind are needed; in an update what is absent stays, and null clears.
    pub struct OfficeInput {
        /// What it is called, in English, with what it is the office of: "Foreign Minister of Russia".
        title: String,
        /// What sort of office it is.
        kind: OfficeKind,
        /// The organisation it belongs to.
        organisation: OrganisationRef,
        /// The country it belongs to.
        country: CountryRef,
        /// Its slug, an address for ever: lower-case letters and digits joined by '-'. Made from the name if absent; a former slug keeps leading here.
        slug: String,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }
}
