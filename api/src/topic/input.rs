//! What is said of a topic in a mutation.

use crate::graphql::patch::patch_input;
use crate::record::input::ExternalIdInput;
use crate::record::reference::{SourceRef, TopicRef};

patch_input! {
    /// A topic. For a new one the label is needed; in an update what is absent stays, and null clears.
    pub struct TopicInput {
        /// What it is called, in English.
        label: String,
        /// The wider topic that it is a part of.
        broader: TopicRef,
        /// Its slug, an address for ever: lower-case letters and digits joined by '-'. Made from the name if absent; a former slug keeps leading here.
        slug: String,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }
}
