//! Tests of reading tables.

use super::*;
use crate::import::format::taken::{Taken, taken, tried};
use std::io::{BufReader, repeat};

fn read(text: &str) -> Taken {
    taken(convert, "table.csv", text)
}

/// What was wrong, one line each.
fn wrong(taken: &Taken) -> Vec<String> {
    taken.invalid.iter().map(|(line, column, reason)| format!("{line} {column}: {reason}")).collect()
}

fn refusal(name: &str, text: &str) -> String {
    tried(convert, name, text).unwrap_err().to_string()
}

#[test]
fn people_are_read_whatever_separates_the_cells() {
    for sign in [",", ";", "\t"] {
        let text = "\u{feff}Name#Other Names#BORN#external_id:x#wikidata\r\nAnn Lee#A. Lee|Энн Ли@ru#1950-03#7#Q1\r\n\r\n##\n\"Bob\nRay\"####\n"
            .replace("##\n\"", "####\n\"")
            .replace("external_id:x", "externalId:x")
            .replace('#', sign);
        let read = read(&text);
        assert_eq!(wrong(&read), [""; 0]);
        assert_eq!(
            read.records,
            [
                (
                    2,
                    json!({"type": "Person", "name": "Ann Lee", "born": "1950-03",
                    "otherNames": ["A. Lee", {"form": "Энн Ли", "kind": "ALTERNATIVE", "language": "ru"}],
                    "externalIds": [{"scheme": "x", "value": "7"}, {"scheme": "wikidata", "value": "Q1"}]})
                ),
                (5, json!({"type": "Person", "name": "Bob\nRay"})),
            ]
        );
    }
}

#[test]
fn each_type_is_told_by_its_columns_or_said() {
    for (name, text, kind) in [
        ("x.csv", "name,born\nA B,1950\n", "Person"),
        ("x.csv", "title,kind,country\nX of Y,minister,RU\n", "Office"),
        ("x.csv", "person,office,started\nA B,x-y,1950\n", "Tenure"),
        ("x.csv", "organisation,country\nun,RU\n", "Membership"),
        ("x.csv", "name,kind,latitude,longitude\nBaku,city,40,49\n", "Place"),
        ("x.csv", "label\nTrade\n", "Topic"),
        ("x.csv", "name,kind,status\nTalks,talks,held\n", "Event"),
        ("x.csv", "title,kind,text\nX,speech,Yes.\n", "Statement"),
        ("x.csv", "type,name,kind\norganisation,UN,international\n", "Organisation"),
        ("my-places.csv", "name,kind\nBaku,city\n", "Place"),
        ("organizations_2.csv", "name,kind\nUN,international\n", "Organisation"),
        ("statements.csv", "title,kind\nX,speech\n", "Statement"),
    ] {
        let read = taken(convert, name, text);
        assert_eq!(wrong(&read), [""; 0], "{text}");
        assert_eq!(read.values()[0]["type"], kind, "{text}");
    }
}

#[test]
fn wrong_headers_are_refused_with_what_is_allowed() {
    let message = refusal("people.csv", "name,birthday\nA,1\n");
    assert!(message.starts_with("line 1: the column 'birthday' is unknown; a table of Person may have: type, key, slug, name, otherNames, born, died, "), "{message}");
    assert!(refusal("x.csv", "name,born,birthday\nA,1,1\n").contains("'birthday' is unknown; a table of Person"));
    assert_eq!(
        refusal("x.csv", "name,kind\nA,city\n"),
        "line 1: the columns fit Organisation and Place: add a column 'type' that says which"
    );
    assert_eq!(refusal("x.csv", "name,Name,born\nA,B,1\n"), "line 1: the column 'Name' stands twice");
    assert_eq!(refusal("events.csv", "name,kind\nA,talks\n"), "line 1: a table of Event needs the column 'status'");
    assert!(refusal("x.csv", "a,b\n1,2\n").starts_with("line 1: no column of the header is known"));
    assert!(refusal("x.csv", "type,name\nCar,A\n").starts_with("line 2: the type 'Car' is none of Person, "));
    assert_eq!(refusal("x.csv", " \n"), "the table is empty: its first row names the columns");
}

#[test]
fn wrong_rows_are_named_and_the_others_read() {
    let text = "type,name,kind,status,starts,participants\nEvent,A,talks,held,12/07/2016,\nEvent,B,talking,heldd,,\nEvent,C,talks\nPerson,D,talks,held,,\nEvent,,talks,held,,\nEvent,E,news conference,not convened,2016-07,A B (boss)\nEvent,F,News-Conference,Held,2016-07,\n";
    let read = read(text);
    assert_eq!(read.records.len(), 1);
    assert_eq!(read.records[0].0, 8);
    assert_eq!(
        wrong(&read),
        [
            "2 starts: '12/07/2016' is not an EDTF level 1 date such as 2016-07-12, 2016-07, 2016, 2016-07-12/2016-07-15 or 2016~",
            "3 kind: 'talking' is none of NEWS_CONFERENCE, BRIEFING, MEETING, TALKS, SUMMIT, CONFERENCE, VISIT, TELEPHONE_CONVERSATION, INTERVIEW, CEREMONY, ADDRESS, SERIES, OTHER; status: 'heldd' is none of ANNOUNCED, HELD, POSTPONED, CANCELLED, NOT_CONVENED, UNKNOWN",
            "4 : the row in line 4 has 3 cells, the header 6",
            "5 type: 'Person' is not Event: a table holds records of one type",
            "6 name: is empty: a row of this type needs it (Event)",
            "7 participants: 'boss' is none of HOST, GUEST, SPEAKER, PARTICIPANT, VISITOR, CHAIR, ORGANISER, MEDIATOR",
        ]
    );
}

#[test]
fn rows_with_a_key_are_the_turns_of_a_statement() {
    let text = "key,kind,title,made,speaker,label,turnKind,text\ns/1,news conference,Talks,2016-07-12,ann-lee,Ann Lee:,,One.\ns/1,,,,,Question:,question,Why?\ns/1,,Talks,,,,,(Laughter)\ns/2,article,An article,,,,,\n,speech,Alone,2017,Bob Ray,,,\"Yes.\n\nNo.\"\n";
    let read = read(text);
    assert_eq!(wrong(&read), [""; 0]);
    assert_eq!(
        read.records,
        [
            (
                2,
                json!({"type": "Statement", "key": "s/1", "kind": "NEWS_CONFERENCE", "title": "Talks", "made": "2016-07-12", "holding": "FULL", "turns": [
                    {"kind": "SPEECH", "speaker": {"slug": "ann-lee"}, "label": "Ann Lee:", "text": "One."},
                    {"kind": "QUESTION", "label": "Question:", "text": "Why?"},
                    {"kind": "NARRATIVE", "text": "(Laughter)"},
                ]})
            ),
            (5, json!({"type": "Statement", "key": "s/2", "kind": "ARTICLE", "title": "An article", "holding": "TITLE_ONLY"})),
            (
                6,
                json!({"type": "Statement", "key": "csv/Statement/Alone/2017////", "kind": "SPEECH", "title": "Alone", "made": "2017", "holding": "FULL",
                "turns": [{"kind": "SPEECH", "speaker": {"name": "Bob Ray"}, "text": "Yes.\n\nNo."}]})
            ),
        ]
    );
}

#[test]
fn a_wrong_row_spoils_its_statement_and_no_other() {
    let text = "key,kind,title,text\ns/1,speech,A,One.\ns/1,,B,Two.\ns/2,speech,C,One.\ns/2,,\ns/3,speech,D,Yes.\n";
    let read = read(text);
    assert_eq!(read.records.len(), 1);
    assert_eq!(
        wrong(&read),
        [
            "2 title: line 3: 'B' in line 3 is not what the statement's first row says",
            "4 : line 5: the row in line 5 has 3 cells, the header 4",
        ]
    );
}

#[test]
fn dates_may_say_how_they_are_known() {
    let read = read("name,bornReason,born,born phrase\nA B,because,1950~,about 1950\nC D,,,then\n");
    assert_eq!(read.values()[0]["born"], json!({"edtf": "1950~", "phrase": "about 1950", "reason": "because"}));
    assert_eq!(wrong(&read), ["3 born: is empty though the columns beside it are not"]);
}

#[test]
fn an_office_with_a_kind_may_be_made() {
    let read = read("person,office,office kind,office country\nA B,President of X,head of state,RU\nA B,key:o/1,,\n");
    assert_eq!(read.values()[0]["office"], json!({"title": "President of X", "kind": "HEAD_OF_STATE", "country": "RU"}));
    assert_eq!(read.values()[0]["key"], "csv/Tenure/A B/President of X/");
    assert_eq!(read.values()[1]["office"], json!({"key": "o/1"}));
}

#[test]
fn a_membership_has_one_member() {
    let read = read("organisation,person,country\nun,A B,RU\nun,,\n");
    let said = wrong(&read);
    assert!(said[0].starts_with("2 person: 2 of person,") && said[1].starts_with("3 person: 0 of person,"), "{said:?}");
}

#[test]
fn excel_may_name_its_separator() {
    assert_eq!(read("sep=;\nname;born\nA, B;1950\n").values()[0]["name"], "A, B");
}

#[test]
fn an_unclosed_quote_does_not_fill_the_memory() {
    let text = "name,born\nA,1950\n\"B,1951\n".as_bytes();
    let mut text = BufReader::new(text.chain(repeat(b'x').take(300_000_000)));
    let mut sink = Taken::default();
    let error = convert(Input { name: "x.csv", text: &mut text }, &mut sink).unwrap_err();
    assert!(error.to_string().ends_with("is longer than 64 MB: a quote is not closed"), "{error}");
    assert_eq!(sink.records.len(), 1);
}

#[test]
fn tables_are_known_by_name_or_header() {
    assert!(recognises("a/b.CSV", "x"));
    assert!(recognises("stdin", "name;born\n"));
    assert!(!recognises("a.txt", "Dear all,\nname"));
    assert!(!recognises("country-codes.csv", "ISO3166-1-Alpha-2,ISO3166-1-Alpha-3,CLDR display name\n"));
    assert!(!recognises("a.xml", "name,born"));
    for text in ["", ",", "\"", "sep=", "type", "name\n\"", "\0"] {
        let _ = tried(convert, "x.csv", text);
    }
}
