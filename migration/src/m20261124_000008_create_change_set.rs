//! Who changes the archive, how, and the log of what was changed.

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

const TABLES: &[&str] = &["user_account", "api_token", "change_set", "change", "comment", "judgement"];

const UP: &str = r"
CREATE TABLE user_account (
    id {KEY},
    login TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE api_token (
    id {KEY},
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    label TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_token_user ON api_token (user_id);

CREATE TABLE change_set (
    id {KEY},
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    author_id BIGINT REFERENCES user_account (id),
    assignee_id BIGINT REFERENCES user_account (id),
    undoes_id BIGINT REFERENCES change_set (id),
    created_at BIGINT NOT NULL,
    submitted_at BIGINT,
    apply_at BIGINT,
    applied_at BIGINT
);
CREATE INDEX change_set_state ON change_set (state, id);
CREATE INDEX change_set_author ON change_set (author_id, id);
CREATE INDEX change_set_undoes ON change_set (undoes_id);

-- The log. A change that waits has no position; an applied one has the next, without gaps.
CREATE TABLE change (
    id {KEY},
    change_set_id BIGINT NOT NULL REFERENCES change_set (id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    position BIGINT UNIQUE CHECK (position >= 1),
    operation TEXT NOT NULL,
    record_kind TEXT NOT NULL,
    record_id BIGINT REFERENCES record (id),
    base_version INTEGER,
    -- The new values while the change waits. An applied create needs none: the record holds them.
    proposed TEXT,
    -- The record as it was, for an applied update or delete.
    before_image TEXT,
    UNIQUE (change_set_id, ordinal)
);
CREATE INDEX change_record ON change (record_id, position);

CREATE TABLE comment (
    id {KEY},
    change_set_id BIGINT NOT NULL REFERENCES change_set (id),
    change_id BIGINT REFERENCES change (id),
    author_id BIGINT NOT NULL REFERENCES user_account (id),
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX comment_change_set ON comment (change_set_id, id);

-- Whether two records are the same thing: a duplicate once refused stays refused.
CREATE TABLE judgement (
    first_id BIGINT NOT NULL REFERENCES record (id),
    second_id BIGINT NOT NULL REFERENCES record (id),
    verdict TEXT NOT NULL,
    author_id BIGINT NOT NULL REFERENCES user_account (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
);
CREATE INDEX judgement_second ON judgement (second_id);
";
