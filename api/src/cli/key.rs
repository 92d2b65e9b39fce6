//! `communique key`: the keys that sign access tokens.

use super::{Failure, cause, open, output};
use crate::auth::key;
use crate::config::Storage;
use chrono::{DateTime, SecondsFormat};
use clap::{Args, Subcommand};

#[derive(Args)]
pub struct Key {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Let a new key sign from now on; servers that run need not be told
    Rotate(Rotate),
    /// Print the keys, not what is secret of them
    List(List),
}

#[derive(Args)]
struct Rotate {
    /// Forget the keys before it at once, because one of them is known to others: everybody's access tokens end within a minute
    #[arg(long)]
    forget_others: bool,

    #[command(flatten)]
    storage: Storage,
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    storage: Storage,
}

impl Key {
    pub async fn run(self) -> Result<(), Failure> {
        match self.action {
            Action::Rotate(Rotate { forget_others, storage }) => {
                let kid = key::rotate(&open(&storage).await?, forget_others).await.map_err(|error| cause(&error))?;
                output::line(&format!("{kid} signs from now on."));
            }
            Action::List(List { storage }) => {
                let keys = key::list(&open(&storage).await?).await.map_err(|error| cause(&error))?;
                for key in keys {
                    let state = key.retired_at.map_or_else(|| "signs".into(), |at| format!("retired {}", moment(at)));
                    output::line(&format!("{}  {}  made {}  {state}", key.kid, key.algorithm, moment(key.created_at)));
                }
            }
        }
        Ok(())
    }
}

fn moment(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).map_or_else(String::new, |moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true))
}
