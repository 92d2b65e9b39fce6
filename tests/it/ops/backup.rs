//! A backup is of one state of the archive, whatever is written meanwhile, and gives the archive back.

use crate::cli::communique;
use api::config::DatabaseUrl;
use api::db::Db;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::{App, Database, builder};

fn run(arguments: &[&str], data: &Path) -> Output {
    let mut command = Command::new(communique());
    command.args(arguments).arg("--data-dir").arg(data).args(["--log", "warn"]).env_remove("DATABASE_URL");
    command.output().expect("it runs")
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn done(arguments: &[&str], data: &Path) -> String {
    let output = run(arguments, data);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

fn refused(arguments: &[&str], data: &Path) -> String {
    let output = run(arguments, data);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    told(&output)
}

fn folder(address: &DatabaseUrl) -> PathBuf {
    let file = address.as_str().trim_start_matches("sqlite://").split('?').next().expect("a path");
    Path::new(file).parent().expect("a folder").to_owned()
}

/// What was done up to a position.
async fn log(db: &Db, until: i64) -> Vec<entity::change::Model> {
    use entity::change::{Column, Entity};
    Entity::find().filter(Column::Position.lte(until)).order_by_asc(Column::Position).all(db.read()).await.expect("a log")
}

#[test]
fn an_archive_is_backed_up_while_it_is_written_and_restored() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
        let app = App::start(Database::Sqlite).await;
        let (data, there) = (folder(&app.address), tempfile::tempdir().expect("a folder"));
        let (is_over, number) = (Cell::new(false), Cell::new(0));
        communique();
        let write = async {
            while !is_over.get() {
                number.set(number.get() + 1);
                let name = format!("Person {}", number.get());
                app.write(async |set| set.create(builder::person(&name)).await.expect("a person")).await;
                tokio::task::yield_now().await;
            }
        };
        let copy = async {
            let mut positions = Vec::new();
            for number in 0..3 {
                let file = there.path().join(format!("{number}.backup"));
                let before = app.db.present().await.expect("a position");
                let data = data.clone();
                let back = file.clone();
                let copying = move || done(&["backup", back.to_str().expect("a path")], &data);
                let told = tokio::task::spawn_blocking(copying).await.expect("a backup");
                assert!(told.contains("written and verified") && told.contains(" 0 faults"), "{told}");
                positions.push((file, before, app.db.present().await.expect("a position")));
            }
            is_over.set(true);
            positions
        };
        let ((), positions) = tokio::join!(write, copy);
        assert!(positions.iter().any(|(_, before, after)| after > before), "somebody wrote meanwhile: {positions:?}");
        for (number, (file, before, after)) in positions.iter().enumerate() {
            let data = there.path().join(format!("restored-{number}"));
            let told = done(&["restore", file.to_str().expect("a path")], &data);
            assert!(told.contains(" 0 faults"), "{told}");
            let db = Db::connect(&DatabaseUrl::embedded(&data)).await.expect("a database");
            let position = db.present().await.expect("a position");
            assert!((*before..=*after).contains(&position), "{before} {position} {after}");
            // With `verify`, which has just compared its tables with its log: it is the archive as it was at that position.
            assert_eq!(log(&db, i64::MAX).await, log(&app.db, position).await);
            db.close().await.expect("it closes");
        }
        let (file, data_again) = (there.path().join("last.backup"), there.path().join("last"));
        let file = file.to_str().expect("a path");
        done(&["backup", file], &data);
        done(&["restore", file], &data_again);
        assert_eq!(done(&["export"], &data_again), done(&["export"], &data));
        assert!(refused(&["backup", file], &data).contains("is there already"));
        assert!(refused(&["restore", file], &data_again).contains("is not empty"));
        let left: Vec<_> = std::fs::read_dir(there.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().contains("unfinished")), "{left:?}");
    });
}

#[test]
fn what_cannot_be_copied_is_explained() {
    let there = tempfile::tempdir().expect("a folder");
    let (data, file) = (there.path().join("data"), there.path().join("no.backup"));
    let file = file.to_str().expect("a path");
    assert!(refused(&["backup", file], &data).contains("does not exist"));
    assert!(!data.exists(), "nothing is made where nothing is");
    assert!(refused(&["restore", file], &data).contains("does not exist"));
    std::fs::write(there.path().join("bad.backup"), "this is no database").expect("a file");
    let bad = there.path().join("bad.backup");
    refused(&["restore", bad.to_str().expect("a path")], &data);
    assert!(!data.join("communique.db").exists());
    let url = ["--database-url", "postgres://nobody@127.0.0.1:1/nothing"];
    assert!(refused(&["backup", file, url[0], url[1]], &data).contains("pg_dump --format=custom"));
    assert!(refused(&["restore", file, url[0], url[1]], &data).contains("pg_restore"));
}
