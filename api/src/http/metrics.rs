//! What Prometheus asks for. On an address of its own: whoever reads the archive has no business there.

use super::Archive;
use crate::error::{Error, Result};
use actix_web::dev::Server;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{App, HttpResponse, HttpServer, web};
use entity::{ImportState, import_job};
use prometheus::{IntCounterVec, IntGaugeVec, Opts, Registry, TEXT_FORMAT, TextEncoder};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::net::TcpListener;
use std::sync::atomic::Ordering;

/// A server that answers on `listener` alone, with nothing but `/metrics`.
pub fn observe(archive: Archive, listener: TcpListener) -> std::io::Result<Server> {
    let app = move || App::new().app_data(web::Data::new(archive.clone())).service(web::resource("/metrics").get(answer));
    Ok(HttpServer::new(app).workers(1).disable_signals().shutdown_timeout(1).listen(listener)?.run())
}

async fn answer(archive: web::Data<Archive>) -> HttpResponse {
    match text(&archive).await {
        Ok(text) => HttpResponse::Ok().insert_header((CONTENT_TYPE, TEXT_FORMAT)).body(text),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be told");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// All that is counted, and how things stand now.
pub async fn text(archive: &Archive) -> Result<String> {
    let imports = imports(archive).await;
    if let Err(error) = &imports {
        tracing::warn!(%error, "the imports that run could not be counted");
    }
    written(archive, &imports.unwrap_or_default()).map_err(Error::internal)
}

fn written(archive: &Archive, imports: &[import_job::Model]) -> prometheus::Result<String> {
    let now = Now(Registry::new());
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (reads, writes) = (&archive.reads, &archive.writes);
    let in_flight = [("query", number(reads.in_flight())), ("mutation", number(writes.in_flight()))];
    now.gauge("communique_in_flight", "Operations that are executed now.", "operation", &in_flight)?;
    let queued = [("query", number(reads.queued())), ("mutation", number(writes.queued()))];
    now.gauge("communique_queued", "Operations that wait for their turn.", "operation", &queued)?;
    let refused = [("queries", reads.refused() as u64), ("mutations", writes.refused() as u64)];
    now.counter("communique_refused_total", "Operations that were sent away because of too many others.", "reason", &refused)?;

    let answers = &archive.answers;
    let (hits, misses) = (answers.hits.load(Ordering::Relaxed), answers.misses.load(Ordering::Relaxed));
    now.counter("communique_cache_hits_total", "Requests that were answered with a kept answer.", "", &[("", hits)])?;
    now.counter("communique_cache_misses_total", "Requests for which none was kept.", "", &[("", misses)])?;
    let bytes = i64::try_from(answers.bytes()).unwrap_or(i64::MAX);
    now.gauge("communique_cache_bytes", "Bytes of kept answers.", "", &[("", bytes)])?;

    let (position, indexed) = (archive.present.position(), archive.search.position());
    now.gauge("communique_position", "Where the log ends, as far as this process knows.", "", &[("", position)])?;
    let lag = [("search", (position.max(0) - indexed.max(0)).max(0))];
    now.gauge("communique_follower_lag", "How many changes a follower of the log is behind.", "follower", &lag)?;
    now.gauge("communique_subscribers", "Open sockets.", "", &[("", number(archive.live.sockets()))])?;
    now.gauge("communique_subscriptions", "Different subscriptions to the log.", "", &[("", number(archive.live.groups()))])?;

    let outcomes = &archive.target.outcomes;
    let deliveries = [("delivered", &outcomes.delivered), ("failed", &outcomes.failed), ("given_up", &outcomes.given_up)];
    let deliveries = deliveries.map(|(outcome, count)| (outcome, count.load(Ordering::Relaxed)));
    now.counter("communique_webhook_deliveries_total", "Deliveries to webhooks.", "outcome", &deliveries)?;

    let pools = Opts::new("communique_pool_connections", "Connections to the database.");
    let pools = now.register(IntGaugeVec::new(pools, &["pool", "state"])?)?;
    for (pool, all, idle) in archive.db.pools() {
        pools.with_label_values(&[pool, "idle"]).set(number(idle));
        pools.with_label_values(&[pool, "used"]).set(i64::from(all).saturating_sub(number(idle)).max(0));
    }
    let records = Opts::new(
        "communique_import_records",
        "Records of an import that runs: those that are done, and all, once that is known.",
    );
    let records = now.register(IntGaugeVec::new(records, &["import", "state"])?)?;
    for import in imports {
        let name = import.id.to_string();
        records.with_label_values(&[name.as_str(), "done"]).set(import.done);
        if let Some(total) = import.total {
            records.with_label_values(&[name.as_str(), "all"]).set(total);
        }
    }
    let mut families = archive.metrics.as_ref().map(|metrics| metrics.registry().gather()).unwrap_or_default();
    families.extend(now.0.gather());
    TextEncoder::new().encode_to_string(&families)
}

/// The imports that run now: there are never many.
async fn imports(archive: &Archive) -> Result<Vec<import_job::Model>> {
    let running = import_job::Entity::find().filter(import_job::Column::State.eq(ImportState::Running));
    Ok(running.all(archive.db.follower().read().pool()).await?)
}

/// How things stand at one moment.
struct Now(Registry);

impl Now {
    /// One number for each value of a label, or one number without any.
    fn gauge(&self, name: &str, help: &str, label: &str, values: &[(&str, i64)]) -> prometheus::Result<()> {
        let gauge = self.register(IntGaugeVec::new(Opts::new(name, help), labels(&[label]))?)?;
        for (value, number) in values {
            gauge.get_metric_with_label_values(labels(&[value]))?.set(*number);
        }
        Ok(())
    }

    fn counter(&self, name: &str, help: &str, label: &str, values: &[(&str, u64)]) -> prometheus::Result<()> {
        let counter = self.register(IntCounterVec::new(Opts::new(name, help), labels(&[label]))?)?;
        for (value, number) in values {
            counter.get_metric_with_label_values(labels(&[value]))?.inc_by(*number);
        }
        Ok(())
    }

    fn register<C: prometheus::core::Collector + Clone + 'static>(&self, collector: C) -> prometheus::Result<C> {
        self.0.register(Box::new(collector.clone()))?;
        Ok(collector)
    }
}

/// Without the one that is empty.
fn labels<'l>(label: &'l [&'l str; 1]) -> &'l [&'l str] {
    if label == &[""] { &[] } else { label }
}
