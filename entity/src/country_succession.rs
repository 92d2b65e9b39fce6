//! Which country followed which.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "country_succession")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub predecessor_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub successor_id: i64,
    #[sea_orm(belongs_to, relation_enum = "Predecessor", from = "predecessor_id", to = "id")]
    pub predecessor: BelongsTo<super::country::Entity>,
    #[sea_orm(belongs_to, relation_enum = "Successor", from = "successor_id", to = "id")]
    pub successor: BelongsTo<super::country::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
