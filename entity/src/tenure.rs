//! Who held which office, from when to when.

use crate::{FuzzyDate, Resolution};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub person_id: i64,
    pub office_id: i64,
    pub started: Option<FuzzyDate>,
    pub started_earliest: Option<i32>,
    pub started_latest: Option<i32>,
    pub ended: Option<FuzzyDate>,
    pub ended_earliest: Option<i32>,
    pub ended_latest: Option<i32>,
    pub resolution: Resolution,
    pub reason: Option<String>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
    #[sea_orm(belongs_to, from = "office_id", to = "id")]
    pub office: BelongsTo<super::office::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
