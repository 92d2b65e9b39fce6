//! Filters: each part alone, composed, and through relations.

use api::mention::service::NewTarget;
use entity::{Holding, StatementKind};
use support::builder::{
    concerns, date, event, link, mention, office, organisation, participant, person, place, statement, tenure, turn,
};
use support::{App, on_each};

async fn country(app: &App, code: &str) -> i64 {
    let data = app.data(&format!("{{country(code:\"{code}\"){{id}}}}")).await;
    api::graphql::id::decode("Country", &data["country"]["id"].as_str().expect("an id").into(), "id").expect("an id")
}

/// The news conference in Baku, an unrelated speech, and a letter with the article it answers.
async fn fill(app: &App) {
    let (russia, azerbaijan) = (country(app, "RU").await, country(app, "AZ").await);
    app.write(async |set| {
        let lavrov = set.create(person("Sergey Lavrov")).await.expect("a person");
        let minister = set.create(office("Foreign Minister of Russia", Some(russia))).await.expect("an office");
        let held = set.create(tenure(lavrov, minister)).await.expect("a tenure");
        let baku = set.create(place("Baku")).await.expect("a place");
        let mut talks = event("Talks in Baku");
        talks.starts = date("2016-07-11/2016-07-12");
        talks.place_id = Some(baku);
        talks.participants = vec![participant(lavrov)];
        let talks = set.create(talks).await.expect("an event");
        let ministry = set.create(organisation("Ministry of Foreign Affairs")).await.expect("an organisation");
        let mut conference = statement("News conference in Baku");
        conference.kind = StatementKind::NewsConference;
        conference.made = date("2016-07-12");
        conference.event_id = Some(talks);
        conference.place_id = Some(baku);
        conference.publisher_id = Some(ministry);
        conference.countries = vec![concerns(russia), concerns(azerbaijan)];
        let text = "We value our partnership with Azerbaijan.";
        conference.turns = vec![turn(Some(lavrov), text)];
        conference.turns[0].tenure_id = Some(held);
        let conference = set.create(conference).await.expect("a statement");
        set.create(mention(conference + 1, text, "Azerbaijan", NewTarget::Country(azerbaijan))).await.expect("a mention");

        let mut speech = statement("Speech of the year");
        speech.made = date("2016");
        speech.language = Some("ru".into());
        speech.turns = vec![turn(None, "Good evening.")];
        set.create(speech).await.expect("a statement");

        let mut letter = statement("Letter to the editor");
        letter.kind = StatementKind::LetterToEditor;
        letter.sent = date("2016-11-24");
        letter.author_ids = vec![lavrov];
        let letter = set.create(letter).await.expect("a statement");
        let mut article = statement("The article it answers");
        article.kind = StatementKind::Article;
        article.holding = Holding::Referenced;
        article.published = date("2016-11-19/2016-11-20");
        let article = set.create(article).await.expect("a statement");
        set.create(link(letter, article)).await.expect("a link");
    })
    .await;
}

async fn found(app: &App, filter: &str) -> Vec<String> {
    let data = app.data(&format!("{{statements(filter:{{{filter}}},orderBy:CREATED_ASC){{totalCount nodes{{title}}}}}}")).await;
    let titles: Vec<String> = data["statements"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .map(|node| node["title"].as_str().expect("a title").to_owned())
        .collect();
    assert_eq!(data["statements"]["totalCount"], titles.len(), "{filter}");
    titles
}

const CONFERENCE: &str = "News conference in Baku";
const SPEECH: &str = "Speech of the year";
const LETTER: &str = "Letter to the editor";
const ARTICLE: &str = "The article it answers";

#[test]
fn every_part_of_a_statement_filter_leaves_what_it_says() {
    on_each(async |app| {
        fill(&app).await;
        let none: &[&str] = &[];
        for (filter, wanted) in [
            ("", &[CONFERENCE, SPEECH, LETTER][..]),
            ("kinds:[NEWS_CONFERENCE,ARTICLE]", &[CONFERENCE]),
            ("holdings:[REFERENCED]", &[ARTICLE]),
            ("or:[{holdings:[REFERENCED]},{kinds:[LETTER_TO_EDITOR]}]", &[LETTER, ARTICLE]),
            ("slugs:[\"2016-07-12-news-conference-in-baku\"]", &[CONFERENCE]),
            ("title:\"news CONF\"", &[CONFERENCE]),
            ("languages:[\"ru\"]", &[SPEECH]),
            ("made:{within:\"2016-07\"}", &[CONFERENCE]),
            ("made:{overlaps:\"2016-07\"}", &[CONFERENCE, SPEECH]),
            ("made:{before:\"2016-08\"}", &[CONFERENCE]),
            ("made:{after:\"2016-07-11\"}", &[CONFERENCE]),
            ("made:{known:false}", &[LETTER]),
            ("dated:{within:\"2016-11/..\"}", &[LETTER]),
            ("speaker:{name:\"sergey lav\"}", &[CONFERENCE]),
            ("author:{name:\"Сергей Лавров\"}", none),
            ("author:{slugs:[\"sergey-lavrov\"]}", &[LETTER]),
            ("office:{title:\"foreign minister\", country:{codes:[\"RUS\"]}}", &[CONFERENCE]),
            ("speaker:{office:{country:{name:\"Russia\"}}}", &[CONFERENCE]),
            ("speaker:{country:{codes:[\"AZ\"]}}", none),
            ("country:{codes:[\"AZ\"]}", &[CONFERENCE]),
            ("event:{place:{name:\"baku\"}, starts:{overlaps:\"2016-07-12\"}}", &[CONFERENCE]),
            ("event:{person:{slugs:[\"sergey-lavrov\"]}}", &[CONFERENCE]),
            ("place:{name:\"Baku\"}", &[CONFERENCE]),
            ("publisher:{name:\"ministry\"}", &[CONFERENCE]),
            ("mention:{country:{codes:[\"AZ\"]}}", &[CONFERENCE]),
            ("link:{kinds:[RESPONDS_TO], target:{kinds:[ARTICLE]}}", &[LETTER]),
            ("holdings:[REFERENCED], linkedFrom:{source:{kinds:[LETTER_TO_EDITOR]}}", &[ARTICLE]),
            ("not:{country:{codes:[\"AZ\"]}}", &[SPEECH, LETTER]),
            ("or:[]", none),
            ("and:[{kinds:[SPEECH]},{languages:[\"ru\"]}]", &[SPEECH]),
            (
                "speaker:{slugs:[\"sergey-lavrov\"]}, country:{codes:[\"AZ\"]}, event:{name:\"talks\"}, made:{within:\"2016\"}, \
                 kinds:[NEWS_CONFERENCE], publisher:{name:\"ministry of foreign\"}, office:{kinds:[MINISTER]}",
                &[CONFERENCE],
            ),
        ] {
            assert_eq!(found(&app, filter).await, wanted, "{filter}");
        }
    });
}

#[test]
fn filters_of_the_other_concepts_reach_through_relations() {
    on_each(async |app| {
        fill(&app).await;
        for (query, wanted) in [
            ("{people(filter:{event:{place:{name:\"baku\"}}}){totalCount}}", 1),
            ("{people(filter:{office:{country:{codes:[\"AZ\"]}}}){totalCount}}", 0),
            ("{offices(filter:{holder:{name:\"sergey lavrov\"}}){totalCount}}", 1),
            ("{events(filter:{person:{name:\"sergey\"}, statuses:[HELD]}){totalCount}}", 1),
            ("{events(filter:{starts:{within:\"2016-07-12\"}}){totalCount}}", 0),
            ("{links(filter:{source:{author:{name:\"sergey\"}}}){totalCount}}", 1),
            ("{mentions(filter:{country:{codes:[\"AZ\"]}, statement:{kinds:[NEWS_CONFERENCE]}}){totalCount}}", 1),
            ("{places(filter:{name:\"BAKU\", kinds:[CITY]}){totalCount}}", 1),
            ("{organisations(filter:{kinds:[EMBASSY]}){totalCount}}", 0),
        ] {
            let data = app.data(query).await;
            let list = data.as_object().and_then(|object| object.values().next()).expect("a list");
            assert_eq!(list["totalCount"], wanted, "{query}");
        }
    });
}

#[test]
fn dates_and_ids_in_filters_are_checked_and_named_by_their_path() {
    on_each(async |app| {
        for (filter, path) in [
            ("made:{within:\"12.07.2016\"}", "filter.made.within"),
            ("and:[{},{made:{before:\"../2016\"}}]", "filter.and.1.made.before"),
            ("event:{starts:{after:\"yesterday\"}}", "filter.event.starts.after"),
            ("speaker:{name:\"%\"}", "filter.speaker.name"),
            ("title:\"\"", "filter.title"),
            ("languages:[\"en\",\"english!!\"]", "filter.languages.1"),
            ("speaker:{ids:[\"nonsense\"]}", "filter.speaker.ids.0"),
        ] {
            let (code, message) = app.refusal(&format!("{{statements(filter:{{{filter}}}){{totalCount}}}}")).await;
            assert_eq!(code, "BAD_USER_INPUT", "{filter}");
            assert!(message.starts_with(&format!("{path}: ")), "{message}");
        }
    });
}
