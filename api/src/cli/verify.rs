//! `communique verify`: whether history and tables agree.

use super::{Failure, cause, open, output};
use crate::changeset::verify::verify;
use crate::config::Storage;
use clap::Args;

#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    storage: Storage,
}

impl Verify {
    pub async fn run(self) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        let findings = verify(&db).await.map_err(|error| cause(&error))?;
        for fault in &findings.faults {
            output::error(fault);
        }
        if findings.faults.is_empty() {
            output::line(&format!("History and tables agree: {findings}."));
            Ok(())
        } else {
            Err(format!("history and tables do not agree: {findings}"))
        }
    }
}
