//! The scorer itself: right, missed and wrong are told apart.
use super::{Category, Gold, same_name, same_office, score};
use api::reader::kind::*;
use api::reader::page::*;

fn turn(label: Option<&str>, text: &str, speaker: Option<usize>) -> Turn {
    Turn {
        kind: TurnKind::Speech,
        text: text.into(),
        label: label.map(str::to_string),
        speaker,
        organisation: None,
        tenure: None,
        addressees: vec![],
        note: None,
        completeness: Completeness::Complete,
        mentions: vec![],
    }
}

fn page(turns: Vec<Turn>) -> Page {
    let person = |name: &str| Person { name: name.into(), other_names: vec![], external_ids: vec![], known: None };
    Page {
        statements: vec![Statement {
            key: String::new(),
            kind: StatementKind::NewsConference,
            title: "Talks".into(),
            summary: None,
            language: None,
            made: None,
            sent: None,
            published: None,
            posted: None,
            holding: Holding::Full,
            publisher: None,
            authors: vec![],
            event: None,
            place: None,
            topics: vec![],
            countries: vec![],
            turns,
            external_ids: vec![],
            source_text: String::new(),
        }],
        people: vec![person("Recep Tayyip Erdoğan"), person("Vladimir Putin")],
        ..Page::default()
    }
}

fn gold() -> Gold {
    serde_json::from_str(
        r#"{"statements": [{"title": "Talks", "turns": {"complete": true, "list": [
            {"label": "President of Turkey Recep Tayyip Erdogan", "speaker": "Recep Tayyip Erdogan", "start": "Thank you, Mr President. We have", "end": "much to say."},
            {"label": "Question", "speaker": null, "start": "What?", "end": "What?"},
            {"label": "Vladimir Putin", "speaker": "Vladimir Putin", "start": "Nothing.", "end": "Nothing."}]}}]}"#,
    )
    .expect("the gold of the test is right")
}

#[test]
fn all_right() {
    let found = page(vec![
        turn(
            Some("President of Turkey\u{a0}RecepTayyip Erdogan (retranslated)"),
            "Thank you, Mr President.\n\nWe have <…> much to say.\n\n<…>",
            Some(0),
        ),
        turn(Some("Question"), "What?", None),
        turn(Some("Vladimir Putin"), "(In German.) Nothing.", Some(1)),
    ]);
    let report = score(&gold(), &found);
    assert_eq!((report.counts[&Category::Turns].found, report.counts[&Category::Turns].wrong), (3, 0), "{:?}", report.faults);
    assert_eq!(report.counts[&Category::Speakers].found, 2);
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}

#[test]
fn a_lost_turn_and_a_wrong_speaker() {
    let found = page(vec![
        turn(Some("President of Turkey Recep Tayyip Erdogan"), "Thank you, Mr President. We have much to say. What?", Some(1)),
        turn(Some("Vladimir Putin"), "Nothing.", Some(1)),
    ]);
    let report = score(&gold(), &found);
    let (turns, speakers) = (report.counts[&Category::Turns], report.counts[&Category::Speakers]);
    assert_eq!((turns.found, turns.missed, turns.wrong), (1, 2, 1), "{:?}", report.faults);
    assert_eq!((speakers.found, speakers.missed, speakers.wrong), (1, 1, 1), "{:?}", report.faults);
}

#[test]
fn names_and_offices() {
    assert!(same_name("Erdogan Recep Tayyip", "Recep Tayyip Erdoğan"));
    assert!(!same_name("Erdogan", "Recep Tayyip Erdogan"));
    assert!(same_office("Foreign Minister of Germany", "German Foreign Minister"));
    assert!(!same_office("President of Turkey", "President of Russia"));
    assert!(!same_office("President", "President of Russia"));
}
