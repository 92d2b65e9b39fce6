//! What a file said of a record when it was last imported.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub file: String,
    pub record_id: i64,
    pub digest: String,
    pub parts: String,
    pub job_id: i64,
    pub line: i64,
    pub position: i64,
}

impl ActiveModelBehavior for ActiveModel {}
