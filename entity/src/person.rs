//! People.

use crate::FuzzyDate;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    pub sort_name: String,
    pub born: Option<FuzzyDate>,
    pub born_earliest: Option<i32>,
    pub born_latest: Option<i32>,
    pub died: Option<FuzzyDate>,
    pub died_earliest: Option<i32>,
    pub died_latest: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
