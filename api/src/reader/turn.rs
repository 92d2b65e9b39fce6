//! Who speaks when: cuts a text into turns by its labels. Knows labels and layout, not people.
use super::block::{Block, BlockKind, cut, is_omission};
use super::kind::{Completeness, StatementKind, TurnKind};
use super::label::{self, Label, Role};
use super::pattern::patterns;
use super::turn_label;

patterns! {
    SCENE = r"^[(\[*>]+\s*[^()\[\]]{2,140}[)\]*]+[.]?$";
    INTRODUCED = r"^(?:Beginning of|Excerpts? (?:from|of)|Speech(?:es)? (?:at|by|following)|Remarks (?:at|by|to|following)|Transcript of|Opening remarks|Introductory remarks|Press statements? (?:by|following)|Statements? (?:by|following))\b.{0,200}[^.:]$";
    INLINE = r"(?:^|\s)(Q|A|Question|Answer)(?:\s?\.?:|\.\s?:)\s";
    INLINE_DOTS = r"(?:^|[.?!…”’)]\s)(Q|A)\.\s";
    INLINE_NAME = r"[.?!…”’)]\s+((?:\p{Lu}[\p{L}’-]+ ){1,3}\p{Lu}[\p{L}’-]+):\s";
    INTERPRETED = r"^\((?:(?i)via interpreter|through (?:an )?interpreter|as interpreted|in russian|in english)[^)]{0,20}\)\s*";
    GLUED = r"(\\+r)?(\\+n)+(A|Q): ?";
}

/// A turn before its speaker is known.
#[derive(Debug, Clone)]
pub struct Piece {
    pub kind: TurnKind,
    pub label: Option<Label>,
    pub text: String,
    pub completeness: Completeness,
    /// Goes on with the speaker of the turn before (a scene came between).
    pub goes_on: bool,
}

/// Cuts the text of one statement. `opening` tells whether words before the first label are spoken by the statement's speaker.
pub fn cut_into_pieces(body: &[Block], kind: StatementKind, opening_spoken: bool) -> Vec<Piece> {
    let body = with_inline_answers(body);
    let bold_labels = body.iter().filter(|b| b.bold > 0 && label::split(&b.text, b.bold).is_some()).count() > 0;
    let label_of = |b: &Block| {
        let label = label::split(&b.text, b.bold)?;
        // Where labels are bold, a name in plain letters before a colon is not one, unless it asks.
        (!bold_labels || b.bold > 0 || label.role != Role::Named || b.text.starts_with('#') || label.note.is_some())
            .then_some(label)
    };
    let labels = turn_label::settled(&body, body.iter().map(label_of).collect(), kind);
    let first_label = labels.iter().position(Option::is_some);
    let separator = body.iter().position(|b| b.kind == BlockKind::Separator);
    let narrative_until = match (separator, first_label) {
        (Some(separator), Some(first)) if separator < first => first,
        (Some(separator), None) => separator,
        (None, Some(first)) if !opening_spoken => first,
        _ => 0,
    };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut cut_before = false;
    for (at, (block, label)) in body.iter().zip(labels).enumerate() {
        if block.kind == BlockKind::Separator {
            cut_before = pieces.last().is_some_and(|p| p.kind == TurnKind::Narrative);
            continue;
        }
        if let Some(label) = label {
            let mut label = label;
            let mut text = cut(&block.text, label.rest, block.text.len()).trim().to_owned();
            if let Some(found) = INTERPRETED.find(&text.clone()).filter(|_| label.note.is_none() && !text.is_empty()) {
                label.note = Some(found.as_str().trim().trim_matches(['(', ')', '.']).to_owned());
                text = cut(&text, found.end(), text.len()).to_owned();
            }
            pieces.push(Piece {
                kind: spoken_kind(&label, pieces.last()),
                label: Some(label),
                text,
                completeness: Completeness::Complete,
                goes_on: false,
            });
        } else if is_omission(&block.text) {
            if let Some(last) = pieces.last_mut() {
                last.completeness = Completeness::Excerpt;
                last.text.push_str("\n\n<…>");
            }
            continue;
        } else if is_scene(block) {
            pieces.push(plain(TurnKind::Scene, block.text.trim_matches(['>', ' ']).to_owned()));
        } else if introduces(block, body.get(at + 1), first_label.is_some_and(|f| f > at))
            || (at < narrative_until
                && first_label.is_some_and(|f| at < f)
                && separator.is_none_or(|s| at > s)
                && !opening_spoken)
        {
            add(&mut pieces, TurnKind::Narrative, &block.text, cut_before);
        } else if at < narrative_until && separator.is_none_or(|s| at < s) {
            add(&mut pieces, TurnKind::Narrative, &block.text, false);
        } else {
            let kind = match pieces.last() {
                Some(last)
                    if last.kind != TurnKind::Narrative
                        || first_label.is_none_or(|f| at < f) && separator.is_none_or(|s| at < s) =>
                {
                    last.kind
                }
                _ if is_narrated(kind) && first_label.is_none() && !opening_spoken => TurnKind::Narrative,
                _ => TurnKind::Speech,
            };
            if kind == TurnKind::Scene {
                let before = pieces.iter().rev().find(|p| p.kind != TurnKind::Scene).map_or(TurnKind::Speech, |p| p.kind);
                pieces.push(Piece { goes_on: true, ..plain(before, block.text.clone()) });
            } else {
                add(&mut pieces, kind, &block.text, cut_before);
            }
        }
        cut_before = false;
    }
    for piece in &mut pieces {
        piece.text = piece.text.trim().trim_end_matches("<…>").trim().to_owned();
    }
    pieces.retain(|p| !p.text.is_empty() || p.completeness != Completeness::Complete);
    answers(&mut pieces);
    pieces
}

fn plain(kind: TurnKind, text: String) -> Piece {
    Piece { kind, label: None, text, completeness: Completeness::Complete, goes_on: false }
}

fn add(pieces: &mut Vec<Piece>, kind: TurnKind, text: &str, new: bool) {
    match pieces.last_mut().filter(|p| p.kind == kind && !new) {
        Some(last) => {
            if !last.text.is_empty() {
                last.text.push_str("\n\n");
            }
            last.text.push_str(text);
        }
        None => pieces.push(plain(kind, text.to_owned())),
    }
}

fn spoken_kind(label: &Label, before: Option<&Piece>) -> TurnKind {
    match label.role {
        Role::Asker => TurnKind::Question,
        Role::Answerer => TurnKind::Answer,
        Role::Named if before.is_some_and(|p| matches!(p.kind, TurnKind::Question)) => TurnKind::Answer,
        Role::Named => TurnKind::Speech,
    }
}

/// After a question everybody who is named answers, until a new question; scenes between do not matter.
fn answers(pieces: &mut [Piece]) {
    let mut asked = false;
    for piece in pieces {
        match piece.kind {
            TurnKind::Question => asked = true,
            TurnKind::Speech if asked => piece.kind = TurnKind::Answer,
            _ => {}
        }
    }
}

/// Texts about what was said rather than of it.
fn is_narrated(kind: StatementKind) -> bool {
    matches!(
        kind,
        StatementKind::PressRelease
            | StatementKind::TelephoneReadout
            | StatementKind::Remarks
            | StatementKind::Message
            | StatementKind::Other
            | StatementKind::Report
    )
}

fn is_scene(block: &Block) -> bool {
    let text = block.text.as_str();
    SCENE.is_match(text) && !is_omission(text) && text.split(' ').count() < 22 && (text.starts_with(['(', '[', '>', '*']))
}

/// "Beginning of meeting with President of Armenia": the editor announces the transcript.
fn introduces(block: &Block, next: Option<&Block>, before_labels: bool) -> bool {
    let _ = next;
    before_labels
        && (block.italic
            || block.kind == BlockKind::Heading
            || block.bold > 0 && block.bold == block.text.len()
            || INTRODUCED.is_match(&block.text))
        && block.text.split(' ').count() < 45
}

/// "Q: … A: …" in one paragraph becomes a paragraph each.
fn with_inline_answers(body: &[Block]) -> Vec<Block> {
    let mut out = Vec::with_capacity(body.len());
    for block in body {
        let text = GLUED.replace_all(&block.text, " $3: ").into_owned();
        let rule = if text.starts_with("Q. ") { &*INLINE_DOTS } else { &*INLINE };
        let mut marks: Vec<(usize, &str)> =
            rule.captures_iter(&text).filter_map(|c| c.get(1)).map(|m| (m.start(), m.as_str())).collect();
        if marks.first().is_some_and(|(at, w)| *at == 0 && w.starts_with('Q')) {
            marks.extend(INLINE_NAME.captures_iter(&text).filter_map(|c| c.get(1)).map(|m| (m.start(), "A name")));
            marks.sort_by_key(|(at, _)| *at);
        }
        let starts = marks.first().is_some_and(|(at, _)| *at == 0);
        let both = marks.iter().any(|(_, w)| w.starts_with('A')) && marks.iter().any(|(_, w)| w.starts_with('Q'));
        if !(starts && both) {
            out.push(Block { text, ..block.clone() });
            continue;
        }
        for (n, (from, _)) in marks.iter().enumerate() {
            let to = marks.get(n + 1).map_or(text.len(), |(to, _)| *to);
            out.push(Block { text: cut(&text, *from, to).trim().to_owned(), bold: 0, ..block.clone() });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str], opening: bool) -> Vec<String> {
        let body: Vec<Block> = lines
            .iter()
            .map(|l| Block {
                kind: if super::super::block::is_separator(l) { BlockKind::Separator } else { BlockKind::Paragraph },
                ..Block::plain(*l)
            })
            .collect();
        cut_into_pieces(&body, StatementKind::NewsConference, opening)
            .into_iter()
            .map(|p| format!("{:?}|{}|{}", p.kind, p.label.map(|l| l.text).unwrap_or_default(), p.text.replace("\n\n", "/")))
            .collect()
    }

    #[test]
    fn an_opening_without_label_is_spoken_and_paragraphs_without_label_go_on() {
        let lines = ["Ladies and Gentlemen,", "We met.", "Question: Why?", "Sergey Lavrov: Because.", "And so on."];
        assert_eq!(
            read(&lines, true),
            ["Speech||Ladies and Gentlemen,/We met.", "Question|Question|Why?", "Answer|Sergey Lavrov|Because./And so on."]
        );
    }

    #[test]
    fn narrative_ends_at_the_separator_and_omissions_are_noted() {
        let lines = ["They met.", "* * *", "Vladimir Putin: Hello.", "(Laughter.)", "More.", "<…>"];
        assert_eq!(
            read(&lines, false),
            ["Narrative||They met.", "Speech|Vladimir Putin|Hello.", "Scene||(Laughter.)", "Speech||More."]
        );
    }

    #[test]
    fn outlets_and_initials_are_labels_among_questions() {
        let lines = ["SG: Good day.", "Q: Why?", "SG: Because.", "Anna Smith, Reuters: And when?", "SG: Soon."];
        assert_eq!(
            read(&lines, false),
            [
                "Speech|SG|Good day.",
                "Question|Q|Why?",
                "Answer|SG|Because.",
                "Question|Anna Smith, Reuters|And when?",
                "Answer|SG|Soon."
            ]
        );
    }

    #[test]
    fn questions_inside_one_paragraph_are_cut() {
        assert_eq!(
            read(&["Q: One?\\\\r\\\\nA: Yes. Q: Two? A: No."], true),
            ["Question|Q|One?", "Answer|A|Yes.", "Question|Q|Two?", "Answer|A|No."]
        );
        assert_eq!(
            read(&["Q. One? A. Yes, John A. Smith did."], true),
            ["Question|Q.|One?", "Answer|A.|Yes, John A. Smith did."]
        );
    }
}
