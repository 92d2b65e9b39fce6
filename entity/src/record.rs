//! The anchor of every published record: its version, its times, and what became of it.

use crate::RecordKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub kind: RecordKind,
    pub version: i32,
    pub created_at: i64,
    pub updated_at: i64,
    pub merged_into_id: Option<i64>,
    pub deleted_at: Option<i64>,
    pub deletion_reason: Option<String>,
    #[sea_orm(self_ref, relation_enum = "MergedInto", from = "merged_into_id", to = "id")]
    pub merged_into: BelongsTo<Option<Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
