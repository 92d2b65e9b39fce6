//! Copies of an embedded archive: made while it is used, and brought back into an empty folder. Both are verified before they have their
//! names, so that what has the name is good.

use crate::archive;
use crate::changeset::verify::{Findings, verify};
use crate::config::DatabaseUrl;
use crate::db::Db;
use crate::error::{Error, Result};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often it is tried where the database is busy, and how long is waited in between.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// Copies the archive in a data folder to `file`, which must not be there. Whoever uses the archive goes on meanwhile: the copy is of one
/// state of it.
pub async fn write(data: &Path, file: &Path) -> Result<Findings> {
    let source = DatabaseUrl::file(data);
    if !source.is_file() {
        return Err(Error::NotFound { kind: "the archive", id: source.display().to_string() });
    }
    refuse_there(file)?;
    let copy = Unfinished::beside(file);
    copy_all(&source, &copy.0)?;
    let findings = verified(&copy.0, false).await?;
    copy.finish(file)?;
    Ok(findings)
}

/// Brings a copy back into a data folder, which must be empty or not there; its tables are brought up to date.
pub async fn restore(file: &Path, data: &Path) -> Result<Findings> {
    if !file.is_file() {
        return Err(Error::NotFound { kind: "the backup", id: file.display().to_string() });
    }
    fs::create_dir_all(data).map_err(Error::internal)?;
    if fs::read_dir(data).map_err(Error::internal)?.next().is_some() {
        return Err(Error::Conflict(format!("{} is not empty; a backup is never brought back over something", data.display())));
    }
    let target = DatabaseUrl::file(data);
    let copy = Unfinished::beside(&target);
    copy_all(file, &copy.0)?;
    let findings = verified(&copy.0, true).await?;
    copy.finish(&target)?;
    Ok(findings)
}

/// A file that has not its name yet. It goes, unless it is finished.
struct Unfinished(PathBuf);

impl Unfinished {
    fn beside(file: &Path) -> Self {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        Self(file.with_file_name(format!("{name}.unfinished-{}", std::process::id())))
    }

    /// Gives it its name, when all of it is on the disk.
    fn finish(self, file: &Path) -> Result<()> {
        File::open(&self.0).and_then(|file| file.sync_all()).map_err(Error::internal)?;
        // Unlike renaming, this never replaces what has come there meanwhile.
        fs::hard_link(&self.0, file).map_err(Error::internal)?;
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::internal)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.clone().into_os_string();
            name.push(end);
            // Most of them are not there.
            let _ = fs::remove_file(name);
        }
    }
}

fn refuse_there(file: &Path) -> Result<()> {
    match file.symlink_metadata() {
        Ok(_) => Err(Error::Conflict(format!("{} is there already; a backup never replaces a file", file.display()))),
        Err(_) => Ok(()),
    }
}

/// Copies a database in one go: what others write meanwhile is in it wholly or not at all, and does not make it begin again.
fn copy_all(source: &Path, target: &Path) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(source, flags).map_err(Error::internal)?;
    source.busy_timeout(PAUSE * TRIES).map_err(Error::internal)?;
    let mut target = Connection::open(target).map_err(Error::internal)?;
    {
        let backup = Backup::new(&source, &mut target).map_err(Error::internal)?;
        for _ in 0..TRIES {
            if backup.step(-1).map_err(Error::internal)? == StepResult::Done {
                break;
            }
            std::thread::sleep(PAUSE);
        }
        if backup.progress().remaining > 0 {
            return Err(Error::Conflict("the database was busy all the time; try again".to_owned()));
        }
    }
    alone(&target)
}

/// Makes a database one file, without a log beside it.
fn alone(database: &Connection) -> Result<()> {
    database.pragma_update(None, "journal_mode", "DELETE").map_err(Error::internal)
}

async fn verified(file: &Path, bring_up_to_date: bool) -> Result<Findings> {
    let db = Db::connect(&DatabaseUrl::of_file(file)).await?;
    if bring_up_to_date {
        archive::prepare(&db).await?;
    }
    let findings = verify(&db).await?;
    db.close().await?;
    alone(&Connection::open(file).map_err(Error::internal)?)?;
    if let Some(fault) = findings.faults.first() {
        return Err(Error::Conflict(format!("history and tables of the copy do not agree: {findings}; the first: {fault}")));
    }
    Ok(findings)
}
