//! `communique import`: bring pages and files into the archive.

use super::{Failure, cause, open, output};
use crate::config::Storage;
use crate::import::page::PageImport;
use crate::import::{Outcome, Report};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Import {
    #[command(subcommand)]
    format: Format,
}

#[derive(Subcommand)]
enum Format {
    /// Raw pages of embassies, ministries and presidencies: HTML, text or Markdown
    Page(Pages),
}

#[derive(Args)]
struct Pages {
    /// Files and folders; of folders, all files in them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    storage: Storage,
}

impl Import {
    pub async fn run(self) -> Result<(), Failure> {
        match self.format {
            Format::Page(pages) => pages.run().await,
        }
    }
}

impl Pages {
    async fn run(self) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        let mut report = Report::default();
        let files = listed(&self.files, &mut report);
        let mut import = PageImport::new(&db);
        let progress = progress(files.len());
        for file in files {
            let name = file.display().to_string();
            progress.set_message(name.clone());
            match std::fs::read(&file) {
                Ok(bytes) => {
                    if let Err(error) = import.import(&name, &bytes, &mut report).await {
                        report.add(&name, "", Outcome::Failed { reason: cause(&error) });
                    }
                }
                Err(error) => report.add(&name, "", Outcome::Failed { reason: format!("The file cannot be read: {error}.") }),
            }
            progress.inc(1);
        }
        progress.finish_and_clear();
        tell(&report);
        if report.failed() > 0 { Err(format!("{} of the files were not imported", report.failed())) } else { Ok(()) }
    }
}

/// The files that are named, and those in the folders that are named, sorted.
fn listed(paths: &[PathBuf], report: &mut Report) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if let Err(error) = collect(path, &mut files) {
            report.add(&path.display().to_string(), "", Outcome::Failed { reason: format!("The file cannot be read: {error}.") });
        }
    }
    files
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !std::fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| collect(entry, files))
}

/// A bar on the terminal, or nothing where there is none.
fn progress(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}

fn tell(report: &Report) {
    for (file, record, outcome) in &report.entries {
        match outcome {
            Outcome::Created => output::line(&format!("created    {file}: {record}")),
            Outcome::Unchanged => output::line(&format!("unchanged  {file}: {record}")),
            Outcome::Changed { diff } => output::line(&format!("changed    {file}: {record}\n{}", diff.trim_end())),
            Outcome::Failed { reason } => output::error(&format!("{file}: {reason}")),
        }
    }
    output::line(&format!("{report}."));
}
