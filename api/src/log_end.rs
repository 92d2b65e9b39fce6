//! Where the log ends now, asked of the database itself: no answer that depends on it is ever older than the request. Who asks while the
//! database is being asked waits for the next asking, together with all others: many requests cost one small query.

use crate::error::{Error, Result};
use crate::view::position;
use sea_orm::DatabaseConnection;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Asks one database for the position of the archive.
#[derive(Clone)]
pub struct LogEnd {
    pool: DatabaseConnection,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    is_asking: bool,
    /// Who came after the present asking began.
    next: Vec<oneshot::Sender<Result<i64>>>,
}

impl LogEnd {
    pub fn new(pool: DatabaseConnection) -> Self {
        Self { pool, waiting: Arc::default() }
    }

    /// Closes its connection.
    pub async fn close(self) -> Result<()> {
        Ok(self.pool.close().await?)
    }

    /// The position at a moment after this was called.
    pub async fn position(&self) -> Result<i64> {
        let (send, receive) = oneshot::channel();
        let is_first = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.next.push(send);
            !std::mem::replace(&mut waiting.is_asking, true)
        };
        if is_first {
            // Of nobody's request: who asks may go away, and the others still wait.
            tokio::spawn(self.clone().ask());
        }
        receive.await.map_err(Error::internal)?
    }

    async fn ask(self) {
        loop {
            // Whoever is about to ask shall ask together.
            tokio::task::yield_now().await;
            let asking = {
                let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                if waiting.next.is_empty() {
                    waiting.is_asking = false;
                    return;
                }
                std::mem::take(&mut waiting.next)
            };
            let position = position(&self.pool).await.map_err(Error::from);
            for one in asking {
                // Nobody waits for the answer of a request that is given up.
                drop(one.send(position.clone()));
            }
        }
    }
}
