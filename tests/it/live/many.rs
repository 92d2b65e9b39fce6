//! Many subscribers, and slow ones.

use super::socket::{Heard, Socket};
use super::{head, publish};
use serde_json::json;
use std::time::{Duration, Instant};
use support::builder::{statement, turn};
use support::{App, Database, on_each};

const FOLLOW: &str = "subscription($after: Int) { statementChanged(filter: {kinds: [SPEECH]}, after: $after) { position statement { title speakers { name } } } }";
const LONG: &str = "subscription($after: Int) { statementChanged(after: $after) { position statement { TEXTS } } }";

/// How many SQL statements a change takes while it is told to so many.
async fn statements(app: &App, sockets: &mut [Socket], title: &str) -> u64 {
    let before = app.db.statements();
    publish(app, title).await;
    for socket in &mut *sockets {
        assert_eq!(socket.event().await["statement"]["title"], title);
    }
    app.db.statements() - before
}

#[test]
fn a_change_costs_the_database_the_same_for_one_and_for_hundreds() {
    on_each(async |app| {
        let after = json!({"after": head(&app).await});
        let mut sockets = vec![Socket::following(&app, None, FOLLOW, after).await];
        statements(&app, &mut sockets, "Once before all are there").await;
        let for_one = statements(&app, &mut sockets, "For one").await;
        let at = head(&app).await;
        for _ in 1..300 {
            sockets.push(Socket::following(&app, None, FOLLOW, json!({"after": at})).await);
        }
        for number in 0..3 {
            let for_all = statements(&app, &mut sockets, &format!("For all {number}")).await;
            assert_eq!(for_all, for_one);
        }
        assert_eq!(app.live().groups(), 1);
    });
}

#[test]
fn who_does_not_take_what_it_is_sent_is_dropped_and_nobody_waits_for_it() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let app = App::start(Database::Sqlite).await;
        let texts: Vec<String> = (0..25).map(|number| format!("t{number}: turns {{ nodes {{ text }} }}")).collect();
        let long = LONG.replace("TEXTS", &texts.join(" "));
        let after = json!({"after": head(&app).await});
        let mut slow = Socket::following(&app, None, &long, after.clone()).await;
        let mut quick = Socket::following(&app, None, &long, after).await;
        let text = "All work and no play. ".repeat(2_000);
        let began = Instant::now();
        // What the operating system keeps for a socket is some megabytes.
        for number in 0..20 {
            app.write(async |set| {
                let mut long = statement(&format!("Statement {number}"));
                long.turns.push(turn(None, &text));
                set.create(long).await.expect("a statement");
            })
            .await;
            quick.event().await;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
        // In the end the socket is full for long enough.
        tokio::time::sleep(Duration::from_secs(11)).await;
        let mut last = 0;
        let (code, reason) = loop {
            match slow.next().await {
                Heard::Said(message) => {
                    last = message["payload"]["data"]["statementChanged"]["position"].as_i64().expect("a position");
                }
                Heard::Closed(code, reason) => break (code, reason),
                Heard::Cut => panic!("cut off without a reason"),
            }
        };
        assert_eq!((code, reason), (1013, format!("too slow; go on with after: {last}")));
        assert!(last < head(&app).await);
        let mut again = Socket::following(&app, None, &long, json!({"after": last})).await;
        assert_eq!(again.event().await["position"], last + 1);
    });
}
