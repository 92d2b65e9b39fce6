//! How one statement relates to another.

use crate::{LinkKind, Resolution};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub source_id: i64,
    pub target_id: i64,
    pub kind: LinkKind,
    pub phrase: Option<String>,
    pub resolution: Resolution,
    pub reason: Option<String>,
    #[sea_orm(belongs_to, relation_enum = "Source", from = "source_id", to = "id")]
    pub source: BelongsTo<super::statement::Entity>,
    #[sea_orm(belongs_to, relation_enum = "Target", from = "target_id", to = "id")]
    pub target: BelongsTo<super::statement::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
