//! Which countries a statement concerns.

use crate::Resolution;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statement_country")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub statement_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub country_id: i64,
    pub resolution: Resolution,
    pub reason: Option<String>,
    #[sea_orm(belongs_to, from = "statement_id", to = "id")]
    pub statement: BelongsTo<super::statement::Entity>,
    #[sea_orm(belongs_to, from = "country_id", to = "id")]
    pub country: BelongsTo<super::country::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
