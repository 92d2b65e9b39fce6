//! In which order statements come.

use crate::graphql::pagination::Order;
use async_graphql::Enum;
use entity::statement::Column;

/// The orders statements may come in. The date that counts is the first known of made, sent, published and posted, its earliest
/// day; statements without any date count as the oldest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum StatementOrder {
    /// The latest first.
    #[default]
    DateDesc,
    /// The earliest first.
    DateAsc,
    /// By title, from A to Z, accents aside.
    TitleAsc,
    /// The last added first.
    CreatedDesc,
    /// The first added first.
    CreatedAsc,
}

impl Order<Column> for StatementOrder {
    fn key(self) -> (Option<Column>, bool) {
        match self {
            Self::DateDesc => (Some(Column::SortDay), true),
            Self::DateAsc => (Some(Column::SortDay), false),
            Self::TitleAsc => (Some(Column::SortName), false),
            Self::CreatedDesc => (None, true),
            Self::CreatedAsc => (None, false),
        }
    }
}
