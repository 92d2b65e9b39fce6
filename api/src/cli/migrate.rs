//! `communique migrate`: bring the tables up to date.

use super::{Failure, open, output};
use crate::config::Storage;
use clap::Args;

#[derive(Args)]
pub struct Migrate {
    #[command(flatten)]
    storage: Storage,
}

impl Migrate {
    pub async fn run(self) -> Result<(), Failure> {
        open(&self.storage).await?;
        output::line("The tables are up to date.");
        Ok(())
    }
}
