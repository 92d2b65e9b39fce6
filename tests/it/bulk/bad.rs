//! Files that are broken, hostile or merely wrong: a clear word for each, and nothing lost.

use super::*;
use support::on_each;

async fn told(app: &App, name: &str, content: impl AsRef<[u8]>) -> (import_job::Model, Vec<String>) {
    let file = File::new(name, content);
    let job = import(app, &file).await;
    let told = lines(app, &job).await.iter().flat_map(issues).map(|(_, field, reason)| format!("{field}: {reason}")).collect();
    (job, told)
}

#[test]
fn each_broken_line_is_told_and_the_others_come_in() {
    on_each(async |app| {
        let text = concat!(
            "{\"type\":\"Person\",\"name\":\"Ann One\"}\n",
            "{\"type\":\"Person\",\"name\":\n",
            "{\"type\":\"Person\",\"name\":\"Ann Two\",\"name\":\"Ann Three\"}\n",
            "{\"type\":\"Persona\",\"name\":\"Ann Four\"}\n",
            "{\"type\":\"Person\",\"name\":\"Ann Five\",\"nmae\":1}\n",
            "{\"type\":\"Person\",\"name\":\"Ann Six\",\"born\":\"2000\",\"died\":\"1900\"}\n",
            "{\"type\":\"Event\",\"name\":\"E\",\"kind\":\"DANCE\",\"status\":\"HELD\"}\n",
            "{\"type\":\"Person\",\"name\":\"Nul \\u0000\"}\n",
            "{\"type\":\"Statement\",\"kind\":\"SPEECH\",\"title\":\"t\",\"holding\":\"FULL\",\"event\":7}\n",
            "[1]\n",
            "{\"type\":\"Person\",\"name\":\"Ann Last\"}\n",
        );
        let (job, told) = told(&app, "a.jsonl", text).await;
        assert_eq!(sums(&job), [2, 0, 0, 0, 9], "{told:#?}");
        let has = |words: &[&str]| told.iter().any(|told| words.iter().all(|word| told.contains(word)));
        assert!(has(&["column"]) && has(&["name", "twice"]) | has(&["name", "again"]) | has(&["name"]), "{told:#?}");
        assert!(has(&["nmae", "it has name"]), "{told:#?}");
        assert!(has(&["died", "1900"]), "{told:#?}");
        assert!(has(&["kind", "DANCE", "NEWS_CONFERENCE"]), "{told:#?}");
        assert!(has(&["U+0000"]), "{told:#?}");
        assert!(has(&["event", "7"]), "{told:#?}");
        assert_eq!(
            app.data("{people{nodes{name}}}").await["people"]["nodes"],
            json!([{"name": "Ann Last"}, {"name": "Ann One"}])
        );
    });
}

#[test]
fn a_key_that_two_lines_share_is_told_with_the_other_line() {
    on_each(async |app| {
        let records =
            [json!({"type": "Person", "key": "k", "name": "Ann One"}), json!({"type": "Person", "key": "k", "name": "Ann Two"})];
        let file = File::lines("a.jsonl", &records);
        let (planned, _) = plan_of(&app, vec![file.source()]).await;
        assert_eq!((planned.created, planned.invalid), (1, 1));
        let job = import(&app, &file).await;
        assert_eq!(sums(&job), [1, 0, 0, 0, 1]);
        let (_, field, reason) = issues(&lines(&app, &job).await[1]).remove(0);
        assert!(field == "key" && reason.contains("line 1"), "{field}: {reason}");
    });
}

#[test]
fn circles_and_what_is_nowhere_are_told_in_the_end() {
    on_each(async |app| {
        let event = |key: &str, parent: &str| json!({"type": "Event", "key": key, "name": key, "kind": "SUMMIT", "status": "HELD", "parent": {"key": parent}});
        let job = import(
            &app,
            &File::lines(
                "a.jsonl",
                &[
                    event("a", "b"),
                    event("b", "a"),
                    event("c", "nowhere"),
                    event("e", "d"),
                    json!({"type": "Event", "key": "d", "name": "d", "kind": "SUMMIT", "status": "HELD"}),
                ],
            ),
        )
        .await;
        assert_eq!(
            (sums(&job), job.waiting, job.state),
            ([2, 0, 0, 0, 3], 0, ImportState::Done),
            "{:?}",
            lines(&app, &job).await
        );
        let names = app.data("{events{nodes{name parent{name}}}}").await;
        assert_eq!(names["events"]["nodes"].as_array().map(Vec::len), Some(2), "{names}");
    });
}

#[test]
fn bombs_and_entities_are_refused() {
    on_each(async |app| {
        let bomb = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;\">]><trips><trip>&lol2;</trip></trips>";
        let (job, told) = told(&app, "a.xml", bomb).await;
        assert_eq!(sums(&job)[4], 1, "{told:?}");
        let external = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><akomaNtoso><debate>&e;</debate></akomaNtoso>";
        let (job, told) = self::told(&app, "b.xml", external).await;
        assert_eq!(sums(&job)[4], 1, "{told:?}");
        assert!(!told.concat().contains("root:"));
        // A hundred megabytes of nothing in a few kilobytes.
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let zeros = vec![b' '; 1024 * 1024];
        for _ in 0..100 {
            std::io::Write::write_all(&mut packed, &zeros).expect("packed");
        }
        let (job, told) = self::told(&app, "c.jsonl.gz", packed.finish().expect("packed")).await;
        assert_eq!(sums(&job)[4], 1, "{told:?}");
        assert!(told.concat().contains("unpacks"), "{told:?}");
    });
}

#[test]
fn compressed_and_foreign_encodings_are_read() {
    on_each(async |app| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut packed, b"{\"type\":\"Person\",\"name\":\"Ann Packed\"}\n").expect("packed");
        assert_eq!(sums(&told(&app, "a.jsonl.gz", packed.finish().expect("packed")).await.0), [1, 0, 0, 0, 0]);
        let wide: Vec<u8> = std::iter::once(0xfeff)
            .chain("{\"type\":\"Person\",\"name\":\"Çavuşoğlu Wide\"}\n".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(sums(&told(&app, "b.jsonl", wide).await.0), [1, 0, 0, 0, 0]);
        let names = app.data("{people{nodes{name}}}").await;
        assert_eq!(names["people"]["nodes"], json!([{"name": "Ann Packed"}, {"name": "Çavuşoğlu Wide"}]));
        // A broken character in one line of UTF-8 is one broken line.
        let mut text =
            b"{\"type\":\"Person\",\"name\":\"Ann Fine \xc3\xa9\xc3\xa9\"}\n{\"type\":\"Person\",\"name\":\"Ann \xff\"}\n"
                .to_vec();
        text.extend_from_slice(b"{\"type\":\"Person\",\"name\":\"Ann Also\"}\n");
        let (job, told) = told(&app, "c.jsonl", text).await;
        assert_eq!(sums(&job), [2, 0, 0, 0, 1], "{told:?}");
    });
}

#[test]
fn tables_with_wrong_columns_name_the_column_and_what_is_allowed() {
    on_each(async |app| {
        let (job, told) = told(&app, "people.csv", "type,name,birthdate\nPerson,Ann One,1950\n").await;
        assert_eq!(sums(&job), [0, 0, 0, 0, 1]);
        assert!(told.concat().contains("birthdate") && told.concat().contains("born"), "{told:?}");
        let (job, told) =
            self::told(&app, "people.csv", "name,born,wikidata\nAnn One,1950,Q1\nAnn Two,yesterday,\nAnn Three\n").await;
        assert_eq!(sums(&job)[0], 1, "{told:?}");
        assert!(told.concat().contains("yesterday"), "{told:?}");
    });
}

#[test]
fn policies_stop_skip_or_take_all_back() {
    on_each(async |app| {
        let records = [
            json!({"type": "Topic", "label": "One"}),
            json!({"type": "Topic", "label": ""}),
            json!({"type": "Topic", "label": "Two"}),
        ];
        let file = File::lines("a.jsonl", &records);
        let job = import_all(&app, vec![file.source()], ErrorPolicy::AbortAll).await;
        assert_eq!(job.state, ImportState::Undone);
        assert_eq!(app.data("{topics{totalCount}}").await["topics"]["totalCount"], 0);
        let job = import_all(&app, vec![file.source()], ErrorPolicy::Stop).await;
        assert_eq!((job.state, sums(&job)), (ImportState::Stopped, [1, 0, 0, 0, 1]));
        let job = import_all(&app, vec![file.source()], ErrorPolicy::Skip).await;
        assert_eq!((job.state, sums(&job)), (ImportState::Done, [1, 0, 1, 0, 1]));
        assert_eq!(app.data("{topics{nodes{label}}}").await["topics"]["nodes"], json!([{"label": "One"}, {"label": "Two"}]));
    });
}
