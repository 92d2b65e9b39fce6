//! `communique serve`: answer requests until told to stop.

use super::{Failure, cause, open, output};
use crate::auth::Auth;
use crate::config::{Access, Capacity, Hooks, Listen, Storage};
use crate::http::{self, Answering, Archive, registered};
use crate::search::Search;
use clap::Args;
use std::net::TcpListener;

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

    /// Import the sample pages that come with the program
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub async fn run(self) -> Result<(), Failure> {
        let Self { storage, listen, access, capacity, hooks, demo } = self;
        let listener = TcpListener::bind(listen.listen).map_err(|error| format!("--listen {}: {error}", listen.listen))?;
        let address = listener.local_addr().map_err(|error| format!("--listen {}: {error}", listen.listen))?;
        let settings = access.settings(address)?;
        let answering = answering(capacity)?;
        let db = open(&storage).await?;
        if demo {
            let report = crate::demo::import(&db).await.map_err(|error| format!("the sample pages: {}", cause(&error)))?;
            output::line(&format!("Sample pages: {report}."));
        }
        let auth = Auth::new(db.clone(), settings);
        let archive = Archive::new(db, auth, Search::new(&storage.data_dir), hooks.settings()).answering(answering);
        let live = archive.live().clone();
        let server =
            http::serve(archive, listener, listen.workers, listen.shutdown_seconds).map_err(|error| error.to_string())?;
        output::line(&format!("GraphQL API: http://{address}/graphql"));
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

fn answering(capacity: Capacity) -> Result<Answering, String> {
    let Capacity { answer_cache_mb, concurrency, queue, documents, only_documents } = capacity;
    let documents = documents.map(|path| registered(&path)).transpose()?.unwrap_or_default();
    let kept_bytes = answer_cache_mb.saturating_mul(1024 * 1024);
    Ok(Answering { kept_bytes, documents, only_documents, at_once: concurrency, queue })
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
