//! What became of each record of an import.

use crate::{LineOutcome, RecordKind};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i64,
    pub file: i32,
    pub line: i64,
    pub record_kind: Option<RecordKind>,
    pub key: Option<String>,
    pub outcome: LineOutcome,
    pub record_id: Option<i64>,
    pub detail: Option<String>,
    pub is_ambiguous: bool,
}

impl ActiveModelBehavior for ActiveModel {}
