//! `limit`: what HTTP and the database allow, to be measured in the same run as the server. `bench/read.py` drives it.

mod cpu;
mod http;
mod postgres;
mod sql;
mod sqlite;

use clap::Parser;
use std::process::ExitCode;

// The server's, so that the limits pay the same for memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures what HTTP and the database allow.
#[derive(Parser)]
enum Command {
    /// Answers every request with the same body
    Http(http::Http),
    /// Runs one prepared statement over and over
    Sql(sql::Sql),
}

/// Why there is no figure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("PostgreSQL: {0}")]
    Postgres(#[from] sqlx::Error),
    #[error("{0}")]
    Other(String),
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Http(http) => http.run(),
        Command::Sql(sql) => sql.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("limit: {error}");
            ExitCode::FAILURE
        }
    }
}
