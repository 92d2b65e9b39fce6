//! How much one request may ask for.

use super::measure::Measured;
use crate::error::{Error, Result};
use std::time::Duration;

/// Rows of a page when the caller does not say.
pub const DEFAULT_PAGE: usize = 20;
/// Rows of a page at most.
pub const MAX_PAGE: usize = 100;
/// Ids that `nodes` takes at most.
pub const MAX_NODES: usize = 100;
/// Bytes of a message to a socket at most.
pub const MAX_BODY: usize = 1024 * 1024;
/// Bytes of a request that brings a file at most.
pub const MAX_UPLOAD: usize = 1024 * 1024 * 1024;
/// Files of a request at most.
pub const MAX_FILES: usize = 4;
/// Subscriptions of one socket at most.
pub const MAX_SUBSCRIPTIONS: usize = 100;
/// Different subscriptions to the log that one process follows at most, however many ask for each.
pub const MAX_FOLLOWED: usize = 2_000;
/// Open sockets of one process at most.
pub const MAX_SOCKETS: usize = 20_000;
/// Braces within braces that a document may have; the parser goes no deeper.
const MAX_NESTING: usize = 60;

/// What whoever runs the server may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Fields within fields.
    pub depth: usize,
    /// What an operation may cost, as the schema's documentation counts it.
    pub complexity: usize,
    pub aliases: usize,
    pub directives: usize,
    pub root_fields: usize,
    pub tokens: usize,
    pub body_bytes: usize,
    pub answer_bytes: usize,
    /// Of a query. A mutation that is cut off would leave open whether it was done.
    pub operation: Duration,
    /// Of an SQL statement that reads.
    pub statement: Duration,
    /// Whether clients may ask what the schema is, and are told which name they may have meant.
    pub is_explained: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // GraphiQL's own introspection needs 14.
            depth: 20,
            complexity: 200_000,
            aliases: 500,
            directives: 200,
            root_fields: 100,
            tokens: 20_000,
            body_bytes: MAX_BODY,
            answer_bytes: 32 * 1024 * 1024,
            operation: Duration::from_secs(30),
            statement: Duration::from_secs(15),
            is_explained: true,
        }
    }
}

impl Limits {
    /// Refuses a text that is too much to be parsed.
    pub fn check_text(&self, document: &str) -> Result<()> {
        let (tokens, nesting) = lexed(document);
        within("the number of tokens of a document", self.tokens, tokens)?;
        within("the nesting of a document", MAX_NESTING, nesting)
    }

    /// Refuses a document that is too much to be executed.
    pub fn check(&self, measured: &Measured) -> Result<()> {
        let Measured { depth, complexity, aliases, directives, root_fields } = *measured;
        within("the depth of an operation", self.depth, depth)?;
        within("the number of aliases of a document", self.aliases, aliases)?;
        within("the number of directives of a document", self.directives, directives)?;
        within("the number of root fields of an operation", self.root_fields, root_fields)?;
        within("the complexity of an operation", self.complexity, complexity)
    }
}

pub fn within(limit: &'static str, allowed: usize, asked: usize) -> Result<()> {
    if asked > allowed { Err(Error::LimitExceeded { limit, allowed, asked }) } else { Ok(()) }
}

/// How many tokens a document has, and how many braces, brackets and parentheses are open at once (GraphQL specification, section 2.1).
fn lexed(document: &str) -> (usize, usize) {
    let (mut tokens, mut open, mut nesting) = (0, 0_usize, 0);
    let mut rest = document;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' | '\t' | '\r' | '\n' | ',' | '\u{feff}' => {
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
                continue;
            }
            '#' => {
                rest = rest.get(rest.find(['\n', '\r']).unwrap_or(rest.len())..).unwrap_or_default();
                continue;
            }
            '"' => string(rest),
            '.' if rest.starts_with("...") => 3,
            _ if is_word(first) => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        match first {
            '{' | '[' | '(' => open += 1,
            '}' | ']' | ')' => open = open.saturating_sub(1),
            _ => {}
        }
        nesting = nesting.max(open);
        tokens += 1;
        rest = rest.get(length..).unwrap_or_default();
    }
    (tokens, nesting)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// How many bytes the string has that a text begins with.
fn string(text: &str) -> usize {
    if let Some(block) = text.strip_prefix("\"\"\"") {
        let mut from = 0;
        while let Some(end) = block.get(from..).and_then(|rest| rest.find("\"\"\"")) {
            let end = from + end;
            if !block.get(..end).unwrap_or_default().ends_with('\\') {
                return end + 6;
            }
            from = end + 3;
        }
        return text.len();
    }
    let mut is_escaped = true;
    for (place, letter) in text.char_indices() {
        match letter {
            '"' if !is_escaped => return place + 1,
            '\n' | '\r' => return place,
            '\\' if !is_escaped => is_escaped = true,
            _ => is_escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_as_the_specification_has_them() {
        for (document, tokens, nesting) in [
            ("", 0, 0),
            ("{ a }", 3, 1),
            ("query Q($a: [Int!] = [1, 2]) { b(c: $a) @d ...E }", 29, 2),
            ("# { { {\n{a}", 3, 1),
            (r#"{ a(b: "} \" }") }"#, 8, 2),
            ("{ a(b: \"\"\"} \" \\\"\"\" {\"\"\") }", 8, 2),
            ("{ é(a: \"", 6, 2),
        ] {
            assert_eq!(lexed(document), (tokens, nesting), "{document}");
        }
    }
}
