//! What is said of a source in a mutation.

use crate::graphql::fuzzy_date::FuzzyDateInput;
use crate::graphql::patch::patch_input;
use crate::record::reference::OrganisationRef;

patch_input! {
    /// Where something in the archive comes from. For a new one the text or the address is needed; in an update what is absent stays,
    /// and null clears. The text of a source that is there never changes: another text is another source.
    pub struct SourceInput {
        /// Its address.
        url: String,
        /// The name of the file it came in.
        file_name: String,
        /// Who published it.
        publisher: OrganisationRef,
        /// When it was retrieved.
        retrieved: FuzzyDateInput,
        /// The media type of the text: `text/plain` if absent.
        media_type: String,
        /// Under which licence the text stands.
        licence: String,
        /// The text as it was retrieved. Its SHA-256 tells sources apart.
        text: String,
    }
}
