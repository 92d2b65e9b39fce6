//! Looking into exported records.

use serde_json::Value;

/// The text of a field; empty if there is none.
pub fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// The objects in a list; none if there is none.
pub fn list<'a>(record: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    record.get(field).and_then(Value::as_array).into_iter().flatten()
}

/// The object that a field refers to.
pub fn reference<'a>(record: &'a Value, field: &str) -> Option<&'a Value> {
    record.get(field).filter(|value| value.is_object())
}

/// What a record is called, whatever its type calls that.
pub fn name(record: &Value) -> &str {
    ["name", "title", "label", "slug"].iter().map(|field| text(record, field)).find(|name| !name.is_empty()).unwrap_or_default()
}

/// The EDTF expression of a date, whether it stands alone or with its words.
pub fn edtf(date: &Value) -> &str {
    date.as_str().unwrap_or_else(|| text(date, "edtf"))
}

/// The date, if it is a day of the calendar and no more.
pub fn day(date: &Value) -> Option<&str> {
    Some(edtf(date)).filter(|edtf| edtf.len() == 10 && edtf.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
}

/// The date, if it is a year, a month or a day, which formats without EDTF can say too.
pub fn plain(date: &Value) -> Option<&str> {
    Some(edtf(date))
        .filter(|edtf| matches!(edtf.len(), 4 | 7 | 10) && edtf.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
}

/// The words a date comes from, else the date.
pub fn phrase(date: &Value) -> &str {
    Some(text(date, "phrase")).filter(|phrase| !phrase.is_empty()).unwrap_or_else(|| edtf(date))
}

/// The ids in other catalogues.
pub fn external_ids(record: &Value) -> impl Iterator<Item = (&str, &str)> {
    list(record, "externalIds")
        .map(|id| (text(id, "scheme"), text(id, "value")))
        .filter(|(scheme, value)| !scheme.is_empty() && !value.is_empty())
}

/// The first address at which the text is found.
pub fn address(statement: &Value) -> Option<&str> {
    list(statement, "sources").map(|source| text(source, "url")).find(|url| !url.is_empty())
}
