use super::*;
use crate::import::format::collected::Collected;
use serde_json::json;

fn converted(name: &str, text: &str) -> Collected {
    assert!(recognises(name, text), "{name}");
    Collected::of(convert, name, text).unwrap()
}

const DOCUMENT: &str = r#"{
 "posts": [{"id": "trade", "label": "Minister of Trade", "role": "minister", "organization_id": "gov"}],
 "persons": [
  {"id": "061ae887-8e7f-45be-9ef2-84a18fd4dd45", "name": "Ann Archer", "birth_date": "1950-05-00", "death_date": "soon", "gender": "female", "image": "x",
   "identifiers": [{"scheme": "wikidata", "identifier": "Q1"}, {"identifier": "?"}],
   "other_names": [{"name": "Ann Archer", "lang": "en"}, {"name": "Ана", "lang": "sr-ec", "note": "multilingual"}, {"name": "Ана", "lang": "sr-ec"}, {"name": "Ann Smith", "end_date": "1980"}],
   "contact_details": [{"type": "email", "value": "a"}], "sources": [{"url": "http://example.org/a"}]},
  {"id": 7},
  {"id": "b", "given_name": "Bo", "family_name": "Baker", "memberships": [{"id": 1, "organization_id": "gov", "role": "clerk"}]}
 ],
 "organizations": [{"id": "house", "name": "House", "classification": "legislature", "parent_id": "gov"}, {"id": "p", "name": "P", "classification": "party"}],
 "memberships": [
  {"person_id": "b", "organization_id": "house", "on_behalf_of_id": "p", "role": "member", "legislative_period_id": "term/1"},
  {"person_id": "b", "organization_id": "house", "on_behalf_of_id": "p", "role": "member", "legislative_period_id": "term/1"},
  {"person_id": "b", "post_id": "trade", "start_date": "2001-02", "end_date": "2003"},
  {"organization_id": "house"}
 ],
 "motions": [{"id": "m", "text": "no"}],
 "events": [{"id": "term/1", "name": "First term", "classification": "legislative period", "organization_id": "house", "start_date": "2000-01-01", "end_date": "2004-12-31"}],
 "areas": [{"id": "north", "name": "North", "type": "constituency"}],
 "unknown": {"a": [1]}
}"#;

#[test]
fn a_document_of_all_classes() {
    let collected = converted("data/Xland/House/ep-popolo-v1.0.json", DOCUMENT);
    assert_eq!(
        collected.of_type("Person"),
        [
            &json!({"type": "Person", "key": "popolo/person/061ae887-8e7f-45be-9ef2-84a18fd4dd45", "name": "Ann Archer", "born": "1950-05",
                "externalIds": [{"scheme": "wikidata", "value": "Q1"}], "sources": [{"url": "http://example.org/a"}],
                "otherNames": [{"form": "Ана", "kind": "ALTERNATIVE", "language": "sr-Cyrl"}, {"form": "Ann Smith", "kind": "ALTERNATIVE", "validTo": "1980"}]}),
            &json!({"type": "Person", "key": "popolo/Xland/House/person/b", "name": "Bo Baker"}),
        ]
    );
    assert_eq!(
        collected.of_type("Organisation")[0],
        &json!({"type": "Organisation", "key": "popolo/Xland/House/organization/house", "name": "House", "kind": "GOVERNMENT_BODY",
            "parent": {"key": "popolo/Xland/House/organization/gov"}})
    );
    assert_eq!(
        collected.of_type("Office"),
        [&json!({"type": "Office", "key": "popolo/Xland/House/post/trade", "title": "Minister of Trade", "kind": "MINISTER",
            "organisation": {"key": "popolo/Xland/House/organization/gov"}})]
    );
    assert_eq!(
        collected.of_type("Tenure"),
        [
            &json!({"type": "Tenure", "key": "popolo/Xland/House/membership/b/-/trade/-/2001-02", "person": {"key": "popolo/Xland/House/person/b"},
            "office": {"key": "popolo/Xland/House/post/trade"}, "started": "2001-02", "ended": "2003"})
        ]
    );
    let memberships = collected.of_type("Membership");
    assert_eq!(memberships.len(), 3, "{memberships:?}");
    assert_eq!(memberships[0]["role"], "clerk");
    assert_eq!(memberships[1]["started"]["edtf"], "2000-01-01");
    assert_eq!(memberships[1]["ended"]["resolution"], "COMPUTED");
    assert_eq!(memberships[2]["organisation"]["key"], "popolo/Xland/House/organization/p");
    assert_eq!(collected.of_type("Event")[0]["ends"], "2004-12-31");
    assert_eq!(collected.of_type("Place")[0]["kind"], "OTHER");
    assert_eq!(collected.lines[0], 2);
    assert_eq!((collected.invalid.len(), collected.notes.len()), (2, 1), "{:?} {:?}", collected.invalid, collected.notes);
}

#[test]
fn speeches_of_an_event_are_one_statement() {
    let text = r#"[
      {"id": 2, "event_id": "e", "position": 2, "type": "answer", "creator_id": "b", "text": "Yes.", "date": "2016-07-14T10:01:00Z"},
      {"id": 1, "event_id": "e", "position": 1, "type": "question", "attribution_text": "Ann", "audience_id": "b", "text": "Tea?", "date": "2016-07-14T10:00:00Z"},
      {"id": 3, "title": "Alone", "type": "vote", "text": "Aye"},
      {"id": 4, "event_id": "e", "text": "Late"},
      {"text": ""}]"#;
    let collected = converted("x/speeches.json", text);
    assert_eq!(collected.records.len(), 4);
    assert_eq!(
        collected.records[0],
        json!({"type": "Statement", "key": "popolo/x/statement/event/e", "kind": "OTHER", "holding": "FULL", "title": "event/e",
            "made": "2016-07-14T10:00:00Z", "event": {"key": "popolo/x/event/e"}, "sources": [{"fileName": "speeches.json", "mediaType": "application/json"}],
            "turns": [
                {"kind": "QUESTION", "label": "Ann", "text": "Tea?", "addressees": [{"person": {"key": "popolo/x/person/b"}}]},
                {"kind": "ANSWER", "speaker": {"key": "popolo/x/person/b"}, "text": "Yes."}]})
    );
    assert_eq!(
        (collected.records[1]["title"].as_str(), collected.records[1]["turns"][0]["kind"].as_str()),
        (Some("Alone"), Some("NARRATIVE"))
    );
    assert_eq!(collected.records[2]["key"], "popolo/x/statement/event/e/4");
    assert_eq!(collected.notes.len(), 2);
}

#[test]
fn broken_files_keep_what_came_before() {
    let mut collected = Collected::default();
    let mut text = "{\"persons\": [\n{\"id\": \"a\", \"name\": \"A\"},\n{\"id\": }]}".as_bytes();
    let failure = convert(Input { name: "a.json", text: &mut text }, &mut collected).unwrap_err();
    assert!(failure.to_string().starts_with("line 3: is not the JSON of Popolo"), "{failure}");
    assert_eq!(collected.records.len(), 1);
    assert!(Collected::of(convert, "a.json", "{\"a\": 1}").is_err());
    assert!(!recognises("a.json", "{\"type\": \"FeatureCollection\"}"));
    assert!(Collected::of(convert, "a.json", "{\"persons\": 5}").is_err());
}

#[test]
fn whoever_has_enough_gets_no_more() {
    struct Full;
    impl Sink for Full {
        fn record(&mut self, _: u64, _: Value) -> Result<(), Stopped> {
            Err(Stopped)
        }
        fn invalid(&mut self, _: u64, _: &str, _: String) -> Result<(), Stopped> {
            Err(Stopped)
        }
        fn note(&mut self, _: u64, _: &str, _: String) -> Result<(), Stopped> {
            Err(Stopped)
        }
    }
    let mut text = DOCUMENT.as_bytes();
    assert!(matches!(convert(Input { name: "a.json", text: &mut text }, &mut Full), Err(Failure::Stopped)));
}
