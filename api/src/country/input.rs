//! What is said of a country in a mutation.

use crate::graphql::fuzzy_date::FuzzyDateInput;
use crate::graphql::patch::patch_input;
use crate::record::input::{ExternalIdInput, NameInput};
use crate::record::reference::{CountryRef, SourceRef};
use async_graphql::InputObject;
use serde::Serialize;

/// A region of the UN's standard M49.
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct RegionInput {
    /// Its code: three digits.
    pub code: String,
    /// Its English name.
    pub name: String,
}

patch_input! {
    /// A country, present or former. For a new one the name is needed; in an update what is absent stays, and null clears.
    pub struct CountryInput {
        /// Its usual short name, in English.
        name: String,
        /// Its full, official name, in English.
        formal_name: String,
        /// All its names: the list takes the place of the former one.
        names: Vec<NameInput>,
        /// Its ISO 3166-1 alpha-2 code: two capital letters.
        alpha2: String,
        /// Its ISO 3166-1 alpha-3 code: three capital letters.
        alpha3: String,
        /// Its ISO 3166-1 numeric code, the same as the UN's M49: three digits.
        numeric_code: String,
        /// Its ISO 3166-3 code, if it is a former country: four capital letters.
        alpha4: String,
        /// The M49 region.
        region: RegionInput,
        /// The M49 sub-region.
        subregion: RegionInput,
        /// The M49 intermediate region.
        intermediate_region: RegionInput,
        /// Its capital, in English.
        capital: String,
        /// Since when it exists.
        exists_from: FuzzyDateInput,
        /// Until when it existed.
        exists_to: FuzzyDateInput,
        /// The countries it followed, all of them: the list takes the place of the former one.
        predecessors: Vec<CountryRef>,
        /// Its slug, an address for ever: lower-case letters and digits joined by '-'. Made from the name if absent; a former slug keeps leading here.
        slug: String,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }
}
