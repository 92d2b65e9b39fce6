//! How alike names are, whatever script and spelling they come in.

use crate::text::fold;

/// What is left of a name when spelling is taken away: Lavrov, Lawrow and Лавров share it, and Mammadyarov and Mamedyarov. Letters that
/// spellings double count once, vowels and what stands for them not at all; the order of the words does not matter.
pub fn skeleton(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<String> = folded.split(' ').map(bones).filter(|word| !word.is_empty()).collect();
    words.sort();
    words.join(" ")
}

fn bones(word: &str) -> String {
    let word =
        word.replace("kh", "h").replace("sch", "s").replace("sh", "s").replace("ch", "c").replace("zh", "z").replace("ph", "f");
    let mut bones = String::new();
    let mut last = None;
    for (place, letter) in word.chars().enumerate() {
        let letter = match letter {
            'w' => 'v',
            'q' | 'g' if place > 0 && letter == 'q' => 'k',
            'j' => 'y',
            other => other,
        };
        if last == Some(letter) {
            continue;
        }
        last = Some(letter);
        let is_vowel = matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        if !is_vowel || place == 0 {
            bones.push(if is_vowel { 'a' } else { letter });
        }
    }
    bones
}

/// How alike two names are, from 0 to 1.
pub fn likeness(one: &str, other: &str) -> f64 {
    let sorted = |name: &str| {
        let folded = fold(name);
        let mut words: Vec<&str> = folded.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    };
    let (one, other) = (sorted(one), sorted(other));
    if one == other { 1.0 } else { strsim::jaro_winkler(&one, &other).min(0.99) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_and_scripts_of_a_name_share_a_skeleton() {
        for (one, other) in [
            ("Sergey Lavrov", "Sergei Lavrov"),
            ("Lavrov", "Лавров"),
            ("Lavrov", "Lawrow"),
            ("Mevlüt Çavuşoğlu", "Mevlut Cavusoglu"),
            ("Elmar Mammadyarov", "Elmar Mamedyarov"),
            ("Məmmədyarov", "Mammadyarov"),
            ("John Kerry", "Kerry, John"),
        ] {
            assert_eq!(skeleton(one), skeleton(other), "{one}, {other}");
            assert!(likeness(one, other) > 0.8, "{one}, {other}: {}", likeness(one, other));
        }
    }

    #[test]
    fn other_names_have_other_skeletons() {
        for (one, other) in [("Sergey Lavrov", "Sergey Ivanov"), ("John Kerry", "John Kennedy"), ("Baku", "Batumi")] {
            assert_ne!(skeleton(one), skeleton(other), "{one}, {other}");
        }
    }
}
