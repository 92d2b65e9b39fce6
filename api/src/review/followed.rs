//! Change sets that somebody follows. What waits is in no log, so that the database is asked, for all of them at once and only while somebody follows.

use crate::db::Db;
use crate::error::Result;
use entity::change_set::{Column, Entity, Model};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How often the database is asked.
const INTERVAL: Duration = Duration::from_millis(400);
/// Sets that are asked for by one statement.
const AT_ONCE: usize = 1_000;

/// All change sets that are followed in this process.
#[derive(Clone, Default)]
pub struct Followed(Arc<Shared>);

#[derive(Default)]
struct Shared {
    sets: Mutex<HashMap<i64, watch::Sender<Model>>>,
    alarm: Notify,
}

impl Followed {
    /// Follows a change set, of which `known` is known.
    pub fn follow(&self, known: Model) -> watch::Receiver<Model> {
        let mut sets = self.0.sets.lock().unwrap_or_else(PoisonError::into_inner);
        let set = sets.entry(known.id).or_insert_with(|| watch::channel(known.clone()).0);
        let receiver = set.subscribe();
        tell(set, known);
        self.0.alarm.notify_one();
        receiver
    }

    /// Looks for changes for as long as the process lives.
    pub async fn run(self, db: Db) {
        loop {
            let wanted = self.wanted();
            if wanted.is_empty() {
                self.0.alarm.notified().await;
                continue;
            }
            for some in wanted.chunks(AT_ONCE) {
                if let Err(error) = self.look(&db, some).await {
                    tracing::warn!(%error, "followed change sets could not be read; it is tried again");
                }
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// Those that somebody follows still.
    fn wanted(&self) -> Vec<i64> {
        let mut sets = self.0.sets.lock().unwrap_or_else(PoisonError::into_inner);
        sets.retain(|_, set| set.receiver_count() > 0);
        sets.keys().copied().collect()
    }

    async fn look(&self, db: &Db, wanted: &[i64]) -> Result<()> {
        let found = Entity::find().filter(Column::Id.is_in(wanted.iter().copied())).all(db.read()).await?;
        let mut found: HashMap<i64, Model> = found.into_iter().map(|set| (set.id, set)).collect();
        let mut sets = self.0.sets.lock().unwrap_or_else(PoisonError::into_inner);
        for id in wanted {
            match (found.remove(id), sets.get(id)) {
                (Some(set), Some(told)) => tell(told, set),
                // It is gone, and so is everything that could be told of it.
                (None, _) => drop(sets.remove(id)),
                (Some(_), None) => {}
            }
        }
        Ok(())
    }
}

/// Tells those who follow a set what it is, if that is news.
fn tell(followers: &watch::Sender<Model>, set: Model) {
    followers.send_if_modified(|known| {
        let is_new = *known != set;
        *known = set;
        is_new
    });
}
