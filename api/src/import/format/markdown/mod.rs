//! Transcripts in Markdown, such as those of Taiwan's PDIS: a title, and turns under the names of those who speak.
//!
//! The labels may be headings (`### Name:`, `## Name`), bold (`**Name:** text`) or plain (`Name: text`). A front matter in YAML or
//! lines at the head (`Date: …`) may say title, date, speakers, source, publisher, place and language.
//!
//! What is not said is absent. A turn is a question only if its label says so, however it ends. A label is a person only if it is a
//! full name. The kind of statement is `INTERVIEW`, `NEWS_CONFERENCE`, `BRIEFING`, `SPEECH` or `REMARKS` where the title
//! has the word, and `OTHER` for all that is a meeting, a visit, a discussion: the archive has no word for it.

mod block;
mod front_matter;
mod layout;
mod turn;

use super::item::{Failure, Input, Sink};
use super::{language, whole, written_day};
use block::{Block, Form};
use front_matter::FrontMatter;
use layout::{Layout, label_of};
use serde_json::{Map, Value, json};
use turn::Turn;

const KINDS: [(&str, &[&str]); 5] = [
    (
        "NEWS_CONFERENCE",
        &["news conference", "press conference", "記者會", "记者会", "conférence de presse", "пресс-конференция"],
    ),
    ("BRIEFING", &["briefing"]),
    ("INTERVIEW", &["interview", "entretien", "專訪", "訪問", "訪談", "採訪", "采访", "专访", "интервью", "entrevista"]),
    ("SPEECH", &["speech", "keynote", "lecture", "address to", "address at", "演講", "演讲"]),
    ("REMARKS", &["remarks"]),
];
/// Kinds that a front matter may name in the archive's own words.
const NAMED_KINDS: [&str; 8] =
    ["NEWS_CONFERENCE", "BRIEFING", "SPEECH", "REMARKS", "INTERVIEW", "BROADCAST", "ANSWER_TO_MEDIA", "OTHER"];

/// Whether it is a Markdown file with turns.
pub fn recognises(name: &str, head: &str) -> bool {
    let extension = crate::import::format::file_name(name).rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    if !matches!(extension.as_deref(), Some("md" | "markdown" | "mdown" | "mkd")) {
        return false;
    }
    let head = head.replace("\r\n", "\n");
    let (front, text) = front_matter::split(head.trim_start_matches('\u{feff}'));
    let front = front.unwrap_or_default();
    let blocks = block::blocks(&text);
    layout_of(&blocks, name, &front).is_some()
}

/// Gives one statement.
pub fn convert(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let Input { name, text } = input;
    let text = whole::read(text)?;
    let (front, body) = front_matter::split(&text);
    let mut front = match front {
        Ok(front) => front,
        Err(reason) => {
            sink.note(1, "", reason)?;
            FrontMatter::default()
        }
    };
    let mut blocks = block::blocks(&body);
    let Some(layout) = layout_of(&blocks, name, &front) else {
        return Err(Failure::Broken {
            line: 0,
            reason: "the file shows no turns: labels as in '### Name:' or '**Name:** text'".to_owned(),
        });
    };
    let heading = take_title(&mut blocks, layout);
    let line = heading.as_ref().map_or(1, |(line, _)| *line);
    let (mut turns, cut) = turn::turns(&blocks, layout, &mut front);
    let Some(title) = front.text(&["title"]).or(heading.map(|(_, title)| title)) else {
        return Ok(sink.invalid(1, "title", "the transcript has no title: neither a heading nor a front matter".to_owned())?);
    };
    turn::resolve(&mut turns, &front.names(&["speakers", "participants", "speaker"]));
    if turns.is_empty() {
        return Ok(sink.invalid(line, "turns", "the transcript has no text".to_owned())?);
    }
    let statement = statement(name, &text, &title, &front, &turns, cut);
    Ok(sink.record(line, statement)?)
}

fn layout_of(blocks: &[Block], name: &str, front: &FrontMatter) -> Option<Layout> {
    let heading = blocks.iter().find(|block| block.form == Form::Heading(1)).map(Block::text).unwrap_or_default();
    let title =
        [heading, front.text(&["title"]).unwrap_or_default(), crate::import::format::file_name(name).to_owned()].join(" ");
    layout::layout(blocks, &title, &front.names(&["speakers", "participants", "speaker"]))
}

/// The first heading, if nobody has spoken before it.
fn take_title(blocks: &mut Vec<Block>, layout: Layout) -> Option<(u64, String)> {
    let is_label = |block: &Block| block.lines.iter().any(|line| label_of(block, line, layout).is_some());
    let spoken = blocks.iter().position(is_label).unwrap_or(blocks.len());
    let headings = blocks.iter().take(spoken).enumerate().filter_map(|(place, block)| match block.form {
        Form::Heading(level) => Some((level, place)),
        _ => None,
    });
    let (_, place) = headings.min()?;
    let block = blocks.remove(place);
    Some((block.line, block.text()))
}

fn statement(name: &str, text: &str, title: &str, front: &FrontMatter, turns: &[Turn], cut: bool) -> Value {
    let mut record = Map::new();
    let mut put = |field: &str, value: Value| record.insert(field.to_owned(), value);
    put("type", json!("Statement"));
    put("key", json!(format!("markdown/{}", front.text(&["id", "slug", "permalink"]).unwrap_or_else(|| whole::stem(name)))));
    put("kind", json!(kind(title, front)));
    put("title", json!(title));
    put("holding", json!(if cut { "EXCERPT" } else { "FULL" }));
    let spoken: Vec<&str> =
        turns.iter().filter(|turn| turn.label.is_some()).flat_map(|turn| &turn.paragraphs).map(String::as_str).collect();
    let stated = front
        .text(&["language", "lang"])
        .filter(|tag| tag.len() >= 2 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    if let Some(language) = stated.or_else(|| language::of(&spoken.join("\n")).map(str::to_owned)) {
        put("language", json!(language));
    }
    if let Some(made) = made(name, title, front) {
        put("made", made);
    }
    if let Some(publisher) = front.text(&["publisher", "publication", "outlet"]) {
        put("publisher", json!({"name": publisher, "ifKnown": true}));
    }
    if let Some(place) = front.text(&["location", "place", "venue"]) {
        put("place", json!({"name": place, "ifKnown": true}));
    }
    put("turns", turns.iter().map(Turn::json).collect());
    let mut source = json!({"fileName": crate::import::format::file_name(name), "mediaType": "text/markdown"});
    if let Some(fields) = source.as_object_mut() {
        if let Some(url) = front.text(&["source", "url", "original", "link"]).filter(|url| url.starts_with("http")) {
            fields.insert("url".to_owned(), json!(url));
        }
        if let Some(text) = whole::kept(text) {
            fields.insert("text".to_owned(), json!(text));
        }
    }
    put("sources", json!([source]));
    Value::Object(record)
}

fn kind(title: &str, front: &FrontMatter) -> &'static str {
    let named = front.text(&["kind", "type", "category"]).unwrap_or_default().to_uppercase().replace([' ', '-'], "_");
    let lower = title.to_lowercase();
    let by_title = || KINDS.iter().find(|(_, words)| words.iter().any(|word| lower.contains(word))).map(|(kind, _)| *kind);
    NAMED_KINDS.into_iter().find(|kind| *kind == named).or_else(by_title).unwrap_or("OTHER")
}

/// When it was said: what the front matter or the title says, else the name of the file.
fn made(name: &str, title: &str, front: &FrontMatter) -> Option<Value> {
    let stated = |found: written_day::Found<'_>| json!({"edtf": found.edtf, "phrase": found.phrase, "resolution": "STATED"});
    let dated = front.text(&["date", "recorded"]);
    if let Some(found) = dated.as_deref().and_then(written_day::find).or_else(|| written_day::find(title)) {
        return Some(stated(found));
    }
    let file = crate::import::format::file_name(name);
    written_day::find(file).map(|found| {
        json!({"edtf": found.edtf, "phrase": found.phrase, "resolution": "COMPUTED", "reason": "the name of the file has the date, not the text"})
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::format::taken::{taken, tried};

    fn read(name: &str, text: &str) -> Value {
        assert!(recognises(name, text));
        let taken = taken(convert, name, text);
        assert!(taken.invalid.is_empty(), "{:?}", taken.invalid);
        taken.records[0].1.clone()
    }

    /// Kind, label, speaker and text of each turn.
    fn turns(record: &Value) -> Vec<String> {
        let turns = record["turns"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap_or("-").replace('\n', "/");
        turns
            .iter()
            .map(|turn| {
                format!(
                    "{} {} [{}] {}",
                    text(&turn["kind"]),
                    text(&turn["label"]),
                    text(&turn["speaker"]["name"]),
                    text(&turn["text"])
                )
            })
            .collect()
    }

    #[test]
    fn headings_with_colons() {
        let text = "# 2017‑01‑13 Interview with Kel O’Neill\n\n> (Video: [http://x.org](http://x.org))\n\n### Audrey Tang：\nWe’re &quot;on&quot;.\n\nTwo.\n\n> (laughter)\n\nThree.\n\n### Kel O’Neill：\nOK? \\[laughs\\]\n\n### Question：\nWhy?\n\n### Audrey Tang：\nSo.\n";
        let record = read("x/2017-01-13-Kel-visit.md", text);
        assert_eq!(record["title"], "2017‑01‑13 Interview with Kel O’Neill");
        assert_eq!(record["key"], "markdown/2017-01-13-Kel-visit");
        assert_eq!(record["kind"], "INTERVIEW");
        assert_eq!(record["made"], json!({"edtf": "2017-01-13", "phrase": "2017‑01‑13", "resolution": "STATED"}));
        assert_eq!(
            record["sources"],
            json!([{"fileName": "2017-01-13-Kel-visit.md", "mediaType": "text/markdown", "text": text}])
        );
        assert_eq!(
            turns(&record),
            [
                "NARRATIVE - [-] (Video: http://x.org)",
                "SPEECH Audrey Tang： [Audrey Tang] We’re \"on\".//Two.",
                "SCENE - [-] (laughter)",
                "SPEECH - [Audrey Tang] Three.",
                "SPEECH Kel O’Neill： [Kel O’Neill] OK? [laughs]",
                "QUESTION Question： [-] Why?",
                "SPEECH Audrey Tang： [Audrey Tang] So.",
            ]
        );
    }

    #[test]
    fn bold_labels_and_a_front_matter() {
        let text = "---\ntitle: A talk on trade\ndate: 2019-05-02\nspeakers: [Ann Lee, Bob Ray]\nsource: https://x.org/1\npublisher: The Paper\nlang: en-GB\n---\n\n**Ann Lee:** One\nline.\n**Bob Ray**: Two.\n\nMore.\n\n*Both laugh.*\n\n**Lee:** Three.\n\n**Host:** Bye.\n";
        let record = read("talk.md", text);
        assert_eq!(record["made"]["edtf"], "2019-05-02");
        assert_eq!(record["language"], "en-GB");
        assert_eq!(record["publisher"], json!({"name": "The Paper", "ifKnown": true}));
        assert_eq!(record["sources"][0]["url"], "https://x.org/1");
        assert_eq!(
            turns(&record),
            [
                "SPEECH Ann Lee: [Ann Lee] One line.",
                "SPEECH Bob Ray [Bob Ray] Two.//More.",
                "SCENE - [-] Both laugh.",
                "SPEECH Lee: [Ann Lee] Three.",
                "SPEECH Host: [-] Bye.",
            ]
        );
    }

    #[test]
    fn plain_labels_and_lines_at_the_head() {
        let text = "# Interview with Ann Lee\n\nDate: 3 March 2018\nLocation: Geneva\n\nAn introduction.\n\nInterviewer: Why: that?\n\nAnn Lee: Because.\nAt 10:30 it rained.\n\nInterviewer: Thanks.\n\nAnn Lee: Bye.\n";
        let record = read("a.md", text);
        assert_eq!(record["made"]["edtf"], "2018-03-03");
        assert_eq!(record["place"]["name"], "Geneva");
        assert_eq!(
            turns(&record),
            [
                "NARRATIVE - [-] An introduction.",
                "QUESTION Interviewer [-] Why: that?",
                "SPEECH Ann Lee [Ann Lee] Because. At 10:30 it rained.",
                "QUESTION Interviewer [-] Thanks.",
                "SPEECH Ann Lee [Ann Lee] Bye.",
            ]
        );
    }

    #[test]
    fn headings_without_colons_and_sections() {
        let text = "# Panel\n\n## Part one\n\n### Ann Lee\n\nA.\n\n### Bob Ray\n\n- x\n- y\n\n## Part two\n\n### Ann Lee\n\nB.\n";
        assert_eq!(
            turns(&read("2018-04-05.md", text)),
            [
                "NARRATIVE - [-] Part one",
                "SPEECH Ann Lee [Ann Lee] A.",
                "SPEECH Bob Ray [Bob Ray] - x//- y",
                "NARRATIVE - [-] Part two",
                "SPEECH Ann Lee [Ann Lee] B."
            ]
        );
    }

    #[test]
    fn a_date_in_the_name_of_the_file_alone_is_computed() {
        let record = read("2018-04-05-panel.md", "# Panel\n\n### Ann Lee:\nA.\n\n### Ann Lee:\nB.\n");
        assert_eq!(record["made"]["resolution"], "COMPUTED");
        assert_eq!(record["kind"], "OTHER");
    }

    #[test]
    fn what_was_cut_makes_an_excerpt() {
        let text = "# Interview\n\n> (Questions are removed from this transcript at her request.)\n\n### Ann Lee:\nA.\n\n### Ann Lee:\nB.\n";
        assert_eq!(read("a.md", text)["holding"], "EXCERPT");
    }

    #[test]
    fn nothing_else_is_claimed_and_nothing_crashes() {
        assert!(!recognises("README.md", "# Tool\n\n## Usage:\n\nrun\n\n## License:\n\nMIT\n"));
        assert!(!recognises("a.txt", "### Ann Lee:\na\n\n### Ann Lee:\nb\n"));
        for text in
            ["", "---\n", "### :\n", "# \n\n**:** x\n", "> > > a\n", "### Ann Lee:\n\n### Ann Lee:\n", "[", "<!--", "\u{feff}"]
        {
            let _ = tried(convert, "a.md", text);
            recognises("a.md", text);
        }
    }
}
