//! What is said of an organisation or a membership in a mutation.

use super::OrganisationKind;
use crate::graphql::fuzzy_date::FuzzyDateInput;
use crate::graphql::patch::patch_input;
use crate::record::input::{ExternalIdInput, NameInput};
use crate::record::reference::{CountryRef, OrganisationRef, PersonRef, SourceRef};

patch_input! {
    /// An organisation. For a new one name and kind are needed; in an update what is absent stays, and null clears.
    pub struct OrganisationInput {
        /// Its usual name, in English.
        name: String,
        /// Its other names, all of them: the list takes the place of the former one.
        other_names: Vec<NameInput>,
        /// What sort of organisation it is.
        kind: OrganisationKind,
        /// The organisation it is a part of.
        parent: OrganisationRef,
        /// The country it belongs to.
        country: CountryRef,
        /// Its slug, an address for ever: lower-case letters and digits joined by '-'. Made from the name if absent; a former slug keeps leading here.
        slug: String,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }

    /// Who belongs to an organisation: the organisation and exactly one of person, memberOrganisation and country are needed for a
    /// new one; in an update what is absent stays, and null clears.
    pub struct MembershipInput {
        /// The organisation.
        organisation: OrganisationRef,
        /// The person who belongs to it.
        person: PersonRef,
        /// The organisation that belongs to it.
        member_organisation: OrganisationRef,
        /// The country that belongs to it.
        country: CountryRef,
        /// As what: "observer", "chair".
        role: String,
        /// Since when; null where no source tells.
        started: FuzzyDateInput,
        /// Until when; null where no source tells, or it has not ended.
        ended: FuzzyDateInput,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }
}
