//! Speaker labels: "President of Russia Vladimir Putin (retranslated):", "MR. EARNEST:", "Q", "Question (addressed to both ministers):".
use super::block::{cut, fold};
use super::pattern::patterns;
use super::vocabulary::{HONORIFICS, OFFICE_HEADS, OFFICE_MODIFIERS, PARTICLES, contains};

patterns! {
    ASKED = r"(?i)^(?:question|remark|reply|comment from the audience|voice|voices|journalist|reporter|interviewer|correspondent)$";
    ASKED_WORDS = r"^(Question|Remark|QUESTION|REMARK)\b([^:.?!]{0,80}):\s*";
    ANSWERED = r"(?i)^(?:answer|response|A\.)$";
    DASHED = r"^(Q|A|Question|Answer)\s*[–—]\s+";
    A_DOT = r"^A\.\s+";
    INITIAL = r"^A\.\s+\p{Lu}[\p{L}’-]+(?: \p{Lu}[\p{L}’-]+)?\s*[:(\[]";
    Q_ALONE = r"^Q(?:\.\s?:|[.:]|\s|$)\s*";
    Q_OF = r"^(Q\d?\.?)\s*[(\[]([^()\[\]]{1,80})[)\]]\s*[:：]\s*";
    NUMBERED = r"^(?:Q\d?(?:\.\s?:|[.:])|Question\.)\s*";
    PARENTHESES = r"\s*[(\[]([^()\[\]]{1,120})[)\]]";
    JOINED = r"^(?:\p{Lu}[\p{Ll}-]+){2,}$";
    HASHES = r"^#{2,6}\s+(.{1,100}?)\s*[:：]?\s*$";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A person or office.
    Named,
    /// Somebody unnamed who asks or calls in.
    Asker,
    /// Somebody unnamed who answers.
    Answerer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// As printed, without colon and note.
    pub text: String,
    pub note: Option<String>,
    pub role: Role,
    /// Where the words of the turn begin.
    pub rest: usize,
}

/// The label that a paragraph begins with. `bold` bytes at its start are bold.
pub fn split(text: &str, bold: usize) -> Option<Label> {
    if let Some(c) = HASHES.captures(text) {
        return c.get(1).and_then(|m| named(m.as_str(), text.len(), true, true));
    }
    // "Q – …", "A – …"
    if let Some((whole, word)) = DASHED.captures(text).and_then(|c| Some((c.get(0)?, c.get(1)?.as_str()))) {
        let role = if word.starts_with('Q') { Role::Asker } else { Role::Answerer };
        return Some(Label { text: word.to_owned(), note: None, role, rest: whole.end() });
    }
    // "Q (Reuters): …"
    if let Some((whole, label, note)) = Q_OF.captures(text).and_then(|c| Some((c.get(0)?, c.get(1)?, c.get(2)?))) {
        let (text, note) = (label.as_str().to_owned(), Some(fold(note.as_str())));
        return Some(Label { text, note, role: Role::Asker, rest: whole.end() });
    }
    if let Some(found) = NUMBERED.find(text).or_else(|| Q_ALONE.find(text)) {
        let follows = cut(text, found.end(), text.len());
        if follows.is_empty()
            || !follows.starts_with(|c: char| c.is_lowercase())
            || text.starts_with("Q:")
            || found.as_str().starts_with("Q ")
        {
            return Some(Label {
                text: cut(text, 0, found.end())
                    .trim()
                    .trim_end_matches([':'])
                    .trim_end_matches(if found.as_str().starts_with("Question") { '.' } else { ':' })
                    .to_owned(),
                note: None,
                role: Role::Asker,
                rest: found.end(),
            });
        }
    }
    // "A. Smith: …" is a name.
    if let Some(found) = A_DOT.find(text).filter(|_| !INITIAL.is_match(text)) {
        return Some(Label { text: "A.".to_owned(), note: None, role: Role::Answerer, rest: found.end() });
    }
    if let Some(c) = ASKED_WORDS.captures(text) {
        let rest = c.get(0).map_or(0, |m| m.end());
        let before = c.get(0).map_or("", |m| m.as_str());
        if let Some(label) = named(before.trim_end().trim_end_matches(':'), rest, true, false) {
            return Some(label);
        }
    }
    let colon = text.char_indices().take(160).find(|(_, c)| matches!(c, ':' | '：')).map(|(i, c)| (i, i + c.len_utf8()))?;
    let head = cut(text, 0, colon.0);
    let after = cut(text, colon.1, text.len());
    if !after.is_empty()
        && !after.starts_with(char::is_whitespace)
        && (bold == 0 || bold + 30 < colon.1)
        && !head.ends_with(')')
        && colon.1 - colon.0 == 1
        && !after.starts_with(char::is_uppercase)
        && !after.starts_with('…')
    {
        return None;
    }
    let rest = colon.1 + (after.len() - after.trim_start().len());
    // With markup, a label is bold to its end; its note may be in italics.
    let inside = PARENTHESES.replace_all(head, "").trim().len();
    let marked = bold > 0 && bold + 2 >= inside.min(head.len()) && bold <= colon.1 + 1;
    named(head, rest, marked, false)
}

fn named(head: &str, rest: usize, marked: bool, heading: bool) -> Option<Label> {
    let note = PARENTHESES.captures(head).and_then(|c| c.get(1)).map(|m| fold(m.as_str()));
    let text = fold(&PARENTHESES.replace_all(head, " "));
    let text = text.trim_end_matches([',', ':', '：', ' ']).to_owned();
    let label = |role: Role, note: Option<String>| Some(Label { text: text.clone(), note, role, rest });
    if ASKED.is_match(&text) && !text.starts_with(char::is_lowercase) {
        return label(Role::Asker, note);
    }
    if ANSWERED.is_match(&text) || text == "A" {
        return label(Role::Answerer, note);
    }
    if text.starts_with("Question ") || text.starts_with("QUESTION ") || text.starts_with("Remark ") {
        let (word, said) = text.split_once(' ')?;
        let note = note.or_else(|| Some(said.to_owned()));
        return Some(Label { text: word.to_owned(), note, role: Role::Asker, rest });
    }
    is_name_like(&text, marked, heading).then_some(Label { text, note, role: Role::Named, rest })
}

/// Words of a label are capitalised or belong to an office's title.
fn is_name_like(text: &str, marked: bool, heading: bool) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 2 || words.len() > 22 || text.chars().any(|c| matches!(c, '?' | '!' | '"' | '“' | '”' | ';' | '<' | '>' | '/'))
    {
        return false;
    }
    if !marked && words.iter().any(|w| w.chars().any(|c| c.is_ascii_digit())) {
        return false;
    }
    let capitals = text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let fits = |w: &&str| {
        let bare = w.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        let lower = bare.to_lowercase();
        bare.is_empty()
            || bare.chars().next().is_some_and(char::is_uppercase)
            || contains(PARTICLES, bare)
            || bare.contains('-')
            || ["of", "the", "and", "for", "to", "on", "in", "at", "&"].contains(&bare)
            || (marked && (OFFICE_HEADS.iter().any(|(h, _)| *h == lower) || contains(OFFICE_MODIFIERS, lower.as_str())))
    };
    if !words.iter().all(&fits) {
        // A slip may have eaten the capital: "ladimir Putin".
        return marked && words.len() <= 3 && words.iter().skip(1).all(fits) && words.len() > 1;
    }
    let first = words.first().copied().unwrap_or("");
    if heading {
        return words.len() <= 8;
    }
    if [
        "Dear",
        "To",
        "On",
        "In",
        "At",
        "From",
        "For",
        "Re",
        "Source",
        "Photo",
        "Note",
        "Subject",
        "Tel",
        "Fax",
        "Email",
        "E-mail",
        "Address",
        "Published",
        "Publication",
        "Direct",
        "Moscow",
        "London",
        "Date",
        "Tags",
        "Place",
        "Time",
        "Share",
        "Contact",
        "Phone",
        "Consular",
        "TRANSCRIPT",
        "Transcript",
        "And",
        "But",
        "First",
        "Second",
        "Third",
        "Finally",
        "Press",
    ]
    .contains(&first)
        && !marked
    {
        return words.len() > 2 && words.get(1).is_some_and(|w| contains(OFFICE_MODIFIERS, w.to_lowercase().as_str()));
    }
    // "Mr President:" calls somebody, it does not say who speaks.
    if contains(HONORIFICS, first)
        && words.len() == 2
        && words.get(1).is_some_and(|w| OFFICE_HEADS.iter().any(|(h, _)| *h == w.to_lowercase()))
    {
        return capitals;
    }
    // "VladimirPutin": an editor's program lost the spaces.
    if words.len() == 1 && !marked && JOINED.is_match(text) {
        return true;
    }
    // "Mr. President, Mr. Speaker, Members of Congress:"
    if contains(HONORIFICS, first) && text.contains(',') {
        return false;
    }
    if capitals {
        return words.len() > 1 || marked || letters > 3;
    }
    if marked {
        return words.len() <= 6 || OFFICE_HEADS.iter().any(|(h, _)| text.to_lowercase().contains(h));
    }
    let name_words = words.iter().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
    words.len() >= 2
        && name_words >= 2
        && !first.eq("The")
        && (words.len() <= 4
            || OFFICE_HEADS
                .iter()
                .any(|(h, _)| text.to_lowercase().split(|c: char| !c.is_alphanumeric() && c != '-').any(|w| w == *h)))
}

/// "Q", "Question", "Reporter": a label that says that somebody asks, and not who.
pub fn is_unnamed(label: &str) -> bool {
    ASKED.is_match(label)
        || Q_ALONE.is_match(label)
        || NUMBERED.is_match(label)
        || label.to_lowercase().starts_with("question")
        || label.to_lowercase().starts_with("remark")
}

/// "addressed to both ministers", "speaking after X", "retranslated".
pub fn addressed(note: &str) -> Option<&str> {
    let lower = note.to_lowercase();
    let at = ["addressed to ", "question to ", "to both ", "for both ", "to ", "for "]
        .iter()
        .find_map(|p| lower.starts_with(p).then_some(p.len()));
    let at = at.map(|n| {
        if lower.starts_with("to both ") {
            3
        } else if lower.starts_with("for both ") {
            4
        } else {
            n
        }
    })?;
    note.get(at..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, bold: usize) -> Option<(String, Option<String>, Role, &str)> {
        split(text, bold).map(|l| (l.text, l.note, l.role, cut(text, l.rest, text.len())))
    }

    #[test]
    fn labels_give_words_note_and_role() {
        assert_eq!(
            read("Sergey Lavrov (speaking after Elmar Mammadyarov): I agree", 0),
            Some(("Sergey Lavrov".into(), Some("speaking after Elmar Mammadyarov".into()), Role::Named, "I agree"))
        );
        assert_eq!(
            read("Question (addressed to both ministers): How", 0),
            Some(("Question".into(), Some("addressed to both ministers".into()), Role::Asker, "How"))
        );
        assert_eq!(read("MR. EARNEST: Good", 0), Some(("MR. EARNEST".into(), None, Role::Named, "Good")));
        assert_eq!(read("Q Thanks, Jay.", 0), Some(("Q".into(), None, Role::Asker, "Thanks, Jay.")));
        assert_eq!(read("Q (Reuters): What?", 0), Some(("Q".into(), Some("Reuters".into()), Role::Asker, "What?")));
        assert_eq!(read("A – Yes.", 0), Some(("A".into(), None, Role::Answerer, "Yes.")));
        assert_eq!(read("Q: What?", 0), Some(("Q".into(), None, Role::Asker, "What?")));
        assert_eq!(
            read("President and CEO of BASF Kurt Bock (retranslated): Mr President", 0).map(|l| l.0),
            Some("President and CEO of BASF Kurt Bock".into())
        );
        assert_eq!(read("ladimir Putin: Yes", 15).map(|l| l.0), Some("ladimir Putin".into()));
        assert_eq!(read("### Audrey Tang：", 0).map(|l| l.0), Some("Audrey Tang".into()));
    }

    #[test]
    fn sentences_with_a_colon_are_no_labels() {
        for text in [
            "Ladies and gentlemen: we",
            "I will say this: no",
            "Mr President: we",
            "Consular queries: 123",
            "At 12:30 we met",
            "My question is: will",
        ] {
            assert_eq!(read(text, 0), None, "{text}");
        }
    }
}
