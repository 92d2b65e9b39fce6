//! Which beginnings of paragraphs are labels, told by all the paragraphs of a text together: outlets, initials, names before a full stop.
use super::block::{Block, cut};
use super::kind::StatementKind;
use super::label::{Label, Role};
use super::organisation;
use super::pattern::patterns;
use super::vocabulary::OFFICE_HEADS;

patterns! {
    OUTLET = r"^((?:The )?\p{Lu}[\p{L}\d&.’-]*(?: \p{Lu}[\p{L}\d&.’-]*){0,3}):\s+";
    INITIALS = r"^(\p{Lu}{2,3}):\s";
    DOTTED = r"^((?:\p{Lu}[\p{L}’'-]+)(?: \p{Lu}[\p{L}’'-]+){0,2})\.\s+[\p{Lu}“\x22]";
}

pub fn settled(body: &[Block], labels: Vec<Option<Label>>, kind: StatementKind) -> Vec<Option<Label>> {
    let labels = with_outlets(body, plausible(body, labels), kind);
    let labels = with_lines(body, labels);
    with_dots(body, with_initials(body, labels), kind)
}

/// "Question" and "Prime Minister" on lines of their own, above what they say.
fn with_lines(body: &[Block], labels: Vec<Option<Label>>) -> Vec<Option<Label>> {
    let asks = |text: &str| matches!(text, "Question" | "QUESTION" | "Journalist" | "Reporter");
    if labels.iter().any(Option::is_some) || body.iter().filter(|b| asks(&b.text)).count() < 2 {
        return labels;
    }
    let name = |text: &str| {
        let words: Vec<&str> = text.split(' ').collect();
        words.len() <= 5
            && words.iter().all(|w| w.starts_with(char::is_uppercase))
            && !text.ends_with(['.', '!', '?', ',', ':', '…'])
    };
    let often = |text: &str| body.iter().filter(|b| b.text == text).count() > 1;
    let label = |block: &Block| {
        let text = block.text.as_str();
        let office = || text.split(' ').any(|w| OFFICE_HEADS.iter().any(|(head, _)| *head == w.to_lowercase()));
        let role = if asks(text) { Role::Asker } else { Role::Named };
        (name(text) && (often(text) || office())).then(|| Label { text: text.to_owned(), note: None, role, rest: text.len() })
    };
    body.iter().map(label).collect()
}

/// "Armenpress. …", "Edward Smith. …": where nothing has a colon, two names that begin paragraphs in turn are labels.
fn with_dots(body: &[Block], labels: Vec<Option<Label>>, kind: StatementKind) -> Vec<Option<Label>> {
    use StatementKind as K;
    if !matches!(kind, K::Interview | K::NewsConference | K::AnswerToMedia) || labels.iter().any(Option::is_some) {
        return labels;
    }
    let begins: Vec<Option<&str>> =
        body.iter().map(|b| DOTTED.captures(&b.text).and_then(|c| c.get(1)).map(|m| m.as_str())).collect();
    let often = |name: &&str| begins.iter().flatten().filter(|n| *n == name).count() > 1;
    let mut names: Vec<&str> = begins.iter().flatten().copied().filter(often).collect();
    let labelled = names.len();
    names.sort_unstable();
    names.dedup();
    if names.len() < 2 || labelled * 3 < body.len() {
        return labels;
    }
    let label = |(block, name): (&Block, Option<&str>)| {
        let name = name.filter(|n| often(n))?;
        let rest = cut(&block.text, name.len() + 1, block.text.len());
        let rest = name.len() + 1 + (rest.len() - rest.trim_start().len());
        // A single word is the outlet that asks.
        let role = if name.contains(' ') { Role::Named } else { Role::Asker };
        Some(Label { text: name.to_owned(), note: None, role, rest })
    };
    body.iter().zip(begins.iter().copied()).map(label).collect()
}

/// A name before a colon that occurs once, in a text that otherwise has none, is more likely a sentence.
fn plausible(body: &[Block], mut labels: Vec<Option<Label>>) -> Vec<Option<Label>> {
    let count = labels.iter().flatten().count();
    let asked = labels.iter().flatten().any(|l| l.role != Role::Named);
    // An initial at a paragraph's beginning answers nothing where nothing is asked.
    let answers = labels.iter().flatten().any(|l| l.role == Role::Asker && l.text.starts_with('Q'));
    for slot in labels.iter_mut().filter(|l| !answers && l.as_ref().is_some_and(|l| l.text == "A.")) {
        *slot = None;
    }
    if count == 1 && !asked && body.len() > 1 {
        let lone = body.iter().zip(&labels).position(|(b, l)| l.is_some() && b.bold == 0 && !b.text.starts_with('#'));
        if let Some(slot) = lone.and_then(|at| labels.get_mut(at)) {
            let honest = slot.as_ref().is_some_and(|l| {
                l.note.is_some()
                    || l.text.split(' ').count() >= 3
                    || l.text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
                    || l.text.split(' ').count() == 2
            });
            if !honest {
                *slot = None;
            }
        }
    }
    labels
}

/// "AFP: …", "The Paper: …" between the turns of a press conference: an outlet asks. So does "Name, Reuters: …".
fn with_outlets(body: &[Block], mut labels: Vec<Option<Label>>, kind: StatementKind) -> Vec<Option<Label>> {
    use StatementKind as K;
    if !matches!(kind, K::NewsConference | K::Briefing | K::Interview | K::AnswerToMedia | K::Remarks) {
        return labels;
    }
    for label in labels.iter_mut().flatten().filter(|l| l.role == Role::Named) {
        let after_name = label.text.split_once(", ").map(|(_, rest)| rest).or(label.note.as_deref());
        if organisation::is_outlet(&label.text) || after_name.is_some_and(organisation::is_outlet) {
            label.role = Role::Asker;
        }
    }
    if !matches!(kind, K::NewsConference | K::Briefing) {
        return labels;
    }
    for at in 0..body.len() {
        let answered = labels.get(at + 1).is_some_and(|next| next.as_ref().is_some_and(|l| l.role == Role::Named));
        let Some(text) = body.get(at).map(|b| b.text.as_str()).filter(|_| answered) else { continue };
        let Some((whole, name)) = OUTLET.captures(text).and_then(|c| Some((c.get(0)?, c.get(1)?.as_str()))) else { continue };
        if let (true, Some(slot)) = (organisation::is_outlet(name) || name.starts_with("The "), labels.get_mut(at)) {
            *slot = Some(Label { text: name.to_owned(), note: None, role: Role::Asker, rest: whole.end() });
        }
    }
    labels
}

/// "SG: …", "PM: …" between questions: initials that stand before a colon more than once are somebody's label.
fn with_initials(body: &[Block], mut labels: Vec<Option<Label>>) -> Vec<Option<Label>> {
    if !labels.iter().flatten().any(|l| l.role == Role::Asker) {
        return labels;
    }
    let found: Vec<Option<regex::Match<'_>>> = body.iter().map(|b| INITIALS.captures(&b.text).and_then(|c| c.get(1))).collect();
    let count = |name: &str| found.iter().flatten().filter(|m| m.as_str() == name).count();
    for ((slot, name), block) in labels.iter_mut().zip(&found).zip(body).filter(|((slot, _), _)| slot.is_none()) {
        if let Some(name) = name.filter(|m| count(m.as_str()) > 1) {
            let rest = cut(&block.text, name.end() + 1, block.text.len());
            let rest = name.end() + 1 + (rest.len() - rest.trim_start().len());
            *slot = Some(Label { text: name.as_str().to_owned(), note: None, role: Role::Named, rest });
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_their_own_are_labels_where_questions_are() {
        let body: Vec<Block> = [
            "Prime Minister",
            "Welcome.",
            "Question",
            "Why?",
            "Prime Minister",
            "Because.",
            "Question",
            "When?",
            "President Smith",
            "Soon.",
        ]
        .map(Block::plain)
        .into();
        let labels = settled(&body, vec![None; body.len()], StatementKind::NewsConference);
        assert_eq!(labels.iter().flatten().count(), 5);
    }

    #[test]
    fn names_before_a_full_stop_are_labels_where_nothing_has_a_colon() {
        let body: Vec<Block> =
            ["Ruripress. Why?", "Ivan Petrov. Because.", "And so on.", "Ruripress. When?", "Ivan Petrov. Soon."]
                .map(Block::plain)
                .into();
        let labels = settled(&body, vec![None; body.len()], StatementKind::Interview);
        let read: Vec<_> = labels.iter().map(|l| l.as_ref().map_or("", |l| l.text.as_str())).collect();
        assert_eq!(read, ["Ruripress", "Ivan Petrov", "", "Ruripress", "Ivan Petrov"]);
        assert_eq!(labels.first().and_then(Option::as_ref).map(|l| l.role), Some(Role::Asker));
    }
}
