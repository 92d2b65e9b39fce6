//! Search: one embedded full-text index that follows the log, and what only it can answer. It holds what the tables hold, and nothing else:
//! it can be thrown away and is built again. It knows no viewer.

mod align;
mod collect;
mod compile;
mod document;
mod facet;
mod fields;
mod follower;
mod highlight;
mod index;
mod mention;
mod names;
mod object;
pub mod occurrence;
mod office;
mod pair;
mod phrase;
mod query;
mod quote;
mod quote_query;
mod romanise;
mod service;
mod suggest;
mod syntax;
mod token;

pub use document::word;
pub(crate) use facet::facet;
pub use facet::{Facet, FacetKind, Value as FacetValueKey};
pub use follower::Follower;
pub use index::{Live, Shelf};
pub use mention::MentionSuggestionQuery;
pub use object::{SearchKind, TextRange, values as facet_size};
pub use query::SearchQuery;
pub use quote_query::QuoteQuery;

use crate::db::Db;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How long a search waits for the index to reach the state that it is asked about.
const PATIENCE: Duration = Duration::from_secs(3);

/// The index of a process.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

struct Inner {
    shelf: Shelf,
    live: RwLock<Option<Arc<Live>>>,
    /// How far it has read the log; less than nothing before it is there.
    position: watch::Sender<i64>,
    alarm: Notify,
}

impl Search {
    /// The index in a data folder. Nothing is read or written before somebody follows.
    pub fn new(data: &Path) -> Self {
        Self(Arc::new(Inner {
            shelf: Shelf::new(data),
            live: RwLock::default(),
            position: watch::channel(-1).0,
            alarm: Notify::new(),
        }))
    }

    /// Keeps the index up to date for as long as the process lives.
    pub async fn follow(self, db: Db) {
        Follower::new(self, &db).run().await;
    }

    fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// The generation that is searched; none before the first was built.
    pub fn live(&self) -> Option<Arc<Live>> {
        self.0.live.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, live: Arc<Live>) {
        *self.0.live.write().unwrap_or_else(PoisonError::into_inner) = Some(live);
    }

    fn reached(&self, position: i64) {
        self.0.position.send_replace(position);
    }

    /// How far the index has read the log.
    pub fn position(&self) -> i64 {
        *self.0.position.borrow()
    }

    async fn woken(&self) {
        self.0.alarm.notified().await;
    }

    /// Waits until the index has read the log up to `position`, but not for ever; whether it has.
    pub async fn reaches(&self, position: i64) -> bool {
        let mut reached = self.0.position.subscribe();
        if *reached.borrow() >= position {
            return true;
        }
        self.0.alarm.notify_one();
        tokio::time::timeout(PATIENCE, reached.wait_for(|reached| *reached >= position)).await.is_ok_and(|waited| waited.is_ok())
    }

    /// Builds the index anew: here, or by the process that follows with it. Gives the position it was built for.
    pub async fn reindex(&self, db: &Db) -> crate::error::Result<i64> {
        if let Some(lock) = self.shelf().lock()? {
            Follower::new(self.clone(), db).rebuild().await?;
            drop(lock);
        } else {
            self.shelf().order()?;
            while self.shelf().is_ordered() {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            let live = self.shelf().open_newest()?;
            self.reached(live.mark()?.position);
        }
        Ok(self.position())
    }
}
