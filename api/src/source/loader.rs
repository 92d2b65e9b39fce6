//! What belongs to sources, loaded for many at once.

use crate::graphql::loader::groups;

groups! {
    /// The text of a source.
    TextBySourceId: source_text by SourceId / source_id, order SourceId;
}
