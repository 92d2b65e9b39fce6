//! What is said of a place in a mutation.

use super::PlaceKind;
use crate::graphql::patch::patch_input;
use crate::record::input::{ExternalIdInput, NameInput};
use crate::record::reference::{CountryRef, PlaceRef, SourceRef};
use async_graphql::InputObject;
use serde::Serialize;

/// A point on the Earth (WGS 84).
#[derive(Clone, Copy, Debug, InputObject, Serialize)]
pub struct CoordinatesInput {
    /// Degrees north, from -90 to 90.
    pub latitude: f64,
    /// Degrees east, from -180 to 180.
    pub longitude: f64,
}

patch_input! {
    /// A place. For a new one name and kind are needed; in an update what is absent stays, and null clears.
    pub struct PlaceInput {
        /// Its usual name, in English.
        name: String,
        /// Its other names, all of them: the list takes the place of the former one.
        other_names: Vec<NameInput>,
        /// What sort of place it is.
        kind: PlaceKind,
        /// The country it is in.
        country: CountryRef,
        /// The place it is a part of.
        parent: PlaceRef,
        /// Where it is.
        coordinates: CoordinatesInput,
        /// Its slug, an address for ever: lower-case letters and digits joined by '-'. Made from the name if absent; a former slug keeps leading here.
        slug: String,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }
}
