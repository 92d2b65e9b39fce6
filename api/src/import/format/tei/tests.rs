use super::*;
use crate::import::format::collected::Collected;
use serde_json::{Value, json};

fn converted(name: &str, text: &str) -> Collected {
    assert!(recognises(name, text), "{name}");
    Collected::of(convert, name, text).unwrap()
}

const SITTING: &str = r##"<?xml version="1.0"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="de" xml:id="ParlaMint-XX_2016-07-14-s3">
<teiHeader xml:lang="en"><fileDesc>
 <titleStmt>
  <title type="main" xml:lang="en">Corpus</title><title type="sub" xml:lang="en">Sitting 3</title><title type="sub" xml:lang="de">3. Sitzung</title>
  <meeting xml:lang="en" corresp="#LH" ana="#parla.lower #parla.sitting">Sitting 3</meeting>
  <meeting xml:lang="en" corresp="#LH" ana="#parla.term #LH.7">Term 7</meeting>
  <meeting xml:lang="de" corresp="#LH">3. Sitzung</meeting>
 </titleStmt>
 <publicationStmt><publisher>Encoders</publisher><idno type="URI">http://example.org/corpus</idno><date when="2024-01-01"/>
  <availability><licence>http://creativecommons.org/licenses/by/4.0/</licence></availability></publicationStmt>
 <sourceDesc><bibl><publisher>House of Examples</publisher><idno type="URI">http://example.org/s3</idno></bibl></sourceDesc></fileDesc>
 <profileDesc><settingDesc><setting><name type="city" xml:lang="de">Wien</name><name type="city" xml:lang="en">Vienna</name>
  <name type="country" key="AT">Austria</name><date when="2016-07-14">14 July 2016</date></setting></settingDesc></profileDesc>
</teiHeader>
<text><body><div type="debateSection">
 <head>Agenda</head>
 <note type="time">Beginn: <time when="2016-07-14T10:00:00">10:00</time> Uhr</note>
 <note type="speaker">Präsidentin Archer:</note>
 <u who="#ArcherAnn" ana="#chair" xml:id="u1">
  <seg>Guten Morgen. <kinesic type="applause"><desc>Beifall.</desc></kinesic>
   <pb n="2"/>Danke.</seg><seg>Bitte.</seg>
  <vocal><desc>(Zwischenruf.)</desc></vocal>
 </u>
 <incident><desc>Pause</desc></incident>
 <gap reason="editorial"><desc xml:lang="en">Removed</desc><desc xml:lang="de">Entfernt</desc></gap>
 <u who="#a #b"><seg>Ja <gap reason="inaudible"/> so.</seg></u>
 <note type="speaker">Nobody</note>
</div></body></text></TEI>"##;

#[test]
fn a_sitting_is_a_statement_at_an_event() {
    let collected = converted("XX/2016/sitting.xml", SITTING);
    let [event, statement] = collected.records.as_slice() else { panic!("{:?}", collected.records) };
    assert_eq!(event["key"], "tei/ParlaMint-XX_2016-07-14-s3/meeting");
    assert_eq!(event["name"], "Sitting 3, Term 7");
    assert_eq!(event["parent"], json!({"key": "tei/ParlaMint-XX/LH.7", "ifKnown": true}));
    assert_eq!(statement["title"], "3. Sitzung");
    assert_eq!(statement["language"], "de");
    assert_eq!(statement["made"], json!({"edtf": "2016-07-14", "phrase": "14 July 2016"}));
    assert_eq!(statement["place"], json!({"name": "Vienna", "kind": "CITY", "country": {"code": "AT"}}));
    assert_eq!(statement["publisher"]["name"], "House of Examples");
    assert_eq!(statement["externalIds"], Value::Null);
    assert_eq!(
        statement["sources"],
        json!([{"url": "http://example.org/s3", "fileName": "sitting.xml", "mediaType": "application/tei+xml",
            "licence": "http://creativecommons.org/licenses/by/4.0/"}])
    );
    assert_eq!(
        statement["turns"],
        json!([
            {"kind": "NARRATIVE", "text": "Agenda"},
            {"kind": "NARRATIVE", "text": "Beginn: 10:00 Uhr"},
            {"kind": "SPEECH", "label": "Präsidentin Archer:", "note": "chair", "text": "Guten Morgen. [Beifall.] Danke.\n\nBitte.\n\n(Zwischenruf.)",
                "speaker": {"key": "tei/ParlaMint-XX/ArcherAnn", "ifKnown": true}},
            {"kind": "SCENE", "text": "Pause"},
            {"kind": "NARRATIVE", "text": "Entfernt"},
            {"kind": "SPEECH", "text": "Ja so.", "completeness": "EXCERPT", "speaker": {"key": "tei/ParlaMint-XX/a", "ifKnown": true}},
            {"kind": "NARRATIVE", "text": "Nobody"},
        ])
    );
    assert_eq!(collected.notes.len(), 1);
}

#[test]
fn annotated_words_become_text() {
    let text = r##"<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="cs" xml:id="ParlaMint-XX-en_2016-07-14-s3.ana"><teiHeader/><text><body><div><u who="#A"><seg>
      <s><w join="right">Hello</w><pc>,</pc>
       <name type="PER"><w>Ann</w> <w join="right">Archer</w></name><pc>.</pc><linkGrp><link/></linkGrp></s>
      <s><w>abych<w norm="aby"/><w norm="bych"/></w><w>tea</w></s></seg></u></div></body></text></TEI>"##;
    let statement = converted("a.ana.xml", text).records.remove(0);
    assert_eq!(statement["key"], "tei/ParlaMint-XX-en_2016-07-14-s3");
    assert_eq!(statement["turns"][0]["text"], "Hello, Ann Archer. abych tea");
    assert_eq!(statement["turns"][0]["speaker"]["key"], "tei/ParlaMint-XX/A");
}

#[test]
fn people_have_tenures_and_memberships() {
    let text = r##"<listPerson xmlns="http://www.tei-c.org/ns/1.0" xml:id="ParlaMint-XX-listPerson"><head>People</head>
     <person xml:id="ArcherAnn"><persName to="2000-09-27"><surname>Smith</surname><forename>Ann</forename></persName>
      <persName from="2000-09-28"><surname>Archer</surname><forename>Ann</forename><forename>B.</forename><roleName>Dr.</roleName></persName>
      <sex value="F"/><birth when="1950-05"><placeName>X</placeName></birth><death when="2020"/>
      <affiliation role="member" ref="#LH" from="1990" to="1994"/>
      <affiliation role="member" ref="#LH" from="1990" to="1994"/>
      <affiliation role="minister" ref="#GOV" from="1994-01-02"><roleName xml:lang="de">Handelsministerin</roleName><roleName xml:lang="en">Minister of Trade</roleName></affiliation>
      <affiliation role="member"/>
      <idno type="URI" subtype="wikidata">https://www.wikidata.org/wiki/Q1</idno><idno type="URI">https://example.org/archer</idno><idno type="VIAF">77</idno>
     </person><person/></listPerson>"##;
    let collected = converted("listPerson.xml", text);
    assert_eq!(
        collected.records,
        [json!({
            "type": "Person", "key": "tei/ParlaMint-XX/ArcherAnn", "name": "Ann B. Archer", "born": "1950-05", "died": "2020",
            "otherNames": [{"form": "Ann Smith", "kind": "ALTERNATIVE", "validTo": "2000-09-27"}],
            "externalIds": [{"scheme": "wikidata", "value": "Q1"}, {"scheme": "viaf", "value": "77"}],
            "sources": [{"url": "https://example.org/archer"}],
            "memberships": [{"key": "tei/ParlaMint-XX/ArcherAnn/LH/member/1990", "organisation": {"key": "tei/ParlaMint-XX/LH"},
                "role": "member", "started": "1990", "ended": "1994"}],
            "tenures": [{"key": "tei/ParlaMint-XX/ArcherAnn/GOV/minister/1994-01-02/Minister of Trade", "started": "1994-01-02",
                "office": {"title": "Minister of Trade", "kind": "MINISTER", "organisation": {"key": "tei/ParlaMint-XX/GOV"}}}],
        })]
    );
    assert_eq!((collected.invalid.len(), collected.notes.len()), (1, 1));
}

#[test]
fn corpora_hold_organisations_and_their_terms() {
    let text = r#"<teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xml:id="ParlaMint-XX"><teiHeader><profileDesc><particDesc><listOrg>
      <org xml:id="LH" role="parliament"><orgName full="yes" xml:lang="de">Haus</orgName><orgName full="yes" xml:lang="en">House</orgName><orgName full="abb">LH</orgName>
       <event from="1920"><label>existence</label></event>
       <listEvent><event xml:id="LH.7" from="2014" to="2018-01-01"><label xml:lang="de">7. Periode</label><label xml:lang="en">Term 7</label></event></listEvent></org>
      <listRelation><relation/></listRelation></listOrg></particDesc></profileDesc></teiHeader>
     <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="sitting.xml"/></teiCorpus>"#;
    let collected = converted("corpus.xml", text);
    assert_eq!(
        collected.records,
        [
            json!({"type": "Organisation", "key": "tei/ParlaMint-XX/LH", "name": "House", "kind": "GOVERNMENT_BODY",
                "otherNames": [{"form": "Haus", "kind": "ALTERNATIVE", "language": "de"}, {"form": "LH", "kind": "SHORT"}]}),
            json!({"type": "Event", "key": "tei/ParlaMint-XX/LH.7", "name": "Term 7, House", "kind": "OTHER", "status": "UNKNOWN",
                "starts": "2014", "ends": "2018-01-01"}),
        ]
    );
    assert_eq!(collected.notes.len(), 1);
}

#[test]
fn other_tei_is_read_as_text() {
    let text = "<TEI xmlns='http://www.tei-c.org/ns/1.0' xml:id='letter_1'><teiHeader><fileDesc><titleStmt><title>A letter</title></titleStmt></fileDesc></teiHeader>
      <text xml:lang='en'><body><p>Dear <hi>Sir</hi>,</p><p>No.<lb/>Yours</p><sp who='#x'><speaker>ANN</speaker><p>Aside</p></sp></body></text></TEI>";
    let statement = converted("letters/1.xml", text).records.remove(0);
    assert_eq!((statement["title"].as_str(), statement["kind"].as_str()), (Some("A letter"), Some("OTHER")));
    assert_eq!(statement["turns"][0], json!({"kind": "NARRATIVE", "text": "Dear Sir,\n\nNo.\nYours"}));
    assert_eq!(statement["turns"][1]["label"], "ANN");
    assert_eq!(statement["turns"][1]["text"], "Aside");
}

#[test]
fn missing_parts_break_nothing() {
    assert_eq!(converted("a", "<TEI><text/></TEI>").invalid.len(), 1);
    assert_eq!(converted("a", "<TEI><teiHeader/></TEI>").records[0]["title"], "a");
    assert!(Collected::of(convert, "a", "<TEI>").is_err());
    assert!(Collected::of(convert, "a", "<html/>").is_err());
}
