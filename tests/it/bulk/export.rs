//! What is exported is all there is, and comes in again as it was.

use super::*;
use support::on_each;

async fn exported(app: &App) -> String {
    let request = api::export::Request { format: api::export::ExportFormat::Jsonl, types: Vec::new(), filter: None };
    let mut out: Vec<u8> = Vec::new();
    request.write(app.db.read(), &mut out, &mut || {}).await.expect("the export is written");
    String::from_utf8(out).expect("text")
}

/// The first line in which two texts differ.
fn difference(one: &str, other: &str) -> Option<String> {
    let differs = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    differs.map(|(one, other)| format!("{one}\n{other}")).or((one.lines().count() != other.lines().count())
        .then(|| format!("{} and {} lines", one.lines().count(), other.lines().count())))
}

#[test]
fn an_export_imported_into_an_empty_archive_is_exported_again_byte_for_byte() {
    on_each(async |app| {
        // Pages with all they bring, records of historians, and what editors write.
        for (name, page) in [
            ("embassy.txt", &include_bytes!("../../../api/data/pages/embassy/000_d48fa1d5f48169a7.txt")[..]),
            ("talks.html", include_bytes!("../../../api/data/pages/kremlin/54059.html")),
        ] {
            let job = import(&app, &File::new(name, page)).await;
            assert_eq!(sums(&job)[4], 0, "{name}");
        }
        import(&app, &File::lines("a.jsonl", &[nested(), article()])).await;
        import_all(&app, fixtures("transcripts"), ErrorPolicy::Skip).await;
        let first = exported(&app).await;
        assert!(first.lines().count() > 450, "{}", first.lines().count());
        let empty = support::databases().into_iter().next().expect("a database");
        let second = App::start(empty).await;
        let file = File::new("archive.jsonl", &first);
        let job = import(&second, &file).await;
        assert_eq!(
            (job.ambiguous, job.invalid, job.waiting),
            (0, 0, 0),
            "{:?}",
            lines(&second, &job).await.iter().flat_map(issues).take(5).collect::<Vec<_>>()
        );
        let again = exported(&second).await;
        assert_eq!(difference(&first, &again), None);
        let same = import(&second, &file).await;
        assert_eq!(same.created + same.updated, 0, "{}", Counts::of(&same));
        // Into the archive it came from: nothing is new.
        let before = position(&app).await;
        let same = import(&app, &file).await;
        let changed: Vec<_> =
            lines(&app, &same).await.into_iter().filter(|line| line.outcome != LineOutcome::Unchanged).take(3).collect();
        assert_eq!(
            (same.created + same.updated + same.ambiguous + same.invalid, position(&app).await),
            (0, before),
            "{changed:?}"
        );
    });
}

#[test]
fn others_formats_come_back_as_what_they_were() {
    on_each(async |app| {
        import(&app, &File::lines("a.jsonl", &[nested(), article()])).await;
        for (path, name, mark) in [
            ("/export/statements.akn.xml", "a.xml", "<akomaNtoso"),
            ("/export/statements.tei.xml", "b.xml", "<teiCorpus"),
            ("/export/archive.popolo.json", "c.json", "\"persons\""),
            ("/export/statements.csv", "statements.csv", "type,"),
            ("/export/people.csv", "people.csv", "type,"),
        ] {
            let answer = app.request(reqwest::Method::GET, path).send().await.expect("an answer");
            assert_eq!(answer.status(), 200, "{path}");
            let text = answer.text().await.expect("text");
            assert!(text.contains(mark), "{path}: {}", text.chars().take(200).collect::<String>());
            let before = app.data("{statements{totalCount} people{totalCount}}").await;
            let job = import(&app, &File::new(name, &text)).await;
            assert_eq!((job.created, job.invalid), (0, 0), "{path}: {:?}", lines(&app, &job).await);
            assert_eq!(app.data("{statements{totalCount} people{totalCount}}").await, before, "{path}");
        }
    });
}

#[test]
fn exports_are_filtered_tagged_and_made_once() {
    on_each(async |app| {
        import(&app, &File::lines("a.jsonl", &[nested(), article()])).await;
        let get = async |path: &str, tag: Option<String>| {
            let mut request = app.request(reqwest::Method::GET, path);
            if let Some(tag) = tag {
                request = request.header("If-None-Match", tag);
            }
            request.send().await.expect("an answer")
        };
        let answer = get("/export/archive.jsonl", None).await;
        let tag = answer.headers()["etag"].to_str().expect("a tag").to_owned();
        assert!(answer.text().await.expect("text").contains("A news conference"));
        assert_eq!(get("/export/archive.jsonl", Some(tag.clone())).await.status(), 304);
        import(&app, &File::lines("b.jsonl", &[json!({"type": "Topic", "label": "New"})])).await;
        assert_eq!(get("/export/archive.jsonl", Some(tag)).await.status(), 200);
        let filtered = get("/export/statements.jsonl?filter=%7B%22kinds%22%3A%5B%22ARTICLE%22%5D%7D", None)
            .await
            .text()
            .await
            .expect("text");
        assert!(filtered.contains("An article") && !filtered.contains("\"title\":\"A news conference\""), "{filtered}");
        let wrong = get("/export/statements.jsonl?filter=%7B%22kinds%22%3A%5B%22DANCE%22%5D%7D", None).await;
        assert_eq!(wrong.status(), 400);
        assert_eq!(get("/export/nothing.txt", None).await.status(), 404);
    });
}

#[test]
fn the_feed_tells_changes_and_tombstones() {
    on_each(async |app| {
        let job = import(&app, &File::lines("a.jsonl", &[json!({"type": "Topic", "label": "Trade & <more>"})])).await;
        let row = lines(&app, &job).await[0].record_id.expect("a record");
        app.write(async |set| set.delete(entity::RecordKind::Topic, row, None, "no topic", false).await.expect("deleted")).await;
        let answer = app.request(reqwest::Method::GET, "/feed.atom").send().await.expect("an answer");
        let tag = answer.headers()["etag"].to_str().expect("a tag").to_owned();
        let text = answer.text().await.expect("text");
        assert!(text.contains("<at:deleted-entry") && text.contains("<entry>"), "{text}");
        let again = app.request(reqwest::Method::GET, "/feed.atom").header("If-None-Match", tag).send().await.expect("an answer");
        assert_eq!(again.status(), 304);
        let next = text.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
        let path = next.split_once("/feed").map(|(_, rest)| format!("/feed{rest}")).expect("a path");
        assert_eq!(app.request(reqwest::Method::GET, &path).send().await.expect("an answer").status(), 200);
    });
}
