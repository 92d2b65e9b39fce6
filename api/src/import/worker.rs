//! Servers work at the imports that were handed to them: whichever looks first goes on with one that nobody works at.

use super::format::file_name;
use super::job;
use super::stream::Pace;
use super::{apply, job::FileInfo};
use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::stack;
use entity::{ImportState, import_chunk, import_job};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// How often a server looks.
const INTERVAL: Duration = Duration::from_secs(2);
/// Milliseconds after which a job that has not moved is taken to be abandoned.
const ABANDONED: i64 = 20_000;
/// Bytes of one piece of a file in the database.
pub const CHUNK: usize = 1024 * 1024;

/// Looks for abandoned imports for as long as the process lives.
pub async fn run(db: Db) {
    loop {
        tokio::time::sleep(INTERVAL).await;
        match abandoned(&db).await {
            Ok(jobs) => {
                for job in jobs {
                    // It may go deep, and goes on when the server ends only as far as its batch.
                    let db = db.clone();
                    if let Err(cause) = stack::run(async move { work(&db, job).await }).await {
                        tracing::warn!(job, cause, "an import was interrupted; it is gone on with");
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "imports could not be looked for; it is tried again"),
        }
    }
}

/// Jobs that run and have files in the database, and at which nobody works.
async fn abandoned(db: &Db) -> Result<Vec<i64>> {
    let with_files =
        sea_orm::sea_query::Query::select().distinct().column(import_chunk::Column::JobId).from(import_chunk::Entity).take();
    let now = clock::now_millis();
    // One that was worked at later than now was so before the clock went back.
    let is_left = import_job::Column::UpdatedAt.not_between(now - ABANDONED, now + ABANDONED);
    let jobs = import_job::Entity::find()
        .select_only()
        .column(import_job::Column::Id)
        .filter(import_job::Column::State.eq(ImportState::Running))
        .filter(is_left)
        .filter(import_job::Column::Id.in_subquery(with_files))
        .order_by_asc(import_job::Column::Id);
    Ok(jobs.into_tuple().all(db.read()).await?)
}

/// Goes on with a job until it is done.
pub async fn work(db: &Db, id: i64) {
    match try_work(db, id).await {
        Ok(job) => {
            tracing::info!(job = id, state = job::state_word(job.state), created = job.created, invalid = job.invalid, "import");
        }
        Err(Error::Conflict(message)) => tracing::info!(job = id, message, "an import is left to others"),
        Err(error) => tracing::warn!(job = id, %error, "an import was interrupted; it is gone on with"),
    }
}

async fn try_work(db: &Db, id: i64) -> Result<import_job::Model> {
    let job = job::find(db.read(), id).await?;
    let folder = tempfile::tempdir().map_err(Error::internal)?;
    let mut paths = Vec::new();
    for (file, _) in job::files(&job).iter().enumerate() {
        let path = folder.path().join(file.to_string());
        load(db, id, file, &path).await?;
        paths.push(path);
    }
    apply::run(db, id, job::sources(&job, paths), Pace::default(), &|_| {}).await
}

/// Writes a file that the database keeps to the disk.
pub async fn load(db: &Db, job: i64, file: usize, path: &PathBuf) -> Result<()> {
    use import_chunk::Entity;
    let mut out = std::fs::File::create(path).map_err(Error::internal)?;
    let mut ordinal = 0;
    loop {
        let key = (job, i32::try_from(file).unwrap_or(i32::MAX), ordinal);
        let chunk = Entity::find_by_id(key).one(db.read()).await?;
        let Some(chunk) = chunk else { return Ok(()) };
        out.write_all(&chunk.bytes).map_err(Error::internal)?;
        ordinal += 1;
    }
}

/// Keeps a file in the database until its job is done.
pub async fn keep(db: &impl ConnectionTrait, job: i64, file: usize, mut content: impl std::io::Read) -> Result<()> {
    let mut ordinal = 0;
    loop {
        let mut bytes = vec![0; CHUNK];
        let mut length = 0;
        while length < CHUNK {
            let read = content.read(bytes.get_mut(length..).unwrap_or_default()).map_err(Error::internal)?;
            if read == 0 {
                break;
            }
            length += read;
        }
        if length == 0 {
            return Ok(());
        }
        bytes.truncate(length);
        let file = i32::try_from(file).unwrap_or(i32::MAX);
        let chunk = import_chunk::ActiveModel {
            job_id: sea_orm::ActiveValue::Set(job),
            file: sea_orm::ActiveValue::Set(file),
            ordinal: sea_orm::ActiveValue::Set(ordinal),
            bytes: sea_orm::ActiveValue::Set(bytes),
        };
        import_chunk::Entity::insert(chunk).exec_without_returning(db).await?;
        ordinal += 1;
    }
}

/// The names of files, for a title.
pub fn titled(infos: &[FileInfo]) -> String {
    match infos {
        [] => "Import of nothing".to_owned(),
        [only] => format!("Import of {}", file_name(&only.name)),
        [first, ..] => format!("Import of {} files, {} …", infos.len(), file_name(&first.name)),
    }
}
