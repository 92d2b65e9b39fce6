use super::*;
use crate::import::format::collected::Collected;
use serde_json::{Value, json};

fn converted(text: &str) -> Result<Collected, Failure> {
    Collected::of(convert, "debates/one.xml", text)
}

const DEBATE: &str = r##"<?xml version="1.0"?>
<akomaNtoso xmlns="http://www.akomantoso.org/2.0"><debate>
<meta>
 <identification source="#x">
  <FRBRWork><FRBRthis value="/xx/debaterecord/2016-07-14/main"/><FRBRuri value="/xx/debaterecord/2016-07-14"/>
   <FRBRdate date="3000-01-01" name="generation"/><FRBRauthor href="#house" as="#author"/><FRBRcountry value="xx"/></FRBRWork>
  <FRBRExpression><FRBRthis value="/xx/debaterecord/2016-07-14/eng@/main"/><FRBRlanguage language="eng"/></FRBRExpression>
 </identification>
 <references source="#x">
  <TLCPerson id="editor" href="/ontology/person/editor" showAs="Ed Itor"/>
  <TLCPerson id="ann" href="/ontology/person/ann" showAs="Ann Archer"/>
  <TLCPerson id="chair" href="/ontology/person/chair" showAs="The SPEAKER"/>
  <TLCRole id="minister" href="/ontology/role/m" showAs="Minister of Trade"/>
  <TLCOrganization id="house" href="/ontology/organization/house" showAs="House of Examples"/>
 </references>
</meta>
<preface>
 <p>HOUSE OF EXAMPLES</p>
 <p>Thursday, <docDate date="2016-07-14">14th July, 2016</docDate></p>
 <p><link href="http://example.org/debate/1">Original</link></p>
</preface>
<debateBody>
 <debateSection name="opening"><scene>[The Speaker in the Chair]</scene></debateSection>
 <questions>
  <heading>QUESTIONS</heading>
  <debateSection><num>1</num><heading>Trade</heading><subheading>Tariffs</subheading>
   <question by="#ann" to="#minister"><from>Ms. Archer</from><p> asked:</p><ul><li>whether <i>tea</i> counts;<br/>and</li><li>coffee</li></ul></question>
   <answer by="#nobody" as="#minister"><from>The Minister</from><p>It<noteRef href="#n"/> does. <remark>(Laughter.)</remark></p></answer>
   <speech by="#chair"><from>The SPEAKER</from><p>Order!</p></speech>
   <summary>(Question answered)</summary>
  </debateSection>
  <debateSection><heading>Withdrawn</heading></debateSection>
 </questions>
 <adjournment><p>The House rose at <recordedTime time="18:30:00">6.30</recordedTime>.</p></adjournment>
</debateBody></debate></akomaNtoso>"##;

#[test]
fn a_debate_is_one_statement_and_loses_nothing() {
    let collected = converted(DEBATE).unwrap();
    assert!(recognises("one.xml", DEBATE));
    let [person, statement] = collected.records.as_slice() else { panic!("{:?}", collected.records) };
    assert_eq!(*person, json!({"type": "Person", "key": "akomantoso/xx/ontology/person/ann", "name": "Ann Archer"}));
    assert_eq!(statement["key"], "akomantoso/xx/debaterecord/2016-07-14/eng@/main");
    assert_eq!(statement["title"], "HOUSE OF EXAMPLES");
    assert_eq!(statement["language"], "en");
    assert_eq!(statement["made"], json!({"edtf": "2016-07-14", "phrase": "14th July, 2016"}));
    assert_eq!(statement["publisher"]["name"], "House of Examples");
    assert_eq!(statement["sources"][0]["url"], "http://example.org/debate/1");
    let turns: Vec<String> =
        statement["turns"].as_array().unwrap().iter().map(|turn| format!("{}: {}", turn["kind"], turn["text"])).collect();
    assert_eq!(
        turns,
        [
            r#""SCENE": "[The Speaker in the Chair]""#,
            r#""NARRATIVE": "QUESTIONS""#,
            r#""NARRATIVE": "1 Trade\nTariffs""#,
            r#""QUESTION": "asked:\n\nwhether tea counts;\nand\n\ncoffee""#,
            r#""ANSWER": "It does. (Laughter.)""#,
            r#""SPEECH": "Order!""#,
            r#""NARRATIVE": "(Question answered)""#,
            r#""NARRATIVE": "Withdrawn""#,
            r#""NARRATIVE": "The House rose at 6.30.""#,
        ]
    );
    let turn = |at: usize| &statement["turns"][at];
    assert_eq!(turn(3)["speaker"], json!({"key": "akomantoso/xx/ontology/person/ann", "name": "Ann Archer"}));
    assert_eq!(turn(3)["addressees"][0]["phrase"], "Minister of Trade");
    assert_eq!(turn(4)["speaker"], Value::Null);
    assert_eq!((turn(4)["label"].as_str(), turn(4)["note"].as_str()), (Some("The Minister"), Some("Minister of Trade")));
    assert_eq!((turn(5)["speaker"].as_str(), turn(5)["label"].as_str()), (None, Some("The SPEAKER")));
    assert_eq!(collected.notes.len(), 2, "{:?}", collected.notes);
}

#[test]
fn a_lone_heading_is_the_title() {
    let text = "<akomaNtoso><debate><debateBody><debateSection><heading>Talks</heading>
        <speech by='' startTime='2016-07-14T10:00:00'><p>Hello</p></speech></debateSection></debateBody></debate></akomaNtoso>";
    let statement = converted(text).unwrap().records.remove(0);
    assert_eq!(statement["title"], "Talks");
    assert_eq!(statement["key"], "akomantoso/debates/one.xml");
    assert_eq!(statement["made"]["resolution"], "COMPUTED");
    assert_eq!(statement["turns"], json!([{"kind": "SPEECH", "text": "Hello"}]));
}

#[test]
fn collections_hold_many_debates() {
    let text =
        "<akomaNtoso xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0/WD17'><documentCollection><meta/><collectionBody>
        <component eId='c1'><debate><debateBody><speech by='#a'><p>One</p></speech></debateBody></debate></component>
        <component><debate><debateBody><speech><from>B</from></speech></debateBody></debate></component>
        <component><act/></component></collectionBody></documentCollection></akomaNtoso>";
    let collected = converted(text).unwrap();
    let keys: Vec<&Value> = collected.records.iter().map(|record| &record["key"]).collect();
    assert_eq!(keys, ["akomantoso/debates/one.xml/c1", "akomantoso/debates/one.xml/2"]);
    assert_eq!(collected.records[1]["holding"], "TITLE_ONLY");
    assert_eq!(collected.invalid, ["4 : is a document of type act; only debates are read"]);
    assert_eq!(collected.notes.len(), 2);
}

#[test]
fn what_is_no_debate_is_refused() {
    assert!(converted("<akomaNtoso><act/></akomaNtoso>").is_err());
    assert!(converted("<akomaNtoso>").is_err());
    assert!(converted("<TEI/>").is_err());
    assert!(
        converted("<!DOCTYPE akomaNtoso [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><akomaNtoso><debate>&a;</debate></akomaNtoso>")
            .is_err()
    );
}
