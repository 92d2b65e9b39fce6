//! The names that the archive knows, found in a text: countries with their adjectives and capitals, places, organisations, people.
//! Built once and shared. Longest name wins; names match whole words only and as they are spelled, diacritics aside.
use super::block::{cut, plain};
use super::vocabulary::OFFICE_HEADS;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{HashMap, HashSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KnownKind {
    Country,
    Organisation,
    Person,
    Place,
    Office,
}

/// One record of the archive that texts may name.
#[derive(Debug, Clone)]
pub struct Known {
    pub kind: KnownKind,
    /// Slug in the archive.
    pub key: String,
    /// Names, the usual one first.
    pub forms: Vec<String>,
    /// Key of the country it belongs to.
    pub country: Option<String>,
    pub alpha2: Option<String>,
    /// "Turkish", "Russian".
    pub adjectives: Vec<String>,
    pub capital: Option<String>,
}

impl Known {
    /// One of which nothing but its names is known.
    pub fn new(kind: KnownKind, key: impl Into<String>, forms: Vec<String>) -> Self {
        Self { kind, key: key.into(), forms, country: None, alpha2: None, adjectives: Vec::new(), capital: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Name,
    Adjective,
    Capital,
}

#[derive(Debug, Clone, Copy)]
pub struct Hit {
    pub start: usize,
    pub end: usize,
    /// Index of the known record.
    pub known: usize,
    pub form: Form,
}

pub struct Gazetteer {
    known: Vec<Known>,
    by_key: HashMap<String, usize>,
    by_alpha2: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
    people_by_ends: HashMap<(String, String), usize>,
    given_names: HashSet<String>,
    automaton: Option<AhoCorasick>,
    patterns: Vec<(usize, Form)>,
}

impl Gazetteer {
    pub fn new(known: impl IntoIterator<Item = Known>) -> Self {
        let known: Vec<Known> = known.into_iter().collect();
        let mut forms: HashMap<String, (usize, Form)> = HashMap::new();
        let (mut by_key, mut by_alpha2, mut people_by_ends) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut by_name: HashMap<String, usize> = HashMap::new();
        let mut given_names = HashSet::new();
        for (index, one) in known.iter().enumerate() {
            by_key.entry(one.key.clone()).or_insert(index);
            if let Some(code) = &one.alpha2 {
                by_alpha2.entry(code.to_ascii_uppercase()).or_insert(index);
            }
            for name in &one.forms {
                // A site called "President of Russia" must not hide the office in every text.
                if one.kind == KnownKind::Organisation && is_office(name) {
                    continue;
                }
                by_name
                    .entry(plain(name))
                    .and_modify(|i| {
                        if known.get(*i).is_some_and(|k| k.kind > one.kind) {
                            *i = index;
                        }
                    })
                    .or_insert(index);
            }
            if one.kind == KnownKind::Person {
                for name in &one.forms {
                    let words: Vec<String> = plain(name).split_whitespace().map(str::to_owned).collect();
                    if let (Some(first), Some(last), true) = (words.first(), words.last(), words.len() > 1) {
                        given_names.insert(first.clone());
                        people_by_ends.entry((first.clone(), last.clone())).or_insert(index);
                    }
                }
            }
            let mut add = |name: &str, form: Form| {
                for spelling in spellings(name) {
                    // "British" is Britain's before it is the British Virgin Islands': the name that does not need the adjective, and is shorter.
                    let rank = |k: &Known, form: Form| {
                        let main = k.forms.first().map_or("", String::as_str);
                        (
                            k.kind,
                            form as u8,
                            form == Form::Adjective && main.contains(spelling.as_str()),
                            if form == Form::Adjective { main.len() } else { 0 },
                        )
                    };
                    let better = forms
                        .get(&spelling)
                        .is_none_or(|(other, old)| known.get(*other).is_some_and(|o| rank(one, form) < rank(o, *old)));
                    if better && (spelling.chars().count() > 2 || spelling.chars().all(char::is_uppercase)) {
                        forms.insert(spelling, (index, form));
                    }
                }
            };
            for name in &one.forms {
                // People are matched by the page's own cast, which knows surnames and slips.
                if one.kind != KnownKind::Person && one.kind != KnownKind::Office {
                    add(name, Form::Name);
                    for acronym in acronyms(one, name) {
                        add(&acronym, Form::Name);
                    }
                }
            }
            for adjective in &one.adjectives {
                for adjective in adjective.split([',', '/']).map(str::trim).filter(|a| !a.is_empty()) {
                    add(adjective, Form::Adjective);
                    if adjective.ends_with("an") || adjective.ends_with('i') {
                        add(&format!("{adjective}s"), Form::Adjective);
                    }
                }
            }
            if let Some(capital) = &one.capital {
                add(capital, Form::Capital);
            }
        }
        let (texts, patterns): (Vec<String>, Vec<(usize, Form)>) = forms.into_iter().unzip();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts).ok();
        Self { known, by_key, by_alpha2, by_name, people_by_ends, given_names, automaton, patterns }
    }

    pub fn get(&self, index: usize) -> Option<&Known> {
        self.known.get(index)
    }

    pub fn country_by_code(&self, alpha2: &str) -> Option<usize> {
        self.by_alpha2.get(&alpha2.to_ascii_uppercase()).copied()
    }

    pub fn by_key(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// A record whose name this is exactly, spelling and case aside.
    pub fn by_name(&self, name: &str) -> Option<usize> {
        self.by_name.get(&plain(name)).copied()
    }

    /// A person by first and last word of the name: "John Kerry" finds "John Forbes Kerry".
    pub fn person(&self, name: &str) -> Option<usize> {
        let folded = plain(name);
        let mut words = folded.split_whitespace();
        let first = words.next()?;
        let last = words.next_back()?;
        self.people_by_ends.get(&(first.to_owned(), last.to_owned())).copied()
    }

    pub fn is_given_name(&self, word: &str) -> bool {
        self.given_names.contains(&plain(word))
    }

    /// Everything known that the text names, in order, without overlaps.
    pub fn hits(&self, text: &str) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut hits = Vec::new();
        let mut from = 0;
        while from < text.len() {
            let input = aho_corasick::Input::new(text).range(from..);
            let Some(found) = automaton.find(input) else { break };
            let (start, end) = (found.start(), found.end());
            if whole_word(text, start, end) {
                if let Some((known, form)) = self.patterns.get(found.pattern().as_usize()) {
                    hits.push(Hit { start, end, known: *known, form: *form });
                }
                from = end.max(from + 1);
            } else {
                from = start + text.get(start..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8);
            }
        }
        hits
    }
}

fn whole_word(text: &str, start: usize, end: usize) -> bool {
    let before = cut(text, 0, start).chars().next_back();
    let mut after = cut(text, end, text.len()).chars();
    let next = after.next();
    let dotted = next == Some('.') && after.next().is_some_and(char::is_uppercase) && cut(text, start, end).len() <= 3;
    !before.is_some_and(char::is_alphanumeric) && !next.is_some_and(char::is_alphanumeric) && !dotted
}

/// The name with and without its diacritics, with both apostrophes.
fn spellings(name: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    let name = name.trim().trim_end_matches([' ', '*']);
    let name = name
        .strip_suffix("(the)")
        .unwrap_or(name)
        .trim()
        .strip_prefix("the ")
        .unwrap_or(name.strip_suffix("(the)").unwrap_or(name).trim());
    if name.is_empty() || name.contains('(') {
        return Vec::new();
    }
    let bare: String = name.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    let mut all = vec![
        name.to_owned(),
        bare.clone(),
        name.replace('\'', "’"),
        name.replace('’', "'"),
        bare.replace('\'', "’"),
        bare.replace('’', "'"),
    ];
    all.sort();
    all.dedup();
    all
}

/// "US", "U.S.", "UAE", "DPRK": initials of names of the form that is usually shortened.
fn acronyms(one: &Known, name: &str) -> Vec<String> {
    if one.kind != KnownKind::Country {
        return Vec::new();
    }
    let words: Vec<&str> = name.split_whitespace().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).collect();
    let initials: String = words.iter().filter_map(|w| w.chars().next()).collect();
    let united = words.first() == Some(&"United") && (2..=3).contains(&words.len());
    if !(united || words.len() >= 4) || !initials.is_ascii() {
        return Vec::new();
    }
    let dotted: String = initials.chars().flat_map(|c| [c, '.']).collect();
    vec![initials, dotted]
}

/// Whether a name begins like an office: "President of Russia".
fn is_office(name: &str) -> bool {
    let first = name.split_once(" of ").map_or("", |(first, _)| first).to_lowercase();
    OFFICE_HEADS.iter().any(|(head, _)| *head == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_name_wins_and_words_are_whole() {
        let one = |key: &str, forms: &[&str], adjective: &str| Known {
            kind: KnownKind::Country,
            key: key.into(),
            forms: forms.iter().map(|&f| f.into()).collect(),
            country: None,
            alpha2: None,
            adjectives: vec![adjective.into()],
            capital: None,
        };
        let gazetteer = Gazetteer::new([
            one("guinea", &["Guinea"], "Guinean"),
            one("equatorial-guinea", &["Equatorial Guinea"], ""),
            one("us", &["United States"], "American"),
        ]);
        let text = "Equatorial Guinea, the U.S. and Guineaville; US business, US.";
        let keys: Vec<&str> =
            gazetteer.hits(text).iter().filter_map(|h| gazetteer.get(h.known)).map(|k| k.key.as_str()).collect();
        assert_eq!(keys, ["equatorial-guinea", "us", "us", "us"]);
    }
}
