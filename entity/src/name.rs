//! The names of people, countries, organisations and places.

use crate::{FuzzyDate, NameKind};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "name")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub record_id: i64,
    pub ordinal: i32,
    pub kind: NameKind,
    pub form: String,
    pub folded: String,
    pub language: Option<String>,
    pub script: Option<String>,
    pub valid_from: Option<FuzzyDate>,
    pub valid_from_earliest: Option<i32>,
    pub valid_from_latest: Option<i32>,
    pub valid_to: Option<FuzzyDate>,
    pub valid_to_earliest: Option<i32>,
    pub valid_to_latest: Option<i32>,
    #[sea_orm(belongs_to, from = "record_id", to = "id")]
    pub record: BelongsTo<super::record::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
