//! What belongs to sources, loaded for many at once.

use crate::graphql::loader::groups;
use crate::graphql::related::pairs;
use entity::source::{Column, Entity};
use sea_orm::sea_query::SelectStatement;

groups! {
    /// The text of a source.
    TextBySourceId: source_text by SourceId / source_id, order SourceId;
}

/// Sources that the organisation publishes.
pub fn by_publisher(organisations: &[i64]) -> SelectStatement {
    pairs(Entity, Column::PublisherId, Column::Id, organisations)
}
