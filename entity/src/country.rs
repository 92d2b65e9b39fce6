//! Countries and territories, present and former.

use crate::FuzzyDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "country")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    pub sort_name: String,
    pub formal_name: Option<String>,
    #[sea_orm(unique)]
    pub alpha2: Option<String>,
    #[sea_orm(unique)]
    pub alpha3: Option<String>,
    pub numeric_code: Option<String>,
    #[sea_orm(unique)]
    pub alpha4: Option<String>,
    pub region_code: Option<String>,
    pub region_name: Option<String>,
    pub subregion_code: Option<String>,
    pub subregion_name: Option<String>,
    pub intermediate_region_code: Option<String>,
    pub intermediate_region_name: Option<String>,
    pub capital: Option<String>,
    pub exists_from: Option<FuzzyDate>,
    pub exists_from_earliest: Option<i32>,
    pub exists_from_latest: Option<i32>,
    pub exists_to: Option<FuzzyDate>,
    pub exists_to_earliest: Option<i32>,
    pub exists_to_latest: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
