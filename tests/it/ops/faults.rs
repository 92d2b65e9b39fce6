//! What is wrong with the database is told, and passes by itself when it does.

use crate::cli::communique;
use api::config::DatabaseUrl;
use api::db::Db;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::process::Command;
use support::{App, Database, Replicated, databases, left_out};

#[test]
fn an_archive_of_a_newer_program_is_refused_and_left_alone() {
    for database in databases() {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
            let url = database.fresh().await;
            let db = Db::connect(&url).await.expect("the database answers");
            let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_add_everything', 1)";
            db.write().execute_unprepared(newer).await.expect("a row");
            db.close().await.expect("it closes");
            let mut command = Command::new(communique());
            command.args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"]).env_remove("DATABASE_URL");
            match database {
                Database::Sqlite => {
                    let file = url.as_str().trim_start_matches("sqlite://").split('?').next().expect("a path");
                    command.arg("--data-dir").arg(std::path::Path::new(file).parent().expect("a folder"));
                }
                Database::Postgres => {
                    command.args(["--database-url", url.as_str()]);
                }
            }
            let started = std::time::Instant::now();
            let done = command.output().expect("it runs");
            let told = String::from_utf8_lossy(&done.stderr).into_owned();
            assert_eq!(done.status.code(), Some(1), "{told}");
            assert!(told.contains("newer version of this program") && told.contains("m20991231"), "{told}");
            assert!(started.elapsed() < std::time::Duration::from_secs(3), "it is no use to try again");
        });
    }
}

#[test]
fn a_database_that_goes_and_comes_again_is_told_and_used_again() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
        let Some(mut servers) = Replicated::start() else { return left_out("a database that goes", "PostgreSQL is not there") };
        let app = App::on(&DatabaseUrl::new(servers.primary())).await;
        let ask = async || {
            let body = json!({ "query": "{ countries { totalCount } }" });
            app.request(Method::POST, "/graphql").json(&body).send().await.expect("an answer")
        };
        assert_eq!(ask().await.status(), 200);
        servers.stop_primary();
        let answer = ask().await;
        assert_eq!(answer.status(), 503);
        assert!(answer.headers().contains_key("retry-after"));
        let body: Value = answer.json().await.expect("JSON");
        assert_eq!(body["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{body}");
        assert!(!body.to_string().contains("postgres"), "{body}");
        let ready = app.request(Method::GET, "/readyz").send().await.expect("an answer");
        assert_eq!(ready.status(), 503);
        assert_eq!(app.request(Method::GET, "/healthz").send().await.expect("an answer").status(), 200);
        servers.start_primary();
        let mut status = 0;
        for _ in 0..20 {
            status = ask().await.status().as_u16();
            if status == 200 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        assert_eq!(status, 200, "it is used again without anybody's help");
        assert_eq!(app.request(Method::GET, "/readyz").send().await.expect("an answer").status(), 200);
    });
}
