//! Words of a text with their places. Keeps "U.S.", "Mr.", initials, hyphenated words; splits off the possessive.
use super::pattern::patterns;

patterns! {
    WORD = r"(?:\p{Lu}\.){2,}|\b(?:Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Sen|Rep|Gov|Prof|Jr|Sr|Amb)\.|\b\p{Lu}\.|[\p{L}\p{M}][\p{L}\p{M}\p{N}]*(?:[-‑’'][\p{L}\p{M}\p{N}]+)*|\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?|\S";
}

#[derive(Debug, Clone, Copy)]
pub struct Token<'t> {
    pub start: usize,
    pub end: usize,
    pub text: &'t str,
    /// White space (or the start of the text) comes before it.
    pub spaced: bool,
}

impl Token<'_> {
    pub fn is_word(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_alphabetic)
    }
    pub fn is_capitalised(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
    /// NATO, BASF, G20, U.S.
    pub fn is_acronym(&self) -> bool {
        let mut letters = self.text.chars().filter(|c| c.is_alphabetic()).peekable();
        letters.peek().is_some()
            && letters.all(char::is_uppercase)
            && self.text.chars().filter(|c| c.is_alphanumeric()).count() > 1
    }
    pub fn is_number(&self) -> bool {
        self.text.chars().next().is_some_and(|c| c.is_ascii_digit())
    }
    pub fn is_possessive(&self) -> bool {
        matches!(self.text, "’s" | "'s" | "’" | "'")
    }
    pub fn lower(&self) -> String {
        self.text.to_lowercase()
    }
}

pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out: Vec<Token<'_>> = Vec::with_capacity(text.len() / 5);
    let mut last = 0;
    for found in WORD.find_iter(text) {
        let (start, end, word) = (found.start(), found.end(), found.as_str());
        // A new paragraph ends names and offices.
        let gap = text.get(last..start).unwrap_or("");
        let spaced = start == 0 || start > last && !gap.contains('\n');
        last = end;
        if let Some(stem) = word.strip_suffix("’s").or_else(|| word.strip_suffix("'s")).filter(|s| !s.is_empty()) {
            let middle = start + stem.len();
            out.push(Token { start, end: middle, text: stem, spaced });
            out.push(Token { start: middle, end, text: text.get(middle..end).unwrap_or(""), spaced: false });
        } else {
            out.push(Token { start, end, text: word, spaced });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn possessives_are_split_and_abbreviations_kept() {
        let words: Vec<&str> = tokens("Russia’s Mr. Kerry, U.S. Secretary J. O’Neill al-Assad").iter().map(|t| t.text).collect();
        assert_eq!(words, ["Russia", "’s", "Mr.", "Kerry", ",", "U.S.", "Secretary", "J.", "O’Neill", "al-Assad"]);
    }
}
