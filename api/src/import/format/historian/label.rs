//! Names of territories for their ids, for files that tell only the id: the id with spaces, in title case. Where the source's own name is
//! another one, `labels.csv` has it (made from `gsh`'s `short-form-name` and `label`, CC0).

use std::collections::BTreeMap;
use std::sync::LazyLock;

const LABELS: &str = include_str!("labels.csv");

static OWN: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| csv::Reader::from_reader(LABELS.as_bytes()).deserialize().filter_map(Result::ok).collect());

/// Words that are written small within a name.
const SMALL: [&str; 8] = ["of", "and", "the", "in", "da", "de", "del", "la"];

/// Words that want an article before a name that begins or ends with them.
const FIRST: [&str; 13] = [
    "United",
    "Republic",
    "Kingdom",
    "Federal",
    "Federated",
    "Federation",
    "Democratic",
    "Union",
    "Soviet",
    "Holy",
    "Socialist",
    "Central",
    "Austrian",
];
const LAST: [&str; 11] = [
    "Islands",
    "Republic",
    "Empire",
    "Federation",
    "Confederation",
    "Netherlands",
    "Philippines",
    "Maldives",
    "U.S.S.R.",
    "Antilles",
    "Authority",
];

/// The name of the territory with this id, without the last year that tells former ones apart.
pub fn of(id: &str) -> String {
    OWN.get(id).cloned().unwrap_or_else(|| title_case(without_year(id)))
}

/// An id with spaces, in title case.
pub fn title_case(id: &str) -> String {
    let words = id.split(['-', '_']).filter(|word| !word.is_empty()).enumerate().map(|(at, word)| {
        if at > 0 && SMALL.contains(&word) {
            return word.to_owned();
        }
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    });
    words.collect::<Vec<String>>().join(" ")
}

/// A name as it is said: "Korea, Republic of" is filed under its noun.
pub fn natural(name: &str) -> String {
    match name.split_once(", ") {
        Some((noun, rest)) if !rest.contains(',') => format!("{rest} {noun}"),
        _ => name.to_owned(),
    }
}

/// A name without what stands in parentheses at its end.
pub fn plain(name: &str) -> &str {
    match name.rfind(" (") {
        Some(at) if name.ends_with(')') => name.get(..at).unwrap_or(name),
        _ => name,
    }
}

/// The name within a sentence: "the United Kingdom".
pub fn with_article(name: &str) -> String {
    if let Some(rest) = name.strip_prefix("The ") {
        return format!("the {rest}");
    }
    let plain = plain(name);
    let first = plain.split(' ').next().unwrap_or_default();
    let last = plain.rsplit(' ').next().unwrap_or_default();
    if (FIRST.contains(&first) && plain != first) || LAST.contains(&last) || plain.contains("Republic of") {
        return format!("the {name}");
    }
    name.to_owned()
}

fn without_year(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((rest, year)) if year == "TBD" || (year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())) => rest,
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_ids() {
        for (id, name) in [
            ("soviet-union-1991", "Soviet Union"),
            ("czechoslovakia", "Czechoslovakia"),
            ("cote-divoire", "Côte d’Ivoire"),
            ("isle-of-man", "Isle of Man"),
            ("bunker-island-TBD", "Bunker Island"),
            ("korea-south", "South Korea"),
            ("", ""),
        ] {
            assert_eq!(of(id), name);
        }
    }

    #[test]
    fn filed_names_are_turned() {
        assert_eq!(natural("Germany, Federal Republic of"), "Federal Republic of Germany");
        assert_eq!(natural("Korea, South"), "South Korea");
        assert_eq!(natural("Saint Helena, Ascension, and Tristan da Cunha"), "Saint Helena, Ascension, and Tristan da Cunha");
    }

    #[test]
    fn some_names_have_an_article() {
        for (name, said) in [
            ("United Kingdom", "the United Kingdom"),
            ("The Gambia", "the Gambia"),
            ("Czech Republic", "the Czech Republic"),
            ("People’s Republic of China", "the People’s Republic of China"),
            ("Federal Republic of Germany", "the Federal Republic of Germany"),
            ("France", "France"),
            ("Solomon Islands", "the Solomon Islands"),
        ] {
            assert_eq!(with_article(name), said);
        }
    }
}
