//! A job that is killed, left by its server or taken by another goes on where it was, and ends as if nothing had happened.

use super::*;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use support::on_each;

fn many(count: usize) -> Vec<Value> {
    let statement = |number: usize| {
        // Some refer to later ones, so that there is more than one round.
        let target = if number.is_multiple_of(7) { number + 40 } else { number.saturating_sub(3) };
        json!({"type": "Statement", "key": format!("s/{number}"), "kind": "REMARKS", "title": format!("Remarks number {number}"), "holding": "FULL",
               "made": "2016-07-12", "publisher": {"name": format!("Ministry {}", number % 5), "kind": "GOVERNMENT_BODY"},
               "turns": [{"kind": "SPEECH", "text": format!("Words of number {number}."), "speaker": {"name": format!("Speaker Number {}", number % 11)}}],
               "links": [{"kind": "REFERS_TO", "target": {"key": format!("s/{}", target.min(count - 1))}}]})
    };
    (0..count)
        .map(|number| {
            let mut statement = statement(number);
            if number == count - 1 {
                statement.as_object_mut().expect("an object").remove("links");
            }
            statement
        })
        .collect()
}

const WHOLE: &str = "{statements(first:100, orderBy: TITLE_ASC){totalCount nodes{slug version title publisher{slug} turns{nodes{text speaker{slug}}} links{nodes{target{slug}}}}}
    people{totalCount nodes{slug}} organisations{totalCount nodes{slug}} links{totalCount}}";

#[test]
fn it_goes_on_after_any_batch() {
    on_each(async |app| {
        let file = File::lines("a.jsonl", &many(1_200));
        let (db, files) = (app.db.clone(), vec![file.source()]);
        let job = start(&app.db, &files, ErrorPolicy::Skip).await;
        // Again and again a worker is dropped in the middle of its work.
        let mut stops = 0;
        let done = loop {
            let (db, files, id) = (db.clone(), files.clone(), job.id);
            let seen = std::sync::Arc::new(Mutex::new(0));
            let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
            let work = tokio::spawn(async move {
                apply::run(&db, id, files, Pace::default(), &move |_| {
                    *seen.lock().expect("a count") += 1;
                    let _ = told.send(());
                })
                .await
            });
            if stops < 3 {
                heard.recv().await;
                work.abort();
                let _ = work.await;
                stops += 1;
            } else {
                break work.await.expect("no panic").expect("it runs to its end");
            }
        };
        assert_eq!((done.state, sums(&done)), (ImportState::Done, [1_200, 0, 0, 0, 0]));
        let links = app.data("{links{totalCount} statements{totalCount}}").await;
        assert_eq!(links, json!({"links": {"totalCount": 1_199}, "statements": {"totalCount": 1_200}}));
        crate::curation::sound(&app).await;
        let again = import(&app, &file).await;
        assert_eq!(sums(&again), [0, 0, 1_200, 0, 0]);
    });
}

#[test]
fn two_workers_at_one_job_apply_nothing_twice() {
    on_each(async |app| {
        let file = File::lines("a.jsonl", &many(1_100));
        let files = vec![file.source()];
        let job = start(&app.db, &files, ErrorPolicy::Skip).await;
        let work = || {
            let (db, files, id) = (app.db.clone(), files.clone(), job.id);
            async move { apply::run(&db, id, files, Pace::default(), &|_| {}).await }
        };
        let (one, other) = tokio::join!(work(), work());
        assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
        let done = import_job::Entity::find_by_id(job.id).one(app.db.read()).await.expect("a query").expect("the job");
        assert_eq!((done.state, sums(&done)), (ImportState::Done, [1_100, 0, 0, 0, 0]));
        assert_eq!(app.data("{statements{totalCount}}").await["statements"]["totalCount"], 1_100);
        crate::curation::sound(&app).await;
    });
}

/// The program itself, killed as the power would kill it, and started again with the same command.
#[test]
fn killed_and_started_again_it_ends_like_one_that_ran_through() {
    let file = File::lines("a.jsonl", &many(900));
    let path = file.source().path;
    let program = crate::cli::communique();
    let import = |folder: &Path| {
        let mut command = Command::new(program);
        command.args(["import", "apply", "--on-error", "skip", "--data-dir"]).arg(folder).arg(&path);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command
    };
    let folder = tempfile::tempdir().expect("a folder");
    for pause in [400, 700, 1_000, 1_300] {
        let mut child = import(folder.path()).spawn().expect("the program");
        std::thread::sleep(std::time::Duration::from_millis(pause));
        child.kill().expect("killed");
        child.wait().expect("dead");
    }
    let output = import(folder.path()).output().expect("the program");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    let through = tempfile::tempdir().expect("another folder");
    assert!(import(through.path()).output().expect("the program").status.success());
    let (one, other) = (exported(program, folder.path()), exported(program, through.path()));
    assert!(one.lines().count() > 900 && one == other, "the archives differ");
}

fn exported(program: &Path, folder: &Path) -> String {
    let output = Command::new(program).args(["export", "--data-dir"]).arg(folder).output().expect("the program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_answer_is_the_same_however_the_job_went() {
    on_each(async |app| {
        let job = import(&app, &File::lines("a.jsonl", &many(60))).await;
        assert_eq!(sums(&job), [60, 0, 0, 0, 0]);
        let data = app.data(WHOLE).await;
        assert_eq!(data["statements"]["totalCount"], 60);
        assert_eq!(data["people"]["totalCount"], 11);
    });
}
