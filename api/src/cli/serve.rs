//! `communique serve`: answer requests until told to stop.

use super::{Failure, cause, open_limited, output};
use crate::auth::Auth;
use crate::config::{Access, Bounds, Capacity, Hooks, Listen, Observation, Storage};
use crate::http::{self, Answering, Archive, registered};
use crate::metrics::Metrics;
use crate::search::Search;
use clap::Args;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    listen: Listen,

    #[command(flatten)]
    access: Access,

    #[command(flatten)]
    capacity: Capacity,

    #[command(flatten)]
    hooks: Hooks,

    #[command(flatten)]
    observation: Observation,

    #[command(flatten)]
    bounds: Bounds,

    /// Import the sample pages that come with the program
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub async fn run(self) -> Result<(), Failure> {
        let Self { storage, listen, access, capacity, hooks, observation, bounds, demo } = self;
        let (listener, address) = bound("--listen", listen.listen)?;
        let observed = observation.metrics.map(|address| bound("--metrics", address)).transpose()?;
        let settings = access.settings(address)?;
        let answering = answering(capacity, &observation, &bounds)?;
        let db = open_limited(&storage, Some(answering.limits.statement)).await?;
        if demo {
            let report = crate::demo::import(&db).await.map_err(|error| format!("the sample pages: {}", cause(&error)))?;
            output::line(&format!("Sample pages: {report}."));
        }
        let auth = Auth::new(db.clone(), settings);
        let archive = Archive::new(db, auth, Search::new(&storage.data_dir), hooks.settings(), answering);
        let (live, watched) = (archive.live().clone(), archive.clone());
        let server =
            http::serve(archive, listener, listen.workers, listen.shutdown_seconds).map_err(|error| error.to_string())?;
        output::line(&format!("GraphQL API: http://{address}/graphql"));
        if let Some((listener, address)) = observed {
            actix_web::rt::spawn(http::observe(watched, listener).map_err(|error| error.to_string())?);
            output::line(&format!("Metrics:     http://{address}/metrics"));
        }
        output::line(&format!("GraphiQL:    http://{address}/graphql (in a browser)"));
        let handle = server.handle();
        actix_web::rt::spawn(async move {
            stop_requested().await;
            tracing::info!("stopping: requests in flight are finished");
            live.end();
            handle.stop(true).await;
        });
        server.await.map_err(|error| error.to_string())
    }
}

/// Takes the address that a setting names; which one it is, if any port will do.
fn bound(setting: &str, wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), String> {
    let listener = TcpListener::bind(wanted).map_err(|error| format!("{setting} {wanted}: {error}"))?;
    let address = listener.local_addr().map_err(|error| format!("{setting} {wanted}: {error}"))?;
    Ok((listener, address))
}

fn answering(capacity: Capacity, observation: &Observation, bounds: &Bounds) -> Result<Answering, String> {
    let Capacity { answer_cache_mb, concurrency, queue, documents, only_documents } = capacity;
    let documents = documents.map(|path| registered(&path)).transpose()?.unwrap_or_default();
    let kept_bytes = answer_cache_mb.saturating_mul(1024 * 1024);
    let metrics = observation.metrics.map(|_| Metrics::new()).transpose().map_err(|error| cause(&error))?;
    let slow = Some(Duration::from_millis(observation.slow_ms)).filter(|slow| !slow.is_zero());
    Ok(Answering {
        kept_bytes,
        documents,
        only_documents,
        at_once: concurrency,
        queue,
        metrics,
        slow,
        limits: bounds.limits(),
        browsers: bounds.browsers(),
        per_minute: bounds.per_minute(),
    })
}

/// Waits for the interrupt key or the usual signal to end.
async fn stop_requested() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
