//! What every record of the archive has: its anchor, slugs, names and external ids.

use crate::dialect::{drop, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}

const TABLES: &[&str] = &["counter", "record", "slug", "external_id", "name"];

const UP: &str = r"
-- The next free number of each sequence. Writers take turns, so a plain row is enough, and no number is ever given twice.
CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL CHECK (value >= 0)
);

-- One row for each record that was ever published. It outlives the record: deleted and merged ids keep their meaning.
CREATE TABLE record (
    id {KEY},
    kind TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    merged_into_id BIGINT REFERENCES record (id),
    deleted_at BIGINT,
    deletion_reason TEXT,
    CHECK (merged_into_id IS NULL OR merged_into_id <> id)
);
CREATE INDEX record_kind_updated ON record (kind, updated_at, id);
CREATE INDEX record_merged_into ON record (merged_into_id);

-- Every slug a record ever had, the present one included: an address once given leads to the record for ever.
CREATE TABLE slug (
    kind TEXT NOT NULL,
    value {SORTED} NOT NULL,
    record_id BIGINT NOT NULL REFERENCES record (id),
    PRIMARY KEY (kind, value)
);
CREATE INDEX slug_record ON slug (record_id);

CREATE TABLE external_id (
    kind TEXT NOT NULL,
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    record_id BIGINT NOT NULL REFERENCES record (id),
    PRIMARY KEY (kind, scheme, value)
);
CREATE INDEX external_id_record ON external_id (record_id);

CREATE TABLE name (
    id {KEY},
    record_id BIGINT NOT NULL REFERENCES record (id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    kind TEXT NOT NULL,
    form TEXT NOT NULL CHECK (form <> ''),
    folded {SORTED} NOT NULL,
    language TEXT,
    script TEXT,
    valid_from TEXT, valid_from_earliest INTEGER, valid_from_latest INTEGER,
    valid_to TEXT, valid_to_earliest INTEGER, valid_to_latest INTEGER,
    UNIQUE (record_id, ordinal)
);
CREATE INDEX name_folded ON name (folded, record_id);
";
