//! How texts are cut into words, and how words are made comparable: in lower case without accents, and by their stem in the language
//! of the text. Names are another matter (`romanise.rs`).

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut here: no language has them, and the index refuses them.
const LONGEST: usize = 100;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// In lower case, with its accents: what stemmers expect.
    pub lower: String,
    /// Without accents.
    pub plain: String,
    /// Where it begins and ends in the text, in bytes.
    pub start: usize,
    pub end: usize,
}

/// The words of `text`. A sign of a script without spaces is a word of its own.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices() {
        let alone = stands_alone(letter);
        if let Some(from) = start.filter(|_| alone || !(is_part(letter))) {
            push(&mut tokens, text, from, at);
            start = None;
        }
        if alone {
            push(&mut tokens, text, at, at + letter.len_utf8());
        } else if start.is_none() && letter.is_alphanumeric() {
            start = Some(at);
        }
    }
    if let Some(from) = start {
        push(&mut tokens, text, from, text.len());
    }
    tokens
}

fn push(tokens: &mut Vec<Token>, text: &str, start: usize, end: usize) {
    let Some(word) = text.get(start..end) else { return };
    let lower: String = word.chars().filter(|letter| !is_ignorable(*letter)).take(LONGEST).collect::<String>().to_lowercase();
    let plain = plain(&lower);
    if !plain.is_empty() {
        tokens.push(Token { lower, plain, start, end });
    }
}

/// Letters, digits, and what changes them.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter) || is_ignorable(letter)
}

/// What has no width and says nothing: soft hyphens, joiners, marks of direction. A text with them is the same text.
pub fn is_ignorable(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{640}')
}

/// A sign of a script without spaces.
pub fn stands_alone(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}')
}

/// `lower` without accents, in the script it has.
pub fn plain(lower: &str) -> String {
    let mut plain = String::with_capacity(lower.len());
    for letter in lower.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'ı' => plain.push('i'),
            'ł' => plain.push('l'),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            'ə' => plain.push('a'),
            'أ' | 'إ' | 'آ' | 'ٱ' => plain.push('ا'),
            'ى' | 'ی' => plain.push('ي'),
            'ک' => plain.push('ك'),
            letter => plain.push(letter),
        }
    }
    plain
}

/// Finds stems in one language.
pub struct Stems {
    code: &'static str,
    stemmer: Option<Stemmer>,
}

/// What stands for languages without a stemmer, and for texts whose language is not known.
const NONE: &str = "xx";

impl Stems {
    /// Of the language that a BCP 47 tag names.
    pub fn of(tag: Option<&str>) -> Self {
        let language = tag.and_then(|tag| tag.split('-').next()).unwrap_or_default().to_ascii_lowercase();
        let (code, algorithm) = match language.as_str() {
            "ar" => ("ar", Algorithm::Arabic),
            "hy" => ("hy", Algorithm::Armenian),
            "cs" => ("cs", Algorithm::Czech),
            "da" => ("da", Algorithm::Danish),
            "nl" => ("nl", Algorithm::Dutch),
            "en" => ("en", Algorithm::English),
            "fi" => ("fi", Algorithm::Finnish),
            "fr" => ("fr", Algorithm::French),
            "de" => ("de", Algorithm::German),
            "el" => ("el", Algorithm::Greek),
            "hi" => ("hi", Algorithm::Hindi),
            "hu" => ("hu", Algorithm::Hungarian),
            "id" => ("id", Algorithm::Indonesian),
            "it" => ("it", Algorithm::Italian),
            "no" | "nb" | "nn" => ("no", Algorithm::Norwegian),
            "fa" => ("fa", Algorithm::Persian),
            "pl" => ("pl", Algorithm::Polish),
            "pt" => ("pt", Algorithm::Portuguese),
            "ro" => ("ro", Algorithm::Romanian),
            "ru" => ("ru", Algorithm::Russian),
            "sr" | "hr" | "bs" => ("sr", Algorithm::Serbian),
            "es" => ("es", Algorithm::Spanish),
            "sv" => ("sv", Algorithm::Swedish),
            "tr" => ("tr", Algorithm::Turkish),
            _ => return Self { code: NONE, stemmer: None },
        };
        Self { code, stemmer: Some(Stemmer::new(algorithm)) }
    }

    /// What the index keeps for a word: the language, and the stem in it. Stems of two languages never meet.
    pub fn stem(&self, token: &Token) -> String {
        let stem = self.stemmer.as_ref().map_or_else(|| token.plain.clone(), |stemmer| plain(&stemmer.stem(&token.lower)));
        format!("{}:{stem}", self.code)
    }

    /// The language, or what stands for those without a stemmer.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.plain).collect()
    }

    #[test]
    fn words_lose_case_and_accents_and_keep_their_script() {
        assert_eq!(words("Çavuşoğlu’s U.S.-led “Déjà vu”, 2016!"), ["cavusoglu", "s", "u", "s", "led", "deja", "vu", "2016"]);
        assert_eq!(words("Ёлка, Łódź, Straße"), ["елка", "lodz", "strasse"]);
        assert_eq!(words("中国 外交部"), ["中", "国", "外", "交", "部"]);
        assert_eq!(words("🎉 … — \u{200B}"), Vec::<String>::new());
        assert_eq!(words("part\u{AD}ner\u{200B}ship"), ["partnership"]);
    }

    #[test]
    fn tokens_say_where_they_stand() {
        let text = "«Быть» 2016";
        let spans: Vec<&str> = tokens(text).iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(spans, ["Быть", "2016"]);
    }

    #[test]
    fn stems_are_those_of_the_language() {
        let stem = |tag, word: &str| Stems::of(Some(tag)).stem(&tokens(word)[0]);
        assert_eq!(stem("en-GB", "partnerships"), stem("en", "partnership"));
        assert_eq!(stem("ru", "переговорах"), stem("ru", "переговоры"));
        assert_eq!(stem("de", "Verhandlungen"), stem("de", "Verhandlung"));
        assert_ne!(stem("en", "a"), stem("de", "a"));
        assert_eq!(stem("az", "Danışıqlar"), "xx:danisiqlar");
    }
}
