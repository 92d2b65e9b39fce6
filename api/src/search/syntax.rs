//! The language of searches: `lavrov "genuine partnership" (year:2016 OR year:2017) NOT kind:ARTICLE caspi*`. What is wrong is told with the
//! place of the character.

use super::token::{is_ignorable, tokens};
use crate::error::{Error, Result};

/// Characters of a search at most.
pub const MAX_LENGTH: usize = 2000;
/// Words, phrases and field values of a search at most.
pub const MAX_TERMS: usize = 50;
/// Words of a phrase at most.
const MAX_PHRASE: usize = 50;
/// How deep parentheses go at most.
const MAX_DEPTH: usize = 10;
/// Letters before a `*` at least.
const MIN_PREFIX: usize = 2;

/// A search, read.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Leaf(Leaf),
}

/// One thing that is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    pub field: Option<SearchField>,
    pub shape: Shape,
    /// The text as it was written.
    pub text: String,
    /// Where it begins, in characters from 1.
    pub at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Word,
    Phrase,
    Prefix,
}

/// What a value may be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SearchField {
    Title,
    Text,
    Name,
    Speaker,
    Country,
    Organisation,
    Publisher,
    Event,
    Place,
    Topic,
    Kind,
    Year,
    Language,
}

const FIELDS: [(&str, SearchField); 13] = [
    ("title", SearchField::Title),
    ("text", SearchField::Text),
    ("name", SearchField::Name),
    ("speaker", SearchField::Speaker),
    ("country", SearchField::Country),
    ("organisation", SearchField::Organisation),
    ("publisher", SearchField::Publisher),
    ("event", SearchField::Event),
    ("place", SearchField::Place),
    ("topic", SearchField::Topic),
    ("kind", SearchField::Kind),
    ("year", SearchField::Year),
    ("language", SearchField::Language),
];

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Open,
    Close,
    And,
    Or,
    Not,
    Field(SearchField),
    Text(String, Shape),
}

/// Reads a search. None where it has nothing to look for but is not wrong: `path` names it in messages.
pub fn parse(query: &str, path: &str) -> Result<Option<Node>> {
    let length = query.chars().count();
    if length > MAX_LENGTH {
        return Err(Error::LimitExceeded { limit: "the number of characters of a search", allowed: MAX_LENGTH, asked: length });
    }
    let parts = parts(query, path)?;
    let terms = parts.iter().filter(|(part, _)| matches!(part, Part::Text(..))).count();
    if terms > MAX_TERMS {
        return Err(Error::LimitExceeded { limit: "the number of terms of a search", allowed: MAX_TERMS, asked: terms });
    }
    let mut parser = Parser { parts, next: 0, path, end: length + 1 };
    let node = parser.any(None, 0)?;
    match parser.peek() {
        Some((Part::Close, at)) => Err(wrong(path, at, "')' closes nothing")),
        _ => Ok(node),
    }
}

fn wrong(path: &str, at: usize, message: &str) -> Error {
    Error::bad_input(path, format!("character {at}: {message}"))
}

/// The parts of a search, each with its place in characters from 1.
fn parts(query: &str, path: &str) -> Result<Vec<(Part, usize)>> {
    let letters: Vec<(usize, char)> = query.chars().enumerate().filter(|(_, letter)| !is_ignorable(*letter)).collect();
    let mut parts = Vec::new();
    let mut next = 0;
    while let Some((place, letter)) = letters.get(next).copied() {
        let at = place + 1;
        next += 1;
        match letter {
            letter if letter.is_whitespace() || letter.is_control() => {}
            '(' => parts.push((Part::Open, at)),
            ')' => parts.push((Part::Close, at)),
            '"' | '“' | '”' | '„' | '«' | '»' => {
                let closing: &[char] = match letter {
                    '"' => &['"'],
                    '«' | '»' => &['»', '«'],
                    _ => &['”', '“', '‟', '"'],
                };
                let rest = letters.get(next..).unwrap_or_default();
                let Some(length) = rest.iter().position(|(_, letter)| closing.contains(letter)) else {
                    return Err(wrong(path, at, &format!("the phrase that {letter} begins has no end")));
                };
                let text: String = rest.iter().take(length).map(|(_, letter)| letter).collect();
                next += length + 1;
                parts.push((Part::Text(text, Shape::Phrase), at));
            }
            '-' if starts_negation(&letters, next, &parts) => parts.push((Part::Not, at)),
            _ => next = word(&letters, next - 1, at, &mut parts, path)?,
        }
    }
    Ok(parts)
}

/// A hyphen right before something, and behind nothing: `-article`, not `non-aligned`.
fn starts_negation(letters: &[(usize, char)], next: usize, parts: &[(Part, usize)]) -> bool {
    let behind = next.checked_sub(2).and_then(|before| letters.get(before)).is_none_or(|(_, c)| c.is_whitespace() || *c == '(');
    let before = letters.get(next).is_some_and(|(_, c)| c.is_alphanumeric() || matches!(c, '(' | '"' | '“' | '«'));
    behind && before && !matches!(parts.last(), Some((Part::Not, _)))
}

/// Reads a word from `from` on: an operator, a field, or a text. Gives where the next part begins.
fn word(letters: &[(usize, char)], from: usize, at: usize, parts: &mut Vec<(Part, usize)>, path: &str) -> Result<usize> {
    let rest = letters.get(from..).unwrap_or_default();
    let ends = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | '"' | '“' | '”' | '„' | '«' | '»' | ':');
    let length = rest.iter().position(|(_, letter)| ends(*letter)).unwrap_or(rest.len());
    let text: String = rest.iter().take(length).map(|(_, letter)| letter).collect();
    let next = from + length;
    if rest.get(length).is_some_and(|(_, letter)| *letter == ':') {
        let known = FIELDS.iter().find(|(name, _)| *name == text.to_lowercase());
        let Some((_, field)) = known else {
            let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
            let shown: String = text.chars().take(40).collect();
            let message = format!("'{shown}' is no field; {} are; put what has a colon in quotes", names.join(", "));
            return Err(wrong(path, at, &message));
        };
        parts.push((Part::Field(*field), at));
        return Ok(next + 1);
    }
    match text.as_str() {
        "AND" | "&&" => parts.push((Part::And, at)),
        "OR" | "||" => parts.push((Part::Or, at)),
        "NOT" => parts.push((Part::Not, at)),
        _ => parts.push((shaped(&text, at, path)?, at)),
    }
    Ok(next)
}

/// A word, or the beginning of one.
fn shaped(text: &str, at: usize, path: &str) -> Result<Part> {
    let Some(star) = text.chars().position(|letter| letter == '*') else {
        return Ok(Part::Text(text.to_owned(), Shape::Word));
    };
    let stem = text.trim_end_matches('*');
    if tokens(text).is_empty() {
        return Ok(Part::Text(text.to_owned(), Shape::Word));
    }
    if stem.contains('*') {
        return Err(wrong(path, at + star, "'*' may only end a word"));
    }
    let letters = tokens(stem).last().map_or(0, |token| token.plain.chars().count());
    if letters < MIN_PREFIX {
        return Err(wrong(path, at + star, &format!("at least {MIN_PREFIX} letters must stand before '*'")));
    }
    Ok(Part::Text(stem.to_owned(), Shape::Prefix))
}

struct Parser<'q> {
    parts: Vec<(Part, usize)>,
    next: usize,
    path: &'q str,
    /// The place behind the last character.
    end: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<(Part, usize)> {
        self.parts.get(self.next).cloned()
    }

    /// `a b OR c`: both a and b, or c.
    fn any(&mut self, field: Option<SearchField>, depth: usize) -> Result<Option<Node>> {
        let mut nodes = Vec::new();
        loop {
            let all = self.all(field, depth)?;
            if let Some((Part::Or, at)) = self.peek() {
                let Some(all) = all else { return Err(wrong(self.path, at, "nothing stands before OR")) };
                nodes.push(all);
                self.next += 1;
                if matches!(self.peek(), None | Some((Part::Close, _))) {
                    return Err(wrong(self.path, at, "nothing stands behind OR"));
                }
            } else {
                nodes.extend(all);
                break;
            }
        }
        Ok(if nodes.len() > 1 { Some(Node::Any(nodes)) } else { nodes.pop() })
    }

    fn all(&mut self, field: Option<SearchField>, depth: usize) -> Result<Option<Node>> {
        let mut nodes = Vec::new();
        let mut operator = None;
        while let Some((part, at)) = self.peek() {
            match part {
                Part::Or | Part::Close => break,
                Part::And if nodes.is_empty() && operator.is_none() => {
                    return Err(wrong(self.path, at, "nothing stands before AND"));
                }
                Part::And if operator.is_some() => return Err(wrong(self.path, at, "AND follows AND")),
                Part::And => {
                    operator = Some(at);
                    self.next += 1;
                }
                _ => {
                    operator = None;
                    nodes.extend(self.one(field, depth)?);
                }
            }
        }
        if let Some(at) = operator {
            return Err(wrong(self.path, at, "nothing stands behind AND"));
        }
        Ok(if nodes.len() > 1 { Some(Node::All(nodes)) } else { nodes.pop() })
    }

    fn one(&mut self, field: Option<SearchField>, depth: usize) -> Result<Option<Node>> {
        let Some((part, at)) = self.peek() else { return Err(wrong(self.path, self.end, "something is missing here")) };
        self.next += 1;
        if depth > MAX_DEPTH {
            return Err(wrong(self.path, at, &format!("parentheses and NOT go at most {MAX_DEPTH} deep")));
        }
        match part {
            Part::Not => match self.peek() {
                None | Some((Part::Close | Part::And | Part::Or, _)) => Err(wrong(self.path, at, "nothing stands behind NOT")),
                _ => Ok(self.one(field, depth + 1)?.map(|node| Node::Not(Box::new(node)))),
            },
            Part::Open => {
                let inner = self.any(field, depth + 1)?;
                match self.peek() {
                    Some((Part::Close, _)) => self.next += 1,
                    _ => return Err(wrong(self.path, at, "'(' is not closed")),
                }
                Ok(inner)
            }
            Part::Field(inner) => match self.peek() {
                Some((Part::Text(..) | Part::Open, _)) => self.one(Some(inner), depth + 1),
                _ => Err(wrong(self.path, at, "the field has no value")),
            },
            Part::Text(text, shape) => self.leaf(field, text, shape, at),
            Part::Close | Part::And | Part::Or => Err(wrong(self.path, at, "something is missing before this")),
        }
    }

    /// What has neither a letter nor a digit is passed over, as it is in texts.
    fn leaf(&self, field: Option<SearchField>, text: String, shape: Shape, at: usize) -> Result<Option<Node>> {
        let words = tokens(&text).len();
        if words > MAX_PHRASE {
            return Err(Error::LimitExceeded { limit: "the number of words of a phrase", allowed: MAX_PHRASE, asked: words });
        }
        if words == 0 {
            return match field {
                Some(_) => Err(wrong(self.path, at, "the value of the field has neither a letter nor a digit")),
                None => Ok(None),
            };
        }
        let is_text = field.is_none_or(|field| matches!(field, SearchField::Title | SearchField::Text | SearchField::Name));
        if shape == Shape::Prefix && !is_text {
            return Err(wrong(self.path, at, "'*' works in words, titles, texts and names, not in this field"));
        }
        // U.S.-led is three words that follow each other.
        let shape = if words > 1 && shape == Shape::Word && is_text { Shape::Phrase } else { shape };
        Ok(Some(Node::Leaf(Leaf { field, shape, text, at })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(node: &Node) -> String {
        let list = |nodes: &[Node], word: &str| format!("({})", nodes.iter().map(shown).collect::<Vec<_>>().join(word));
        match node {
            Node::All(nodes) => list(nodes, " & "),
            Node::Any(nodes) => list(nodes, " | "),
            Node::Not(node) => format!("!{}", shown(node)),
            Node::Leaf(Leaf { field, shape, text, .. }) => {
                let field = field.map(|field| format!("{field:?}:")).unwrap_or_default();
                match shape {
                    Shape::Word => format!("{field}{text}"),
                    Shape::Phrase => format!("{field}\"{text}\""),
                    Shape::Prefix => format!("{field}{text}*"),
                }
            }
        }
    }

    #[test]
    fn words_phrases_fields_and_operators_are_read() {
        for (query, expected) in [
            ("lavrov", "lavrov"),
            ("a b OR c", "((a & b) | c)"),
            ("a AND (b OR c) NOT d -e", "(a & (b | c) & !d & !e)"),
            ("speaker:lavrov country:AZ \"genuine partnership\"", "(Speaker:lavrov & Country:AZ & \"genuine partnership\")"),
            ("speaker:(lavrov OR \"john kerry\")", "(Speaker:lavrov | Speaker:\"john kerry\")"),
            ("caspi* “one two” «три»", "(caspi* & \"one two\" & \"три\")"),
            ("U.S.-led non-aligned", "(\"U.S.-led\" & \"non-aligned\")"),
            ("a & 🎉 b", "(a & b)"),
            ("la\u{200B}vrov\u{200F}", "lavrov"),
            ("NOT (a OR b)", "!(a | b)"),
            ("and or not", "(and & or & not)"),
        ] {
            let node = parse(query, "query").unwrap_or_else(|error| panic!("{query}: {error}"));
            assert_eq!(node.as_ref().map(shown).as_deref(), Some(expected), "{query}");
        }
        for nothing in ["", "  ", "🎉 … —", "\u{202E}\u{200B}", "()"] {
            assert_eq!(parse(nothing, "query").ok(), Some(None), "{nothing}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (query, place) in [
            ("a (b", 3),
            ("a) b", 2),
            ("a \"b c", 3),
            ("foo:bar", 1),
            ("a OR", 3),
            ("OR a", 1),
            ("a AND", 3),
            ("AND a", 1),
            ("a AND AND b", 7),
            ("a NOT", 3),
            ("*foo", 1),
            ("f*o", 2),
            ("é*", 2),
            ("speaker:", 1),
            ("speaker:lav*", 9),
            ("speaker:🎉", 9),
            ("(((((((((((((a)))))))))))))", 12),
        ] {
            let error = parse(query, "query").expect_err(query);
            assert!(error.to_string().contains(&format!("character {place}:")), "{query}: {error}");
        }
        for query in ["a ".repeat(2000), "a ".repeat(60), format!("\"{}\"", "a ".repeat(60))] {
            assert_eq!(parse(&query, "query").map_err(|error| error.code()), Err("LIMIT_EXCEEDED"));
        }
    }
}
