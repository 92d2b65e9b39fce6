//! What belongs to sources, loaded for many at once.

use crate::graphql::loader::groups;
use crate::graphql::related::{Pairing, pairs};
use entity::source::{Column, Entity};

groups! {
    /// The text of a source.
    TextBySourceId: source_text by SourceId / source_id, order SourceId;
}

/// Sources that the organisation publishes.
pub fn by_publisher(organisations: &[i64]) -> Pairing {
    pairs(Entity, Column::PublisherId, Column::Id, organisations)
}
