//! How the archive's tables came to be: one file a change, never edited once shipped.
//!
//! A migration names tables and columns itself and never uses the entities, so that it means the same for ever.

mod dialect;
mod m20261124_000001_create_record;
mod m20261124_000002_create_country;
mod m20261124_000003_create_person;
mod m20261124_000004_create_source;
mod m20261124_000005_create_event;
mod m20261124_000006_create_statement;
mod m20261124_000007_create_link;
mod m20261124_000008_create_change_set;
mod m20261124_000009_extend_change;
mod m20261124_000020_create_session;
mod m20261124_000030_create_import_job;
mod m20261125_000010_announce_position;
mod m20261125_000040_create_webhook;
mod m20261125_000050_create_sign_in;
mod m20261125_000051_create_totp;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// All migrations, oldest first.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_create_record::Migration),
            Box::new(m20261124_000002_create_country::Migration),
            Box::new(m20261124_000003_create_person::Migration),
            Box::new(m20261124_000004_create_source::Migration),
            Box::new(m20261124_000005_create_event::Migration),
            Box::new(m20261124_000006_create_statement::Migration),
            Box::new(m20261124_000007_create_link::Migration),
            Box::new(m20261124_000008_create_change_set::Migration),
            Box::new(m20261124_000009_extend_change::Migration),
            Box::new(m20261124_000020_create_session::Migration),
            Box::new(m20261124_000030_create_import_job::Migration),
            Box::new(m20261125_000010_announce_position::Migration),
            Box::new(m20261125_000040_create_webhook::Migration),
            Box::new(m20261125_000050_create_sign_in::Migration),
            Box::new(m20261125_000051_create_totp::Migration),
        ]
    }
}
