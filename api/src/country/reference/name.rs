//! Forms of names: what sources add to them taken off, and the keys by which names are compared.

use super::ReferenceError;

/// Words that tell the form of a state and not which one it is: "Kingdom of Greece", "Greece".
const STATE_WORDS: [&str; 15] = [
    "the",
    "of",
    "and",
    "kingdom",
    "republic",
    "state",
    "states",
    "empire",
    "union",
    "united",
    "federal",
    "democratic",
    "socialist",
    "peoples",
    "sultanate",
];

/// The articles by which the UN lists end a short name or begin a formal one.
const ARTICLES: [&str; 14] = ["the", "The", "l'", "l’", "le", "la", "les", "el", "los", "las", "lo", "il", "gli", "i"];

/// A short form and, where the source gave it in brackets, the longer form that belongs to it:
/// "Bolivia (Plurinational State of)" is "Bolivia" and "Plurinational State of Bolivia".
pub(crate) struct Forms {
    pub short: String,
    pub long: Option<String>,
}

/// The forms in a name of the UN lists. `inverted` says that this country's bracket is the first part of
/// a longer name, also in the languages whose grammar forbids to put the parts together.
pub(crate) fn forms(listed: &str, inverted: bool) -> Forms {
    let listed = without_footnote(listed);
    let Some((base, bracket)) = bracket(&listed) else {
        return Forms { short: listed, long: None };
    };
    if ARTICLES.contains(&bracket) {
        return Forms { short: base.to_owned(), long: None };
    }
    if let Some(long) = put_together(base, bracket) {
        return Forms { short: base.to_owned(), long: Some(long) };
    }
    if inverted {
        return Forms { short: base.to_owned(), long: Some(listed) };
    }
    Forms { short: listed, long: None }
}

/// Whether the bracket of a listed name is the first part of a longer name.
pub(crate) fn is_inverted(listed: &str) -> bool {
    bracket(&without_footnote(listed)).is_some_and(|(base, bracket)| put_together(base, bracket).is_some())
}

/// A formal name without the leading article: "the Russian Federation", "la République d'Albanie".
pub(crate) fn formal(listed: &str) -> String {
    let listed = without_footnote(listed);
    for article in ARTICLES {
        let Some(rest) = listed.strip_prefix(article) else { continue };
        if article.ends_with(['\'', '’']) {
            return rest.to_owned();
        }
        if let Some(rest) = rest.strip_prefix(' ') {
            return rest.to_owned();
        }
    }
    listed
}

/// A name that begins with the word to file it under, the right way round: "Upper Volta, Republic of" is "Upper Volta" and
/// "Republic of Upper Volta", "Korea, North" is "North Korea", "USSR, Union of Soviet Socialist Republics" two names.
pub(crate) fn filed(listed: &str) -> Forms {
    let Some((base, tail)) = listed.rsplit_once(", ") else {
        return Forms { short: listed.to_owned(), long: None };
    };
    let tail = match tail.strip_prefix('(').and_then(|rest| rest.split_once(") ")) {
        Some((_, rest)) => rest,
        None => tail,
    };
    if tail.ends_with(" of") || tail.ends_with(" of the") {
        let head = base.split(", ").next().unwrap_or(base);
        return Forms { short: filed(base).short, long: Some(format!("{tail} {head}")) };
    }
    if tail.contains(' ') {
        return Forms { short: base.to_owned(), long: Some(tail.to_owned()) };
    }
    Forms { short: format!("{tail} {base}"), long: None }
}

/// The key by which names are compared: letters and digits only, without case, accents and article.
pub(crate) fn key(form: &str) -> String {
    words(form).join(" ")
}

/// The key without the words for the form of state.
pub(crate) fn stem(form: &str) -> String {
    words(form).into_iter().filter(|word| !STATE_WORDS.contains(&word.as_str())).collect::<Vec<_>>().join(" ")
}

/// The slug of a name: lower-case ASCII words joined by hyphens. An unknown letter is an error and not left out.
pub(crate) fn slug(file: &'static str, form: &str) -> Result<String, ReferenceError> {
    let words = words(form);
    if let Some(odd) = words.iter().flat_map(|word| word.chars()).find(|letter| !letter.is_ascii()) {
        return Err(ReferenceError::new(file, form, format!("no ASCII form is known for the letter {odd}")));
    }
    let slug = words.join("-");
    if slug.is_empty() {
        return Err(ReferenceError::new(file, form, "a name without letters"));
    }
    Ok(slug)
}

fn words(form: &str) -> Vec<String> {
    let mut plain = String::with_capacity(form.len());
    for letter in form.replace("St. ", "Saint ").replace('&', " and ").chars().flat_map(char::to_lowercase) {
        match ascii(letter) {
            Some(ascii) => plain.push_str(ascii),
            None if letter.is_alphanumeric() => plain.push(letter),
            // U.S. is one word, and so is Côte d’Ivoire's second.
            None if matches!(letter, '\'' | '’' | '.') => {}
            None => plain.push(' '),
        }
    }
    let words: Vec<String> = plain.split_whitespace().map(str::to_owned).collect();
    match words.split_first() {
        Some((article, rest)) if article == "the" && !rest.is_empty() => rest.to_vec(),
        _ => words,
    }
}

/// The ASCII form of the accented letters in the sources.
fn ascii(letter: char) -> Option<&'static str> {
    Some(match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ā' => "a",
        'ç' => "c",
        'é' | 'è' | 'ê' | 'ë' | 'ễ' => "e",
        'í' | 'î' | 'ï' | 'ī' => "i",
        'ñ' => "n",
        'ó' | 'ô' | 'õ' | 'ö' | 'ō' => "o",
        'ú' | 'ü' => "u",
        _ => return None,
    })
}

/// The UN marks observers with an asterisk and states associated with another by two.
fn without_footnote(listed: &str) -> String {
    listed.trim_end_matches(['*', ' ']).trim().to_owned()
}

fn bracket(listed: &str) -> Option<(&str, &str)> {
    let (base, bracket) = listed.split_once(" (")?;
    Some((base, bracket.strip_suffix(')')?))
}

/// "Plurinational State of" before "Bolivia"; none if the bracket cannot stand before the name.
fn put_together(base: &str, bracket: &str) -> Option<String> {
    if bracket.ends_with(['\'', '’']) {
        return Some(format!("{bracket}{base}"));
    }
    let last = bracket.rsplit(' ').next()?;
    let joined = ["of", "de", "del", "du", "des", "los", "la"].contains(&last) && last != bracket;
    joined.then(|| format!("{bracket} {base}"))
}
