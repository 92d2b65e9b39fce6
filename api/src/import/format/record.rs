//! Small tools for building records.

use serde_json::{Map, Value, json};

/// A record or an object in one.
pub type Fields = Map<String, Value>;

/// A record of type `kind` with this key.
pub fn new(kind: &str, key: &str) -> Fields {
    let mut record = Fields::new();
    put(&mut record, "type", kind);
    put(&mut record, "key", key);
    record
}

/// Sets `field`, unless the source says nothing of it.
pub fn put(record: &mut Fields, field: &str, value: impl Into<Value>) {
    let value = value.into();
    let nothing = match &value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    if !nothing {
        record.insert(field.to_owned(), value);
    }
}

/// A date with the words it comes from, where they say more than the date.
pub fn dated(edtf: &str, phrase: &str) -> Value {
    if phrase.is_empty() || phrase == edtf { json!(edtf) } else { json!({"edtf": edtf, "phrase": phrase}) }
}

/// The value of `list` that a source means by `word`: upper and lower case, blanks, `-` and `_` do not matter.
pub fn word<'a>(list: &[&'a str], word: &str) -> Option<&'a str> {
    let shouted: String =
        word.trim().chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    list.iter().copied().find(|value| *value == shouted)
}

/// A language tag as BCP 47 wants it: the two letters of ISO 639-1 instead of three, where there are two. None where the tag
/// names no language.
pub fn language(tag: &str) -> Option<String> {
    let tag = tag.trim();
    let (first, others) = tag.split_once('-').map_or((tag, None), |(first, others)| (first, Some(others)));
    let first = first.to_ascii_lowercase();
    let known = match first.as_str() {
        "" | "mul" | "und" | "zxx" | "mis" => return None,
        code if code.len() == 3 => isolang::Language::from_639_3(code).and_then(|known| known.to_639_1()).unwrap_or(code),
        code if code.len() == 2 => code,
        _ => return None,
    };
    Some(others.map_or_else(|| known.to_owned(), |others| format!("{known}-{others}")))
}

/// The name of a file without its folders.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::format::kinds;

    #[test]
    fn words_are_found_however_they_are_written() {
        assert_eq!(word(kinds::STATEMENT, "news-conference"), Some("NEWS_CONFERENCE"));
        assert_eq!(word(kinds::STATEMENT, "Press release"), Some("PRESS_RELEASE"));
        assert_eq!(word(kinds::STATEMENT, "hansard"), None);
    }

    #[test]
    fn languages_have_the_shortest_code() {
        assert_eq!(language("eng").as_deref(), Some("en"));
        assert_eq!(language("az-Latn").as_deref(), Some("az-Latn"));
        assert_eq!(language("fil").as_deref(), Some("fil"));
        assert_eq!(language("mul"), None);
        assert_eq!(language(""), None);
    }
}
