//! Personal names as sequences of words: where one ends, and whether two spellings are one name.
use super::block::plain;
use super::token::Token;
use super::vocabulary::{HONORIFICS, NOT_NAMES, OFFICE_HEADS, PARTICLES, contains};

/// The end (token index) of the name that starts at `from`; `from` itself if none does.
pub fn end_of_name(tokens: &[Token<'_>], from: usize, blocked: &dyn Fn(usize) -> bool) -> usize {
    let mut at = from;
    let mut end = from;
    while let Some(token) = tokens.get(at) {
        if at - from >= 7 || (at > from && !token.spaced) {
            break;
        }
        // "Theresa May" is no month.
        let month = at > from
            && matches!(token.text, "May" | "June" | "April" | "August")
            && !tokens.get(at + 1).is_some_and(Token::is_number);
        if (is_name_word(token, at == from) || month) && (!blocked(at) || single_inside(tokens, at, from)) {
            at += 1;
            end = at;
        } else if contains(PARTICLES, token.text)
            && tokens.get(at + 1).is_some_and(|next| next.spaced && (is_name_word(next, false) || contains(PARTICLES, next.text)))
        {
            at += 1;
        } else {
            break;
        }
    }
    end
}

/// A given name that is also a country's ("Jordan", "Chad") stays a name between other words of one.
fn single_inside(tokens: &[Token<'_>], at: usize, from: usize) -> bool {
    at > from
        && tokens.get(at + 1).is_some_and(|t| t.spaced && t.is_capitalised() && t.is_word() && !t.is_acronym())
        && tokens.get(at - 1).is_some_and(|t| t.text.ends_with('.'))
}

fn is_name_word(token: &Token<'_>, first: bool) -> bool {
    if !token.is_word() || !token.is_capitalised() {
        // al-Assad, el-Sisi, d’Estaing
        return !first
            && (token.text.contains('-') || token.text.contains('’') || token.text.contains('\''))
            && token.text.chars().any(char::is_uppercase)
            || first
                && ["al-", "el-", "ad-", "as-", "d’", "d'"]
                    .iter()
                    .any(|p| token.text.starts_with(p) && token.text.chars().any(char::is_uppercase));
    }
    if token.text.len() == 2 && token.text.ends_with('.') {
        return true;
    }
    if matches!(token.text, "II" | "III" | "IV" | "VI" | "Jr" | "Jr." | "Sr.") {
        return !first;
    }
    // "I’m", "We’ll"
    let contraction =
        token.text.split_once(['’', '\'']).is_some_and(|(_, end)| matches!(end, "m" | "ll" | "ve" | "re" | "d" | "t" | "s"));
    !contraction
        && !contains(NOT_NAMES, token.text)
        && !contains(HONORIFICS, token.text)
        && (!token.is_acronym() || token.text.chars().count() <= 3 || token.text.contains('-'))
        && !token.text.chars().any(char::is_numeric)
        && !OFFICE_HEADS.iter().any(|(head, _)| *head == token.lower())
}

/// "EARNEST" → "Earnest", "MCGURK" → "`McGurk`", "O’NEILL" → "O’Neill": for labels in capitals.
pub fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, word) in text.split(' ').enumerate() {
        if n > 0 {
            out.push(' ');
        }
        let capitals = word.chars().filter(|c| c.is_alphabetic()).count() > 1
            && word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if !capitals || word.matches('.').count() > 1 {
            out.push_str(word);
            continue;
        }
        let lower = word.to_lowercase();
        let mut start = true;
        for (place, c) in lower.char_indices() {
            out.extend(if start { c.to_uppercase().collect::<Vec<_>>() } else { vec![c] });
            let so_far = lower.get(..place + c.len_utf8()).unwrap_or("");
            let last = lower.len() <= place + c.len_utf8() + 1;
            start = matches!(c, '-' | '’' | '\'') && !last || so_far == "mc";
        }
    }
    out
}

/// Words of a name for comparing.
pub fn words(name: &str) -> Vec<String> {
    plain(name).split_whitespace().map(|w| w.trim_end_matches('.').to_owned()).collect()
}

/// How many letters differ (inserted, left out, changed, two swapped).
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |r: &[usize], k: usize| r.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            if i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x) {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = row;
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::token::tokens;

    #[test]
    fn names_keep_their_particles_and_stop_before_the_sentence_goes_on() {
        let end = |text: &str| {
            let tokens = tokens(text);
            let end = end_of_name(&tokens, 0, &|_| false);
            tokens.get(end.saturating_sub(1)).map_or("", |t| text.get(..t.end).unwrap_or("")).to_owned()
        };
        assert_eq!(end("Salman bin Abdulaziz Al Saud of Saudi"), "Salman bin Abdulaziz Al Saud");
        assert_eq!(end("Abdel Fattah el-Sisi said"), "Abdel Fattah el-Sisi");
        assert_eq!(end("Abdullah II of Jordan"), "Abdullah II");
        assert_eq!(end("Staffan de Mistura has"), "Staffan de Mistura");
    }

    #[test]
    fn slips_are_small_distances() {
        assert_eq!(distance("ladimir putin", "vladimir putin"), 1);
        assert_eq!(distance("angela markel", "angela merkel"), 1);
        assert_eq!(title_case("MR. MCGURK"), "Mr. McGurk");
    }
}
