//! The index follows the log, and is built again when it is gone, damaged or of another archive.

use super::{fill, found};
use api::search::Search;
use entity::Role;
use serde_json::json;
use std::fs;
use std::time::{Duration, Instant};
use support::builder::{person, statement, turn};
use support::{App, on_each};

#[test]
fn a_change_is_seen_at_once_and_so_is_its_end() {
    on_each(async |app| {
        let editor = app.sign_in(Role::Editor).await;
        let made =
            app.data_as(&editor, "mutation{createPerson(input:{name:\"Ambrosius Quillfeather\"}){record{id version}}}").await;
        assert_eq!(found(&app, "quillfeather").await, ["Ambrosius Quillfeather"]);
        let id = &made["createPerson"]["record"]["id"];
        app.data_as(
            &editor,
            &format!("mutation{{updatePerson(id:{id},expectedVersion:1,input:{{name:\"Ambrosius Inkwell\"}}){{record{{id}}}}}}"),
        )
        .await;
        assert_eq!(found(&app, "inkwell").await, ["Ambrosius Inkwell"]);
        assert_eq!(found(&app, "quillfeather").await, Vec::<String>::new());
        app.data_as(&editor, &format!("mutation{{deleteRecord(id:{id},expectedVersion:2,reason:\"a test\"){{__typename}}}}"))
            .await;
        assert_eq!(found(&app, "inkwell").await, Vec::<String>::new());
    });
}

#[test]
fn another_server_sees_a_change_within_a_second_without_being_asked() {
    on_each(async |app| {
        fill(&app).await;
        let other = app.another(|_| {});
        assert_eq!(found(&other, "warship").await.len(), 1);
        app.write(async |set| {
            let mut new = statement("Zeppelins over the Caspian");
            new.turns = vec![turn(None, "There were zeppelins.")];
            set.create(new).await.expect("a statement");
        })
        .await;
        let started = Instant::now();
        assert_eq!(found(&other, "zeppelin").await.len(), 1);
        assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    });
}

/// A search of its own on the archive of a server.
async fn reindexed(app: &App) -> i64 {
    Search::new(app.data.path()).reindex(&app.db).await.expect("the index is built")
}

#[test]
fn reindex_builds_anew_beside_a_server_that_answers() {
    on_each(async |app| {
        fill(&app).await;
        assert_eq!(found(&app, "warship").await.len(), 1);
        let before = generations(&app);
        let position = reindexed(&app).await;
        assert!(position > 0);
        assert_eq!(found(&app, "warship").await.len(), 1);
        assert_ne!(generations(&app), before);
        let data = app.data("{search(query:\"warship\"){position isCurrent}}").await;
        assert_eq!(data["search"], json!({"position": position, "isCurrent": true}));
    });
}

fn generations(app: &App) -> Vec<String> {
    let entries = fs::read_dir(app.data.path().join("search")).expect("the folder of the index");
    let mut names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.parse::<u64>().is_ok());
    names.sort();
    names
}

#[test]
fn an_index_that_is_gone_or_damaged_is_built_again_by_itself() {
    on_each(async |app| {
        fill(&app).await;
        assert_eq!(found(&app, "warship").await.len(), 1);
        // Its files go while the server runs.
        fs::remove_dir_all(app.data.path().join("search")).expect("it goes");
        app.write(async |set| set.create(person("Ambrosius Quillfeather")).await.expect("a person")).await;
        assert_eq!(found(&app, "quillfeather").await.len(), 1);
        assert_eq!(found(&app, "warship").await.len(), 1);
    });
}

#[test]
fn a_damaged_index_and_one_of_another_archive_are_not_believed() {
    on_each(async |app| {
        fill(&app).await;
        // Nobody else writes to this folder.
        let folder = tempfile::tempdir().expect("a folder");
        let search = Search::new(folder.path());
        let mut follower = api::search::Follower::new(search.clone(), &app.db);
        follower.step().await.expect("it is built");
        let built = search.position();
        assert!(built > 0);
        drop(follower);
        for damage in ["meta.json", ".term", ".idx", ".fast"] {
            let generation = fs::read_dir(folder.path().join("search")).expect("a folder").flatten();
            let generation = generation.map(|entry| entry.path()).find(|path| path.is_dir()).expect("a generation");
            let file = fs::read_dir(&generation).expect("files").flatten().map(|entry| entry.path());
            let file = file.into_iter().find(|path| path.to_string_lossy().ends_with(damage)).expect(damage);
            let mut bytes = fs::read(&file).expect("bytes");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xFF;
            fs::write(&file, bytes).expect("it is damaged");
            let search = Search::new(folder.path());
            api::search::Follower::new(search.clone(), &app.db).step().await.expect(damage);
            assert_eq!(search.position(), built, "{damage}");
            let now = fs::read_dir(folder.path().join("search")).expect("a folder").flatten();
            let now: Vec<_> = now.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
            assert!(!now.contains(&generation), "{damage} was believed: {now:?}");
        }
    });
}
