//! What is said of a link in a mutation.

use super::LinkKind;
use crate::graphql::fuzzy_date::Resolution;
use crate::graphql::patch::patch_input;
use crate::record::input::ExternalIdInput;
use crate::record::reference::{SourceRef, StatementRef};

patch_input! {
    /// How one statement relates to another. For a new link source, target and kind are needed; in an update what is absent stays, and
    /// null clears.
    pub struct LinkInput {
        /// The statement that answers, quotes, corrects.
        source: StatementRef,
        /// The statement that is answered, quoted, corrected.
        target: StatementRef,
        /// How they relate.
        kind: LinkKind,
        /// The words that tell it.
        phrase: String,
        /// Whether the source states it: STATED if absent.
        resolution: Resolution,
        /// Why it is believed, where the source does not simply state it.
        reason: String,
        /// What other catalogues call it, all of them: the list takes the place of the former one.
        external_ids: Vec<ExternalIdInput>,
        /// The sources it cites, all of them: the list takes the place of the former one.
        sources: Vec<SourceRef>,
    }
}
