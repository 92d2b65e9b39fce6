//! To whom a turn is addressed.

use crate::Resolution;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "turn_addressee")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub turn_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    pub person_id: Option<i64>,
    pub office_id: Option<i64>,
    pub country_id: Option<i64>,
    pub organisation_id: Option<i64>,
    pub phrase: Option<String>,
    pub resolution: Resolution,
    pub reason: Option<String>,
    #[sea_orm(belongs_to, from = "turn_id", to = "id")]
    pub turn: BelongsTo<super::turn::Entity>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<Option<super::person::Entity>>,
    #[sea_orm(belongs_to, from = "office_id", to = "id")]
    pub office: BelongsTo<Option<super::office::Entity>>,
    #[sea_orm(belongs_to, from = "country_id", to = "id")]
    pub country: BelongsTo<Option<super::country::Entity>>,
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<Option<super::organisation::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
