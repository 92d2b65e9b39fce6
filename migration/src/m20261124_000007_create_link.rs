//! The reply graph between statements, and what spans of text refer to.

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

const TABLES: &[&str] = &["link", "mention"];

const UP: &str = r"
CREATE TABLE link (
    id {KEY} REFERENCES record (id),
    source_id BIGINT NOT NULL REFERENCES statement (id),
    target_id BIGINT NOT NULL REFERENCES statement (id),
    kind TEXT NOT NULL,
    phrase TEXT,
    resolution TEXT NOT NULL,
    reason TEXT,
    UNIQUE (source_id, target_id, kind),
    CHECK (source_id <> target_id)
);
CREATE INDEX link_target ON link (target_id, kind);
CREATE INDEX link_kind ON link (kind, id);

CREATE TABLE mention (
    id {KEY} REFERENCES record (id),
    turn_id BIGINT NOT NULL REFERENCES turn (id),
    start_offset INTEGER NOT NULL CHECK (start_offset >= 0),
    end_offset INTEGER NOT NULL,
    exact TEXT NOT NULL,
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    person_id BIGINT REFERENCES person (id),
    office_id BIGINT REFERENCES office (id),
    country_id BIGINT REFERENCES country (id),
    organisation_id BIGINT REFERENCES organisation (id),
    place_id BIGINT REFERENCES place (id),
    event_id BIGINT REFERENCES event (id),
    resolution TEXT NOT NULL,
    score DOUBLE PRECISION CHECK (score BETWEEN 0 AND 1),
    reason TEXT,
    CHECK (end_offset > start_offset),
    CHECK ((CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN office_id IS NULL THEN 0 ELSE 1 END)
         + (CASE WHEN country_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END)
         + (CASE WHEN place_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN event_id IS NULL THEN 0 ELSE 1 END) = 1)
);
CREATE INDEX mention_turn ON mention (turn_id, start_offset);
CREATE INDEX mention_person ON mention (person_id, id);
CREATE INDEX mention_office ON mention (office_id, id);
CREATE INDEX mention_country ON mention (country_id, id);
CREATE INDEX mention_organisation ON mention (organisation_id, id);
CREATE INDEX mention_place ON mention (place_id, id);
CREATE INDEX mention_event ON mention (event_id, id);
CREATE INDEX mention_resolution ON mention (resolution, id);
";
