//! Who speaks or signs where no label says it: the person of the title, the name under a letter.
use super::block::cut;
use super::office::Phrase;
use super::pattern::patterns;

patterns! {
    BY = r"(?i)\bby(?: the)?\s*$";
    OF = r"(?i)^(?:transcript of |text of |excerpts from )?(?:the )?(?:\S+ )?(?:statement|speech|interview|remarks|address|article|comments?|briefing|letter|message|lecture|press conference)s? (?:of|from)(?: the)?\s*$";
    INTERVIEWED = r"(?i)\binterview with(?: the)?\s*$";
    ABOUT = r"(?i)\b(?:comment\w*|respon\w+|repl(?:y|ies)|reaction|answer\w*)\b.*?\b(?:on|to|about|regarding|concerning|over)\b";
    ON_WORK_BY = r"(?i)\b(?:on|to|about|regarding|concerning|over) (?:the |a |an |recent |latest |yesterday['’]s |today['’]s )*(?:article|report|statement|remarks|speech|interview|publication|film|piece|column|claims?|allegations?|accusations?|letter)s?\s+(?:\S+\s+){0,2}by(?: the)?\s*$";
    WORK_BY = r"(?i)\b(?:article|report|statement|remarks|speech|interview|publication|film|piece|column|claims?|allegations?|accusations?|letter)\b.*\bby(?: the)?\s*$";
}

/// The person of the title who speaks: "X’s statement", "Briefing by X", "Interview with X".
pub fn speaker(title: &str, phrases: &[Phrase]) -> Option<usize> {
    phrases.iter().position(|p| {
        let before = cut(title, 0, p.start);
        let after = cut(title, p.end, title.len());
        // "Embassy comment on X’s statement", "response to the article by X": X is answered, and does not speak.
        let about = ABOUT.find(before).map(|m| cut(before, m.end(), before.len()));
        let answered = about.is_some();
        let possessive = ["’s", "'s", "’ ", "' "].iter().any(|end| after.starts_with(end));
        p.name.is_some()
            && (possessive && !answered
                || BY.is_match(before) && !about.is_some_and(|about| WORK_BY.is_match(about)) && !ON_WORK_BY.is_match(before)
                || OF.is_match(before)
                || INTERVIEWED.is_match(before)
                || before.trim_end().ends_with(" with") && title.starts_with("Press")
                || before.is_empty() && (after.starts_with(':') || after.starts_with(" answers ")))
    })
}

/// The phrase that signs a letter: a name with an office in the last words of its text, after the end of a sentence.
pub fn signature(text: &str, phrases: &[Phrase]) -> Option<usize> {
    let at = phrases.iter().rposition(|p| p.name.is_some())?;
    let signed = phrases.get(at)?;
    let name = signed.name.as_ref()?;
    let before = cut(text, 0, signed.start).trim_end();
    let after = cut(text, signed.end, text.len());
    let full = name.text.split(' ').count() > 1;
    let ended =
        before.ends_with(['.', '!', '?', '”', '"', ',']) || cut(text, 0, signed.start).ends_with('\n') && !before.is_empty();
    let office = signed.office.as_ref().is_some_and(|o| !o.former);
    (full && ended && office && after.split_whitespace().count() <= 12 && !after.contains(". ")).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::gazetteer::Gazetteer;
    use crate::reader::office::scan;

    fn who(title: &str) -> Option<String> {
        let phrases = scan(title, &Gazetteer::new([]));
        speaker(title, &phrases).and_then(|at| phrases.get(at)?.name.as_ref().map(|n| n.text.clone()))
    }

    #[test]
    fn the_title_tells_who_speaks_and_who_is_answered() {
        assert_eq!(who("Foreign Minister Ivan Petrov’s statement at a news conference").as_deref(), Some("Ivan Petrov"));
        assert_eq!(who("Statement and answers to questions by Foreign Minister Ivan Petrov").as_deref(), Some("Ivan Petrov"));
        assert_eq!(who("Interview with Ambassador Ivan Petrov").as_deref(), Some("Ivan Petrov"));
        assert_eq!(who("Statement of Foreign Minister Ivan Petrov").as_deref(), Some("Ivan Petrov"));
        assert_eq!(who("Embassy comment on Foreign Secretary Adam Smith’s statement"), None);
        assert_eq!(who("Embassy comment on the article by Ambassador Adam Smith"), None);
        assert_eq!(who("Embassy comment regarding the publication in The Herald \"Spies\" by Ambassador Adam Smith"), None);
        assert_eq!(who("Embassy Press Officer on the latest statement by Foreign Secretary Adam Smith"), None);
        assert_eq!(who("Statement on Ruritania and remarks by Ambassador Adam Smith").as_deref(), Some("Adam Smith"));
    }

    #[test]
    fn a_letter_is_signed_at_its_end() {
        let text = "Sir, Your leader is wrong.\n\nIvan Petrov, Ambassador of Ruritania, London";
        let phrases = scan(&text.replace("Ivan Petrov, Ambassador", "Ambassador Ivan Petrov"), &Gazetteer::new([]));
        assert_eq!(signature(&text.replace("Ivan Petrov, Ambassador", "Ambassador Ivan Petrov"), &phrases), Some(0));
        let inside = "Sir, we met Ambassador Ivan Petrov in May. He was kind and we spoke long.";
        assert_eq!(signature(inside, &scan(inside, &Gazetteer::new([]))), None);
    }
}
