//! The server: routes, and the life of the process that answers them.

mod answers;
mod browsers;
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
mod rate;
mod request;
mod sent;
mod upload;

use crate::auth::Auth;
use crate::db::{CONNECTIONS, Db};
use crate::graphql::limits::Limits;
use crate::import::worker;
use crate::log::Present;
use crate::metrics::Metrics;
use crate::review::{Followed, schedule};
use crate::schema::{self, ArchiveSchema};
use crate::search::Search;
use crate::webhook::{self, Target};
use actix_web::dev::Server;
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::{App, HttpServer, guard, web};
pub use answers::Answers;
pub use browsers::{Browsers, origin};
use budget::Budget;
use documents::Documents;
pub use documents::registered;
use live::Live;
pub use metrics::{observe, text as metrics_text};
pub use rate::PerMinute;
use rate::{Rates, by_address};
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
    limits: Limits,
    browsers: Arc<Browsers>,
    rates: Arc<Rates>,
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
    /// How much one request may ask for.
    pub limits: Limits,
    /// What browsers are told.
    pub browsers: Browsers,
    /// How often a client may ask.
    pub per_minute: PerMinute,
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
            limits: Limits::default(),
            browsers: Browsers::default(),
            per_minute: PerMinute::default(),
        }
    }
}

impl Archive {
    pub fn new(db: Db, auth: Auth, search: Search, webhooks: webhook::Settings, answering: Answering) -> Self {
        let (limits, metrics, slow) = (answering.limits, answering.metrics.clone(), answering.slow);
        let target = Target::new(webhooks);
        let followed = Followed::default();
        let schema = schema::limited(&limits)
            .data(db.clone())
            .data(auth.clone())
            .data(search.clone())
            .data(followed.clone())
            .data(target.clone())
            .finish();
        let present = Present::default();
        let live = Live::new(db.clone(), schema.clone(), present.clone(), limits);
        let (reads, writes) = budgets(&db, &answering);
        let answers = Arc::new(Answers::new(answering.kept_bytes));
        let documents = Arc::new(Documents::new(answering.documents, answering.only_documents));
        Self {
            db,
            schema,
            auth,
            search,
            exports: export::Exports::default(),
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
            limits,
            browsers: Arc::new(answering.browsers),
            rates: Arc::new(Rates::new(answering.per_minute)),
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
    // The search index looks by itself several times a second, and at once when somebody searches and it is behind: what it takes in together is
    // written together, and writing is the dear part.
    let (db, present) = (archive.db.clone(), archive.present.clone());
    tokio::spawn(async move { db.listen(|| present.wake()).await });
    let mut server = HttpServer::new(move || {
        let browsers = Arc::clone(&archive.browsers);
        App::new()
            .app_data(web::Data::new(archive.clone()))
            .app_data(web::PayloadConfig::new(archive.limits.body_bytes))
            .wrap(Compress::default())
            .wrap(browsers.headers())
            .wrap(Condition::new(browsers.has_origins(), browsers.cors()))
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
    .service(web::resource("/export/{name}").wrap(from_fn(by_address)).get(export::answer))
    .service(web::resource("/imports/{number}/result.jsonl").wrap(from_fn(by_address)).get(imports::result))
    .service(web::resource("/feed.atom").wrap(from_fn(by_address)).get(feed::answer))
    .service(web::resource("/").get(graphiql::home))
    .service(web::resource("/.well-known/jwks.json").get(jwks::keys))
    .service(web::resource("/healthz").get(health::healthz))
    .service(web::resource("/readyz").get(health::readyz));
}
