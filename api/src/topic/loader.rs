//! Topics that belong to other records, loaded for many at once.

use crate::graphql::related::pairs;
use entity::topic::{Column, Entity};
use sea_orm::sea_query::SelectStatement;

/// Topics that belong to a wider one.
pub fn by_broader(broader: &[i64]) -> SelectStatement {
    pairs(Entity, Column::BroaderId, Column::Id, broader)
}
