//! `communique reindex`: build the search index anew.

use super::{Failure, cause, open, output};
use crate::config::Storage;
use crate::search::Search;
use clap::Args;

#[derive(Args)]
pub struct Reindex {
    #[command(flatten)]
    storage: Storage,
}

impl Reindex {
    pub async fn run(self) -> Result<(), Failure> {
        let db = open(&self.storage).await?;
        let position = Search::new(&self.storage.data_dir).reindex(&db).await.map_err(|error| cause(&error))?;
        output::line(&format!("The search index was built, up to position {position}."));
        Ok(())
    }
}
