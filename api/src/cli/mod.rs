//! The commands of the one executable, one file each.

mod backup;
mod bench_data;
mod export;
mod import;
mod key;
mod migrate;
mod output;
mod reindex;
mod schema;
mod serve;
mod settings;
mod token;
mod user;
mod verify;

use crate::config::{DatabaseUrl, Logging, Storage};
use crate::db::Db;
use crate::telemetry;
use clap::{CommandFactory, Parser, Subcommand};
use std::process::ExitCode;
use std::time::Duration;

/// Communiqué: an open archive of diplomatic statements, served as a GraphQL API.
#[derive(Parser)]
#[command(name = "communique", version, propagate_version = true)]
struct Command {
    #[command(subcommand)]
    action: Action,

    #[command(flatten)]
    logging: Logging,
}

#[derive(Subcommand)]
enum Action {
    /// Answer GraphQL requests; creates the archive if there is none
    Serve(Box<serve::Serve>),
    /// Bring the tables up to date, and load the countries if there are none
    Migrate(migrate::Migrate),
    /// Bring pages and files into the archive
    Import(import::Import),
    /// Write the archive, or a part of it, to a file
    Export(export::Export),
    /// Copy the archive to a file while it is used, and verify the copy
    Backup(backup::Backup),
    /// Make an archive of such a file, in an empty data folder
    Restore(backup::Restore),
    /// Read the log backwards and prove that history and tables agree
    Verify(verify::Verify),
    /// Build the search index anew from the archive
    Reindex(reindex::Reindex),
    /// Look after accounts; makes the first administrator
    User(user::User),
    /// Look after tokens of scripts
    Token(token::Token),
    /// Look after the keys that sign tokens
    Key(key::Key),
    /// Write records of a made-up archive of any size, always the same, to measure with
    BenchData(bench_data::BenchData),
    /// Print the GraphQL schema in the Schema Definition Language
    Schema,
    /// Print every environment variable, as the operations guide lists them
    #[command(hide = true)]
    Settings,
}

/// Why a command failed, in a sentence for the one who gave it.
type Failure = String;

/// Runs the command of this process, and gives its exit code.
pub fn run() -> ExitCode {
    let Command { action, logging } = Command::parse();
    let done = telemetry::start(&logging).and_then(|()| match action {
        Action::Serve(serve) => actix_web::rt::System::new().block_on(serve.run()),
        Action::Migrate(migrate) => actix_web::rt::System::new().block_on(migrate.run()),
        Action::Import(import) => actix_web::rt::System::new().block_on(import.run()),
        Action::Export(export) => actix_web::rt::System::new().block_on(export.run()),
        Action::Backup(backup) => actix_web::rt::System::new().block_on(backup.run()),
        Action::Restore(restore) => actix_web::rt::System::new().block_on(restore.run()),
        Action::Verify(verify) => actix_web::rt::System::new().block_on(verify.run()),
        Action::Reindex(reindex) => actix_web::rt::System::new().block_on(reindex.run()),
        Action::User(user) => actix_web::rt::System::new().block_on(user.run()),
        Action::Token(token) => actix_web::rt::System::new().block_on(token.run()),
        Action::Key(key) => actix_web::rt::System::new().block_on(key.run()),
        Action::BenchData(bench) => bench.run(),
        Action::Schema => {
            schema::run();
            Ok(())
        }
        Action::Settings => {
            output::line(settings_table().trim_end());
            Ok(())
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::error(&failure);
            ExitCode::FAILURE
        }
    }
}

/// Every environment variable, as a table in Markdown.
pub fn settings_table() -> String {
    settings::table(&Command::command())
}

/// The archive that `storage` names: connected, its tables up to date, its countries loaded.
async fn open(storage: &Storage) -> Result<Db, Failure> {
    open_limited(storage, None).await
}

/// The same, where a statement that reads may take so long and no longer.
async fn open_limited(storage: &Storage, patience: Option<Duration>) -> Result<Db, Failure> {
    let url = storage.url().map_err(|error| format!("the data folder {}: {error}", storage.data_dir.display()))?;
    let db = Db::connect_limited(&url, patience).await.map_err(|error| format!("the database: {}", cause(&error)))?;
    crate::archive::prepare(&db).await.map_err(|error| format!("the database: {}", cause(&error)))?;
    match &storage.database_read_url {
        Some(url) => {
            db.with_replica(&DatabaseUrl::new(url.as_str())).await.map_err(|error| format!("the replica: {}", cause(&error)))
        }
        None => Ok(db),
    }
}

/// What went wrong, for somebody at a terminal: causes that clients must not see are shown.
fn cause(error: &crate::error::Error) -> String {
    match error {
        crate::error::Error::Internal(cause) => cause.to_string(),
        other => other.to_string(),
    }
}
