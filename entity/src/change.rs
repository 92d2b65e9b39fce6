//! The log: every change, waiting or applied.

use crate::{Operation, RecordKind};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub change_set_id: i64,
    pub ordinal: i32,
    #[sea_orm(unique)]
    pub position: Option<i64>,
    pub operation: Operation,
    pub record_kind: RecordKind,
    pub record_id: Option<i64>,
    pub base_version: Option<i32>,
    pub proposed: Option<String>,
    pub before_image: Option<String>,
    pub reserved_id: Option<i64>,
    pub digest: Option<String>,
    #[sea_orm(belongs_to, from = "change_set_id", to = "id")]
    pub change_set: BelongsTo<super::change_set::Entity>,
    #[sea_orm(belongs_to, from = "record_id", to = "id")]
    pub record: BelongsTo<Option<super::record::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
