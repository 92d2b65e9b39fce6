//! Statements with their turns, authors, topics and countries.

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

const TABLES: &[&str] = &[
    "statement",
    "statement_author",
    "statement_topic",
    "statement_country",
    "event_statement",
    "turn",
    "turn_text",
    "turn_addressee",
];

const UP: &str = r"
CREATE TABLE statement (
    id {KEY} REFERENCES record (id),
    slug TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    sort_name {SORTED} NOT NULL,
    language TEXT,
    holding TEXT NOT NULL,
    made TEXT, made_earliest INTEGER, made_latest INTEGER,
    sent TEXT, sent_earliest INTEGER, sent_latest INTEGER,
    published TEXT, published_earliest INTEGER, published_latest INTEGER,
    posted TEXT, posted_earliest INTEGER, posted_latest INTEGER,
    -- The day lists are ordered by: the earliest day of the first known of made, sent, published, posted, or the smallest integer.
    sort_day INTEGER NOT NULL,
    publisher_id BIGINT REFERENCES organisation (id),
    event_id BIGINT REFERENCES event (id),
    place_id BIGINT REFERENCES place (id),
    summary TEXT,
    CHECK (made_earliest <= made_latest),
    CHECK (sent_earliest <= sent_latest),
    CHECK (published_earliest <= published_latest),
    CHECK (posted_earliest <= posted_latest)
);
CREATE INDEX statement_sort_day ON statement (sort_day, id);
CREATE INDEX statement_sort_name ON statement (sort_name, id);
CREATE INDEX statement_kind ON statement (kind, sort_day, id);
CREATE INDEX statement_publisher ON statement (publisher_id, sort_day, id);
CREATE INDEX statement_event ON statement (event_id, sort_day, id);
CREATE INDEX statement_place ON statement (place_id, sort_day, id);

CREATE TABLE statement_author (
    statement_id BIGINT NOT NULL REFERENCES statement (id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    person_id BIGINT NOT NULL REFERENCES person (id),
    PRIMARY KEY (statement_id, ordinal),
    UNIQUE (person_id, statement_id)
);

CREATE TABLE statement_topic (
    statement_id BIGINT NOT NULL REFERENCES statement (id),
    topic_id BIGINT NOT NULL REFERENCES topic (id),
    PRIMARY KEY (statement_id, topic_id)
);
CREATE INDEX statement_topic_topic ON statement_topic (topic_id, statement_id);

CREATE TABLE statement_country (
    statement_id BIGINT NOT NULL REFERENCES statement (id),
    country_id BIGINT NOT NULL REFERENCES country (id),
    resolution TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (statement_id, country_id)
);
CREATE INDEX statement_country_country ON statement_country (country_id, statement_id);

CREATE TABLE event_statement (
    event_id BIGINT NOT NULL REFERENCES event (id),
    statement_id BIGINT NOT NULL REFERENCES statement (id),
    role TEXT NOT NULL,
    PRIMARY KEY (event_id, role, statement_id)
);
CREATE INDEX event_statement_statement ON event_statement (statement_id, role);

CREATE TABLE turn (
    id {KEY},
    statement_id BIGINT NOT NULL REFERENCES statement (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    kind TEXT NOT NULL,
    label TEXT,
    speaker_id BIGINT REFERENCES person (id),
    organisation_id BIGINT REFERENCES organisation (id),
    tenure_id BIGINT REFERENCES tenure (id),
    note TEXT,
    completeness TEXT NOT NULL,
    UNIQUE (statement_id, position)
);

-- Apart from the turn, so that lists, joins and counts never drag the text along.
CREATE TABLE turn_text (
    turn_id {KEY} REFERENCES turn (id),
    text TEXT NOT NULL
);
CREATE INDEX turn_speaker ON turn (speaker_id, statement_id);
CREATE INDEX turn_organisation ON turn (organisation_id, statement_id);
CREATE INDEX turn_tenure ON turn (tenure_id, statement_id);

CREATE TABLE turn_addressee (
    turn_id BIGINT NOT NULL REFERENCES turn (id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    person_id BIGINT REFERENCES person (id),
    office_id BIGINT REFERENCES office (id),
    country_id BIGINT REFERENCES country (id),
    organisation_id BIGINT REFERENCES organisation (id),
    phrase TEXT,
    resolution TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (turn_id, ordinal),
    CHECK (person_id IS NOT NULL OR office_id IS NOT NULL OR country_id IS NOT NULL OR organisation_id IS NOT NULL)
);
CREATE INDEX turn_addressee_person ON turn_addressee (person_id);
CREATE INDEX turn_addressee_office ON turn_addressee (office_id);
CREATE INDEX turn_addressee_country ON turn_addressee (country_id);
CREATE INDEX turn_addressee_organisation ON turn_addressee (organisation_id);
";
