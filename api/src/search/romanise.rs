//! Names across scripts and spellings: Лавров, Lavrov, Lawrow and Lavrow are one name to who searches.
//!
//! A word is written in Latin letters first, by rules of our own where the usual spelling abroad differs from what `deunicode` makes of a
//! letter. What is left of it when vowels, doubled letters and the ways to write one sound are taken away are its *keys*: several, where a
//! letter stands for different sounds in different languages (the c of Çavuşoğlu, cavusoglu and Cavid).

use std::collections::BTreeSet;

/// Keys of one word at most.
const MOST_KEYS: usize = 16;
/// A key of fewer signs says too little to find anybody by.
const SHORTEST_KEY: usize = 3;

/// The words of a name in lower-case ASCII letters and digits.
pub fn words(name: &str) -> Vec<String> {
    let latin = latin(name);
    latin.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// A name as one text, without anything between its words: Xi Jinping and 习近平 meet here.
pub fn whole(name: &str) -> String {
    words(name).concat()
}

/// The keys of a word that [`words`] gave; none where too little is left of it.
pub fn keys(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut keys = vec![String::new()];
    let (mut at, mut is_behind_vowel) = (0, false);
    while let Some(rest) = letters.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, sounds) = sounds(rest, at == 0);
        at += length;
        let mut longer = Vec::with_capacity(keys.len() * sounds.len());
        for key in &keys {
            for sound in sounds {
                let mut key: String = key.clone();
                // A doubled letter counts once; one that comes again behind a vowel counts twice.
                if !sound.is_empty() && (is_behind_vowel || !key.ends_with(sound)) {
                    key.push_str(sound);
                }
                longer.push(key);
            }
        }
        longer.truncate(MOST_KEYS);
        keys = longer;
        is_behind_vowel = sounds.iter().all(|sound| sound.is_empty());
    }
    keys.into_iter().filter(|key| key.len() >= SHORTEST_KEY).collect()
}

/// How many letters make the next sound, and what it may be.
#[expect(clippy::match_same_arms, reason = "the first letter is told from others")]
fn sounds(letters: &[char], is_first: bool) -> (usize, &'static [&'static str]) {
    const VOWEL: &[&str] = &[""];
    const FIRST_VOWEL: &[&str] = &["a"];
    const CLUSTERS: [(&str, &[&str]); 17] = [
        ("tsch", &["s"]),
        ("shch", &["s"]),
        ("dzh", &["s"]),
        ("sch", &["s"]),
        ("tch", &["s"]),
        ("kh", &["h"]),
        ("gh", &["g"]),
        ("sh", &["s"]),
        ("ch", &["s", "h"]),
        ("zh", &["s"]),
        ("ph", &["f"]),
        ("th", &["t"]),
        ("ts", &["s"]),
        ("tz", &["s"]),
        ("cz", &["s"]),
        ("sz", &["s"]),
        ("dj", &["s"]),
    ];
    for (cluster, sounds) in CLUSTERS {
        if cluster.chars().eq(letters.iter().copied().take(cluster.len())) {
            return (cluster.len(), sounds);
        }
    }
    let Some(letter) = letters.first() else { return (1, VOWEL) };
    let sounds: &[&str] = match letter {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' if is_first => FIRST_VOWEL,
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' => VOWEL,
        // Jelzin and Yeltsin; Javid, Cavid and Dzhavid; Джугашвили as Jugashvili.
        'j' if is_first => &["a", "s"],
        'j' => &["", "s"],
        'c' => &["s", "k"],
        'k' => &["k"],
        'q' => &["k", "g"],
        'g' => &["g"],
        // Rohani and Rouhani, Abdullah and Abdulla: an h behind a vowel is often dropped.
        'h' if is_first => &["h"],
        'h' => &["h", ""],
        'x' => &["h", "ks", "s"],
        'v' | 'w' | 'f' => &["f"],
        's' | 'z' => &["s"],
        'b' => &["b"],
        'd' => &["d"],
        'l' => &["l"],
        'm' => &["m"],
        'n' => &["n"],
        // Arabic has no p.
        'p' => &["p", "b"],
        'r' => &["r"],
        't' => &["t"],
        '0' => &["0"],
        '1' => &["1"],
        '2' => &["2"],
        '3' => &["3"],
        '4' => &["4"],
        '5' => &["5"],
        '6' => &["6"],
        '7' => &["7"],
        '8' => &["8"],
        '9' => &["9"],
        _ => VOWEL,
    };
    (1, sounds)
}

/// `text` in Latin letters: what has none of its own rules here is left to `deunicode`.
fn latin(text: &str) -> String {
    let mut latin = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase).filter(|letter| !super::token::is_ignorable(*letter)) {
        match own(letter) {
            Some(written) => latin.push_str(written),
            // An apostrophe within a name belongs to it: O'Brien, Sha'ban.
            None if matches!(letter, '\'' | '’' | 'ʼ' | 'ʻ' | '`' | '´') => {}
            None if letter.is_ascii() => latin.push(letter),
            None => latin.push_str(&deunicode::deunicode_char(letter).unwrap_or(" ").replace(['\'', '`'], "").to_lowercase()),
        }
    }
    latin
}

/// Letters whose usual spelling abroad is not what `deunicode` makes of them.
#[expect(clippy::match_same_arms, reason = "script by script")]
fn own(letter: char) -> Option<&'static str> {
    Some(match letter {
        // What stands above and below a letter.
        '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{670}' => "",
        'ə' | 'ә' => "a",
        // Cyrillic: Russian, Ukrainian, Serbian, Bulgarian, Kazakh.
        'ъ' | 'ь' => "",
        'й' | 'ы' | 'ј' => "y",
        'ё' | 'э' | 'є' => "e",
        'я' => "ya",
        'ю' => "yu",
        'х' | 'һ' => "kh",
        'ц' => "ts",
        'ч' | 'ћ' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ж' => "zh",
        'џ' | 'ђ' => "dj",
        'ї' | 'і' => "i",
        'ґ' | 'ғ' => "g",
        'љ' => "l",
        'њ' | 'ң' => "n",
        'қ' => "k",
        'ө' => "o",
        'ұ' | 'ү' => "u",
        // Arabic and Persian. Short vowels are not written.
        'ع' | 'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ء' | 'ئ' | 'ؤ' | 'ى' => "a",
        'ي' | 'ی' => "y",
        'و' => "u",
        'ة' => "a",
        'ه' | 'ح' => "h",
        'خ' => "kh",
        'غ' => "gh",
        'ق' => "q",
        'ك' | 'ک' => "k",
        'ش' => "sh",
        'ج' => "j",
        'ذ' | 'ز' | 'ظ' | 'ض' | 'ژ' => "z",
        'ث' | 'س' | 'ص' => "s",
        'ت' | 'ط' => "t",
        'پ' => "p",
        'چ' => "ch",
        'گ' => "g",
        // Greek.
        'χ' => "ch",
        'β' => "v",
        'ς' => "s",
        'ή' | 'η' => "i",
        // Armenian.
        'ջ' | 'ճ' => "j",
        'ղ' => "gh",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_in_latin_letters() {
        for (name, latin) in [
            ("Сергей Лавров", "sergey lavrov"),
            ("Мамедъяров", "mamedyarov"),
            ("Məmmədyarov", "mammadyarov"),
            ("Mevlüt Çavuşoğlu", "mevlut cavusoglu"),
            ("O’Brien", "obrien"),
            ("习近平", "xi jin ping"),
            ("Αλέξης Τσίπρας", "alexis tsipras"),
        ] {
            assert_eq!(words(name).join(" "), latin);
        }
        assert_eq!(whole("习近平"), whole("Xi Jinping"));
    }

    #[test]
    fn other_names_have_other_keys() {
        for (one, other) in [("lavrov", "ivanov"), ("kerry", "kennedy"), ("baku", "batumi"), ("merkel", "macron")] {
            assert!(keys(one).is_disjoint(&keys(other)), "{one}, {other}");
        }
    }
}
