//! Spans of a turn that name a record.

use crate::Resolution;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mention")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub turn_id: i64,
    pub start_offset: i32,
    pub end_offset: i32,
    pub exact: String,
    pub prefix: String,
    pub suffix: String,
    pub person_id: Option<i64>,
    pub office_id: Option<i64>,
    pub country_id: Option<i64>,
    pub organisation_id: Option<i64>,
    pub place_id: Option<i64>,
    pub event_id: Option<i64>,
    pub resolution: Resolution,
    pub score: Option<f64>,
    pub reason: Option<String>,
    #[sea_orm(belongs_to, from = "turn_id", to = "id")]
    pub turn: BelongsTo<super::turn::Entity>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<Option<super::person::Entity>>,
    #[sea_orm(belongs_to, from = "office_id", to = "id")]
    pub office: BelongsTo<Option<super::office::Entity>>,
    #[sea_orm(belongs_to, from = "country_id", to = "id")]
    pub country: BelongsTo<Option<super::country::Entity>>,
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<Option<super::organisation::Entity>>,
    #[sea_orm(belongs_to, from = "place_id", to = "id")]
    pub place: BelongsTo<Option<super::place::Entity>>,
    #[sea_orm(belongs_to, from = "event_id", to = "id")]
    pub event: BelongsTo<Option<super::event::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
