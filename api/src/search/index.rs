//! The index on disk: a folder with one folder for each generation. A generation is built aside and takes its place by being renamed, so that
//! whatever stands under a number is whole.

use super::fields::{FORMAT, Fields, schema};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Searcher};

/// Bytes that a writer collects before it writes them out.
const BUDGET: usize = 32 * 1024 * 1024;

/// How far the index has read the log. It is kept in the index's own commits, so that it is never ahead of what is in it, nor behind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub format: u32,
    pub position: i64,
    /// The change at that position: another archive has another.
    pub change: Option<i64>,
}

/// A generation of the index that is open.
pub struct Live {
    pub generation: u64,
    pub fields: Fields,
    index: Index,
    reader: IndexReader,
}

impl Live {
    /// Opens the generation, and proves that its files are as they were written.
    fn open(folder: &Path, generation: u64) -> Result<Self> {
        let (schema, fields) = schema();
        let index = Index::open_in_dir(folder.join(generation.to_string())).map_err(Error::internal)?;
        if index.schema() != schema {
            return Err(Error::internal("the index has other fields"));
        }
        let damaged = index.validate_checksum().map_err(Error::internal)?;
        if !damaged.is_empty() {
            return Err(Error::internal(format!("{} files of the index are damaged", damaged.len())));
        }
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(Error::internal)?;
        let live = Self { generation, fields, index, reader };
        if live.mark()?.format == FORMAT { Ok(live) } else { Err(Error::internal("the index is of another format")) }
    }

    /// How far the last commit had read the log.
    pub fn mark(&self) -> Result<Mark> {
        let payload = self.index.load_metas().map_err(Error::internal)?.payload.unwrap_or_default();
        serde_json::from_str(&payload).map_err(Error::internal)
    }

    pub fn writer(&self) -> Result<IndexWriter> {
        self.index.writer_with_num_threads(1, BUDGET).map_err(Error::internal)
    }

    /// Lets searches see the last commit.
    pub fn reload(&self) -> Result<()> {
        self.reader.reload().map_err(Error::internal)
    }

    /// What searches see.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }
}

/// Commits what `writer` has, with how far it has read.
pub fn commit(writer: &mut IndexWriter, mark: &Mark) -> Result<()> {
    let mut prepared = writer.prepare_commit().map_err(Error::internal)?;
    prepared.set_payload(&serde_json::to_string(mark).map_err(Error::internal)?);
    prepared.commit().map_err(Error::internal)?;
    Ok(())
}

/// Where the generations are.
#[derive(Clone, Debug)]
pub struct Shelf(PathBuf);

impl Shelf {
    /// The shelf in a data folder.
    pub fn new(data: &Path) -> Self {
        Self(data.join("search"))
    }

    /// The number of the newest generation.
    pub fn newest(&self) -> Option<u64> {
        let entries = fs::read_dir(&self.0).ok()?;
        entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).max()
    }

    pub fn open_newest(&self) -> Result<Live> {
        let generation = self.newest().ok_or_else(|| Error::internal("there is no index"))?;
        Live::open(&self.0, generation)
    }

    /// Whether the files of a generation are still there.
    pub fn has(&self, generation: u64) -> bool {
        self.0.join(generation.to_string()).join("meta.json").exists()
    }

    /// The right to write here, for one process at a time, until the file is closed; none where another process has it.
    pub fn lock(&self) -> Result<Option<File>> {
        fs::create_dir_all(&self.0).map_err(Error::internal)?;
        let file = File::create(self.0.join("lock")).map_err(Error::internal)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(Error::internal(error)),
        }
    }

    /// A generation that is being built, empty.
    pub fn begin(&self) -> Result<Part> {
        let generation = self.newest().unwrap_or_default() + 1;
        let folder = self.0.join(format!("{generation}.part"));
        // Left behind by a process that ended: whoever builds has the lock.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(Error::internal)?;
        let (schema, fields) = schema();
        let index = Index::create_in_dir(&folder, schema).map_err(Error::internal)?;
        let writer = index.writer_with_num_threads(1, BUDGET).map_err(Error::internal)?;
        Ok(Part { generation, folder, fields, writer })
    }

    /// Lets a generation that was built take its place, and removes those before it.
    pub fn finish(&self, part: Part, mark: &Mark) -> Result<Live> {
        let Part { generation, folder, mut writer, .. } = part;
        commit(&mut writer, mark)?;
        writer.wait_merging_threads().map_err(Error::internal)?;
        fs::rename(&folder, self.0.join(generation.to_string())).map_err(Error::internal)?;
        let live = Live::open(&self.0, generation)?;
        for entry in fs::read_dir(&self.0).map_err(Error::internal)?.flatten() {
            let number = entry.file_name().to_str().and_then(|name| name.parse::<u64>().ok());
            if number.is_some_and(|number| number < generation) {
                // Where files that are open cannot be removed, the next one removes them.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(live)
    }

    fn order_file(&self) -> PathBuf {
        self.0.join("rebuild")
    }

    /// Asks the process that may write here to build the index anew.
    pub fn order(&self) -> Result<()> {
        fs::write(self.order_file(), "").map_err(Error::internal)
    }

    /// Whether somebody asked for it, and it was not done yet.
    pub fn is_ordered(&self) -> bool {
        self.order_file().exists()
    }

    /// It was done.
    pub fn fulfil(&self) {
        let _ = fs::remove_file(self.order_file());
    }
}

/// A generation that is being built.
pub struct Part {
    generation: u64,
    folder: PathBuf,
    pub fields: Fields,
    pub writer: IndexWriter,
}
