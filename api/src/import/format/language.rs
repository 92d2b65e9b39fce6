//! The language of a text, where its letters or its commonest words leave no doubt.

/// Letters of a text that are looked at.
const SAMPLE: usize = 40_000;
/// Words of a text that is long enough to tell by its words.
const ENOUGH: usize = 40;

/// Common words that the other languages here do not have, or seldom.
const WORDS: [(&str, &[&str]); 7] = [
    ("en", &["the", "and", "of", "to", "is", "that", "was", "for", "with", "this", "are", "you", "have", "be", "it", "they"]),
    ("fr", &["le", "les", "des", "et", "est", "dans", "pour", "pas", "vous", "nous", "une", "sur", "avec", "qui", "du"]),
    ("de", &["der", "die", "das", "und", "ist", "nicht", "ein", "eine", "ich", "wir", "sie", "mit", "für", "auf", "zu"]),
    ("es", &["el", "los", "las", "y", "una", "con", "pero", "más", "del", "muy", "sus", "lo", "su", "hay"]),
    ("pt", &["o", "os", "não", "uma", "com", "mas", "mais", "do", "da", "em", "ao", "um", "é"]),
    ("it", &["il", "che", "di", "è", "non", "per", "sono", "della", "gli", "anche", "più", "nel", "della"]),
    ("nl", &["het", "een", "van", "dat", "niet", "ik", "voor", "zijn", "ook", "maar", "wij", "naar"]),
];
const TRADITIONAL: &str = "這們國會說對時來為個學過還沒讓開發關問題實體點經應當將";
const SIMPLIFIED: &str = "这们国会说对时来为个学过还没让开发关问题实体点经应当将";

/// The BCP 47 tag of the language, if it is certain.
pub fn of(text: &str) -> Option<&'static str> {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).take(SAMPLE).collect();
    let share = |low: char, high: char| letters.iter().filter(|c| (low..=high).contains(*c)).count() * 100 / letters.len().max(1);
    let has = |some: &str| letters.iter().filter(|c| some.contains(**c)).count();
    let (han, kana) = (share('\u{3400}', '\u{9fff}'), share('\u{3040}', '\u{30ff}'));
    if letters.len() < 20 {
        None
    } else if kana > 10 && han + kana > 60 {
        Some("ja")
    } else if han > 60 && kana < 2 {
        // Most characters of the two lists are written differently; those that are not count for both.
        let (traditional, simplified) = (has(TRADITIONAL), has(SIMPLIFIED));
        Some(if traditional > simplified * 5 {
            "zh-Hant"
        } else if simplified > traditional * 5 {
            "zh-Hans"
        } else {
            "zh"
        })
    } else if share('\u{ac00}', '\u{d7a3}') > 60 {
        Some("ko")
    } else if share('\u{400}', '\u{4ff}') > 80 {
        match (has("ыэЫЭ") > 0, has("іїєґІЇЄҐ") > 0, has("ўјљњђћЎЈЉЊЂЋ") > 0) {
            (true, false, false) => Some("ru"),
            (false, true, false) => Some("uk"),
            _ => None,
        }
    } else if share('\u{600}', '\u{6ff}') > 80 {
        (has("پچژگکیٹڈ") == 0).then_some("ar")
    } else if share('\u{590}', '\u{5ff}') > 80 {
        Some("he")
    } else if share('\u{370}', '\u{3ff}') > 80 {
        Some("el")
    } else if share('A', '\u{24f}') > 90 {
        by_words(text)
    } else {
        None
    }
}

fn by_words(text: &str) -> Option<&'static str> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .take(SAMPLE / 5)
        .map(str::to_lowercase)
        .collect();
    let mut counted =
        WORDS.map(|(language, known)| (words.iter().filter(|word| known.contains(&word.as_str())).count(), language));
    counted.sort_unstable();
    let [.., (second, _), (best, language)] = counted;
    (words.len() >= ENOUGH && best * 100 >= words.len() * 8 && best > second * 3).then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_where_they_are_certain() {
        let english =
            "The minister said that this is for the people of the country and that they have to be ready for it. ".repeat(3);
        let french = "Nous avons dit que les pays et les peuples sont dans une situation qui est difficile pour vous. ".repeat(3);
        assert_eq!(of(&english), Some("en"));
        assert_eq!(of(&french), Some("fr"));
        assert_eq!(of(&[english.clone(), french].concat()), None, "two languages");
        assert_eq!(of("我們這個國家會說的，對於這些時候來為大家做一個學習的問題，謝謝各位"), Some("zh-Hant"));
        assert_eq!(of("我们这个国家会说的，对于这些时候来为大家做一个学习的问题，谢谢各位"), Some("zh-Hans"));
        assert_eq!(of("Это были хорошие переговоры, мы обсудили все вопросы"), Some("ru"));
        assert_eq!(of("Це були добрі переговори, ми обговорили всі питання її"), Some("uk"));
        assert_eq!(of("ok"), None);
    }
}
