//! Topics.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "topic")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    #[sea_orm(unique)]
    pub slug: String,
    pub label: String,
    pub sort_name: String,
    pub broader_id: Option<i64>,
    #[sea_orm(self_ref, relation_enum = "Broader", from = "broader_id", to = "id")]
    pub broader: BelongsTo<Option<Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
