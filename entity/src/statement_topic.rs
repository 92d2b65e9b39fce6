//! What a statement is about.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statement_topic")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub statement_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub topic_id: i64,
    #[sea_orm(belongs_to, from = "statement_id", to = "id")]
    pub statement: BelongsTo<super::statement::Entity>,
    #[sea_orm(belongs_to, from = "topic_id", to = "id")]
    pub topic: BelongsTo<super::topic::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
