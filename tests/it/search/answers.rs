//! Each question on pages of the Kremlin and of the White House and on the records of historians, with the answers that somebody gave who read
//! them.

use crate::bulk::{fixtures, import_all};
use api::import::Report;
use api::import::page::PageImport;
use entity::ErrorPolicy;
use serde_json::{Value, json};
use support::{App, on_each};

const MARCH: &[u8] = include_bytes!("../../../api/data/pages/kremlin/54023.html");
const MAY: &[u8] = include_bytes!("../../../api/data/pages/kremlin/54444.html");
const ABBAS: &[u8] = include_bytes!("../../../api/data/pages/kremlin/54485.html");
const JUNE: &[u8] = include_bytes!("../../../api/data/pages/kremlin/54860.html");
const GAGGLE: &[u8] = include_bytes!("../../../api/data/pages/whitehouse/963.html");

async fn import(app: &App, pages: &[(&str, &[u8])]) {
    for (file, bytes) in pages {
        let mut report = Report::default();
        PageImport::new(&app.db).import(file, bytes, &mut report).await.expect("the archive is sound");
        assert_eq!(report.failed(), 0, "{report:?}");
    }
}

/// The Kremlin's pages on what was said after talks with Turkey in March and in May 2017 and with Palestine in May, and on a call to Turkey in June.
async fn kremlin(app: &App) {
    import(app, &[("54023.html", MARCH), ("54444.html", MAY), ("54485.html", ABBAS), ("54860.html", JUNE)]).await;
}

/// What stands in the pages: one statement in March, two in May, one in June. Putin speaks in each, Erdogan in the two conferences with Turkey, Abbas in
/// that with Palestine. The call is with the President of Turkey, and the page does not say "Russia" of it: the Kremlin publishes it.
#[test]
fn statements_of_the_kremlin_are_counted_over_time_and_between_two_countries() {
    on_each(async |app| {
        kremlin(&app).await;
        let data = app
            .data(
                "{timeline(interval:MONTH){periods{from count} lessPrecise undated} \
                 speakers:countBy(facet:SPEAKER){values{count node{...on Person{name}}}} \
                 kinds:countBy(facet:KIND){values{count value}} \
                 relation(a:\"TR\",b:\"RU\",from:\"2017-01-01\",to:\"2017-12-31\"){statements(orderBy:DATE_ASC){nodes{made{edtf}}} \
                 people{values{count node{...on Person{name}}}} timeline(interval:MONTH){periods{from count}}}}",
            )
            .await;
        let month = |from: &str, count: i32| json!({"from": from, "count": count});
        assert_eq!(
            data["timeline"],
            json!({"periods": [month("2017-03-01", 1), month("2017-05-01", 2), month("2017-06-01", 1)], "lessPrecise": 0, "undated": 0})
        );
        let person = |name: &str, count: i32| json!({"count": count, "node": {"name": name}});
        assert_eq!(
            data["speakers"]["values"],
            json!([person("Vladimir Putin", 4), person("Recep Tayyip Erdogan", 2), person("Mahmoud Abbas", 1)])
        );
        assert_eq!(
            data["kinds"]["values"],
            json!([{"count": 3, "value": "NEWS_CONFERENCE"}, {"count": 1, "value": "TELEPHONE_READOUT"}])
        );
        let made = |day: &str| json!({"made": {"edtf": day}});
        assert_eq!(
            data["relation"],
            json!({
                "statements": {"nodes": [made("2017-03-10"), made("2017-05-03"), made("2017-06-23")]},
                "people": {"values": [person("Vladimir Putin", 3), person("Recep Tayyip Erdogan", 2)]},
                "timeline": {"periods": [month("2017-03-01", 1), month("2017-05-01", 1), month("2017-06-01", 1)]},
            })
        );
    });
}

/// "territorial integrity" in March: in Erdogan's opening, in the second question, and in both answers to it; in May: twice in Erdogan's opening, in the last
/// question and in Putin's answer, and in what Abbas says. Not in the call.
#[test]
fn a_phrase_of_the_kremlin_pages_is_followed_and_found_by_its_speaker() {
    on_each(async |app| {
        kremlin(&app).await;
        let data = app
            .data(
                "{phraseHistory(phrase:\"territorial integrity\"){turns statements first{day turn{position speaker{name}}} last{day turn{speaker{name}}} \
                 groups{turns node{...on Person{name}}}} \
                 erdogan:search(query:\"speaker:Эрдоган \\\"territorial integrity\\\"\",kinds:[STATEMENT]){totalCount nodes{turn{speaker{name}}}} \
                 abbas:search(query:\"speaker:abbas \\\"territorial integrity\\\"\"){nodes{turn{position} node{...on Statement{made{edtf}}}}}}",
            )
            .await;
        let group = |name: &str, turns: i32| json!({"turns": turns, "node": {"name": name}});
        assert_eq!(
            data["phraseHistory"],
            json!({
                "turns": 8, "statements": 3,
                "first": {"day": "2017-03-10", "turn": {"position": 1, "speaker": {"name": "Recep Tayyip Erdogan"}}},
                "last": {"day": "2017-05-11", "turn": {"speaker": {"name": "Mahmoud Abbas"}}},
                "groups": [group("Recep Tayyip Erdogan", 3), group("Vladimir Putin", 2), group("Mahmoud Abbas", 1)],
            })
        );
        let by_erdogan = json!({"turn": {"speaker": {"name": "Recep Tayyip Erdogan"}}});
        assert_eq!(data["erdogan"], json!({"totalCount": 2, "nodes": [by_erdogan, by_erdogan]}));
        assert_eq!(data["abbas"]["nodes"], json!([{"turn": {"position": 1}, "node": {"made": {"edtf": "2017-05-11"}}}]));
    });
}

/// Of eight questions three are to Erdogan by name or as one of "both presidents", and he answers each; no answer is left out. On 3 May Putin
/// announces a summit in Istanbul for the 22nd, of which no page tells more.
#[test]
fn questions_and_announcements_of_the_kremlin_pages_are_told() {
    on_each(async |app| {
        kremlin(&app).await;
        let data = app
            .data(
                "{all:exchanges(first:50){nodes{questions{kind}}} missing:exchanges(filter:{answerMissing:true}){nodes{questions{text}}} \
                 erdogan:exchanges(filter:{addressee:{name:\"Erdogan\"}}){nodes{statement{made{edtf}} addressees{answered addressee{person{name}}} \
                 answers{speaker{name}}}} \
                 announcements(outcomes:[NEVER_CONFIRMED]){nodes{name place{name} starts{edtf} announcedIn{made{edtf}}}}}",
            )
            .await;
        assert_eq!((data["all"]["nodes"].as_array().map(Vec::len), &data["missing"]["nodes"]), (Some(8), &json!([])));
        let (putin, erdogan) = (json!({"name": "Vladimir Putin"}), json!({"name": "Recep Tayyip Erdogan"}));
        let both = |day: &str| {
            json!({"statement": {"made": {"edtf": day}},
                   "addressees": [{"answered": true, "addressee": {"person": putin}}, {"answered": true, "addressee": {"person": erdogan}}],
                   "answers": [{"speaker": putin}, {"speaker": erdogan}]})
        };
        assert_eq!(data["erdogan"]["nodes"], json!([both("2017-05-03"), both("2017-03-10"), both("2017-03-10")]));
        assert_eq!(
            data["announcements"]["nodes"],
            json!([{"name": "Summit of the Black Sea Economic Cooperation Organisation", "place": {"name": "Istanbul"},
                    "starts": {"edtf": "2017-05-22"}, "announcedIn": [{"made": {"edtf": "2017-05-03"}}]}])
        );
    });
}

#[test]
fn quotations_and_names_of_the_kremlin_pages_are_recognised() {
    on_each(async |app| {
        kremlin(&app).await;
        for (text, verdict, speaker, day) in [
            (
                "we want Turkish tomatoes on the Russian market, because they are tasty and cheap",
                "EXACT",
                "Recep Tayyip Erdogan",
                "2017-05-03",
            ),
            ("Russia has always been our friend … in different international forums", "EXACT", "Mahmoud Abbas", "2017-05-11"),
            ("WE ALWAYS SAY THINGS EXPLICITLY - we don't speak any other way", "NORMALISED", "Vladimir Putin", "2017-05-03"),
            ("terror knows no limits and recognises no principles", "NEAR", "Recep Tayyip Erdogan", "2017-05-03"),
        ] {
            let query = format!(
                "{{verifyQuote(text:{}){{verdict matches{{turn{{speaker{{name}}}} statement{{made{{edtf}}}}}}}}}}",
                json!(text)
            );
            let check = app.data(&query).await["verifyQuote"].clone();
            let first = &check["matches"][0];
            let told = (&check["verdict"], &first["turn"]["speaker"]["name"], &first["statement"]["made"]["edtf"]);
            assert_eq!(told, (&json!(verdict), &json!(speaker), &json!(day)), "{text}");
        }
        let text = "President of Turkey Recep Tayyip Erdogan thanked Mr Putin; Erdogan and Abbas spoke of Syria, and of Turkish tomatoes. \
                    Turkey’s President left.";
        let query = format!(
            "{{suggestMentions(text:{}){{exact candidates{{node{{...on Person{{name}} ...on Office{{name:title}} ...on Country{{name:alpha2}}}}}}}}}}",
            json!(text)
        );
        let suggested = app.data(&query).await["suggestMentions"].clone();
        let suggested: Vec<(Value, Value)> = suggested
            .as_array()
            .expect("suggestions")
            .iter()
            .map(|one| (one["exact"].clone(), one["candidates"].clone()))
            .collect();
        let expected = [
            ("President of Turkey", "President of Turkey"),
            ("Recep Tayyip Erdogan", "Recep Tayyip Erdogan"),
            ("Putin", "Vladimir Putin"),
            ("Erdogan", "Recep Tayyip Erdogan"),
            ("Abbas", "Mahmoud Abbas"),
            ("Syria", "SY"),
            ("Turkish", "TR"),
            ("Turkey’s President", "President of Turkey"),
        ];
        let expected: Vec<(Value, Value)> =
            expected.iter().map(|(exact, name)| (json!(exact), json!([{"node": {"name": name}}]))).collect();
        assert_eq!(suggested, expected);
    });
}

/// In the list of secretaries Marshall leaves on 4 February 1801 and Madison enters on 2 May; Stettinius leaves on 27 June 1945 and Byrnes enters on 3 July; Rubio
/// has not left. The visits of the 2010s name six of presidents of Finland, of which Halonen's is the first. The journey of Kerry that the
/// embassy's page announces is among his.
#[test]
fn the_records_of_historians_tell_who_held_an_office_and_confirm_what_was_announced() {
    on_each(async |app| {
        import_all(&app, fixtures("historyatstate"), ErrorPolicy::Skip).await;
        for (day, holder) in [
            ("1801-04-01", None),
            ("1945-07-01", None),
            ("1945-07-03", Some(("James Francis Byrnes", "SURE"))),
            ("1962-10-22", Some(("David Dean Rusk", "SURE"))),
            ("2016-07-14", Some(("John Forbes Kerry", "SURE"))),
            ("2025-06-01", Some(("Marco Rubio", "PRESUMED"))),
        ] {
            let query = format!(
                "{{officeHolders(office:{{title:\"Secretary of State\"}},country:{{codes:[\"US\"]}},on:\"{day}\"){{certainty person{{name}}}}}}"
            );
            let expected: Vec<Value> =
                holder.iter().map(|(name, certainty)| json!({"certainty": certainty, "person": {"name": name}})).collect();
            assert_eq!(app.data(&query).await["officeHolders"], json!(expected), "{day}");
        }
        let visits = app.data("{relation(a:\"US\",b:\"FI\"){visits(orderBy:DATE_ASC){totalCount nodes{starts{edtf}}}}}").await;
        let days = ["2010-04-12", "2012-05-20", "2016-03-31", "2016-05-13", "2017-08-28", "2019-10-01"];
        let days: Vec<Value> = days.iter().map(|day| json!({"starts": {"edtf": day}})).collect();
        assert_eq!(visits["relation"]["visits"], json!({"totalCount": 6, "nodes": days}));
        import(&app, &[("embassy.txt", super::real::SEED)]).await;
        let told = app
            .data("{announcements(outcomes:[CONFIRMED]){nodes{starts{edtf} ends{edtf} place{name} announcedIn{made{edtf}}}}}")
            .await;
        let visit = json!({"starts": {"edtf": "2016-07-14"}, "ends": {"edtf": "2016-07-15"}, "place": {"name": "Moscow"},
                           "announcedIn": [{"made": {"edtf": "2016-07-12"}}]});
        assert!(told["announcements"]["nodes"].as_array().is_some_and(|all| all.contains(&visit)), "{told}");
    });
}

/// The gaggle has one speaker; its first question, whether the call to Putin is "this leg", is answered at once.
#[test]
fn a_gaggle_of_the_white_house_is_questions_to_its_speaker() {
    on_each(async |app| {
        import(&app, &[("963.html", GAGGLE)]).await;
        let data = app
            .data(
                "{exchanges(first:1){nodes{statement{made{edtf}} questions{text} answers{speaker{name}}}} \
                 countBy(facet:SPEAKER){values{count node{...on Person{name}}}}}",
            )
            .await;
        assert_eq!(
            data["exchanges"]["nodes"],
            json!([{"statement": {"made": {"edtf": "2012-03-09"}}, "questions": [{"text": "That's this leg?"}],
                    "answers": [{"speaker": {"name": "Josh Earnest"}}]}])
        );
        assert_eq!(data["countBy"]["values"], json!([{"count": 1, "node": {"name": "Josh Earnest"}}]));
    });
}
