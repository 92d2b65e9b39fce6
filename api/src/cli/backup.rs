//! `communique backup` and `communique restore`: a copy of the archive, and an archive of a copy.

use super::{Failure, cause, output};
use crate::backup;
use crate::config::Storage;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct Backup {
    /// The file to write; it must not be there
    file: PathBuf,

    #[command(flatten)]
    storage: Storage,
}

#[derive(Args)]
pub struct Restore {
    /// A file that "backup" wrote
    file: PathBuf,

    #[command(flatten)]
    storage: Storage,
}

impl Backup {
    pub async fn run(self) -> Result<(), Failure> {
        let Self { file, storage } = self;
        if storage.database_url.is_some() {
            return Err(of_postgres(&format!("pg_dump --format=custom --file='{}' \"$DATABASE_URL\"", file.display())));
        }
        let findings = backup::write(&storage.data_dir, &file).await.map_err(|error| cause(&error))?;
        output::line(&format!("{} was written and verified: {findings}.", file.display()));
        Ok(())
    }
}

impl Restore {
    pub async fn run(self) -> Result<(), Failure> {
        let Self { file, storage } = self;
        if storage.database_url.is_some() {
            let command = format!("pg_restore --exit-on-error --no-owner --dbname=\"$DATABASE_URL\" '{}'", file.display());
            return Err(of_postgres(&format!("{command} && communique migrate && communique verify")));
        }
        let findings = backup::restore(&file, &storage.data_dir).await.map_err(|error| cause(&error))?;
        output::line(&format!("{} was restored and verified: {findings}.", storage.data_dir.display()));
        output::line("The search index is built when the server starts.");
        Ok(())
    }
}

fn of_postgres(command: &str) -> Failure {
    format!("the archive is in PostgreSQL, whose own programs copy it while it is used: {command}")
}
