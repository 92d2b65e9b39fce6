//! Offices that people hold.

use crate::OfficeKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "office")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    #[sea_orm(unique)]
    pub slug: String,
    pub title: String,
    pub sort_name: String,
    pub kind: OfficeKind,
    pub organisation_id: Option<i64>,
    pub country_id: Option<i64>,
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<Option<super::organisation::Entity>>,
    #[sea_orm(belongs_to, from = "country_id", to = "id")]
    pub country: BelongsTo<Option<super::country::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
