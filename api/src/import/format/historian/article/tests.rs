use super::id;
use crate::import::format::historian::output::tests::converted;
use serde_json::{Value, json};

fn article(short: &str, description: &str, body: &str) -> Value {
    let records = converted(&format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title type='complete'>A Guide: {short}</title>
        <title type='short'>{short}</title></titleStmt><publicationStmt><p>Department of State, 2008</p></publicationStmt>
        <sourceDesc><p>{description}</p></sourceDesc></fileDesc></teiHeader><text><body>{body}</body></text></TEI>"
    ));
    records.records[0].clone()
}

#[test]
fn sections_are_turns_with_their_headings() {
    let record = article(
        "Baden*",
        "Researched and Written by Louise Woodroofe, February 2009",
        "<div type='section'><head>Recognition</head><div type='timeline'><head>Recognition of Baden, <date when='1832'>1832</date>.</head>
            <p>The <placeName>Grand Duch</placeName>y was\n recognized. <quote>So.</quote></p>
            <list><item>One</item><item>Two <hi>three</hi></item></list><p/></div></div>
        <div><head>Empty</head></div><div><p>Before</p><div><p>Within</p></div><p>After</p><figure><head>Flag</head></figure></div>
        <p>Alone</p>",
    );
    assert_eq!(
        record["turns"],
        json!([
            {"kind": "NARRATIVE", "text": "The Grand Duchy was recognized. So.\n\nOne\n\nTwo three", "note": "Recognition: Recognition of Baden, 1832."},
            {"kind": "NARRATIVE", "text": "Empty"},
            {"kind": "NARRATIVE", "text": "Before"},
            {"kind": "NARRATIVE", "text": "Within"},
            {"kind": "NARRATIVE", "text": "After"},
            {"kind": "NARRATIVE", "text": "Alone"},
        ])
    );
    assert_eq!(record["title"], "A Guide: Baden*");
    assert_eq!(record["countries"][0]["country"]["name"], "Baden");
    assert_eq!(record["authors"], json!([{"name": "Louise Woodroofe"}]));
    assert_eq!(record["made"]["edtf"], "2009-02");
    assert_eq!(record["published"]["edtf"], "2008");
}

#[test]
fn staff_are_no_authors_and_lists_within_paragraphs_are_read() {
    let record = article(
        "X",
        "Written by the Office of the Historian",
        "<p>Posts: <list><item>Port Limon (1902)</item></list> and more</p>",
    );
    assert!(record.get("authors").is_none() && record.get("made").is_none());
    assert_eq!(record["turns"][0]["text"], "Posts:\n\nPort Limon (1902)\n\nand more");
}

#[test]
fn the_file_tells_the_countrys_id() {
    assert_eq!(id("antigua-barbuda.xml", "Antigua and Barbuda"), "antigua-barbuda");
    assert_eq!(id("Upload 1.xml", "Côte d’Ivoire"), "côte-d-ivoire");
}

#[test]
fn endless_nesting_is_one_paragraph() {
    let deep = |name: &str| format!("{}End{}", format!("<{name}>").repeat(50_000), format!("</{name}>").repeat(50_000));
    for name in ["div", "hi", "list"] {
        let record = article("X", "", &deep(name));
        assert_eq!(record["turns"], json!([{"kind": "NARRATIVE", "text": "End"}]), "{name}");
    }
}
