//! Speeches in plain text, such as the State of the Union addresses: a title that names the speech and mostly who gave it, the
//! day, and the text.
//!
//! Only what has such a title is recognised, since any text may be a page of another kind. The title is one line: `PRESIDENT HARRY
//! S. TRUMAN'S ADDRESS BEFORE …`, `Address on … January 30, 1974`, `Remarks by President X at …`; the day stands at its end or in one of the
//! lines below, or nowhere. The rest is one turn, unless labels in capitals (`THE PRESIDENT:`, `AUDIENCE:`) divide it.

use super::item::{Failure, Input, Sink};
use super::speaker_label::{self, capitalised};
use super::{language, whole, written_day};
use serde_json::{Map, Value, json};

/// Words for what is given by word of mouth, and those that may be for what is written.
const SPOKEN: [&str; 8] = ["address", "speech", "remarks", "lecture", "statement", "inaugural", "toast", "eulogy"];
const WRITTEN: [&str; 1] = ["message"];
/// Offices that a title puts before a name.
const OFFICES: [&str; 14] = [
    "Prime Minister",
    "Vice President",
    "President",
    "Chancellor",
    "Secretary of State",
    "Secretary-General",
    "Secretary General",
    "Foreign Minister",
    "King",
    "Queen",
    "Governor",
    "Senator",
    "Chairman",
    "Premier",
];
/// How speeches begin.
const SALUTATIONS: [&str; 22] = [
    "mr. speaker",
    "madam speaker",
    "mr. president",
    "madam president",
    "mr. vice president",
    "mr. chairman",
    "mr. secretary",
    "members of",
    "my fellow",
    "fellow citizens",
    "fellow-citizens",
    "fellow americans",
    "ladies and gentlemen",
    "thank you",
    "distinguished",
    "excellencies",
    "your majest",
    "your excellenc",
    "dear ",
    "to the congress",
    "to the senate",
    "friends",
];
/// Lines of a title block at most.
const HEAD_LINES: usize = 8;
/// Letters of a line that can only be a paragraph.
const LONG: usize = 200;

/// What the lines before a speech say.
struct Head<'a> {
    title: &'a str,
    /// The line of the title, from 1.
    line: u64,
    date: Option<written_day::Found<'a>>,
    speaker: Option<Speaker>,
    /// Lines from the beginning that are not the speech.
    length: usize,
}

#[derive(Debug, PartialEq, Eq)]
struct Speaker {
    name: String,
    office: Option<&'static str>,
}

/// Whether it is one speech under a title.
pub fn recognises(name: &str, head: &str) -> bool {
    let file = crate::import::format::file_name(name);
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    if !matches!(extension.as_deref(), None | Some("txt" | "text")) {
        return false;
    }
    let lines: Vec<&str> = head.trim_start_matches('\u{feff}').lines().collect();
    let Some(found) = head_of(&lines) else { return false };
    let mut body = lines.iter().skip(found.length).map(|line| line.trim()).filter(|line| !line.is_empty());
    let Some(first) = body.next() else { return false };
    let lower = first.to_lowercase();
    let said = label_of(first).map_or(lower.as_str(), |(_, rest)| lower.get(lower.len() - rest.len()..).unwrap_or_default());
    let salutes = SALUTATIONS.iter().any(|greeting| said.starts_with(greeting));
    let prose = first.chars().count() >= LONG;
    let markup = head.contains("</") || first.starts_with("b'") || first.starts_with("b\"");
    let whose = found.speaker.is_some() && is_capitals(found.title);
    !markup && if found.date.is_some() { salutes || (prose && whose) } else { whose && (salutes || prose) }
}

/// Gives one statement.
pub fn convert(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let Input { name, text } = input;
    let text = whole::read(text)?;
    let lines: Vec<&str> = text.lines().collect();
    let Some(head) = head_of(&lines) else {
        return Err(Failure::Broken { line: 0, reason: "the file has no title that names a speech".to_owned() });
    };
    let paragraphs = paragraphs(lines.get(head.length..).unwrap_or_default());
    if paragraphs.is_empty() {
        return Ok(sink.invalid(head.line, "turns", "the speech has no text".to_owned())?);
    }
    let statement = statement(name, &text, &head, &paragraphs);
    Ok(sink.record(head.line, statement)?)
}

fn head_of<'a>(lines: &[&'a str]) -> Option<Head<'a>> {
    let mut filled = lines.iter().enumerate().map(|(place, line)| (place, line.trim())).filter(|(_, line)| !line.is_empty());
    let (place, title) = filled.next()?;
    let lower = title.to_lowercase();
    let named = SPOKEN.iter().chain(&WRITTEN).any(|word| lower.split(|c: char| !c.is_alphabetic()).any(|part| part == *word));
    if !named
        || title.chars().count() > LONG
        || title.contains('<')
        || title.ends_with([':', '?', '!'])
        || label_of(title).is_some()
    {
        return None;
    }
    let line = place as u64 + 1;
    let speaker = speaker_of(title);
    let at_end = written_day::find(title).filter(|found| title.trim_end_matches(['.', ')', ']']).ends_with(found.phrase));
    let mut head = Head { title, line, date: at_end, speaker, length: place + 1 };
    // Between the title and the text there may be lines on the day, the place and the hour.
    let mut between = place + 1;
    for (place, text) in filled.take(HEAD_LINES) {
        if head.date.is_none()
            && let Some(date) = written_day::alone(text.trim_matches(['[', ']', '(', ')']))
        {
            (head.date, head.length, between) = (Some(date), place + 1, place + 1);
            continue;
        }
        let short = text.chars().count() < 60 && !text.ends_with([':', '.', ',', ';', '?', '!']);
        if !short && !is_hour(text) {
            break;
        }
        between = place + 1;
    }
    // What stands after the day, such as the place, belongs to the head only if the day does.
    if head.date.is_some() {
        head.length = head.length.max(between);
    }
    Some(head)
}

fn is_hour(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.chars().count() < 30
        && text.starts_with(|c: char| c.is_ascii_digit())
        && (lower.contains("p.m.") || lower.contains("a.m."))
}

fn is_capitals(text: &str) -> bool {
    // "McKINLEY" has a small letter, and so has many a possessive: "TRUMAN's".
    let (small, all) = (text.chars().filter(|c| c.is_lowercase()).count(), text.chars().filter(|c| c.is_alphabetic()).count());
    small * 10 < all
}

/// Who gives the speech: `PRESIDENT X'S …`, `… by President X to …`.
fn speaker_of(title: &str) -> Option<Speaker> {
    let capitals = is_capitals(title);
    let upper = title.to_uppercase();
    if upper.len() != title.len() {
        return None;
    }
    let possessive = ["'S ", "’S ", "S' ", "S’ "].into_iter().filter_map(|sign| Some((upper.find(sign)?, sign))).min();
    let owner = possessive.and_then(|(place, sign)| title.get(..place + usize::from(sign.starts_with('S'))));
    let by = upper.find(" BY ").and_then(|place| title.get(place + 4..)).map(|rest| {
        let ends = [" to ", " at ", " on ", " before ", " in ", " of the ", ",", ". "];
        let lower = rest.to_lowercase();
        let end = ends.iter().filter_map(|word| lower.find(word)).min().unwrap_or(rest.len());
        rest.get(..end).unwrap_or(rest)
    });
    [owner, by].into_iter().flatten().find_map(|words| {
        let words = words.trim();
        let office = OFFICES.into_iter().find(|office| {
            words.get(..office.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(office))
                && words.get(office.len()..).is_some_and(|rest| rest.starts_with(' '))
        });
        let name = office.map_or(words, |office| words.get(office.len()..).unwrap_or_default().trim());
        let name = if capitals { name.split(' ').map(capitalised).collect::<Vec<_>>().join(" ") } else { name.to_owned() };
        let name = speaker_label::read(&name).name?;
        Some(Speaker { name, office })
    })
}

/// A label in capitals before a colon, and the rest.
fn label_of(line: &str) -> Option<(&str, &str)> {
    let (label, rest) = line.split_once(':')?;
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = letters > 1 && !label.chars().any(char::is_lowercase) && label.chars().count() <= 40;
    let apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (capitals && apart && !label.contains(|c: char| c.is_ascii_digit())).then_some((label, rest.trim()))
}

/// The paragraphs: each line is one, but for texts with lines of a page's width.
fn paragraphs(lines: &[&str]) -> Vec<String> {
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let longest = filled.clone().map(|line| line.chars().count()).max().unwrap_or(0);
    let wrapped = longest <= 100 && lines.iter().any(|line| line.trim().is_empty()) && filled.count() > 3;
    if !wrapped {
        return lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    }
    let groups = lines.split(|line| line.trim().is_empty()).filter(|group| !group.is_empty());
    groups.map(|group| group.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")).collect()
}

fn statement(name: &str, text: &str, head: &Head<'_>, paragraphs: &[String]) -> Value {
    let lower = head.title.to_lowercase();
    let written = WRITTEN.iter().any(|word| lower.contains(word)) && !SPOKEN.iter().any(|word| lower.contains(word));
    let to_readers = paragraphs.first().is_some_and(|first| first.to_lowercase().starts_with("to the "));
    let mut record = Map::new();
    let mut put = |field: &str, value: Value| record.insert(field.to_owned(), value);
    put("type", json!("Statement"));
    put("key", json!(format!("speech/{}", whole::stem(name))));
    // A message that is given by word of mouth begins with who listens, one that is sent with "To the Congress".
    put("kind", json!(if written && to_readers { "MESSAGE" } else { "SPEECH" }));
    put("title", json!(head.title));
    put("holding", json!("FULL"));
    if let Some(language) = language::of(&paragraphs.join("\n")) {
        put("language", json!(language));
    }
    let made = head.date.as_ref().map(|date| json!({"edtf": date.edtf, "phrase": date.phrase, "resolution": "STATED"}));
    if let Some(made) = &made {
        put("made", made.clone());
    }
    if let (Some(made), false) = (made, written) {
        put("event", event(head, &made));
    }
    put("turns", turns(head, &lower, text, paragraphs));
    let mut source = json!({"fileName": crate::import::format::file_name(name), "mediaType": "text/plain"});
    if let (Some(fields), Some(text)) = (source.as_object_mut(), whole::kept(text)) {
        fields.insert("text".to_owned(), json!(text));
    }
    put("sources", json!([source]));
    Value::Object(record)
}

/// The occasion: that an address was given on the day is what title and date say.
fn event(head: &Head<'_>, made: &Value) -> Value {
    let title = head.date.as_ref().map_or(head.title, |date| head.title.split(date.phrase).next().unwrap_or(head.title));
    let title = title.trim_end_matches([' ', ',', '.', '(', '[', '-']);
    let name = if is_capitals(title) { in_title_case(title) } else { title.to_owned() };
    let mut event = json!({"name": name, "kind": "ADDRESS", "status": "HELD", "starts": made});
    if let (Some(speaker), Some(fields)) = (&head.speaker, event.as_object_mut()) {
        fields.insert("participants".to_owned(), json!([{"person": {"name": speaker.name}, "role": "SPEAKER"}]));
    }
    event
}

/// A title in capitals as titles are written.
fn in_title_case(title: &str) -> String {
    const SMALL: [&str; 14] = ["A", "AN", "THE", "OF", "ON", "TO", "AND", "BEFORE", "AT", "IN", "FOR", "BY", "FROM", "WITH"];
    let word = |(place, word): (usize, &str)| match word.strip_suffix("'S").or_else(|| word.strip_suffix("’S")) {
        Some(owner) => format!("{}{}", capitalised(owner), word.get(owner.len()..).unwrap_or_default().to_lowercase()),
        None if place > 0 && SMALL.contains(&word) && word != "BEFORE" => word.to_lowercase(),
        None => capitalised(word),
    };
    title.split_whitespace().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

fn turns(head: &Head<'_>, title: &str, text: &str, paragraphs: &[String]) -> Value {
    let mut turns: Vec<(Option<&str>, Vec<&str>)> = vec![(None, Vec::new())];
    for paragraph in paragraphs {
        match label_of(paragraph) {
            Some((label, rest)) => turns.push((Some(label), Vec::from_iter((!rest.is_empty()).then_some(rest)))),
            None => turns.last_mut().into_iter().for_each(|(_, said)| said.push(paragraph)),
        }
    }
    turns.retain(|(_, said)| !said.is_empty());
    let turn = |(label, said): (Option<&str>, Vec<&str>)| {
        let mut turn = json!({"kind": "SPEECH", "text": said.join("\n\n")});
        let Some(fields) = turn.as_object_mut() else { return turn };
        if let Some(label) = label {
            fields.insert("label".to_owned(), json!(format!("{label}:")));
        }
        let Some(speaker) = head.speaker.as_ref().filter(|speaker| label.is_none_or(|label| is_of(label, speaker))) else {
            return turn;
        };
        let mut person = json!({"name": speaker.name});
        if let (Some(office), Some(person)) = (speaker.office, person.as_object_mut()) {
            person.insert("title".to_owned(), json!(office));
        }
        fields.insert("speaker".to_owned(), person);
        // Other states have presidents and congresses, too; they do not speak of this one as theirs.
        let of_congress = title.contains("congress") || title.contains("state of the union");
        if speaker.office == Some("President")
            && of_congress
            && text.matches("United States").count() + text.matches("America").count() > 2
        {
            let office = json!({"title": "President of the United States", "country": {"code": "US"}});
            fields.insert("tenure".to_owned(), json!({"person": {"name": speaker.name}, "office": office, "guess": true}));
        }
        turn
    };
    turns.into_iter().map(turn).collect()
}

/// Whether a label such as `THE PRESIDENT` or `MR. TRUMAN` means the speaker of the title.
fn is_of(label: &str, speaker: &Speaker) -> bool {
    let label = label.to_lowercase();
    let last = speaker.name.split(' ').next_back().unwrap_or_default().to_lowercase();
    let office =
        speaker.office.is_some_and(|office| label == format!("the {}", office.to_lowercase()) || label == office.to_lowercase());
    office || label.split(' ').next_back() == Some(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::format::taken::{taken, tried};

    const TRUMAN: &str = "PRESIDENT HARRY S. TRUMAN'S ADDRESS BEFORE A JOINT SESSION OF THE CONGRESS\n \nApril 16, 1945\n\nMr. Speaker, Mr. President, Members of the Congress:\nIt is with a heavy heart that I stand before you in the Congress of the United States. (Applause.) America and America.\n";

    fn read(text: &str) -> Value {
        taken(convert, "1945-Truman.txt", text).records[0].1.clone()
    }

    #[test]
    fn a_speech_is_one_turn() {
        assert!(recognises("x/1945-Truman.txt", TRUMAN));
        let date = json!({"edtf": "1945-04-16", "phrase": "April 16, 1945", "resolution": "STATED"});
        assert_eq!(
            read(TRUMAN),
            json!({
                "type": "Statement", "key": "speech/1945-Truman", "kind": "SPEECH", "holding": "FULL",
                "title": "PRESIDENT HARRY S. TRUMAN'S ADDRESS BEFORE A JOINT SESSION OF THE CONGRESS", "made": date,
                "event": {
                    "name": "President Harry S. Truman's Address Before a Joint Session of the Congress", "kind": "ADDRESS",
                    "status": "HELD", "starts": date, "participants": [{"person": {"name": "Harry S. Truman"}, "role": "SPEAKER"}],
                },
                "turns": [{
                    "kind": "SPEECH", "speaker": {"name": "Harry S. Truman", "title": "President"},
                    "tenure": {"person": {"name": "Harry S. Truman"}, "guess": true, "office": {"title": "President of the United States", "country": {"code": "US"}}},
                    "text": "Mr. Speaker, Mr. President, Members of the Congress:\n\nIt is with a heavy heart that I stand before you in the Congress of the United States. (Applause.) America and America.",
                }],
                "sources": [{"fileName": "1945-Truman.txt", "mediaType": "text/plain", "text": TRUMAN}],
            })
        );
    }

    #[test]
    fn a_date_may_end_the_title() {
        let text = "Address on the State of the Union Delivered Before a Joint Session of the Congress. January 30, 1974\nMr. Speaker, my colleagues:\n  We meet.\n";
        assert!(recognises("1974-Nixon.txt", text));
        let record = read(text);
        assert_eq!(record["event"]["name"], "Address on the State of the Union Delivered Before a Joint Session of the Congress");
        assert_eq!(record["made"]["edtf"], "1974-01-30");
        assert_eq!(record["turns"][0]["text"], "Mr. Speaker, my colleagues:\n\nWe meet.");
        assert!(record["turns"][0].get("speaker").is_none());
    }

    #[test]
    fn labels_in_capitals_divide_it() {
        let text = "PRESIDENT GEORGE W. BUSH'S ADDRESS BEFORE A JOINT SESSION OF THE CONGRESS\n\nJanuary 31, 2006\n\nTHE PRESIDENT: Thank you all.\nMore.\nAUDIENCE: Four more years!\n";
        assert!(recognises("2006-GWBush.txt", text));
        let turns = read(text)["turns"].clone();
        assert_eq!(turns[0]["label"], "THE PRESIDENT:");
        assert_eq!(turns[0]["text"], "Thank you all.\n\nMore.");
        assert_eq!(turns[0]["speaker"]["name"], "George W. Bush");
        assert_eq!((turns[1]["label"].as_str(), turns[1].get("speaker")), (Some("AUDIENCE:"), None));
    }

    #[test]
    fn a_written_message_has_no_event() {
        let text = "PRESIDENT HARRY S. TRUMAN'S MESSAGE TO THE CONGRESS ON THE STATE OF THE UNION\n\nJanuary 21, 1946\n\nTo the Congress of the United States:\nA quarter century ago.\n";
        let record = read(text);
        assert_eq!((record["kind"].as_str(), record.get("event")), (Some("MESSAGE"), None));
    }

    #[test]
    fn speakers_are_read_from_titles() {
        let speaker =
            |title: &str| speaker_of(title).map(|speaker| format!("{:?} {}", speaker.office.unwrap_or("-"), speaker.name));
        assert_eq!(speaker("Remarks by Prime Minister Ann Lee at the Forum").as_deref(), Some("\"Prime Minister\" Ann Lee"));
        assert_eq!(speaker("PRESIDENT GEORGE H.W. BUSH'S ADDRESS").as_deref(), Some("\"President\" George H.W. Bush"));
        assert_eq!(speaker("Speech by President Obama"), None, "a surname alone is no full name");
        assert_eq!(speaker("Address on the State of the Union"), None);
    }

    #[test]
    fn lines_of_a_page_are_joined() {
        let lines = ["One line", "and its rest.", "", "Two.", "", "Three."];
        assert_eq!(paragraphs(&lines), ["One line and its rest.", "Two.", "Three."]);
    }

    #[test]
    fn other_texts_are_left_alone() {
        for text in [
            "23 October 2018\nMoscow: 06:43\n\nForeign Minister Sergey Lavrov’s statement and answers to media questions\n\nMr Mammadyarov,\n",
            "Foreign Minister Sergey Lavrov’s remarks at a conference, Moscow\n\nLadies and gentlemen,\n\nQuestion: Why?\n",
            "Press Briefing by Press Secretary Jay Carney\nb'THE WHITE HOUSE'\n",
            "To: a@x.org\nAddress: Street 1\n",
            "My address book\n\nDear diary, this is a text.\n",
            "",
        ] {
            assert!(!recognises("a.txt", text), "{text}");
            let _ = tried(convert, "a.txt", text);
        }
    }
}
