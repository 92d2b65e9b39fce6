//! Quotations, phrases, mentions and dates in words.

use super::real::import;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use support::builder::{date, office, organisation, person, statement, turn};
use support::on_each;

const FIELDS: &str = "verdict isCurrent matches{verdict similarity range{start end} parts{start end} differences{quoted actual} turn{position speaker{name} text} statement{title} \
                      selector{exact prefix suffix} citation}";

#[test]
fn quotations_are_verified_on_the_embassy_page() {
    on_each(async |app| {
        import(&app).await;
        let check = async |text: &str, speaker: &str| {
            app.data(&format!("{{verifyQuote(text:{} {speaker}){{{FIELDS}}}}}", json!(text))).await["verifyQuote"].clone()
        };
        let exact = check("“our relations are that of a genuine partnership and are based on traditional friendship”", "").await;
        let found = &exact["matches"][0];
        assert_eq!((&exact["verdict"], &found["turn"]["speaker"]["name"]), (&json!("EXACT"), &json!("Sergey Lavrov")));
        let text: Vec<char> = found["turn"]["text"].as_str().expect("a text").chars().collect();
        let at = |field: &str| usize::try_from(found["range"][field].as_u64().expect("an offset")).expect("an offset");
        let words: String = text[at("start")..at("end")].iter().collect();
        assert_eq!(words, "our relations are that of a genuine partnership and are based on traditional friendship");
        assert_eq!(found["selector"]["exact"], json!(words));
        let citation = found["citation"].as_str().expect("a citation");
        assert!(citation.starts_with(&format!("Sergey Lavrov: “{words}”, ")) && citation.contains("2016-07-12"), "{citation}");
        let normalised = check("OUR RELATIONS   are that of a ‘genuine’ partnership – and are based on", "").await;
        assert_eq!(normalised["verdict"], "NORMALISED");
        let near = check("our relations are those of a genuine friendship and are based on traditional friendship", "").await;
        assert_eq!(near["verdict"], "NEAR");
        assert_eq!(
            near["matches"][0]["differences"],
            json!([{"quoted": "those", "actual": "that"}, {"quoted": "friendship", "actual": "partnership"}])
        );
        let elided = check("Our relations […] are based on traditional friendship", "").await;
        assert_eq!((&elided["verdict"], elided["matches"][0]["parts"].as_array().map(Vec::len)), (&json!("NORMALISED"), Some(2)));
        let elided = check("our relations are ... a genuine partnership … based on traditional friendship", "").await;
        let citation = elided["matches"][0]["citation"].as_str().expect("a citation");
        assert_eq!(elided["verdict"], "EXACT");
        assert!(
            citation.contains("“our relations are […] a genuine partnership […] based on traditional friendship”"),
            "{citation}"
        );
        assert_ne!(check("based on traditional friendship … our relations are that", "").await["verdict"], "EXACT");
        assert_eq!(check("we shall build a wall and they will pay for it", "").await["verdict"], "NONE");
        assert_eq!(
            check("our relations are that of a genuine partnership", "speaker:{name:\"Sergey Lavrov\"}").await["verdict"],
            "EXACT"
        );
        let other = check("our relations are that of a genuine partnership", "speaker:{name:\"Vladimir Putin\"}").await;
        assert_ne!(other["verdict"], "EXACT");
        for (text, code) in [
            ("one", "BAD_USER_INPUT"),
            ("🎉", "BAD_USER_INPUT"),
            (&*"a b ".repeat(300), "LIMIT_EXCEEDED"),
            (&*"x".repeat(5001), "LIMIT_EXCEEDED"),
        ] {
            assert_eq!(app.refusal(&format!("{{verifyQuote(text:{}){{verdict}}}}", json!(text))).await.0, code);
        }
    });
}

#[test]
fn a_phrase_has_a_first_and_a_last_use_by_speaker_and_year() {
    on_each(async |app| {
        app.write(async |set| {
            let lavrov = set.create(person("Sergey Lavrov")).await.expect("a person");
            let kerry = set.create(person("John Kerry")).await.expect("a person");
            for (made, who, text) in [
                (Some("2014-05-01"), kerry, "The Normandy format."),
                (Some("2016-07-12"), lavrov, "In the Normandy format, I say: the Normandy format."),
                (Some("2015"), lavrov, "It is the Normandy Format"),
                (None, lavrov, "normandy format"),
                (Some("2017-01-01"), lavrov, "Normandy is no format."),
            ] {
                let mut new = statement("S");
                new.made = made.and_then(date);
                new.turns = vec![turn(Some(who), text)];
                set.create(new).await.expect("a statement");
            }
        })
        .await;
        let data = app
            .data(
                "{phraseHistory(phrase:\"normandy format\"){turns statements first{day turn{speaker{name}}} last{day} groups{turns node{...on Person{name}} \
                 first{day} last{day turn{text}}}}}",
            )
            .await;
        assert_eq!(
            data["phraseHistory"],
            json!({
                "turns": 4, "statements": 4,
                "first": {"day": "2014-05-01", "turn": {"speaker": {"name": "John Kerry"}}}, "last": {"day": "2016-07-12"},
                "groups": [
                    {"turns": 3, "node": {"name": "Sergey Lavrov"}, "first": {"day": "2015-01-01"},
                     "last": {"day": "2016-07-12", "turn": {"text": "In the Normandy format, I say: the Normandy format."}}},
                    {"turns": 1, "node": {"name": "John Kerry"}, "first": {"day": "2014-05-01"},
                     "last": {"day": "2014-05-01", "turn": {"text": "The Normandy format."}}},
                ],
            })
        );
        let years = app
            .data("{phraseHistory(phrase:\"Normandy format\",by:YEAR,filter:{made:{after:\"2014\"}}){turns groups{year turns}}}")
            .await;
        assert_eq!(
            years["phraseHistory"],
            json!({"turns": 2, "groups": [{"year": 2015, "turns": 1}, {"year": 2016, "turns": 1}]})
        );
        assert_eq!(app.refusal("{phraseHistory(phrase:\"…\"){turns}}").await.0, "BAD_USER_INPUT");
    });
}

#[test]
fn mentions_are_suggested_and_shared_surnames_are_lists() {
    on_each(async |app| {
        app.write(async |set| {
            for name in ["Sergey Lavrov", "Igor Ivanov", "Sergei Ivanov", "John Kerry"] {
                set.create(person(name)).await.expect("a person");
            }
        })
        .await;
        let suggest = async |text: &str| {
            let data = app
                .data(&format!(
                    "{{suggestMentions(text:{}){{exact range{{start end}} candidates{{score reason node{{...on Person{{name}} ...on Country{{name:alpha2}}}}}}}}}}",
                    json!(text)
                ))
                .await;
            let list = data["suggestMentions"].as_array().expect("a list").clone();
            list.iter()
                .map(|one| {
                    let names = one["candidates"].as_array().expect("candidates").iter();
                    let names: Vec<String> = names
                        .map(|candidate| format!("{} {}", candidate["node"]["name"].as_str().unwrap_or("-"), candidate["score"]))
                        .collect();
                    format!("{}: {}", one["exact"].as_str().expect("words"), names.join(", "))
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            suggest("Ivanov met Sergey Lavrov in Azerbaijan. Lavrov and Сергей Иванов spoke; Russian friends of Kerry left.")
                .await,
            [
                "Ivanov: Igor Ivanov 0.25, Sergei Ivanov 0.25",
                "Sergey Lavrov: Sergey Lavrov 0.95",
                "Azerbaijan: AZ 0.95",
                "Lavrov: Sergey Lavrov 0.9",
                "Сергей Иванов: Sergei Ivanov 0.9",
                "Russian: RU 0.6",
                "Kerry: John Kerry 0.5",
            ]
        );
        assert_eq!(suggest("nobody is named here, and an ivanov in small letters is none").await, Vec::<String>::new());
        let data = app.data("{suggestMentions(text:\"«Ё», said John Kerry.\"){exact prefix suffix range{start end}}}").await;
        assert_eq!(
            data["suggestMentions"],
            json!([{"exact": "John Kerry", "prefix": "«Ё», said ", "suffix": ".", "range": {"start": 10, "end": 20}}])
        );
        assert_eq!(
            app.refusal(&format!("{{suggestMentions(text:\"{}\"){{exact}}}}", "x".repeat(50_001))).await.0,
            "LIMIT_EXCEEDED"
        );
    });
}

#[test]
fn offices_are_suggested_in_whatever_words_they_are_told() {
    on_each(async |app| {
        let id = async |alpha2: &str| {
            let country = entity::country::Entity::find().filter(entity::country::Column::Alpha2.eq(alpha2));
            country.one(app.db.read()).await.expect("the database answers").expect("a country").id
        };
        let (azerbaijan, states) = (id("AZ").await, id("US").await);
        app.write(async |set| {
            let mut of_union = office("Secretary-General of the United Nations", None);
            of_union.organisation_id = Some(set.create(organisation("United Nations")).await.expect("an organisation"));
            for new in [
                office("Minister of Foreign Affairs", Some(azerbaijan)),
                office("Deputy Minister of Foreign Affairs of Azerbaijan", Some(azerbaijan)),
                office("United States Secretary of State", Some(states)),
                of_union,
            ] {
                set.create(new).await.expect("an office");
            }
        })
        .await;
        let suggest = async |text: &str| -> Vec<String> {
            let query = format!(
                "{{suggestMentions(text:{}){{exact candidates{{score reason node{{...on Office{{title}} ...on Country{{title:alpha2}} ...on Organisation{{title:name}}}}}}}}}}",
                json!(text)
            );
            let told = app.data(&query).await["suggestMentions"].clone();
            let told = told.as_array().expect("a list").iter().map(|one| {
                let candidate = &one["candidates"][0];
                assert_eq!(one["candidates"].as_array().map(Vec::len), Some(1), "{one}");
                format!(
                    "{} = {} {}",
                    one["exact"].as_str().expect("words"),
                    candidate["node"]["title"].as_str().expect("a title"),
                    candidate["score"]
                )
            });
            told.collect()
        };
        assert_eq!(
            suggest(
                "«Ё»: Azerbaijan’s Foreign Minister met the US Secretary of State, the Foreign Minister of Azerbaijan said; the former Azerbaijani \
                 Deputy Foreign Minister and the Secretary General of the United Nations did not."
            )
            .await,
            [
                "Azerbaijan’s Foreign Minister = Minister of Foreign Affairs 0.9",
                "US Secretary of State = United States Secretary of State 0.9",
                "Foreign Minister of Azerbaijan = Minister of Foreign Affairs 0.9",
                "Azerbaijani Deputy Foreign Minister = Deputy Minister of Foreign Affairs of Azerbaijan 0.9",
                "Secretary General of the United Nations = Secretary-General of the United Nations 0.95",
            ]
        );
        // Of an office that nobody has entered, the country is what is named.
        assert_eq!(suggest("The Defence Minister of Azerbaijan spoke.").await, ["Azerbaijan = AZ 0.95"]);
    });
}

#[test]
fn dates_are_told_in_the_speakers_words() {
    on_each(async |app| {
        app.write(async |set| {
            let mut new = statement("S");
            new.made = date("2016-07-12");
            new.turns = vec![turn(None, "— Yesterday we met. On July 14, 2016 Mr Kerry comes; two weeks ago he did not.")];
            set.create(new).await.expect("a statement");
            let mut vague = statement("V");
            vague.made = date("2016");
            vague.turns = vec![turn(None, "Yesterday we met, and on 1 May 2015.")];
            set.create(vague).await.expect("a statement");
        })
        .await;
        let data = app.data("{statements(orderBy:CREATED_ASC){nodes{turns{nodes{dates{range{start end} date{edtf phrase resolution reason}}}}}}}").await;
        let dates = &data["statements"]["nodes"][0]["turns"]["nodes"][0]["dates"];
        assert_eq!(
            dates[0],
            json!({"range": {"start": 2, "end": 11},
                   "date": {"edtf": "2016-07-11", "phrase": "Yesterday", "resolution": "COMPUTED", "reason": "“yesterday” counted from the statement's date 2016-07-12"}})
        );
        assert_eq!((&dates[1]["date"]["edtf"], &dates[1]["date"]["resolution"]), (&json!("2016-07-14"), &json!("STATED")));
        assert_eq!((&dates[2]["date"]["edtf"], &dates[2]["date"]["phrase"]), (&json!("2016-06-28~"), &json!("two weeks ago")));
        let vague = data["statements"]["nodes"][1]["turns"]["nodes"][0]["dates"].as_array().expect("dates");
        assert_eq!(vague.len(), 1, "yesterday is no day of a year: {vague:?}");
    });
}
