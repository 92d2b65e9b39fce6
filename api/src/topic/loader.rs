//! Topics that belong to other records, loaded for many at once.

use crate::graphql::related::{Pairing, pairs};
use entity::topic::{Column, Entity};

/// Topics that belong to a wider one.
pub fn by_broader(broader: &[i64]) -> Pairing {
    pairs(Entity, Column::BroaderId, Column::Id, broader)
}
