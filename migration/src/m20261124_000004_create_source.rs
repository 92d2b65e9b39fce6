//! Where a text comes from, and which record cites it.

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

const TABLES: &[&str] = &["source", "source_text", "citation"];

const UP: &str = r"
CREATE TABLE source (
    id {KEY} REFERENCES record (id),
    url TEXT,
    file_name TEXT,
    publisher_id BIGINT REFERENCES organisation (id),
    retrieved TEXT, retrieved_earliest INTEGER, retrieved_latest INTEGER,
    media_type TEXT NOT NULL,
    encoding TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE CHECK (LENGTH(sha256) = 64),
    licence TEXT
);

-- Apart from the source: whole pages are read only when somebody asks for them.
CREATE TABLE source_text (
    source_id {KEY} REFERENCES source (id),
    text TEXT NOT NULL
);
CREATE INDEX source_url ON source (url);
CREATE INDEX source_publisher ON source (publisher_id);

CREATE TABLE citation (
    record_id BIGINT NOT NULL REFERENCES record (id),
    source_id BIGINT NOT NULL REFERENCES source (id),
    PRIMARY KEY (record_id, source_id)
);
CREATE INDEX citation_source ON citation (source_id);
";
