//! Events with those who took part.

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

const TABLES: &[&str] = &["event", "event_participant"];

const UP: &str = r"
CREATE TABLE event (
    id {KEY} REFERENCES record (id),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_name {SORTED} NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    starts TEXT, starts_earliest INTEGER, starts_latest INTEGER,
    ends TEXT, ends_earliest INTEGER, ends_latest INTEGER,
    -- The day lists are ordered by: the earliest known, or the smallest integer.
    sort_day INTEGER NOT NULL,
    parent_id BIGINT REFERENCES event (id),
    series_id BIGINT REFERENCES event (id),
    ordinal INTEGER CHECK (ordinal >= 1),
    place_id BIGINT REFERENCES place (id),
    resolution TEXT NOT NULL,
    reason TEXT,
    CHECK (starts_earliest <= starts_latest),
    CHECK (ends_earliest <= ends_latest),
    CHECK (starts_earliest <= ends_latest),
    CHECK (parent_id <> id),
    CHECK (series_id <> id)
);
CREATE INDEX event_sort_day ON event (sort_day, id);
CREATE INDEX event_sort_name ON event (sort_name, id);
CREATE INDEX event_parent ON event (parent_id, sort_day, id);
CREATE INDEX event_series ON event (series_id, ordinal, id);
CREATE INDEX event_place ON event (place_id, sort_day, id);

CREATE TABLE event_participant (
    event_id BIGINT NOT NULL REFERENCES event (id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    person_id BIGINT REFERENCES person (id),
    office_id BIGINT REFERENCES office (id),
    country_id BIGINT REFERENCES country (id),
    organisation_id BIGINT REFERENCES organisation (id),
    role TEXT NOT NULL,
    resolution TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (event_id, ordinal),
    CHECK (person_id IS NOT NULL OR office_id IS NOT NULL OR country_id IS NOT NULL OR organisation_id IS NOT NULL)
);
CREATE INDEX event_participant_person ON event_participant (person_id, event_id);
CREATE INDEX event_participant_office ON event_participant (office_id, event_id);
CREATE INDEX event_participant_country ON event_participant (country_id, event_id);
CREATE INDEX event_participant_organisation ON event_participant (organisation_id, event_id);
";
