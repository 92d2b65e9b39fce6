//! Runs the SQL of a migration on either database. The few words in which the two differ are written as tokens:
//! `{KEY}` a 64-bit integer primary key, `{SORTED}` text that is compared byte by byte, so that order is the same everywhere,
//! `{BYTES}` bytes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Executes `sql`, statement after statement, in the migration's transaction.
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let (key, sorted, bytes) = match manager.get_database_backend() {
        DbBackend::Postgres => ("BIGINT PRIMARY KEY", "TEXT COLLATE \"C\"", "BYTEA"),
        // Only this exact spelling makes the key the row's own address, without a second index.
        _ => ("INTEGER PRIMARY KEY", "TEXT", "BLOB"),
    };
    let sql = sql.replace("{KEY}", key).replace("{SORTED}", sorted).replace("{BYTES}", bytes);
    manager.get_connection().execute_unprepared(&sql).await?;
    Ok(())
}

/// Executes `sql` where the database can tell its clients of something. An embedded one has no clients.
pub(crate) async fn run_where_told(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}

/// Drops `tables`, given in the order in which they were created.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables.iter().rev() {
        manager.get_connection().execute_unprepared(&format!("DROP TABLE {table}")).await?;
    }
    Ok(())
}
