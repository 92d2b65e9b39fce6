//! `communique export`: the archive, or a part of it, as a file.

use super::{Failure, cause, open, output};
use crate::config::Storage;
use crate::export::{ExportFormat, Request, archive};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

#[derive(Args)]
pub struct Export {
    /// How it is written
    #[arg(long, value_enum, default_value = "jsonl")]
    format: ExportFormat,

    /// Which types of records, such as Statement or Person; all that the format can hold if absent
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<String>,

    /// Which of them: the JSON of the filter that the list of the API takes, such as {"publishers": …}
    #[arg(long, value_name = "JSON")]
    filter: Option<String>,

    /// The file; standard output if absent. Ending in .gz it is compressed
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,

    #[command(flatten)]
    storage: Storage,
}

impl Export {
    pub async fn run(self) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        let request = Request { format: self.format, types: self.types, filter: self.filter };
        let selection = request.selection().map_err(|error| cause(&error))?;
        let view = db.read().begin().await.map_err(|error| error.to_string())?;
        let total = archive::count(&view, &selection).await.map_err(|error| cause(&error))?;
        let bar = ProgressBar::new(total);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta}") {
            bar.set_style(style);
        }
        let out: Box<dyn Write + Send> = match &self.out {
            None => Box::new(std::io::stdout()),
            Some(path) => {
                let file = std::fs::File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
                if path.extension().is_some_and(|end| end == "gz") {
                    Box::new(flate2::write::GzEncoder::new(file, flate2::Compression::default()))
                } else {
                    Box::new(file)
                }
            }
        };
        let mut out = BufWriter::with_capacity(256 * 1024, out);
        let done = request.write(&view, &mut out, &mut || bar.inc(1)).await;
        bar.finish_and_clear();
        let records = match done {
            Ok(records) => records,
            // Whoever reads has had enough.
            Err(error) if cause(&error).contains("Broken pipe") => return Ok(()),
            Err(error) => return Err(cause(&error)),
        };
        out.flush().map_err(|error| error.to_string())?;
        if let Some(path) = &self.out {
            output::line(&format!("{records} records written to {}.", path.display()));
        }
        Ok(())
    }
}
