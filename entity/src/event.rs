//! Occasions: talks, visits, conferences, and the series they belong to.

use crate::{EventKind, EventStatus, FuzzyDate, Resolution};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    pub sort_name: String,
    pub kind: EventKind,
    pub status: EventStatus,
    pub starts: Option<FuzzyDate>,
    pub starts_earliest: Option<i32>,
    pub starts_latest: Option<i32>,
    pub ends: Option<FuzzyDate>,
    pub ends_earliest: Option<i32>,
    pub ends_latest: Option<i32>,
    pub sort_day: i32,
    pub parent_id: Option<i64>,
    pub series_id: Option<i64>,
    pub ordinal: Option<i32>,
    pub place_id: Option<i64>,
    pub resolution: Resolution,
    pub reason: Option<String>,
    #[sea_orm(self_ref, relation_enum = "Parent", from = "parent_id", to = "id")]
    pub parent: BelongsTo<Option<Entity>>,
    #[sea_orm(self_ref, relation_enum = "Series", from = "series_id", to = "id")]
    pub series: BelongsTo<Option<Entity>>,
    #[sea_orm(belongs_to, from = "place_id", to = "id")]
    pub place: BelongsTo<Option<super::place::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
