//! What is written must come back as it was.

use crate::import::format::collected::Collected;
use crate::import::format::{akoma_ntoso, popolo, tei};
use serde_json::{Value, json};

/// A statement with everything that one can have.
fn full() -> Value {
    json!({
        "type": "Statement", "slug": "talks-2016", "kind": "NEWS_CONFERENCE", "holding": "EXCERPT",
        "title": "Talks & <more> \"quoted\"", "summary": "Two lines\nof summary", "language": "az-Latn",
        "made": {"edtf": "2016-07-14", "phrase": "yesterday", "resolution": "COMPUTED", "reason": "The day before it was posted."},
        "posted": "2016-07-15", "sent": "2016-07~",
        "publisher": {"slug": "ministry", "name": "Ministry", "kind": "GOVERNMENT_BODY"},
        "event": {"slug": "visit", "name": "Visit of 2016"},
        "place": {"slug": "baku", "name": "Baku"},
        "authors": [{"slug": "ann-archer", "name": "Ann Archer"}],
        "topics": [{"slug": "trade", "label": "Trade"}],
        "countries": [{"country": {"code": "AZ", "name": "Azerbaijan"}, "resolution": "COMPUTED", "reason": "r"}],
        "links": [{"kind": "RESPONDS_TO", "target": {"slug": "other"}}],
        "externalIds": [{"scheme": "kremlin.ru", "value": "52525"}, {"scheme": "wikidata", "value": "Q1"}],
        "sources": [{"url": "http://example.org/1?a=b&c=d", "mediaType": "text/html"}],
        "turns": [
            {"kind": "NARRATIVE", "text": "The talks began.\n\nAll sat\ndown."},
            {"kind": "QUESTION", "text": "First paragraph,\nline two.\n\n  Second  & last.", "label": "Q:", "organisation": {"slug": "bbc", "name": "BBC"},
                "addressees": [{"person": {"slug": "ann-archer", "name": "Ann Archer"}, "phrase": "Ms Archer"}, {"country": {"code": "AZ"}}]},
            {"kind": "ANSWER", "text": "“Yes” – ok\u{a0}then ]]>", "label": "Ann Archer:", "speaker": {"slug": "ann-archer", "name": "Ann Archer"},
                "note": "smiling", "completeness": "EXCERPT"},
            {"kind": "SPEECH", "text": "Unlabelled", "speaker": {"slug": "bo", "name": "Bo Ба"}},
            {"kind": "SPEECH", "text": "", "label": "C", "completeness": "OMITTED_BY_SOURCE"},
            {"kind": "SCENE", "text": "Applause"},
            {"kind": "SCENE", "text": "Laughs", "speaker": {"slug": "bo", "name": "Bo Ба"}},
            {"kind": "NARRATIVE", "text": "Adjourned", "label": "Clerk"},
        ],
    })
}

fn small() -> Value {
    json!({"type": "Statement", "slug": "bare", "kind": "OTHER", "holding": "TITLE_ONLY", "title": "Bare",
        "externalIds": [], "turns": [], "sources": [{"url": "http://example.org/2"}]})
}

/// The record without what a file does not carry, with what is empty left out.
fn plain(record: &Value) -> Value {
    let mut record = record.clone();
    let fields = record.as_object_mut().unwrap();
    fields.remove("key");
    fields.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    record
}

fn assert_returns(name: &str, file: &str, collected: &Collected) {
    let statements = collected.of_type("Statement");
    assert_eq!(statements.len(), 2, "{name}: {file}");
    assert_eq!(plain(statements[0]), plain(&full()), "{name}: {file}");
    assert_eq!(plain(statements[1]), plain(&small()), "{name}: {file}");
    assert_eq!((collected.invalid.as_slice(), collected.notes.as_slice()), ([].as_slice(), [].as_slice()), "{name}");
}

#[test]
fn akoma_ntoso_returns() {
    let mut out = Vec::new();
    let mut writer = super::akoma_ntoso::Writer::new(&mut out).unwrap();
    writer.write(&full()).unwrap();
    writer.write(&json!({"type": "Person", "name": "Nobody"})).unwrap();
    writer.write(&small()).unwrap();
    writer.finish().unwrap();
    let file = String::from_utf8(out).unwrap();
    assert!(akoma_ntoso::recognises("a.xml", &file));
    let collected = Collected::of(akoma_ntoso::convert, "a.xml", &file).unwrap();
    assert_returns("akoma_ntoso", &file, &collected);
    assert_eq!(collected.records.len(), 2, "the people of an export are references");
}

#[test]
fn tei_returns() {
    let mut out = Vec::new();
    let mut writer = super::tei::Writer::new(&mut out).unwrap();
    writer.write(&full()).unwrap();
    writer.write(&small()).unwrap();
    writer.finish().unwrap();
    let file = String::from_utf8(out).unwrap();
    assert!(tei::recognises("a.xml", &file));
    let collected = Collected::of(tei::convert, "a.xml", &file).unwrap();
    assert_returns("tei", &file, &collected);
    assert_eq!(collected.records.len(), 2);
}

#[test]
fn popolo_returns() {
    let records = [
        json!({"type": "Organisation", "slug": "ministry", "name": "Ministry", "kind": "GOVERNMENT_BODY",
            "otherNames": [{"form": "MFA", "kind": "SHORT", "language": "en"}], "externalIds": [{"scheme": "wikidata", "value": "Q9"}]}),
        json!({"type": "Organisation", "slug": "section", "name": "Section", "kind": "OTHER", "parent": {"slug": "ministry", "name": "Ministry", "kind": "OTHER"}}),
        json!({"type": "Person", "slug": "ann-archer", "name": "Ann Archer", "born": "1950-05", "died": {"edtf": "2020~", "phrase": "about 2020"}}),
        json!({"type": "Office", "slug": "fm", "title": "Foreign Minister", "kind": "MINISTER", "organisation": {"slug": "ministry", "name": "Ministry", "kind": "OTHER"}}),
        json!({"type": "Membership", "organisation": {"slug": "ministry", "name": "Ministry", "kind": "OTHER"},
            "memberOrganisation": {"slug": "section", "name": "Section", "kind": "OTHER"}, "role": "observer"}),
        json!({"type": "Tenure", "person": {"slug": "ann-archer", "name": "Ann Archer"}, "office": {"slug": "fm", "title": "Foreign Minister", "kind": "OTHER"},
            "started": "2001-02-03", "ended": "2004/.."}),
        json!({"type": "Event", "slug": "visit", "name": "Visit of 2016", "kind": "VISIT", "status": "HELD", "starts": "2016-07-14"}),
    ];
    let mut out = Vec::new();
    let mut writer = super::popolo::Writer::new(&mut out).unwrap();
    for record in &records {
        writer.write(record).unwrap();
    }
    writer.write(&full()).unwrap();
    writer.write(&small()).unwrap();
    assert!(writer.write(&records[0]).is_err());
    writer.finish().unwrap();
    let file = String::from_utf8(out).unwrap();
    assert!(popolo::recognises("a.json", &file));
    let collected = Collected::of(popolo::convert, "a.json", &file).unwrap();
    assert_returns("popolo", &file, &collected);
    let mut back: Vec<Value> = collected.records.iter().take(records.len()).map(plain).collect();
    // Ended in a way that Popolo's form cannot say.
    assert_eq!(back[5]["ended"], json!({"edtf": "2004/.."}));
    back[5]["ended"] = json!("2004/..");
    assert_eq!(back, records);
}
