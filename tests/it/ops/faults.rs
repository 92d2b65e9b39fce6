//! What is wrong with the database is told, and passes by itself when it does.

use crate::cli::communique;
use api::changeset::verify::verify;
use api::config::DatabaseUrl;
use api::db::Db;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::process::Command;
use support::{App, Database, Faulty, Replicated, databases, left_out};

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

#[test]
fn a_server_that_is_killed_loses_nothing_that_it_has_acknowledged() {
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/faults/kill.py");
    let wanted = databases().into_iter().map(|database| match database {
        Database::Sqlite => "sqlite",
        Database::Postgres => "postgres",
    });
    let wanted = wanted.collect::<Vec<_>>().join(",");
    let mut command = Command::new(python);
    command.args(["-B", script, "--kills", "4", "--longest", "0.8", "--records", "60", "--quick", "--databases", &wanted]);
    let Ok(done) = command.arg("--program").arg(communique()).output() else {
        return left_out("servers that are killed", "there is no python3; PYTHON may name one");
    };
    let printed = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{printed}");
    assert_eq!(printed.matches("0 lost, 0 by half").count(), databases().len(), "{printed}");
}

#[test]
fn a_full_disk_is_told_loses_nothing_and_is_used_again_when_there_is_room() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
        let url = Database::Sqlite.fresh().await;
        let (script, email) = Faulty::script(&url).await;
        let server = Faulty::start(communique(), &url);
        let create =
            |number: u32| format!("mutation {{ createPerson(input: {{name: \"Anna Example {number}\"}}) {{ recordId }} }}");
        let names = async || {
            let seen = server.data(None, "{ people { nodes { name } } }").await["people"]["nodes"].clone();
            seen.as_array()
                .expect("a list")
                .iter()
                .map(|node| node["name"].as_str().unwrap_or_default().to_owned())
                .collect::<Vec<_>>()
        };
        server.data(Some(&script), &create(1)).await;
        for round in 0..3 {
            server.set_disk_full(true);
            let sign_in = format!("mutation {{ signIn(email: \"{email}\", password: \"wrong\") {{ accessToken }} }}");
            for attempt in
                [create(100), create(101), sign_in, "mutation { beginChangeSet(title: \"x\") { changeSet { id } } }".into()]
            {
                let (_, answer) = server.ask(Some(&script), &attempt, Value::Null).await;
                let error = &answer["errors"][0];
                assert_eq!(error["extensions"]["code"], "UNAVAILABLE", "{attempt}: {answer}");
                assert!(error["message"].as_str().is_some_and(|message| message.contains("the disk is full")), "{answer}");
                assert!(error["extensions"]["retryAfter"].is_number(), "{answer}");
            }
            // What is there is still to be read.
            assert_eq!(names().await.len(), 1 + round, "round {round}");
            assert_eq!(server.status("/readyz").await, 200);
            server.set_disk_full(false);
            server.data(Some(&script), &create(2 + u32::try_from(round).expect("a small number"))).await;
        }
        assert_eq!(names().await, ["Anna Example 1", "Anna Example 2", "Anna Example 3", "Anna Example 4"]);
        // The search index, on the same disk, catches up.
        let mut found = Value::Null;
        for _ in 0..50 {
            found =
                server.data(None, "{ search(query: \"Anna\", kinds: [PERSON]) { totalCount } }").await["search"]["totalCount"]
                    .clone();
            if found == 4 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        assert_eq!(found, 4);
        drop(server);
        let db = Db::connect(&url).await.expect("the database answers");
        assert_eq!(verify(&db).await.expect("it is verified").faults, Vec::<String>::new());
    });
}

#[test]
fn an_import_that_finds_no_room_is_gone_on_with_when_there_is() {
    const RECORDS: usize = 600;
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
        let url = Database::Sqlite.fresh().await;
        let (script, _) = Faulty::script(&url).await;
        let server = Faulty::start(communique(), &url);
        let lines =
            (0..RECORDS).map(|number| json!({ "type": "Topic", "key": number.to_string(), "label": format!("Topic {number}") }));
        let job = server.import(&script, lines.map(|line| format!("{line}\n")).collect()).await;
        server.set_disk_full(true);
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let query = format!("{{ importJob(id: {job}) {{ state created invalid }} topics {{ totalCount }} }}");
        let seen = server.data(Some(&script), &query).await;
        assert_eq!(seen["importJob"]["created"], seen["topics"]["totalCount"], "what it says it has made is there: {seen}");
        server.set_disk_full(false);
        // Somebody takes it up who finds that nobody has worked at it for a while.
        server.set_clock(30);
        let mut seen = Value::Null;
        for _ in 0..100 {
            seen = server.data(Some(&script), &query).await;
            if seen["importJob"]["state"] != "RUNNING" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        assert_eq!(seen["importJob"], json!({ "state": "DONE", "created": RECORDS, "invalid": 0 }));
        assert_eq!(seen["topics"]["totalCount"], RECORDS);
        drop(server);
        let db = Db::connect(&url).await.expect("the database answers");
        assert_eq!(verify(&db).await.expect("it is verified").faults, Vec::<String>::new());
    });
}
