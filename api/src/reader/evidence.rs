//! Names that other words of the page prove: "Mr Putin" somewhere makes "Vladimir Putin" elsewhere a person's name.
use super::block::cut;
use super::country::seats;
use super::gazetteer::Gazetteer;
use super::name::end_of_name;
use super::office::{NamePhrase, Phrase};
use super::pattern::patterns;
use super::token::{Token, tokens};
use super::vocabulary::{BODY_HEADS, NOT_NAMES, contains};
use std::collections::HashSet;

patterns! {
    NAMED_THEN_PRONOUN = r"\p{Ll},? (\p{Lu}\p{Ll}+ \p{Lu}[\p{L}’-]*\p{Ll}) \p{Ll}+ [^.!?\n]{1,160}[.!?]\s+(?:He|She)\b";
    CAPITALISED_PAIR = r"\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+";
}

/// Family and given names that the page shows to be names.
#[derive(Debug, Default)]
pub struct Evidence {
    families: HashSet<String>,
    given: HashSet<String>,
}

impl Evidence {
    pub fn learn(&mut self, phrases: &[Phrase]) {
        for phrase in phrases.iter().filter(|p| p.honorific || p.office.is_some()) {
            if let Some(name) = &phrase.name {
                self.learn_name(&name.text);
            }
        }
    }

    pub fn learn_name(&mut self, name: &str) {
        let words: Vec<&str> = name.split(' ').collect();
        if let Some(family) = words.last().filter(|w| w.chars().count() > 2 && w.chars().next().is_some_and(char::is_uppercase)) {
            self.families.insert((*family).to_owned());
        }
        if let (Some(first), true) = (words.first(), words.len() > 1) {
            self.given.insert((*first).to_owned());
        }
    }

    /// Adds the names that no phrase of the text has yet.
    pub fn complete(&self, text: &str, phrases: &mut Vec<Phrase>) {
        let tokens = tokens(text);
        let mut at = 0;
        let mut found = Vec::new();
        while at + 1 < tokens.len() {
            let end = end_of_name(&tokens, at, &|_| false);
            let words: Vec<&str> = (at..end).filter_map(|i| tokens.get(i)).map(|t| t.text).collect();
            let (first, last) = (words.first().copied().unwrap_or(""), words.last().copied().unwrap_or(""));
            let proven =
                self.families.contains(last) || self.given.contains(first) && first.chars().count() > 2 && words.len() == 2;
            let name = (2..=4).contains(&words.len())
                && proven
                && !words.iter().any(|w| contains(BODY_HEADS, w))
                && !contains(NOT_NAMES, first);
            if let (true, Some(start), Some(stop)) = (name, tokens.get(at), tokens.get(end.saturating_sub(1))) {
                let (start, stop) = (start.start, stop.end);
                if !phrases.iter().any(|p| p.start < stop && start < p.end) {
                    let text = text.get(start..stop).unwrap_or("").to_owned();
                    found.push(Phrase {
                        start,
                        end: stop,
                        office: None,
                        name: Some(NamePhrase { start, end: stop, text }),
                        honorific: false,
                        counterpart: None,
                    });
                }
            }
            at = end.max(at + 1);
        }
        phrases.extend(found);
        phrases.sort_by_key(|p| p.start);
    }
}

/// "…that Edward Smith enjoys a legal status. He’s not a toy": the only name of a sentence that the next one calls "he" or "she".
pub fn of_pronoun(text: &str, phrases: &mut Vec<Phrase>, gazetteer: &Gazetteer) {
    let mut found = Vec::new();
    for m in NAMED_THEN_PRONOUN.captures_iter(text) {
        let (Some(whole), Some(name)) = (m.get(0), m.get(1)) else { continue };
        let start = cut(text, 0, whole.start()).rfind(['.', '!', '?', '\n']).map_or(0, |at| at + 1);
        let others = phrases.iter().any(|p| p.start < whole.end() && start < p.end);
        let words: Vec<&str> = name.as_str().split(' ').collect();
        let plain = !words.iter().any(|w| contains(BODY_HEADS, w) || contains(NOT_NAMES, w))
            && gazetteer.hits(name.as_str()).is_empty()
            && words.iter().all(|w| w.chars().any(char::is_lowercase) && !(w.ends_with('s') && w.chars().count() > 6));
        // Another name in the sentence could be meant as well.
        let sentence = cut(text, start, whole.end());
        let names = CAPITALISED_PAIR.find_iter(sentence).count();
        if plain && !others && names == 1 {
            let (start, end) = (name.start(), name.end());
            let name = NamePhrase { start, end, text: name.as_str().to_owned() };
            found.push(Phrase { start, end, office: None, name: Some(name), honorific: false, counterpart: None });
        }
    }
    phrases.extend(found);
    phrases.sort_by_key(|p| p.start);
}

/// Names in a title after "with", "by", "to": titles write only names and first words with capitals.
pub fn of_title(title: &str, phrases: &mut Vec<Phrase>, gazetteer: &Gazetteer) {
    let tokens = tokens(title);
    let seats = seats(title, &tokens, gazetteer);
    let lower = tokens.iter().filter(|t| t.is_word() && !t.is_capitalised()).count();
    let mut found = Vec::new();
    let mut cued = false;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if matches!(token.text, "with" | "by" | "to" | "from") {
            cued = true;
            at += 1;
            continue;
        }
        let end = end_of_name(&tokens, at, &|i| seats.get(i).is_some_and(Option::is_some));
        let plain = tokens.get(end).is_none_or(|next| !next.is_capitalised() || !next.is_word())
            && !tokens.get(end).is_some_and(Token::is_possessive);
        let words: Vec<&str> = (at..end).filter_map(|i| tokens.get(i)).map(|t| t.text).collect();
        if cued
            && plain
            && lower * 4 >= tokens.len()
            && (2..=4).contains(&words.len())
            && !words.iter().any(|w| contains(BODY_HEADS, w))
            && !tokens.get(end).is_some_and(|t| matches!(t.text, "of" | "-"))
            && let (Some(start), Some(stop)) = (tokens.get(at).map(|t| t.start), tokens.get(end.saturating_sub(1)).map(|t| t.end))
            && !phrases.iter().any(|p| p.start < stop && start < p.end)
        {
            let text = title.get(start..stop).unwrap_or("").to_owned();
            found.push(Phrase {
                start,
                end: stop,
                office: None,
                name: Some(NamePhrase { start, end: stop, text }),
                honorific: false,
                counterpart: None,
            });
        }
        cued = cued && (end > at || matches!(token.text, "and" | ","));
        at = end.max(at + 1);
    }
    phrases.extend(found);
    phrases.sort_by_key(|p| p.start);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::office::scan;

    #[test]
    fn a_name_that_the_next_sentence_calls_he_is_a_person() {
        let read = |text: &str| {
            let mut phrases = Vec::new();
            of_pronoun(text, &mut phrases, &Gazetteer::new([]));
            phrases.into_iter().filter_map(|p| p.name).map(|n| n.text).collect::<Vec<_>>()
        };
        assert_eq!(read("It says that Edward Smith enjoys a legal status here. He’s no toy."), ["Edward Smith"]);
        assert!(read("We spoke about Nord Stream in detail with the minister. It is useful.").is_empty());
        assert!(read("It says that Edward Smith met Adam Brown here. He was glad.").is_empty());
    }

    #[test]
    fn a_family_name_with_an_honorific_proves_the_full_name() {
        let gazetteer = Gazetteer::new([]);
        let mut evidence = Evidence::default();
        evidence.learn(&scan("Mr Putin agreed.", &gazetteer));
        let text = "It was agreed with Vladimir Putin at the Black Sea.";
        let mut phrases = scan(text, &gazetteer);
        evidence.complete(text, &mut phrases);
        assert_eq!(
            phrases.iter().filter_map(|p| p.name.as_ref()).map(|n| n.text.as_str()).collect::<Vec<_>>(),
            ["Vladimir Putin"]
        );
    }
}
