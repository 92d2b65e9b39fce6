//! What was said or written.

use crate::{FuzzyDate, Holding, StatementKind};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    #[sea_orm(unique)]
    pub slug: String,
    pub kind: StatementKind,
    pub title: String,
    pub sort_name: String,
    pub language: Option<String>,
    pub holding: Holding,
    pub made: Option<FuzzyDate>,
    pub made_earliest: Option<i32>,
    pub made_latest: Option<i32>,
    pub sent: Option<FuzzyDate>,
    pub sent_earliest: Option<i32>,
    pub sent_latest: Option<i32>,
    pub published: Option<FuzzyDate>,
    pub published_earliest: Option<i32>,
    pub published_latest: Option<i32>,
    pub posted: Option<FuzzyDate>,
    pub posted_earliest: Option<i32>,
    pub posted_latest: Option<i32>,
    pub sort_day: i32,
    pub publisher_id: Option<i64>,
    pub event_id: Option<i64>,
    pub place_id: Option<i64>,
    pub summary: Option<String>,
    #[sea_orm(belongs_to, relation_enum = "Publisher", from = "publisher_id", to = "id")]
    pub publisher: BelongsTo<Option<super::organisation::Entity>>,
    #[sea_orm(belongs_to, from = "event_id", to = "id")]
    pub event: BelongsTo<Option<super::event::Entity>>,
    #[sea_orm(belongs_to, from = "place_id", to = "id")]
    pub place: BelongsTo<Option<super::place::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
