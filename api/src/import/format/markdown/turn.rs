//! From blocks to the turns of a statement.

use super::block::{Block, Form, Line, joined};
use super::front_matter::FrontMatter;
use super::layout::{HEAD_WORDS, Layout, label_of};
use crate::import::format::speaker_label::{self, Role};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// A turn that is being read.
#[derive(Debug, Default)]
pub struct Turn {
    pub kind: &'static str,
    /// As it is printed, without emphasis.
    pub label: Option<String>,
    pub paragraphs: Vec<String>,
    /// The full name of who speaks.
    pub speaker: Option<String>,
    note: Option<String>,
}

/// Words of a note that tell what was heard or seen.
const SCENES: [&str; 44] = [
    "laugh",
    "applau",
    "pause",
    "cheer",
    "silence",
    "silent",
    "inaudible",
    "indiscernible",
    "crosstalk",
    "cross-talk",
    "music",
    "video",
    "click",
    "noise",
    "sound",
    "off-mic",
    "off‑mic",
    "off mic",
    "chuckl",
    "clap",
    "cough",
    "rings",
    "ringing",
    "break",
    "begins",
    "ends",
    "plays",
    "playing",
    "nods",
    "sighs",
    "smil",
    "interrupt",
    "overlap",
    "knock",
    "rire",
    "silenzio",
    "笑",
    "掌聲",
    "掌声",
    "鼓掌",
    "合照",
    "播放",
    "смех",
    "аплодисменты",
];
/// Words of a note after which not all that was said is there.
const CUTS: [&str; 7] =
    ["removed from this transcript", "are removed", "excerpt", "abridged", "edited for length", "condensed", "shortened"];

/// The turns of a file, and whether a note says that some of what was said is not there.
pub fn turns(blocks: &[Block], layout: Layout, head: &mut FrontMatter) -> (Vec<Turn>, bool) {
    let mut reader = Reader { layout, turns: Vec::new(), interrupted: false, begun: false };
    for block in blocks {
        reader.take(block, head);
    }
    let mut turns = reader.turns;
    turns.retain(|turn| !turn.paragraphs.is_empty());
    let cut = turns.iter().filter(|turn| turn.kind == "NARRATIVE").any(|turn| {
        let said = turn.paragraphs.join(" ").to_lowercase();
        CUTS.iter().any(|cut| said.contains(cut))
    });
    (turns, cut)
}

struct Reader {
    layout: Layout,
    turns: Vec<Turn>,
    /// Whether a note came between what a speaker says.
    interrupted: bool,
    /// Whether anybody has spoken.
    begun: bool,
}

impl Reader {
    fn take(&mut self, block: &Block, head: &mut FrontMatter) {
        if let Form::Heading(_) = block.form {
            match block.lines.first().and_then(|line| label_of(block, line, self.layout)) {
                Some((label, _)) => self.begin(label),
                None => self.narrate("NARRATIVE", block.text()),
            }
            return;
        }
        if !self.begun && take_head(block, head) {
            return;
        }
        if let Some(kind) = note(block, self.last_has_text()) {
            return self.narrate(kind, block.text());
        }
        let mut lines: Vec<Line> = Vec::new();
        let mut bullet = block.bullet.as_str();
        for line in &block.lines {
            match label_of(block, line, self.layout) {
                Some((label, rest)) => {
                    self.say(bullet, &lines);
                    lines.clear();
                    self.begin(label);
                    bullet = "";
                    if !rest.is_empty() {
                        lines.push(Line { text: rest.to_owned(), ..Line::default() });
                    }
                }
                None => lines.push(Line { text: line.text.clone(), apart: line.apart, ..Line::default() }),
            }
        }
        self.say(bullet, &lines);
    }

    fn last_has_text(&self) -> bool {
        self.turns.last().is_some_and(|turn| !turn.paragraphs.is_empty())
    }

    fn begin(&mut self, label: &str) {
        let read = speaker_label::read(label);
        let kind = match read.role {
            Role::Asks => "QUESTION",
            Role::Answers => "ANSWER",
            Role::Speaks => "SPEECH",
        };
        let label = Some(label.to_owned());
        self.turns.push(Turn { kind, label, paragraphs: Vec::new(), speaker: read.name, note: read.note });
        (self.begun, self.interrupted) = (true, false);
    }

    fn narrate(&mut self, kind: &'static str, text: String) {
        self.turns.push(Turn { kind, paragraphs: vec![text], ..Turn::default() });
        self.interrupted = true;
    }

    fn say(&mut self, bullet: &str, lines: &[Line]) {
        let text = joined(lines);
        if text.is_empty() {
            return;
        }
        let text = format!("{bullet}{text}");
        if !self.begun {
            return self.narrate("NARRATIVE", text);
        }
        if self.interrupted {
            // Who spoke before goes on, without a label of its own.
            let spoke = self.turns.iter().rev().find(|turn| turn.label.is_some());
            let (kind, speaker) = spoke.map_or(("SPEECH", None), |turn| (turn.kind, turn.speaker.clone()));
            self.turns.push(Turn { kind, speaker, ..Turn::default() });
            self.interrupted = false;
        }
        if let Some(turn) = self.turns.last_mut() {
            turn.paragraphs.push(text);
        }
    }
}

/// Lines before the first turn such as `Date: 2 March 2018`. True if the block has nothing else.
fn take_head(block: &Block, head: &mut FrontMatter) -> bool {
    let said: Vec<Option<(&str, &str)>> = block
        .lines
        .iter()
        .map(|line| {
            let (name, value) = line.text.split_once([':', '：'])?;
            let name = name.trim_matches(['*', ' ']);
            HEAD_WORDS.contains(&name.to_lowercase().as_str()).then_some((name, value.trim()))
        })
        .collect();
    for (name, value) in said.iter().flatten() {
        head.add(name, value);
    }
    !said.is_empty() && said.iter().all(Option::is_some)
}

/// The kind of a block that is a note on what happens and nothing that anybody says.
fn note(block: &Block, after_text: bool) -> Option<&'static str> {
    let text = block.text();
    let pairs = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];
    let bracketed = pairs.iter().any(|(open, close)| {
        text.strip_prefix(*open).and_then(|rest| rest.trim_end_matches('.').strip_suffix(*close)).is_some_and(|inner| {
            // "(a) and (b)" is no note.
            let mut depth = 0_i32;
            inner.chars().all(|c| {
                depth += i32::from(c == *open) - i32::from(c == *close);
                depth >= 0
            })
        })
    });
    let lower = text.to_lowercase();
    let short = text.split_whitespace().count() <= 8 && text.chars().count() <= 60 && !text.contains("://");
    let scene = short && SCENES.iter().any(|word| lower.contains(word));
    let is_note = match block.form {
        Form::Quote => bracketed || block.emphasised,
        // In a speaker's own words brackets may stand around a thought.
        _ => (block.emphasised && block.bullet.is_empty()) || (bracketed && scene && after_text),
    };
    is_note.then_some(if scene { "SCENE" } else { "NARRATIVE" })
}

/// Gives a speaker to labels that are one part of a name: who speaks as "Tang" after "Audrey Tang", if there is one Tang only.
pub fn resolve(turns: &mut [Turn], speakers: &[String]) {
    let mut names: Vec<String> = turns.iter().filter_map(|turn| turn.speaker.clone()).collect();
    names.extend(speakers.iter().filter_map(|speaker| speaker_label::read(speaker).name));
    names.sort();
    names.dedup();
    let mut parts: HashMap<String, Vec<&String>> = HashMap::new();
    for name in &names {
        let words = [name.split_whitespace().next(), name.split_whitespace().next_back()];
        for part in words.into_iter().flatten() {
            parts.entry(part.to_lowercase()).or_default().push(name);
        }
    }
    for turn in turns.iter_mut().filter(|turn| turn.speaker.is_none() && turn.kind == "SPEECH") {
        let Some(label) = &turn.label else { continue };
        let bare = speaker_label::bare(label);
        let honorific =
            bare.split_once(' ').filter(|(title, _)| matches!(*title, "Mr." | "Mr" | "Mrs." | "Ms." | "Ms" | "Dr." | "Dr"));
        let part = honorific.map_or(bare, |(_, name)| name.trim());
        match parts.get(&part.to_lowercase()).map(Vec::as_slice) {
            Some([name]) => turn.speaker = Some((*name).clone()),
            _ => turn.speaker = speakers.iter().find(|speaker| speaker.eq_ignore_ascii_case(bare)).cloned(),
        }
    }
}

impl Turn {
    /// The turn as a record has it.
    pub fn json(&self) -> Value {
        let mut turn = Map::new();
        turn.insert("kind".to_owned(), json!(self.kind));
        turn.insert("text".to_owned(), json!(self.paragraphs.join("\n\n")));
        if let Some(label) = &self.label {
            turn.insert("label".to_owned(), json!(label));
        }
        if let Some(name) = &self.speaker {
            turn.insert("speaker".to_owned(), json!({"name": name}));
        }
        if let Some(note) = &self.note {
            turn.insert("note".to_owned(), json!(note));
        }
        Value::Object(turn)
    }
}
