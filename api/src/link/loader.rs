//! Links that belong to statements, loaded for many at once.

use crate::graphql::related::{Pairing, pairs};
use entity::link::{Column, Entity};

/// Links by which the statement relates to others.
pub fn by_source(statements: &[i64]) -> Pairing {
    pairs(Entity, Column::SourceId, Column::Id, statements)
}

/// Links by which others relate to the statement.
pub fn by_target(statements: &[i64]) -> Pairing {
    pairs(Entity, Column::TargetId, Column::Id, statements)
}
