//! What Prometheus is told.

use api::http::{Answering, metrics_text};
use api::metrics::{Kind, Metrics};
use serde_json::json;
use std::time::{Duration, Instant};
use support::{App, databases};

/// What the dashboard draws.
const DRAWN: [&str; 15] = [
    "communique_requests_total",
    "communique_request_seconds",
    "communique_sql_statements",
    "communique_cache_hits_total",
    "communique_cache_misses_total",
    "communique_cache_bytes",
    "communique_position",
    "communique_follower_lag",
    "communique_pool_connections",
    "communique_subscribers",
    "communique_webhook_deliveries_total",
    "communique_in_flight",
    "communique_queued",
    "communique_refused_total",
    "communique_subscriptions",
];

#[test]
fn requests_are_counted_by_kind_and_code_and_never_by_what_clients_call_them() {
    for database in databases() {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
            let metrics = Some(Metrics::new().expect("metrics"));
            let app = App::start_answering(database, Answering { metrics, ..Answering::default() }).await;
            for _ in 0..3 {
                app.data("query Mine { countries(first: 2) { nodes { name } } }").await;
            }
            app.ask("{ node(id: \"42\") { id } }", json!(null)).await;
            app.ask("mutation { endSession { viewer { id } } }", json!(null)).await;
            app.ask("{", json!(null)).await;
            let told = metrics_text(&app.archive).await.expect("a text");
            for line in [
                "communique_requests_total{code=\"OK\",operation=\"query\"} 3",
                "communique_requests_total{code=\"BAD_USER_INPUT\",operation=\"query\"} 1",
                "communique_request_seconds_count{kind=\"kept\"} 2",
                "communique_request_seconds_count{kind=\"query\"} 2",
                "communique_cache_hits_total 2",
                "communique_position 377",
                "communique_in_flight{operation=\"query\"} 0",
                "communique_refused_total{reason=\"queries\"} 0",
                "communique_webhook_deliveries_total{outcome=\"delivered\"} 0",
            ] {
                assert!(told.lines().any(|there| there == line), "{line} is not in\n{told}");
            }
            let statements =
                told.lines().find_map(|line| line.strip_prefix("communique_sql_statements_sum{operation=\"query\"} "));
            let statements: f64 = statements.expect("a sum").parse().expect("a number");
            assert!((1.0..4.0).contains(&statements), "{told}");
            assert!(!told.contains("Mine"), "{told}");
            for name in DRAWN {
                assert!(told.contains(&format!("# TYPE {name} ")), "{name} is not in\n{told}");
            }
        });
    }
}

#[test]
fn to_count_a_kept_answer_costs_less_than_a_microsecond() {
    let metrics = Metrics::new().expect("metrics");
    let took = (0..20).map(|_| {
        let started = Instant::now();
        for _ in 0..1000 {
            metrics.answered(Kind::Kept, None, Duration::from_micros(30), 0);
        }
        started.elapsed() / 1000
    });
    // The best of twenty: the machine does other things too.
    let best = took.min().expect("a time");
    assert!(best < Duration::from_micros(1), "{best:?}");
}
