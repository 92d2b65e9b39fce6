//! What the server counts while it answers, for Prometheus. What can be looked up is looked up when somebody asks (`http/metrics.rs`).
//!
//! Labels come from closed lists: what clients call their operations is none of them, or anybody could make as many series as there are
//! names.

use crate::error::{Error, Result};
use prometheus::{Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts, Registry};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper ends of the buckets of durations: a kept answer takes some microseconds.
const SECONDS: [f64; 14] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];
/// Upper ends of the buckets of numbers of statements.
const STATEMENTS: [f64; 10] = [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 256.0, 1024.0];

/// How a request was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// With an answer that was kept.
    Kept,
    Query,
    Mutation,
    /// It was refused before it was known what it asks for.
    Unread,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Unread => "unread",
        }
    }
}

/// What a process has counted so far. All clones are one.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    statements: HistogramVec,
    /// Of kept answers, which are to cost nothing.
    kept: (IntCounter, Histogram),
}

impl Metrics {
    pub fn new() -> Result<Self> {
        Self::registered().map_err(Error::internal)
    }

    fn registered() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let requests =
            Opts::new("communique_requests_total", "Requests to /graphql, by what they were and the code of their first error.");
        let requests = IntCounterVec::new(requests, &["operation", "code"])?;
        let seconds = HistogramOpts::new("communique_request_seconds", "How long requests to /graphql took.");
        let seconds = HistogramVec::new(seconds.buckets(SECONDS.to_vec()), &["kind"])?;
        let statements = HistogramOpts::new("communique_sql_statements", "SQL statements of an operation that was executed.");
        let statements = HistogramVec::new(statements.buckets(STATEMENTS.to_vec()), &["operation"])?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(statements.clone()))?;
        let kept = (
            requests.get_metric_with_label_values(&[Kind::Query.name(), "OK"])?,
            seconds.get_metric_with_label_values(&[Kind::Kept.name()])?,
        );
        Ok(Self(Arc::new(Inner { registry, requests, seconds, statements, kept })))
    }

    /// What was counted, and other things may be added to.
    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// Counts a request that was answered, with the code of its first error.
    pub fn answered(&self, kind: Kind, code: Option<&str>, took: Duration, statements: u64) {
        let Inner { requests, seconds, statements: executed, kept, .. } = &*self.0;
        if kind == Kind::Kept {
            kept.0.inc();
            kept.1.observe(took.as_secs_f64());
            return;
        }
        requests.with_label_values(&[kind.name(), code.unwrap_or("OK")]).inc();
        seconds.with_label_values(&[kind.name()]).observe(took.as_secs_f64());
        if kind != Kind::Unread {
            #[expect(clippy::cast_precision_loss, reason = "nobody runs so many statements")]
            executed.with_label_values(&[kind.name()]).observe(statements as f64);
        }
    }
}

tokio::task_local! {
    static OF_OPERATION: Arc<AtomicU64>;
}

/// How many SQL statements were run: in all, and by the operation that runs them. All clones are one.
#[derive(Clone, Default)]
pub struct Statements(Arc<AtomicU64>);

impl Statements {
    /// Counts one, for the operation too if there is one.
    pub fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
        // Nobody's operation: then it is counted in all alone.
        let _ = OF_OPERATION.try_with(|own| own.fetch_add(1, Ordering::Relaxed));
    }

    /// All so far.
    pub fn all(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Runs an operation; `counter` counts its statements.
pub async fn counting<F: Future>(counter: Arc<AtomicU64>, operation: F) -> F::Output {
    OF_OPERATION.scope(counter, operation).await
}
