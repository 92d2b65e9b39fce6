//! Answers on real pages that were checked by hand.

use super::found_with;
use api::import::Report;
use api::import::page::PageImport;
use serde_json::json;
use support::{App, on_each};

pub const SEED: &[u8] = include_bytes!("../../../api/data/pages/embassy/000_d48fa1d5f48169a7.txt");
const TALKS: &[u8] = include_bytes!("../../../api/data/pages/kremlin/54059.html");

pub async fn import(app: &App) {
    for (file, bytes) in [("embassy.txt", SEED), ("54059.html", TALKS)] {
        let mut report = Report::default();
        PageImport::new(&app.db).import(file, bytes, &mut report).await.expect("the archive is sound");
        assert_eq!(report.failed(), 0, "{report:?}");
    }
}

#[test]
fn the_embassy_page_is_found_by_what_lavrov_said() {
    on_each(async |app| {
        import(&app).await;
        let data = app
            .data(
                "{search(query:\"speaker:lavrov country:AZ \\\"genuine partnership\\\"\"){totalCount nodes{turn{position speaker{name}} \
                 node{...on Statement{kind made{edtf}}} highlights{field snippet}}}}",
            )
            .await;
        let hit = &data["search"]["nodes"][0];
        assert_eq!(data["search"]["totalCount"], 1);
        assert_eq!(hit["node"]["made"]["edtf"], "2016-07-12");
        assert_eq!((&hit["turn"]["position"], &hit["turn"]["speaker"]["name"]), (&json!(0), &json!("Sergey Lavrov")));
        let snippet = hit["highlights"][0]["snippet"].as_str().expect("a snippet");
        assert!(snippet.contains("our relations are that of a <mark>genuine partnership</mark> and are based on"), "{snippet}");
        assert!(found_with(&app, "Лавров", "kinds:[PERSON]").await.contains(&"Sergey Lavrov".to_owned()));
    });
}

/// What stands in the page: the conference in Baku has three questions; the first and the third are "addressed to both ministers", and the page
/// gives Lavrov's answers alone. It announces Kerry's visit on 14 July 2016. The Herald's article of 21 November 2017 is answered in it on the 23rd.
#[test]
fn the_questions_that_only_this_archive_answers_are_answered_on_the_embassy_page() {
    on_each(async |app| {
        let mut report = Report::default();
        PageImport::new(&app.db).import("embassy.txt", SEED, &mut report).await.expect("the archive is sound");
        let data = app
            .data(
                "{exchanges(filter:{answerMissing:true}){nodes{statement{made{edtf}} addressees{answered addressee{person{name}}}}} \
                 announcements(filter:{name:\"Visit of John Kerry\"}){nodes{name starts{edtf} outcome announcedIn{made{edtf}}}} \
                 replies(by:OUTLET){organisation{name} count medianDays} \
                 relation(a:\"AZ\",b:\"RU\",from:\"2016-07-01\",to:\"2016-07-31\"){statements{totalCount} people{values{count node{...on Person{name}}}}} \
                 phraseHistory(phrase:\"genuine partnership\"){turns first{day turn{speaker{name}}}} \
                 officeHolders(office:{title:\"Foreign Minister\"},country:{codes:[\"AZ\"]},on:\"2016-07-12\"){person{name} certainty}}",
            )
            .await;
        let exchanges = data["exchanges"]["nodes"].as_array().expect("exchanges");
        assert_eq!(exchanges.len(), 2);
        for exchange in exchanges {
            assert_eq!(
                exchange["addressees"],
                json!([{"answered": true, "addressee": {"person": {"name": "Sergey Lavrov"}}},
                       {"answered": false, "addressee": {"person": {"name": "Elmar Mammadyarov"}}}])
            );
        }
        assert_eq!(
            data["announcements"]["nodes"],
            json!([{"name": "Visit of John Kerry to Moscow", "starts": {"edtf": "2016-07-14"}, "outcome": "NEVER_CONFIRMED",
                    "announcedIn": [{"made": {"edtf": "2016-07-12"}}]}])
        );
        let replies = data["replies"].as_array().expect("replies");
        assert!(replies.contains(&json!({"organisation": {"name": "The Herald"}, "count": 1, "medianDays": 2})), "{replies:?}");
        assert_eq!(
            data["relation"],
            json!({"statements": {"totalCount": 1}, "people": {"values": [{"count": 1, "node": {"name": "Sergey Lavrov"}}]}})
        );
        // The page does not date the visit: it is in no span of time.
        let visits = app.data("{relation(a:\"AZ\",b:\"RU\"){visits{nodes{name}}}}").await;
        assert_eq!(visits["relation"]["visits"]["nodes"], json!([{"name": "Visit of Sergey Lavrov to Azerbaijan"}]));
        assert_eq!(
            data["phraseHistory"],
            json!({"turns": 1, "first": {"day": "2016-07-12", "turn": {"speaker": {"name": "Sergey Lavrov"}}}})
        );
        assert_eq!(data["officeHolders"], json!([{"person": {"name": "Elmar Mammadyarov"}, "certainty": "POSSIBLE"}]));
    });
}
