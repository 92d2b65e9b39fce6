//! Where texts come from, with the raw text.

use crate::FuzzyDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub url: Option<String>,
    pub file_name: Option<String>,
    pub publisher_id: Option<i64>,
    pub retrieved: Option<FuzzyDate>,
    pub retrieved_earliest: Option<i32>,
    pub retrieved_latest: Option<i32>,
    pub media_type: String,
    pub encoding: String,
    #[sea_orm(unique)]
    pub sha256: String,
    pub licence: Option<String>,
    #[sea_orm(belongs_to, relation_enum = "Publisher", from = "publisher_id", to = "id")]
    pub publisher: BelongsTo<Option<super::organisation::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
