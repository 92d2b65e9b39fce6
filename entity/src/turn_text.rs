//! The text of a turn.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "turn_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub turn_id: i64,
    pub text: String,
    #[sea_orm(belongs_to, from = "turn_id", to = "id")]
    pub turn: BelongsTo<super::turn::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
