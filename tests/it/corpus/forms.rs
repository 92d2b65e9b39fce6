//! Pages as embassies and ministries lay them out, one small page a form: who speaks, who asks, what is answered, when.

use super::known;
use api::reader::page::Page;
use api::reader::read_text;

fn page(text: &str) -> Page {
    read_text(text, &known()).unwrap_or_else(|error| panic!("{error}"))
}

/// `kind|label|speaker|office|organisation` of each turn of the first statement.
fn turns(page: &Page) -> Vec<String> {
    page.statements[0]
        .turns
        .iter()
        .map(|turn| {
            format!(
                "{:?}|{}|{}|{}|{}",
                turn.kind,
                turn.label.as_deref().unwrap_or_default(),
                turn.speaker.map(|who| page.people[who].name.as_str()).unwrap_or_default(),
                turn.tenure.map(|tenure| page.offices[page.tenures[tenure].office].title.as_str()).unwrap_or_default(),
                turn.organisation.map(|outlet| page.organisations[outlet].name.as_str()).unwrap_or_default(),
            )
        })
        .collect()
}

#[test]
fn labels_with_offices_and_outlets_in_brackets() {
    let page = page(
        "Joint press conference\n\nby NATO Secretary General Jan Smit and the President of Norway, Ola Berg, Oslo, 9 July 2016\n\n\
         ANNA LIND [NATO Spokesperson]: Good afternoon.\n\nJAN SMIT [NATO Secretary General]: Welcome, dear Ola.\n\n\
         OLA BERG [President of Norway]: Thank you.\n\nQUESTION [Reuters]: Why?\n\nJAN SMIT: Because.\n\n\
         Q (Eva Holm, The Herald): And when?\n\nOLA BERG: Soon.",
    );
    assert_eq!(page.statements[0].made.as_ref().map(|made| made.edtf.as_str()), Some("2016-07-09"));
    assert_eq!(
        turns(&page),
        [
            "Speech|ANNA LIND|Anna Lind|NATO Spokesperson|",
            "Speech|JAN SMIT|Jan Smit|NATO Secretary General|",
            "Speech|OLA BERG|Ola Berg|President of Norway|",
            "Question|QUESTION|||Reuters",
            "Answer|JAN SMIT|Jan Smit|NATO Secretary General|",
            "Question|Q|Eva Holm||The Herald",
            "Answer|OLA BERG|Ola Berg|President of Norway|",
        ]
    );
}

#[test]
fn the_spokesperson_of_the_title_gives_the_answers() {
    let page = page(
        "Foreign Ministry Spokesperson Li Chen's Regular Press Conference on September 6, 2018\n\n2018/09/06\n\n\
         Q: Will the minister go to Oslo?\n\nA: It is planned.\n\nAFP: And to Paris?\n\nLi Chen: No.",
    );
    assert_eq!(
        turns(&page),
        [
            "Question|Q|||",
            "Answer|A|Li Chen|Foreign Ministry Spokesperson|",
            "Question|AFP|||AFP",
            "Answer|Li Chen|Li Chen|Foreign Ministry Spokesperson|",
        ]
    );
}

#[test]
fn an_embassy_is_known_by_its_clocks_and_does_not_speak_with_the_voice_it_answers() {
    let page = page(
        "6 June 2018\nMoscow: 16:03\nLondon: 14:03\n\nConsular queries:\n+44 (0) 203 668 7474\n\nPRESS RELEASES AND NEWS\n\n05.06.2018\n\n\
         Embassy Press Officer on the latest statement by Foreign Secretary Adam Smith\n\n\
         Q: How would you comment on the statement made by Foreign Secretary Adam Smith yesterday?\n\nA: It is not helpful.",
    );
    assert_eq!(turns(&page), ["Question|Q|||", "Answer|A|||Embassy of Russia"]);
    let answered = &page.statements[page.links[0].to];
    assert_eq!(answered.title, "Statement made by Foreign Secretary Adam Smith");
    assert_eq!(answered.made.as_ref().map(|made| made.edtf.as_str()), Some("2018-06-04"));
    assert!(page.offices.iter().all(|office| office.title != "Foreign Secretary of Russia"));
}

#[test]
fn a_list_with_dates_on_lines_of_their_own_and_a_signed_letter() {
    let page = page(
        "News\n\n12 July 2016\nLetter from the Ambassador to the Editor of The Times\nSir, Your leader “Cold Rules” (July 8) is wrong. \
         Ivan Petrov, Ambassador of Norway, London\n\nJuly 8, 2016\nStatement of the Ministry of Foreign Affairs on the summit in Warsaw\n\
         The Ministry of Foreign Affairs welcomes the decisions of the summit.",
    );
    let posted: Vec<_> = page.statements.iter().filter_map(|s| s.posted.as_ref()).map(|date| date.edtf.as_str()).collect();
    assert_eq!(posted, ["2016-07-12", "2016-07-08"]);
    assert_eq!(turns(&page), ["Speech||Ivan Petrov|Ambassador of Norway|"]);
    assert_eq!(page.statements[page.links[0].to].title, "Cold Rules");
}

#[test]
fn meetings_told_in_passing_have_place_day_and_participants() {
    let page = page(
        "Foreign Minister Ivan Petrov’s remarks at a joint news conference following talks with Foreign Minister of Norway Ola Berg, \
         Oslo, June 10, 2016\n\nWe have met in Oslo.\n\nOn June 8, President Pavel Orlov met with Prime Minister of Israel Dan Levi in Paris. \
         The foreign ministers of Russia and Turkey met in Sochi on June 1. Mr Berg will come to Moscow on July 14, and we will hold talks \
         on July 14 and on July 15.",
    );
    let told = |name: &str| {
        let event = page.events.iter().find(|event| event.name.contains(name)).unwrap_or_else(|| panic!("{name}"));
        let day = |date: &Option<api::reader::page::FuzzyDate>| date.as_ref().map_or_else(String::new, |date| date.edtf.clone());
        let place = event.place.map(|place| page.places[place].name.clone()).unwrap_or_default();
        format!("{}/{} {place} {}", day(&event.start), day(&event.end), event.participants.len())
    };
    assert_eq!(told("Meeting with Dan Levi"), "2016-06-08/ Paris 2");
    assert_eq!(told("foreign ministers of Russia, Turkey"), "2016-06-01/ Sochi 2");
    assert_eq!(told("Visit of Ola Berg"), "2016-07-14/2016-07-15 Moscow 1");
    assert_eq!(told("Talks with Ola Berg"), "2016-07-14/2016-07-15 Moscow 2");
}
