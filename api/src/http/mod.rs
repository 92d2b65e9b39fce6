//! The server: routes, and the life of the process that answers them.

mod answers;
mod budget;
mod documents;
pub mod export;
mod feed;
mod graphiql;
mod graphql;
mod health;
mod imports;
mod jwks;
pub mod live;
mod metrics;
mod negotiation;
mod request;
mod sent;
mod upload;

use crate::auth::Auth;
use crate::db::{CONNECTIONS, Db};
use crate::graphql::limits::MAX_BODY;
use crate::import::worker;
use crate::log::Present;
use crate::metrics::Metrics;
use crate::review::{Followed, schedule};
use crate::schema::{self, ArchiveSchema};
use crate::search::Search;
use crate::webhook::{self, Target};
use actix_web::dev::Server;
use actix_web::middleware::Compress;
use actix_web::{App, HttpServer, guard, web};
pub use answers::Answers;
use budget::Budget;
use documents::Documents;
pub use documents::registered;
use live::Live;
pub use metrics::{observe, text as metrics_text};
use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// Mutations that wait for their turn to write.
const WRITES: usize = 64;

/// What every worker shares.
#[derive(Clone)]
pub struct Archive {
    db: Db,
    schema: ArchiveSchema,
    auth: Auth,
    search: Search,
    exports: export::Exports,
    answers: Arc<Answers>,
    documents: Arc<Documents>,
    reads: Budget,
    writes: Budget,
    followed: Followed,
    present: Present,
    live: Live,
    target: Target,
    metrics: Option<Metrics>,
    slow: Option<Duration>,
}

/// How requests are answered.
#[derive(Clone, Debug)]
pub struct Answering {
    /// Bytes of whole answers that are kept; none are if that is nothing.
    pub kept_bytes: u64,
    /// Documents that are known by name.
    pub documents: HashMap<String, String>,
    /// The public may run these alone.
    pub only_documents: bool,
    /// Queries that are executed at once; as many as are useful if absent.
    pub at_once: Option<usize>,
    /// Queries that wait beyond these.
    pub queue: usize,
    /// Where it is counted what is answered; nothing is counted if absent.
    pub metrics: Option<Metrics>,
    /// What takes so long is told of in the log.
    pub slow: Option<Duration>,
}

impl Default for Answering {
    fn default() -> Self {
        Self {
            kept_bytes: 64 * 1024 * 1024,
            documents: HashMap::new(),
            only_documents: false,
            at_once: None,
            queue: 512,
            metrics: None,
            slow: None,
        }
    }
}

impl Archive {
    pub fn new(db: Db, auth: Auth, search: Search, webhooks: webhook::Settings) -> Self {
        let target = Target::new(webhooks);
        let followed = Followed::default();
        let schema = schema::builder()
            .data(db.clone())
            .data(auth.clone())
            .data(search.clone())
            .data(followed.clone())
            .data(target.clone())
            .finish();
        let present = Present::default();
        let live = Live::new(db.clone(), schema.clone(), present.clone());
        let answering = Answering::default();
        let (reads, writes) = budgets(&db, &answering);
        let answers = Arc::new(Answers::new(answering.kept_bytes));
        let documents = Arc::new(Documents::new(answering.documents, answering.only_documents));
        let exports = export::Exports::default();
        let (metrics, slow) = (answering.metrics, answering.slow);
        Self {
            db,
            schema,
            auth,
            search,
            exports,
            answers,
            documents,
            reads,
            writes,
            followed,
            present,
            live,
            target,
            metrics,
            slow,
        }
    }

    /// The subscribers of this process.
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// The answers that are kept.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The same, but requests are answered otherwise.
    pub fn answering(self, answering: Answering) -> Self {
        let (reads, writes) = budgets(&self.db, &answering);
        let answers = Arc::new(Answers::new(answering.kept_bytes));
        let documents = Arc::new(Documents::new(answering.documents, answering.only_documents));
        let Answering { metrics, slow, .. } = answering;
        Self { answers, documents, reads, writes, metrics, slow, ..self }
    }
}

/// Turns for queries and for mutations. Mutations wait for each other and for imports, and must not keep queries waiting meanwhile.
fn budgets(db: &Db, answering: &Answering) -> (Budget, Budget) {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // An embedded database needs a processor for each query; another one is waited for, and has so many connections.
    let useful = if db.is_embedded() { processors + 2 } else { CONNECTIONS * 2 };
    (Budget::new(answering.at_once.unwrap_or(useful), answering.queue), Budget::new(WRITES, answering.queue))
}

/// A server that answers on `listener` until it is stopped. Requests in flight get `shutdown_seconds` to finish.
pub fn serve(archive: Archive, listener: TcpListener, workers: Option<usize>, shutdown_seconds: u64) -> std::io::Result<Server> {
    // On the runtime itself: what is cut short when the process ends lets go of its connections while the runtime is still there. None is part of any
    // request, so that their statements are not counted.
    tokio::spawn(schedule::run(archive.db.follower()));
    tokio::spawn(worker::run(archive.db.follower()));
    tokio::spawn(archive.followed.clone().run(archive.db.follower()));
    tokio::spawn(archive.present.clone().follow(archive.db.follower()));
    tokio::spawn(archive.live.clone().follow());
    tokio::spawn(webhook::run(archive.db.follower(), archive.present.clone(), archive.target.clone()));
    tokio::spawn(archive.search.clone().follow(archive.db.clone()));
    let (db, search, present) = (archive.db.clone(), archive.search.clone(), archive.present.clone());
    tokio::spawn(async move {
        let wake = || {
            search.wake();
            present.wake();
        };
        db.listen(wake).await;
    });
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(archive.clone()))
            .app_data(web::PayloadConfig::new(MAX_BODY))
            .wrap(Compress::default())
            .configure(routes)
    })
    .disable_signals()
    .shutdown_timeout(shutdown_seconds);
    if let Some(workers) = workers {
        server = server.workers(workers.max(1));
    }
    Ok(server.listen(listener)?.run())
}

fn routes(app: &mut web::ServiceConfig) {
    app.service(
        web::resource("/graphql")
            .route(web::get().guard(guard::Header("upgrade", "websocket")).to(live::answer))
            .default_service(web::to(graphql::answer)),
    )
    .service(web::resource("/graphiql/{path:.*}").get(graphiql::asset))
    .service(web::resource("/export/{name}").get(export::answer))
    .service(web::resource("/imports/{number}/result.jsonl").get(imports::result))
    .service(web::resource("/feed.atom").get(feed::answer))
    .service(web::resource("/").get(graphiql::home))
    .service(web::resource("/.well-known/jwks.json").get(jwks::keys))
    .service(web::resource("/healthz").get(health::healthz))
    .service(web::resource("/readyz").get(health::readyz));
}
