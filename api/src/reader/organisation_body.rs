//! Bodies that no list has, by the words they are called by: "Intergovernmental Commission on Trade", "Caspian Five".
use super::gazetteer::{Form, Gazetteer, KnownKind};
use super::kind::OrganisationKind;
use super::organisation::Named;
use super::pattern::patterns;
use super::vocabulary::{BODY_HEADS, NOT_NAMES, OFFICE_HEADS, contains};

patterns! {
    BODY = r"\b((?:\p{Lu}[\p{L}’-]+ ){1,5}(?:Commission|Council|Committee|Centre|Center|Agency|Organi[sz]ation|Association|University|Institute|Fund|Union|Bank|Ministry|Parliament|Foundation|Corporation|Academy|Department|Party|Court|Assembly)|(?:University|Association|Organi[sz]ation|Council|Commission|Ministry|Committee|Institute|Academy|Bank|Federation) (?:of|on|for) (?:the )?\p{Lu}[\p{L}’-]+)((?: (?:(?:of|on|for)(?: the)?|and) \p{Lu}[\p{L}’-]+| \p{Lu}[\p{L}’-]+)*)";
    NUMBERED = r"\b(\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)? (?:Four|Five|Six|Seven|Eight|Quartet|Troika))\b";
    TAIL = r" (?:on|for|of)(?: the)? (?:\p{Lu}{2,}|January|February|March|April|May|June|July|August|September|October|November|December)$";
}

/// First words that make a body's name out of what would otherwise be the body alone.
const QUALIFIERS: &[&str] = &[
    "National",
    "International",
    "Federal",
    "Executive",
    "European",
    "State",
    "Foreign",
    "Democratic",
    "Arab",
    "Islamic",
    "American",
];
/// "Channel Four" and "Day Two" are no groups of states.
const COUNTED: &[&str] =
    &["Channel", "Day", "Part", "Chapter", "Article", "Phase", "Round", "Room", "Radio", "Page", "Top", "The"];

pub fn named(text: &str, gazetteer: &Gazetteer) -> Vec<Named> {
    let mut found = Vec::new();
    for c in BODY.captures_iter(text) {
        let Some(whole) = c.get(0) else { continue };
        let links = |group: usize| c.get(group).is_some_and(|t| [" of ", " on ", " for "].iter().any(|w| t.as_str().contains(w)));
        let name = trimmed(whole.as_str(), !links(1) && !links(2));
        let after = text.get(whole.end()..).unwrap_or("");
        if !name.contains(' ') || is_everyday(name) || after.starts_with(char::is_alphanumeric) {
            continue;
        }
        let start = whole.start() + whole.as_str().find(name).unwrap_or(0);
        let country = gazetteer
            .hits(name)
            .first()
            .filter(|h| h.form != Form::Capital)
            .and_then(|h| gazetteer.get(h.known).filter(|k| k.kind == KnownKind::Country).map(|_| h.known));
        let kind = super::cast::body_kind(name);
        found.push(Named { start, end: start + name.len(), name: name.to_owned(), kind, country });
    }
    for m in NUMBERED.captures_iter(text).filter_map(|c| c.get(1)) {
        let words: Vec<&str> = m.as_str().split(' ').collect();
        // A sentence may begin with a word before the name: "When Caspian Five".
        let from = usize::from(words.len() > 2 && words.first().is_some_and(|w| contains(NOT_NAMES, w)));
        let name = words.get(from..).unwrap_or_default().join(" ");
        if words.get(from).is_some_and(|w| !COUNTED.contains(w) && !contains(NOT_NAMES, w)) {
            let start = m.end() - name.len();
            found.push(Named { start, end: m.end(), name, kind: OrganisationKind::RegionalForum, country: None });
        }
    }
    found
}

/// Without the sentence's own first words and without what is no name behind it.
fn trimmed(whole: &str, joined: bool) -> &str {
    let mut name = whole;
    while let Some((_, rest)) = name.split_once(' ').filter(|(first, rest)| {
        contains(NOT_NAMES, first)
            && !QUALIFIERS.contains(first)
            // "University of X" begins with a word that no person's name has.
            && !["of ", "on ", "for "].iter().any(|link| rest.starts_with(link))
    }) {
        name = rest;
    }
    let name = if joined { name.split(" and ").next().unwrap_or(name) } else { name };
    let name = name.trim_end_matches(" and").trim_end_matches("’s");
    let name = TAIL.find(name).map_or(name, |tail| name.get(..tail.start()).unwrap_or(name));
    // "Armed Services Committee Chairman Smith", "Supreme Court Justices": what follows the body is somebody.
    let mut end = 0;
    let mut after_head = false;
    for word in name.split(' ') {
        let head = word == "Justices" || OFFICE_HEADS.iter().any(|(head, _)| *head == word.to_lowercase());
        if after_head && head {
            return name.get(..end).unwrap_or(name).trim_end();
        }
        after_head = contains(BODY_HEADS, word);
        end += word.len() + 1;
    }
    name
}

/// "of Colorado": what is left when the body itself is no part of the name.
fn is_everyday(name: &str) -> bool {
    ["of ", "on ", "for "].iter().any(|link| name.starts_with(link))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        named(text, &Gazetteer::new([])).into_iter().map(|n| text.get(n.start..n.end).unwrap_or("").to_owned()).collect()
    }

    #[test]
    fn names_keep_their_first_word_and_lose_what_follows() {
        assert_eq!(read("The University of Ruritania is open"), ["University of Ruritania"]);
        assert_eq!(
            read("the establishment of the Association of Higher Education Institutions by both"),
            ["Association of Higher Education Institutions"]
        );
        assert_eq!(read("the High-Level Cooperation Council on March 10"), ["High-Level Cooperation Council"]);
        assert_eq!(read("Armed Services Committee Chairman Smith"), ["Armed Services Committee"]);
        assert_eq!(read("the Caspian Five foreign ministers, Channel Four"), ["Caspian Five"]);
    }
}
