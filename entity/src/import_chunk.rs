//! The files of imports that wait or run, in pieces.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_chunk")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub file: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    pub bytes: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
