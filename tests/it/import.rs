//! Pages come in as statements, once.

use api::import::page::PageImport;
use api::import::{Outcome, Report};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use support::{App, on_each};

const SEED: &[u8] = include_bytes!("../../api/data/pages/embassy/000_d48fa1d5f48169a7.txt");
const TALKS: &[u8] = include_bytes!("../../api/data/pages/kremlin/54059.html");

async fn import(app: &App, file: &str, bytes: &[u8]) -> Report {
    let mut report = Report::default();
    PageImport::new(&app.db).import(file, bytes, &mut report).await.expect("the archive is sound");
    report
}

async fn position(app: &App) -> i64 {
    let counter = entity::counter::Entity::find_by_id("position");
    counter.one(app.db.read()).await.expect("a counter").map_or(0, |counter| counter.value)
}

#[test]
fn the_embassy_page_becomes_statements_with_their_turns_people_and_links() {
    on_each(async |app| {
        let report = import(&app, "embassy.txt", SEED).await;
        assert_eq!((report.entries.len(), report.failed()), (11, 0), "{report:?}");
        let data = app
            .data(
                "{statements(filter:{kinds:[NEWS_CONFERENCE]}){nodes{title holding language made{edtf resolution} place{name} \
                 sources{mediaType sha256 fileName publisher{kind}} turns{nodes{kind label speaker{name} note tenure{office{title country{alpha2}}} \
                 addressees{phrase person{name}}}}}}}",
            )
            .await;
        let conference = &data["statements"]["nodes"][0];
        assert_eq!(
            (&conference["holding"], &conference["made"]["edtf"], &conference["place"]["name"]),
            (&json!("FULL"), &json!("2016-07-12"), &json!("Baku"))
        );
        let turns = conference["turns"]["nodes"].as_array().expect("turns");
        let shape: Vec<_> =
            turns.iter().map(|turn| (turn["kind"].as_str(), turn["label"].as_str(), turn["speaker"]["name"].as_str())).collect();
        let (lavrov, label) = (Some("Sergey Lavrov"), Some("Sergey Lavrov"));
        assert_eq!(
            shape,
            [
                (Some("SPEECH"), None, lavrov),
                (Some("QUESTION"), Some("Question"), None),
                (Some("ANSWER"), label, lavrov),
                (Some("QUESTION"), Some("Question"), None),
                (Some("ANSWER"), label, lavrov),
                (Some("QUESTION"), Some("Question"), None),
                (Some("ANSWER"), label, lavrov),
            ]
        );
        assert_eq!(turns[2]["note"], "speaking after Elmar Mammadyarov");
        assert_eq!(turns[0]["tenure"]["office"]["country"]["alpha2"], "RU");
        let addressed: Vec<_> =
            turns[1]["addressees"].as_array().expect("addressees").iter().map(|to| to["person"]["name"].clone()).collect();
        assert_eq!(addressed, ["Sergey Lavrov", "Elmar Mammadyarov"]);

        let data = app.data("{links(filter:{kinds:[RESPONDS_TO]}){nodes{source{title posted{edtf}} target{title holding publisher{name kind}}}}}").await;
        let links = data["links"]["nodes"].as_array().expect("links");
        let herald =
            links.iter().find(|link| link["target"]["title"] == "Navy warship shadows Russian destroyer as it crosses UK waters");
        let herald = herald.unwrap_or_else(|| panic!("{links:?}"));
        assert_eq!(herald["source"]["posted"]["edtf"], "2017-11-27");
        assert_eq!(herald["target"]["holding"], "REFERENCED");
        assert_eq!(herald["target"]["publisher"]["name"], "The Herald");

        let data = app.data("{offices(filter:{country:{codes:[\"AM\"]}}){nodes{title tenures{person{name}}}}}").await;
        assert_eq!(data["offices"]["nodes"], json!([{ "title": "President of Armenia", "tenures": [] }]), "nobody is invented");
    });
}

#[test]
fn every_mention_is_where_it_says() {
    on_each(async |app| {
        import(&app, "talks.html", TALKS).await;
        let data = app.data("{mentions(first:100){nodes{start end exact prefix suffix turn{text}}}}").await;
        let mentions = data["mentions"]["nodes"].as_array().expect("mentions");
        assert!(mentions.len() > 10, "{}", mentions.len());
        for mention in mentions {
            let text: Vec<char> = mention["turn"]["text"].as_str().expect("a text").chars().collect();
            let at = |field: &str| usize::try_from(mention[field].as_u64().expect("an offset")).expect("an offset");
            let exact: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(mention["exact"], Value::from(exact));
            let around: String = text.iter().collect();
            let quoted = ["prefix", "exact", "suffix"].map(|part| mention[part].as_str().expect("words")).concat();
            assert!(around.contains(&quoted), "{quoted}");
        }
    });
}

#[test]
fn a_page_that_comes_again_changes_nothing_also_at_another_date() {
    on_each(async |app| {
        import(&app, "embassy.txt", SEED).await;
        let before = position(&app).await;
        let report = import(&app, "embassy.txt", SEED).await;
        assert_eq!(report.count(|outcome| *outcome == Outcome::Unchanged), 11, "{report:?}");
        let later = String::from_utf8(SEED.to_vec()).expect("UTF-8");
        let later = later
            .replace("23 October 2018", "1 March 2019")
            .replace("Moscow: 06:43", "Moscow: 17:02")
            .replace("London: 04:43", "London: 14:02");
        let report = import(&app, "embassy-2019.txt", later.as_bytes()).await;
        assert_eq!(report.count(|outcome| *outcome == Outcome::Unchanged), 11, "{report:?}");
        assert_eq!(position(&app).await, before);
    });
}

#[test]
fn a_changed_page_is_reported_with_the_difference_and_overwrites_nothing() {
    on_each(async |app| {
        import(&app, "embassy.txt", SEED).await;
        let before = position(&app).await;
        let changed = String::from_utf8(SEED.to_vec())
            .expect("UTF-8")
            .replace("I believe this visit to be quite useful.", "I believe this visit to be of no use.");
        let report = import(&app, "embassy.txt", changed.as_bytes()).await;
        let diffs: Vec<_> = report
            .entries
            .iter()
            .filter_map(|(_, _, outcome)| if let Outcome::Changed { diff } = outcome { Some(diff) } else { None })
            .collect();
        assert_eq!(diffs.len(), 1, "{report:?}");
        assert!(
            diffs[0].contains("-I believe this visit to be quite useful.")
                && diffs[0].contains("+I believe this visit to be of no use."),
            "{}",
            diffs[0]
        );
        assert_eq!(position(&app).await, before);
    });
}

#[test]
fn a_page_with_one_new_item_brings_just_that() {
    on_each(async |app| {
        let text = String::from_utf8(SEED.to_vec()).expect("UTF-8");
        let item = text.find("15.11.2017 - Embassy response").expect("the item");
        let next = text.find("17.02.2017 - ").expect("the next");
        let without = format!("{}{}", &text[..item], &text[next..]);
        assert_eq!(import(&app, "before.txt", without.as_bytes()).await.entries.len(), 10);
        let report = import(&app, "after.txt", SEED).await;
        let created: Vec<_> = report
            .entries
            .iter()
            .filter(|(_, _, outcome)| *outcome == Outcome::Created)
            .map(|(_, title, _)| title.as_str())
            .collect();
        assert_eq!(created, ["Embassy response to a BBC question"]);
        assert_eq!(app.data("{statements{totalCount}}").await["statements"]["totalCount"], 11);
    });
}

#[test]
fn pages_in_old_encodings_are_read() {
    on_each(async |app| {
        let text = "Foreign Minister Sergey Lavrov’s answers to media questions, Moscow, May 5, 2016\n\nQuestion: Is “Nord Stream” – the project – alive?\n\n\
                    Sergey Lavrov: Of course it is alive. We have said so many times, and we shall say so again – naïvely or not.\n";
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let report = import(&app, "latin.txt", &latin).await;
        assert_eq!(report.failed(), 0, "{report:?}");
        let data = app.data("{sources{nodes{encoding}} statements{nodes{turns{nodes{text}}}}}").await;
        assert_eq!(data["sources"]["nodes"][0]["encoding"], "windows-1252");
        let texts = data["statements"]["nodes"][0]["turns"].to_string();
        assert!(texts.contains("“Nord Stream” – the project") && texts.contains("naïvely"), "{texts}");
    });
}

#[test]
fn what_is_no_page_is_refused_with_a_reason_and_leaves_nothing() {
    on_each(async |app| {
        let before = position(&app).await;
        for (file, bytes, reason) in [
            ("empty.txt", &b""[..], "empty"),
            ("blank.txt", b" \n\t\n", "empty"),
            ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01", "only HTML and plain text"),
            ("zeros.bin", &[0; 64], "only HTML and plain text"),
            ("poem.txt", b"Roses are red,\nviolets are blue.\n", "No statement"),
        ] {
            let report = import(&app, file, bytes).await;
            let [(named, _, Outcome::Failed { reason: told })] = report.entries.as_slice() else { panic!("{file}: {report:?}") };
            assert_eq!(named, file);
            assert!(told.contains(reason), "{file}: {told}");
        }
        assert_eq!(position(&app).await, before);
    });
}

#[test]
fn a_listing_that_shows_the_beginning_of_a_known_statement_changes_nothing() {
    on_each(async |app| {
        let full = "Embassy comment on the visit\n\nThe visit was long prepared.\n\nIt has brought both sides closer, and we expect more of the kind.\n";
        let listing = "12.07.2016 - Embassy comment on the visit\n\nThe visit was long prepared.\n\n11.07.2016 - Embassy comment on the flood\n\nWe mourn the dead.\n";
        let full = format!("12.07.2016 - {}", full.trim_start());
        assert_eq!(import(&app, "full.txt", full.as_bytes()).await.failed(), 0);
        app.write(async |set| {
            let held = entity::statement::Entity::update_many()
                .col_expr(entity::statement::Column::Holding, sea_orm::sea_query::Expr::value("FULL"));
            held.exec(set.connection()).await.expect("a statement is held in full");
            set.create(support::builder::person("Somebody")).await.expect("a person");
        })
        .await;
        let report = import(&app, "listing.txt", listing.as_bytes()).await;
        let outcomes: Vec<_> = report.entries.iter().map(|(_, _, outcome)| outcome.clone()).collect();
        assert_eq!(outcomes, [Outcome::Unchanged, Outcome::Created], "{report:?}");
    });
}

#[test]
fn people_with_two_spellings_in_one_office_are_one() {
    on_each(async |app| {
        import(&app, "embassy.txt", SEED).await;
        let other = "Remarks by Foreign Minister of Russia Sergei Lavrov at the meeting with Foreign Minister of Azerbaijan Elmar Mamedyarov, Moscow, May 5, 2017\n\n\
                     Sergei Lavrov: Colleagues, I am glad to see you in Moscow. We have much to discuss today, as always.\n\n\
                     Elmar Mamedyarov: Thank you for the invitation. We value it, and shall speak frankly.\n";
        let report = import(&app, "other.txt", other.as_bytes()).await;
        assert_eq!(report.failed(), 0, "{report:?}");
        let data = app
            .data("{people(filter:{or:[{name:\"sergei lavrov\"},{name:\"sergey lavrov\"}]}){nodes{name statements{totalCount}}}}")
            .await;
        assert_eq!(data["people"]["nodes"], json!([{ "name": "Sergey Lavrov", "statements": { "totalCount": 2 } }]));
    });
}
