//! The server: routes, and the life of the process that answers them.

pub mod export;
mod feed;
mod graphiql;
mod graphql;
mod health;
mod imports;
mod jwks;
pub mod live;
mod negotiation;
mod upload;

use crate::auth::Auth;
use crate::db::Db;
use crate::graphql::limits::MAX_BODY;
use crate::import::worker;
use crate::log::Present;
use crate::review::{Followed, schedule};
use crate::schema::{self, ArchiveSchema};
use crate::search::Search;
use crate::webhook::{self, Target};
use actix_web::dev::Server;
use actix_web::middleware::Compress;
use actix_web::{App, HttpServer, guard, web};
use live::Live;
use std::net::TcpListener;

/// What every worker shares.
#[derive(Clone)]
pub struct Archive {
    db: Db,
    schema: ArchiveSchema,
    auth: Auth,
    search: Search,
    exports: export::Exports,
    followed: Followed,
    present: Present,
    live: Live,
    target: Target,
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
        Self { db, schema, auth, search, exports: export::Exports::default(), followed, present, live, target }
    }

    /// The subscribers of this process.
    pub fn live(&self) -> &Live {
        &self.live
    }
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
