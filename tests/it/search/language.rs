//! The language of searches, ranking, highlights, facets and pages.

use super::{fill, found, found_with};
use serde_json::{Value, json};
use support::on_each;

const TALKS: &str = "Talks on gas in Baku";
const NAVY: &str = "Navy warship shadows destroyer";
const RUSSIAN: &str = "О переговорах в Баку";

#[test]
fn words_phrases_prefixes_fields_and_operators_find_what_they_say() {
    on_each(async |app| {
        fill(&app).await;
        let cases: [(&str, &[&str]); 27] = [
            // The stems of English and Russian; the title weighs more than the text.
            ("negotiation", &[TALKS]),
            ("partner", &[TALKS]),
            ("переговоры", &[RUSSIAN]),
            ("genuine partnership", &[TALKS, NAVY]),
            ("\"genuine partnership\"", &[TALKS]),
            ("pipelin*", &[TALKS]),
            // Words of a title and a turn, and of two turns, meet.
            ("baku genuine", &[TALKS]),
            ("genuine negotiations", &[TALKS]),
            ("genuine OR переговоры", &[TALKS, NAVY, RUSSIAN]),
            ("partnership NOT navy", &[TALKS]),
            ("partnership -lavrov", &[NAVY]),
            ("NOT warship AND year:2016", &[TALKS, RUSSIAN]),
            ("speaker:lavrov pipelines", &[TALKS]),
            ("speaker:kerry pipelines", &[]),
            ("speaker:kerry negotiated", &[TALKS]),
            ("speaker:лавров", &[TALKS, RUSSIAN]),
            ("speaker:(kerry OR lavrow) year:2016", &[TALKS, RUSSIAN]),
            ("country:AZ partnership", &[TALKS]),
            ("country:Azerbaijan partnership", &[TALKS]),
            ("country:FR partnership", &[]),
            ("kind:article partnership", &[NAVY]),
            ("publisher:herald genuine", &[NAVY]),
            ("organisation:herald negotiations", &[TALKS]),
            ("year:2017.. partnership", &[NAVY]),
            ("language:ru", &[RUSSIAN]),
            ("title:negotiations", &[]),
            ("text:\"navy. The partnership\"", &[NAVY]),
        ];
        for (query, expected) in cases {
            let mut titles = found_with(&app, query, "kinds:[STATEMENT]").await;
            let mut expected: Vec<&str> = expected.to_vec();
            titles.sort();
            expected.sort_unstable();
            assert_eq!(titles, expected, "{query}");
        }
        assert_eq!(found(&app, "warship").await, [NAVY]);
        assert_eq!(found(&app, "lavrov").await.first().map(String::as_str), Some("Sergey Lavrov"));
        assert_eq!(found(&app, "azerbaijan").await.first().map(String::as_str), Some("Azerbaijan"));
        // A phrase that stands in the title comes before one that stands in a text.
        assert_eq!(found_with(&app, "navy OR pipelines", "kinds:[STATEMENT]").await[0], NAVY);
    });
}

#[test]
fn a_hit_names_its_turn_and_shows_the_words() {
    on_each(async |app| {
        fill(&app).await;
        let data = app
            .data(
                "{search(query:\"speaker:lavrov \\\"genuine partnership\\\" baku\"){totalCount isCurrent nodes{turn{position speaker{name}} \
                 highlights{field snippet ranges{start end}}}}}",
            )
            .await;
        assert_eq!(
            data["search"],
            json!({"totalCount": 1, "isCurrent": true, "nodes": [{
                "turn": {"position": 0, "speaker": {"name": "Sergey Lavrov"}},
                "highlights": [
                    {"field": "TITLE", "snippet": "Talks on gas in <mark>Baku</mark>", "ranges": [{"start": 16, "end": 20}]},
                    {"field": "TEXT", "snippet": "We value our <mark>genuine partnership</mark>, and speak of pipelines.",
                     "ranges": [{"start": 13, "end": 32}]},
                ],
            }]})
        );
        let data = app.data("{search(query:\"лавров\",kinds:[PERSON]){nodes{highlights{field snippet}}}}").await;
        assert_eq!(data["search"]["nodes"][0]["highlights"], json!([{"field": "NAME", "snippet": "Sergey <mark>Lavrov</mark>"}]));
    });
}

#[test]
fn facets_count_what_a_narrower_search_finds() {
    on_each(async |app| {
        fill(&app).await;
        let data = app
            .data(
                "{search(query:\"partnership OR переговоры OR negotiations\"){totalCount facets{facet valueCount values{count value \
                 node{...on Person{name} ...on Country{alpha2} ...on Organisation{name}}}}}}",
            )
            .await;
        let facets = data["search"]["facets"].as_array().expect("facets").clone();
        let shown = |name: &str| -> Vec<(String, u64)> {
            let facet = facets.iter().find(|facet| facet["facet"] == name).expect("a facet");
            let label = |value: &Value| {
                let texts = [&value["value"], &value["node"]["name"], &value["node"]["alpha2"]];
                texts.iter().find_map(|text| text.as_str()).expect("a label").to_owned()
            };
            let values = facet["values"].as_array().expect("values");
            values.iter().map(|value| (label(value), value["count"].as_u64().expect("a count"))).collect()
        };
        assert_eq!(data["search"]["totalCount"], 3);
        assert_eq!(shown("YEAR"), [("2016".into(), 2), ("2017".into(), 1)]);
        assert_eq!(shown("LANGUAGE"), [("en".into(), 2), ("ru".into(), 1)]);
        assert_eq!(shown("KIND").len(), 3);
        assert_eq!(shown("SPEAKER"), [("Sergey Lavrov".into(), 2), ("John Kerry".into(), 1)]);
        assert_eq!(shown("COUNTRY").len(), 2);
        assert_eq!(shown("ORGANISATION"), [("The Herald".into(), 1)]);
        assert_eq!(shown("PUBLISHER"), [("The Herald".into(), 1)]);
        for (facet, field) in [("YEAR", "year"), ("LANGUAGE", "language"), ("KIND", "kind"), ("SPEAKER", "speaker")] {
            for (label, count) in shown(facet) {
                let narrower = json!(format!("(partnership OR переговоры OR negotiations) {field}:\"{label}\""));
                let data = app.data(&format!("{{search(query:{narrower}){{totalCount}}}}")).await;
                assert_eq!(data["search"]["totalCount"], count, "{narrower}");
            }
        }
        let filtered = app
            .data("{search(query:\"partnership\",filter:{kinds:[ARTICLE]}){totalCount facets(of:[YEAR]){values{value count}}}}")
            .await;
        assert_eq!(filtered["search"], json!({"totalCount": 1, "facets": [{"values": [{"value": "2017", "count": 1}]}]}));
    });
}

#[test]
fn the_filter_of_the_list_works_in_searches_and_alone() {
    on_each(async |app| {
        fill(&app).await;
        assert_eq!(found_with(&app, "partnership", "filter:{speaker:{name:\"Sergey\"}}").await, [TALKS]);
        assert_eq!(found_with(&app, "", "filter:{made:{within:\"2016\"}}").await, [RUSSIAN, TALKS]);
        assert_eq!(found_with(&app, "negotiations", "filter:{holdings:[REFERENCED]}").await.len(), 1);
        assert_eq!(found(&app, "referred").await, Vec::<String>::new());
        assert_eq!(app.refusal("{search(query:\"\"){totalCount}}").await.0, "BAD_USER_INPUT");
        let both = "{search(query:\"a\",kinds:[PERSON],filter:{kinds:[ARTICLE]}){totalCount}}";
        assert_eq!(app.refusal(both).await.0, "BAD_USER_INPUT");
        let wrong = app.refusal("{search(query:\"a\",filter:{made:{within:\"x\"}}){totalCount}}").await;
        assert!(wrong.1.contains("filter.made.within"), "{wrong:?}");
    });
}

#[test]
fn pages_follow_each_other_and_cursors_belong_to_their_search() {
    on_each(async |app| {
        fill(&app).await;
        let all = found_with(&app, "genuine OR переговоры OR lavrov", "kinds:[STATEMENT,PERSON]").await;
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page = format!(
                "{{search(query:\"genuine OR переговоры OR lavrov\",kinds:[STATEMENT,PERSON],first:1{after}){{totalCount edges{{cursor node{{node{{...on Statement{{title}} \
                 ...on Person{{title:name}}}}}}}} pageInfo{{hasNextPage hasPreviousPage endCursor}}}}}}"
            );
            let data = app.data(&page).await["search"].clone();
            assert_eq!(data["totalCount"], all.len());
            assert_eq!(data["pageInfo"]["hasPreviousPage"], !after.is_empty());
            paged.push(data["edges"][0]["node"]["node"]["title"].as_str().expect("a title").to_owned());
            after = format!(",after:{}", data["pageInfo"]["endCursor"]);
            if data["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(paged, all);
        let foreign = format!(
            ",after:{}",
            app.data("{search(query:\"genuine\",first:1){pageInfo{endCursor}}}").await["search"]["pageInfo"]["endCursor"]
        );
        for (query, cursor) in [("other", &*foreign), ("other", ",after:\"x\"")] {
            let (code, message) = app.refusal(&format!("{{search(query:\"{query}\"{cursor}){{totalCount}}}}")).await;
            assert!(code == "BAD_USER_INPUT" && message.starts_with("after:"), "{message}");
        }
        assert_eq!(app.refusal("{search(query:\"a\",first:101){totalCount}}").await.0, "LIMIT_EXCEEDED");
        assert_eq!(app.refusal("{search(query:\"a\",first:-1){totalCount}}").await.0, "BAD_USER_INPUT");
    });
}

#[test]
fn hostile_searches_get_an_answer_or_a_clear_error() {
    on_each(async |app| {
        fill(&app).await;
        let ask =
            async |query: &str| app.ask("query($q:String!){search(query:$q){totalCount}}", json!({ "q": query })).await.body;
        let long = "a ".repeat(10_000);
        let deep = format!("{}a{}", "(".repeat(500), ")".repeat(500));
        let nots = "NOT ".repeat(200) + "a";
        for query in [
            "*", "*foo", "f*o", "a* b", "(", ")", "\"", "speaker:", "kind:foo", "year:x", "foo:bar", &long, &deep, &nots, "",
            "🎉",
        ] {
            let answer = ask(query).await;
            let code = &answer["errors"][0]["extensions"]["code"];
            assert!(*code == "BAD_USER_INPUT" || *code == "LIMIT_EXCEEDED", "{query:.40}: {answer}");
        }
        for query in [
            ".*+?^${}()|[]\\",
            "\u{202E}lav\u{200B}rov\u{200F}",
            "partnership 🎉",
            "a AND b",
            "';--",
            "\u{0301}a",
            "la vrov~2",
            "%_%",
            "\u{FEFF}partnership",
            "ｐａｒｔｎｅｒｓｈｉｐ",
            "zzzz*",
            "speaker:nobody",
            "language:xx",
            "year:-5..9999",
            "a\tb\nc",
            &"x".repeat(1999),
        ] {
            let answer = ask(query).await;
            let is_nothing = answer["errors"][0]["message"].as_str().is_some_and(|message| message.contains("neither a letter"));
            assert!(answer["errors"].is_null() || is_nothing, "{query:.40}: {answer}");
        }
        // Each word is looked for among the names, in all the ways they are spelled, and each NOT is a search of its own.
        let names: String = (0..150).map(|number| format!("NOT speaker:a{number}b ")).collect();
        let start = std::time::Instant::now();
        let answer = ask(&names).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        assert!(answer["errors"].is_null() || *code == "BAD_USER_INPUT" || *code == "LIMIT_EXCEEDED", "{answer}");
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
        assert_eq!(ask("\u{202E}lav\u{200B}rov\u{200F}").await, ask("lavrov").await);
        assert_eq!(ask("ｐａｒｔｎｅｒｓｈｉｐ").await, ask("partnership").await);
        let (_, message) = app.refusal("{search(query:\"lavrov (kerry\"){totalCount}}").await;
        assert_eq!(message, "query: character 8: '(' is not closed");
    });
}

#[test]
fn suggestions_come_as_one_types() {
    on_each(async |app| {
        fill(&app).await;
        let suggested = async |prefix: &str| -> Vec<String> {
            let data = app.data(&format!("{{suggest(prefix:{},first:3){{name}}}}", json!(prefix))).await;
            data["suggest"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|one| one["name"].as_str().expect("a name").to_owned())
                .collect()
        };
        assert_eq!(suggested("lav").await[0], "Sergey Lavrov");
        assert_eq!(suggested("Ser L").await[0], "Sergey Lavrov");
        assert_eq!(suggested("Лавр").await[0], "Sergey Lavrov");
        assert_eq!(suggested("azer").await[0], "Azerbaijan");
        assert_eq!(suggested("lavrof").await[0], "Sergey Lavrov");
        assert_eq!(suggested("…").await, Vec::<String>::new());
        assert_eq!(app.refusal(&format!("{{suggest(prefix:\"{}\"){{name}}}}", "x".repeat(101))).await.0, "LIMIT_EXCEEDED");
    });
}

#[test]
fn a_search_takes_a_constant_number_of_sql_statements() {
    on_each(async |app| {
        fill(&app).await;
        let query = |first| {
            format!(
                "{{search(query:\"genuine OR переговоры OR partner\",kinds:[STATEMENT],first:{first}){{totalCount nodes{{node{{...on Statement{{title}}}} turn{{text \
                 speaker{{name}}}} highlights{{snippet}}}} facets{{values{{count node{{id}}}}}}}}}}"
            )
        };
        app.data(&query(1)).await;
        let one = app.statements(&query(1)).await;
        assert_eq!(one, app.statements(&query(3)).await);
        assert!(one <= 8, "{one}");
    });
}
