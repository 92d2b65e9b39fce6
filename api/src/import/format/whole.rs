//! Reads a file that is one text, such as a transcript.

use super::item::Failure;
use std::io::{BufRead, Read};

/// Bytes of a file that is read as a whole at most. The longest debates have two million letters.
const LIMIT: u64 = 32 * 1024 * 1024;
/// Bytes of a text that is kept with its source at most.
const KEPT: usize = 4 * 1024 * 1024;

/// The whole text, with `\n` at the end of its lines.
pub fn read(text: &mut dyn BufRead) -> Result<String, Failure> {
    let mut whole = String::new();
    text.take(LIMIT + 1).read_to_string(&mut whole)?;
    if whole.len() as u64 > LIMIT {
        let reason = format!("a transcript of more than {} MB is not read", LIMIT / (1024 * 1024));
        return Err(Failure::Broken { line: 0, reason });
    }
    if let Some(rest) = whole.strip_prefix('\u{feff}') {
        whole = rest.to_owned();
    }
    Ok(if whole.contains('\r') { whole.replace("\r\n", "\n").replace('\r', "\n") } else { whole })
}

/// The text, if it is small enough to be kept with its source.
pub fn kept(text: &str) -> Option<&str> {
    (text.len() <= KEPT).then_some(text)
}

/// What tells a file from others whatever folder it is called from: its name without the extension, with the folder's where the
/// name is one that any folder may have.
pub fn stem(name: &str) -> String {
    let mut parts = name.rsplit('/').filter(|part| !part.is_empty() && *part != ".");
    let file = parts.next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let telling = stem.chars().filter(char::is_ascii_digit).count() >= 2
        || stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() > 2
        || !stem.is_ascii();
    match parts.next() {
        Some(folder) if !telling => format!("{folder}/{stem}"),
        _ => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telling_name_needs_no_folder() {
        assert_eq!(stem("/a/b/2017-01-10-Chieh-Ting-Yeh-visit.md"), "2017-01-10-Chieh-Ting-Yeh-visit");
        assert_eq!(stem("./2017-01-10-Visit.md"), "2017-01-10-Visit");
        assert_eq!(stem("talks/budapest/index.md"), "budapest/index");
        assert_eq!(stem("index.md"), "index");
    }

    #[test]
    fn lines_end_alike() {
        assert_eq!(read(&mut "\u{feff}a\r\nb\rc\n".as_bytes()).unwrap(), "a\nb\nc\n");
    }

    #[test]
    fn a_text_without_end_is_refused() {
        let mut endless = std::io::BufReader::new(std::io::repeat(b'a'));
        assert!(matches!(read(&mut endless), Err(Failure::Broken { .. })));
    }
}
