//! Nothing is missed and nothing comes twice, however often a client is cut off.

use super::socket::Socket;
use super::{head, publish};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::builder::{person, statement};
use support::{App, on_each};

const CHANGES: &str = "subscription($after: Int) { recordChanged(after: $after) { position recordId } }";

fn position(event: &Value) -> i64 {
    event["position"].as_i64().expect("a position")
}

/// Follows until `last`, and cuts the line again and again.
async fn follow(app: &App, mut at: i64, last: i64, mut seed: u64) -> Vec<i64> {
    let mut seen = Vec::new();
    while at < last {
        let mut socket = Socket::following(app, None, CHANGES, json!({"after": at})).await;
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        for _ in 0..(seed >> 33) % 90 + 1 {
            at = position(&socket.event().await);
            seen.push(at);
            if at >= last {
                break;
            }
        }
    }
    seen
}

#[test]
fn who_is_cut_off_again_and_again_misses_nothing_while_others_write() {
    on_each(async |app| {
        let first = head(&app).await;
        let last = first + 240;
        let write = async {
            for number in 0..60 {
                app.write(async |set| {
                    set.create(statement(&format!("Statement {number}"))).await.expect("a statement");
                    for of in 0..3 {
                        set.create(person(&format!("Person {number} {of}"))).await.expect("a person");
                    }
                })
                .await;
            }
        };
        // One from the very beginning, one from the middle of the log, one from its end.
        let (seen, other, third, ()) =
            tokio::join!(follow(&app, 0, last, 1), follow(&app, first / 2, last, 2), follow(&app, first, last, 3), write);
        assert_eq!(head(&app).await, last);
        assert_eq!(seen, (1..=last).collect::<Vec<_>>());
        assert_eq!(other, (first / 2 + 1..=last).collect::<Vec<_>>());
        assert_eq!(third, (first + 1..=last).collect::<Vec<_>>());
    });
}

#[test]
fn a_change_at_one_server_is_told_at_the_other_within_a_second() {
    on_each(async |app| {
        let other = app.another(|_| {});
        let mut socket = Socket::following(&other, None, CHANGES, json!({"after": head(&app).await})).await;
        let mut took = Vec::new();
        for number in 0..5 {
            let began = Instant::now();
            publish(&app, &format!("Statement {number}")).await;
            let event = socket.event().await;
            assert_eq!(position(&event), head(&app).await);
            took.push(began.elapsed());
        }
        // The machine may be busy with other tests.
        took.sort();
        assert!(took[2] < Duration::from_secs(1), "{took:?}");
        // What one server has told of, another can be asked to go on behind at once, even if it has not looked yet.
        publish(&app, "Last").await;
        let at = head(&app).await;
        let third = app.another(|_| {});
        let mut socket = Socket::following(&third, None, CHANGES, json!({"after": at})).await;
        publish(&app, "After the last").await;
        assert_eq!(position(&socket.event().await), at + 1);
    });
}
