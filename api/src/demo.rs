//! The sample pages that come with the program.

use crate::db::Db;
use crate::error::Result;
use crate::import::Report;
use crate::import::page::PageImport;
use include_dir::{Dir, include_dir};

static PAGES: Dir = include_dir!("$CARGO_MANIFEST_DIR/data/pages");

/// Imports them. Done again, it changes nothing.
pub async fn import(db: &Db) -> Result<Report> {
    let mut report = Report::default();
    let mut import = PageImport::new(db);
    for folder in PAGES.dirs() {
        for file in folder.files() {
            import.import(&file.path().display().to_string(), file.contents(), &mut report).await?;
        }
    }
    Ok(report)
}
