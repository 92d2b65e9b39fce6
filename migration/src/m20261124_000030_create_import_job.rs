//! Imports: the jobs, what became of each line of their files, and what each source has said of each record.

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
        run(manager, "DROP INDEX change_set_import; ALTER TABLE change_set DROP COLUMN import_id").await?;
        drop(manager, &["import_job", "import_chunk", "import_line", "import_entry"]).await
    }
}

const UP: &str = r"
CREATE TABLE import_job (
    id {KEY},
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    on_error TEXT NOT NULL,
    author_id BIGINT REFERENCES user_account (id),
    -- SHA-256 over names, formats and contents of the files: the same input again goes on where it was interrupted.
    digest TEXT NOT NULL,
    -- JSON: name, format, bytes and SHA-256 of each file.
    files TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When a process last worked at it, to tell a job that goes on from one that was interrupted.
    updated_at BIGINT NOT NULL,
    finished_at BIGINT,
    -- How often the files have been gone through, and how many of their records in the present round.
    round INTEGER NOT NULL,
    done BIGINT NOT NULL,
    -- How many waited when the round began.
    waited BIGINT NOT NULL,
    -- How many there are, when they have been gone through once.
    total BIGINT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    conflicting BIGINT NOT NULL,
    ambiguous BIGINT NOT NULL,
    invalid BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    -- Why it stopped.
    problem TEXT
);
CREATE INDEX import_job_state ON import_job (state, id);
CREATE INDEX import_job_digest ON import_job (digest);

-- The files of a job that a server works at, so that any server may go on with it. They go when it is done.
CREATE TABLE import_chunk (
    job_id BIGINT NOT NULL REFERENCES import_job (id),
    file INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    bytes {BYTES} NOT NULL,
    PRIMARY KEY (job_id, file, ordinal)
);

CREATE TABLE import_line (
    job_id BIGINT NOT NULL REFERENCES import_job (id),
    ordinal BIGINT NOT NULL,
    file INTEGER NOT NULL,
    line BIGINT NOT NULL,
    record_kind TEXT,
    key TEXT,
    outcome TEXT NOT NULL,
    record_id BIGINT,
    -- JSON: the fields that were changed, and all that was not plain.
    detail TEXT,
    is_ambiguous BOOLEAN NOT NULL,
    PRIMARY KEY (job_id, ordinal)
);
CREATE INDEX import_line_outcome ON import_line (job_id, outcome, ordinal);
CREATE INDEX import_line_ambiguous ON import_line (job_id, ordinal) WHERE is_ambiguous;

-- What a file said of a record when it was last imported: digests of the whole and of each field.
CREATE TABLE import_entry (
    key {SORTED} NOT NULL,
    file {SORTED} NOT NULL,
    record_id BIGINT NOT NULL,
    digest TEXT NOT NULL,
    parts TEXT NOT NULL,
    job_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    -- The archive's position after it: what people changed by hand since is behind it.
    position BIGINT NOT NULL,
    PRIMARY KEY (key, file)
);
CREATE INDEX import_entry_job ON import_entry (job_id);
CREATE INDEX import_entry_record ON import_entry (record_id);

-- The job that a change set is a part of.
ALTER TABLE change_set ADD COLUMN import_id BIGINT REFERENCES import_job (id);
CREATE INDEX change_set_import ON change_set (import_id, id) WHERE import_id IS NOT NULL;
";
