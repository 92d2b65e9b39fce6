//! Where the words of a search stand in a text.

use super::romanise;
use super::syntax::{Leaf, Node, SearchField, Shape};
use super::token::{Stems, Token, tokens};

/// Characters of a snippet, about.
const SNIPPET: usize = 240;
/// Characters before the first word that was found.
const BEFORE: usize = 60;

/// A span of a text, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// What is looked for in texts and names, without what must not be there.
pub fn leaves(node: &Node) -> Vec<Leaf> {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().flat_map(leaves).collect(),
        Node::Not(_) => Vec::new(),
        Node::Leaf(leaf) => vec![leaf.clone()],
    }
}

/// Where the words of `leaves` stand in a text in `language`.
pub fn in_text(leaves: &[Leaf], field: SearchField, language: Option<&str>, text: &str) -> Vec<Span> {
    let stems = Stems::of(language);
    let words = tokens(text);
    let found = words_at(leaves, field, |leaf| {
        let wanted = tokens(&leaf.text);
        match (leaf.shape, wanted.first()) {
            (Shape::Word, Some(wanted)) => {
                let stem = stems.stem(wanted);
                places(&words, 1, |some| some.iter().all(|word| word.plain == wanted.plain || stems.stem(word) == stem))
            }
            (shape, _) => places(&words, wanted.len(), |some| {
                let last = wanted.len().saturating_sub(1);
                some.iter().zip(&wanted).enumerate().all(|(place, (word, wanted))| {
                    let is_beginning = shape == Shape::Prefix && place == last;
                    if is_beginning { word.plain.starts_with(&wanted.plain) } else { word.plain == wanted.plain }
                })
            }),
        }
    });
    spans(text, &words, found)
}

/// Where the words of `leaves` stand in a name, whatever script and spelling it has.
pub fn in_name(leaves: &[Leaf], name: &str) -> Vec<Span> {
    let words = tokens(name);
    let romanised: Vec<String> = words.iter().map(|word| romanise::whole(&word.lower)).collect();
    let found = words_at(leaves, SearchField::Name, |leaf| {
        let wanted = romanise::words(&leaf.text);
        let last = wanted.len().saturating_sub(1);
        let mut found = Vec::new();
        for (place, wanted) in wanted.iter().enumerate() {
            let fits = |word: &String| match leaf.shape {
                Shape::Prefix if place == last => word.starts_with(wanted.as_str()),
                _ => is_like(word, wanted),
            };
            found.extend(romanised.iter().enumerate().filter(|(_, word)| fits(word)).map(|(place, _)| (place, place + 1)));
        }
        found
    });
    spans(name, &words, found)
}

/// The same word, one that sounds so, or one with a slip of the pen.
fn is_like(word: &str, wanted: &str) -> bool {
    let slips = match wanted.len() {
        0..=3 => 0,
        4..=8 => 1,
        _ => 2,
    };
    word == wanted || !romanise::keys(word).is_disjoint(&romanise::keys(wanted)) || strsim::osa_distance(word, wanted) <= slips
}

/// The words, from one to before another, at which some leaf that may stand in `field` does.
fn words_at(leaves: &[Leaf], field: SearchField, places: impl Fn(&Leaf) -> Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    leaves.iter().filter(|leaf| leaf.field.is_none_or(|asked| asked == field)).flat_map(places).collect()
}

fn places(words: &[Token], count: usize, fits: impl Fn(&[Token]) -> bool) -> Vec<(usize, usize)> {
    let windows = words.windows(count.max(1)).enumerate();
    windows.filter(|(_, some)| fits(some)).map(|(place, _)| (place, place + count.max(1))).collect()
}

/// From words to characters; what touches or overlaps becomes one.
fn spans(text: &str, words: &[Token], mut found: Vec<(usize, usize)>) -> Vec<Span> {
    found.sort_unstable();
    let mut spans: Vec<Span> = Vec::new();
    let mut counted = (0, 0);
    let mut characters = |bytes: usize| {
        if bytes < counted.0 {
            counted = (0, 0);
        }
        counted = (bytes, counted.1 + text.get(counted.0..bytes).unwrap_or_default().chars().count());
        counted.1
    };
    for (from, to) in found {
        let (Some(first), Some(last)) = (words.get(from), to.checked_sub(1).and_then(|last| words.get(last))) else { continue };
        let span = Span { start: characters(first.start), end: characters(last.end) };
        match spans.last_mut() {
            Some(before) if span.start <= before.end => before.end = before.end.max(span.end),
            _ => spans.push(span),
        }
    }
    spans
}

/// The part of `text` where most of `spans` stand, as HTML: each of them within `<mark>`.
pub fn snippet(text: &str, spans: &[Span]) -> String {
    let letters: Vec<char> = text.chars().collect();
    let held = |from: usize| spans.iter().filter(|span| span.start >= from && span.end <= from + SNIPPET - BEFORE).count();
    let best = spans.iter().map(|span| span.start).max_by_key(|start| (held(*start), std::cmp::Reverse(*start))).unwrap_or(0);
    let from = word_start(&letters, best.saturating_sub(BEFORE), best);
    let to = word_end(&letters, (from + SNIPPET).min(letters.len()));
    let mut snippet = String::new();
    if from > 0 {
        snippet.push('…');
    }
    let mut at = from;
    for span in spans.iter().filter(|span| span.start >= from && span.start < to) {
        escape(&mut snippet, letters.get(at..span.start).unwrap_or_default());
        snippet.push_str("<mark>");
        at = span.end.min(to);
        escape(&mut snippet, letters.get(span.start..at).unwrap_or_default());
        snippet.push_str("</mark>");
    }
    escape(&mut snippet, letters.get(at..to).unwrap_or_default());
    if to < letters.len() {
        snippet.push('…');
    }
    snippet
}

fn word_start(letters: &[char], at: usize, best: usize) -> usize {
    if at == 0 {
        return 0;
    }
    (at..best).find(|place| letters.get(place - 1).is_some_and(|letter| letter.is_whitespace())).unwrap_or(at)
}

fn word_end(letters: &[char], at: usize) -> usize {
    if at >= letters.len() {
        return letters.len();
    }
    let floor = at.saturating_sub(30);
    (floor..at).rev().find(|place| letters.get(*place).is_some_and(|letter| letter.is_whitespace())).unwrap_or(at)
}

/// Line breaks become spaces; what HTML would read as its own is written so that it does not.
fn escape(html: &mut String, letters: &[char]) {
    let mut was_space = false;
    for letter in letters {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            letter if letter.is_whitespace() => {
                if !was_space {
                    html.push(' ');
                }
            }
            letter => html.push(*letter),
        }
        was_space = letter.is_whitespace();
    }
}

#[cfg(test)]
mod tests {
    use super::super::syntax::parse;
    use super::*;

    fn marked(query: &str, language: &str, text: &str) -> String {
        let node = parse(query, "query").expect("a search").expect("something to look for");
        snippet(text, &in_text(&leaves(&node), SearchField::Text, Some(language), text))
    }

    #[test]
    fn words_are_marked_by_stem_phrases_by_their_words() {
        assert_eq!(marked("partner", "en", "Our Partners & <friends>."), "Our <mark>Partners</mark> &amp; &lt;friends&gt;.");
        assert_eq!(marked("\"genuine partnership\"", "en", "a genuine, partnership"), "a <mark>genuine, partnership</mark>");
        assert_eq!(marked("переговоры", "ru", "О переговорах."), "О <mark>переговорах</mark>.");
        assert_eq!(marked("caspi* NOT sea", "en", "The Caspian Sea"), "The <mark>Caspian</mark> Sea");
    }

    #[test]
    fn spans_count_characters_not_bytes() {
        let node = parse("речь", "query").expect("a search").expect("something");
        assert_eq!(in_text(&leaves(&node), SearchField::Text, Some("ru"), "«Ё» речь"), [Span { start: 4, end: 8 }]);
    }

    #[test]
    fn names_are_marked_in_any_spelling() {
        let node = parse("lawrow", "query").expect("a search").expect("something");
        let name = "Сергей Лавров";
        assert_eq!(snippet(name, &in_name(&leaves(&node), name)), "Сергей <mark>Лавров</mark>");
    }

    #[test]
    fn a_long_text_is_cut_around_its_words() {
        let text = format!("{}the genuine partnership{}", "word ".repeat(200), " tail".repeat(200));
        let snippet = marked("genuine", "en", &text);
        assert!(
            snippet.starts_with("…word") && snippet.ends_with("tail…") && snippet.contains("<mark>genuine</mark>"),
            "{snippet}"
        );
        assert!(snippet.chars().count() < 300);
    }
}
