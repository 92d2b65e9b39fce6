//! Queries in waves: what resolvers ask the database for is collected, and sent when no query runs any more and every resolver has
//! gone as far as it can. So the number of SQL statements depends on the shape of a query alone, never on which of its parts the
//! database answers first, nor on how many rows they have.

use crate::error::{Error, Result};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use tokio::sync::oneshot;

/// The queries of one request that wait for the next wave.
#[derive(Clone, Default)]
pub struct Waves(Arc<Mutex<Vec<BoxFuture<'static, ()>>>>);

impl Waves {
    /// Lets `query` wait for the next wave.
    pub fn join(&self, query: BoxFuture<'static, ()>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(query);
    }

    /// Lets `query` wait for the next wave, and gives its result.
    pub async fn result<T: Send + 'static>(&self, query: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
        let (send, receive) = oneshot::channel();
        // Nobody waits for the result of a request that is given up.
        self.join(Box::pin(query.map(|result| drop(send.send(result)))));
        receive.await.map_err(Error::internal)?
    }

    /// Runs `execution`, which joins queries to these waves, to its end.
    pub async fn run<T>(self, execution: impl Future<Output = T>) -> T {
        // A budget that tokio takes away would look as if the resolvers could go no further.
        let mut execution = pin!(tokio::task::coop::unconstrained(execution));
        let mut wave: Option<BoxFuture<'static, ()>> = None;
        let alarm = Arc::new(Alarm { rings: AtomicBool::new(true), worker: Mutex::new(Waker::noop().clone()) });
        poll_fn(|context| {
            context.waker().clone_into(&mut alarm.worker.lock().unwrap_or_else(PoisonError::into_inner));
            let waker = Waker::from(Arc::clone(&alarm));
            loop {
                // A long list gives way to others and wakes itself: it has not gone as far as it can until nothing wakes it.
                while alarm.rings.swap(false, Ordering::AcqRel) {
                    if let Poll::Ready(result) = execution.as_mut().poll(&mut Context::from_waker(&waker)) {
                        return Poll::Ready(result);
                    }
                }
                if wave.is_none() {
                    wave = self.next();
                }
                let Some(queries) = &mut wave else { return Poll::Pending };
                if queries.poll_unpin(context).is_pending() {
                    return Poll::Pending;
                }
                wave = None;
            }
        })
        .await
    }

    fn next(&self) -> Option<BoxFuture<'static, ()>> {
        let queries = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        (!queries.is_empty()).then(|| join_all(queries).map(drop).boxed())
    }
}

/// Remembers that the execution wants to go on, and tells the worker.
struct Alarm {
    rings: AtomicBool,
    worker: Mutex<Waker>,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rings.store(true, Ordering::Release);
        self.worker.lock().unwrap_or_else(PoisonError::into_inner).wake_by_ref();
    }
}
