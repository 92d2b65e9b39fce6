//! Migrations go up, down and up again, and the entities fit the tables they leave.

use api::db::Db;
use migration::{Migrator, MigratorTrait};
use sea_orm::EntityTrait;
use support::databases;

#[test]
fn migrations_go_up_down_and_up_again() {
    for database in databases() {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
            let db = Db::connect(&database.empty().await).await.expect("the database answers");
            Migrator::up(db.write(), None).await.expect("up");
            entities_fit(&db).await;
            Migrator::down(db.write(), None).await.expect("down");
            assert!(entity::statement::Entity::find().one(db.read()).await.is_err(), "the tables are gone");
            Migrator::up(db.write(), None).await.expect("up again");
            entities_fit(&db).await;
            api::archive::prepare(&db).await.expect("the archive is prepared");
            let before = position(&db).await;
            api::archive::prepare(&db).await.expect("the archive is prepared again");
            assert_eq!(position(&db).await, before, "preparing an archive twice changes nothing");
        });
    }
}

#[test]
fn several_servers_may_prepare_one_empty_archive_at_once() {
    for database in databases() {
        tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime").block_on(async {
            let url = database.empty().await;
            let prepare = |url: api::config::DatabaseUrl| {
                tokio::spawn(async move {
                    let db = Db::connect(&url).await.expect("the database answers");
                    api::archive::prepare(&db).await.expect("the archive is prepared");
                    db
                })
            };
            let all: Vec<_> = (0..6).map(|_| prepare(url.clone())).collect();
            for one in all {
                assert_eq!(position(&one.await.expect("it ends")).await, Some(377));
            }
        });
    }
}

async fn position(db: &Db) -> Option<i64> {
    entity::counter::Entity::find_by_id("position").one(db.read()).await.expect("a counter").map(|counter| counter.value)
}

/// Selects every column of every entity.
async fn entities_fit(db: &Db) {
    macro_rules! select {
        ($($table:ident)*) => {$(
            entity::$table::Entity::find().one(db.read()).await.expect(stringify!($table));
        )*};
    }
    select! {
        api_token change change_set citation comment counter country country_succession event event_participant event_statement
        external_id judgement link membership mention name office organisation person place record recovery_code refresh_token session
        sign_in sign_in_failure signing_key slug source source_text statement statement_author statement_country statement_topic tenure topic totp turn
        turn_addressee turn_text user_account webhook
    }
}
