//! Bytes to text: recognises encodings, undoes Python byte-string literals and refuses what is no text. Nothing here looks at meaning.
use super::Unreadable;
use encoding_rs::Encoding;
use regex::Regex;

/// The text of a file and the name of the encoding that it was in.
pub struct Decoded {
    pub text: String,
    pub encoding: String,
}

pub fn decode(bytes: &[u8]) -> Result<Decoded, Unreadable> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return finish(&text, encoding.name());
    }
    if let Some(what) = binary(bytes) {
        return Err(Unreadable::Binary { what });
    }
    // A crawler may have cut the file in the middle of a character: that alone does not make it another encoding.
    let whole = match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => bytes.get(..error.valid_up_to()).and_then(|b| std::str::from_utf8(b).ok()),
        Err(_) => None,
    };
    if let Some(text) = whole {
        return finish(text, "UTF-8");
    }
    let encoding = declared(bytes).unwrap_or_else(|| {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        // Short English pages look like any of the Latin encodings: where nothing speaks against it, it is the western one.
        detector.guess(Some(b"uk"), chardetng::Utf8Detection::Allow)
    });
    let (text, _, _) = encoding.decode(bytes);
    let broken = text.chars().filter(|&c| c == '\u{FFFD}').count();
    if broken * 20 > text.chars().count() {
        return Err(Unreadable::Encoding { guess: encoding.name().to_owned() });
    }
    finish(&text, encoding.name())
}

fn finish(text: &str, encoding: &str) -> Result<Decoded, Unreadable> {
    let odd = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{85}')).count();
    if odd * 50 > text.chars().count() {
        return Err(Unreadable::Binary { what: "data that is not text" });
    }
    let text: String = python_literals(text).chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if text.chars().all(|c| c.is_whitespace() || c == '\u{FEFF}') {
        return Err(Unreadable::Empty);
    }
    Ok(Decoded { text, encoding: encoding.to_owned() })
}

fn binary(bytes: &[u8]) -> Option<&'static str> {
    const MARKS: &[(&[u8], &str)] = &[
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"PK\x03\x04", "a ZIP archive or office document"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"\x7fELF", "a program"),
        (b"SQLite format", "a database"),
        (b"RIFF", "a sound or video file"),
        (b"{\\rtf", "an RTF document"),
    ];
    if let Some((_, what)) = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Some(what);
    }
    bytes.iter().take(8192).any(|&b| b == 0).then_some("data that is not text")
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(2048)).unwrap_or_default()).into_owned();
    let label = Regex::new(r#"(?i)charset\s*=\s*["']?([\w-]+)"#).ok()?.captures(&head)?.get(1)?.as_str().to_owned();
    Encoding::for_label(label.as_bytes()).filter(|e| *e != encoding_rs::UTF_8)
}

/// `b'…\xe2\x80\x99…\n'` on a line of its own is how Python prints bytes; scrapers store pages so.
fn python_literals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, quote, after)) = next_literal(rest) {
        out.push_str(before);
        let (inside, tail) = unescape(after, quote);
        out.push_str(&inside);
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn next_literal(text: &str) -> Option<(&str, char, &str)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find("b'").into_iter().chain(text.get(from..)?.find("b\"")).min()?;
        let (before, after) = (text.get(..at)?, text.get(at + 2..)?);
        let line_start = before.is_empty() || before.ends_with('\n');
        let quote = text.get(at + 1..)?.chars().next()?;
        let close = after.trim_end().ends_with(quote)
            || after.contains(&format!("{quote}\n"))
            || after.contains("\\x")
            || after.contains("\\n");
        if line_start && close {
            return Some((before, quote, after));
        }
        from = at + 2;
    }
}

fn unescape(text: &str, quote: char) -> (String, &str) {
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    let mut chars = text.char_indices();
    let mut tail = "";
    while let Some((at, c)) = chars.next() {
        if c == quote {
            tail = text.get(at + c.len_utf8()..).unwrap_or("");
            break;
        }
        if c != '\\' {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        match chars.next() {
            Some((_, 'n')) => bytes.push(b'\n'),
            Some((_, 't')) => bytes.push(b'\t'),
            Some((_, 'r')) | None => {}
            Some((at, 'x')) => {
                if let Some(byte) = text.get(at + 1..at + 3).and_then(|h| u8::from_str_radix(h, 16).ok()) {
                    bytes.push(byte);
                    chars.next();
                    chars.next();
                }
            }
            Some((_, other)) => bytes.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    (String::from_utf8_lossy(&bytes).into_owned(), tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_bytes_become_the_text_they_stand_for() {
        let text = decode(b"<h1>T</h1>\nb'I don\\'t\\xe2\\x80\\x99\\n\\tx\\xc2\\xa0y'").map(|d| d.text).unwrap_or_default();
        assert_eq!(text, "<h1>T</h1>\nI don't\u{2019}\n\tx\u{a0}y");
    }

    #[test]
    fn a_picture_is_refused_and_windows_1251_is_read() {
        assert!(matches!(decode(b"\x89PNG\r\n\x1a\n\0\0"), Err(Unreadable::Binary { .. })));
        let (bytes, _, _) =
            encoding_rs::WINDOWS_1251.encode("Встреча с Министром иностранных дел Азербайджана Эльмаром Мамедъяровым");
        let decoded = decode(&bytes).map(|d| (d.text, d.encoding)).unwrap_or_default();
        assert!(decoded.0.starts_with("Встреча"));
        assert_eq!(decoded.1, "windows-1251");
    }
}
