//! Opaque, typed, global ids (Relay: Object Identification). Only this file turns them into row ids and back.

use crate::error::{Error, Result};
use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The id clients see for row `row` of type `kind`.
pub fn encode(kind: &str, row: i64) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{kind}:{row}")))
}

/// The row id in `id`, which must be one of type `kind`. `path` names the input it came from.
pub fn decode(kind: &str, id: &ID, path: &str) -> Result<i64> {
    let (found, row) = decode_any(id, path)?;
    if found == kind {
        return Ok(row);
    }
    Err(Error::bad_input(path, format!("'{}' is the id of a {found}, but a {kind} is wanted", id.as_str())))
}

/// Type and row id in `id`.
pub fn decode_any(id: &ID, path: &str) -> Result<(String, i64)> {
    let parsed = URL_SAFE_NO_PAD.decode(id.as_str()).ok().and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|text| {
        let (kind, row) = text.split_once(':')?;
        let row: i64 = row.parse().ok()?;
        // Only the one spelling that encode() gives, so that equal ids are equal texts.
        (encode(kind, row) == *id && row > 0 && kind.chars().all(|c| c.is_ascii_alphabetic())).then(|| (kind.to_owned(), row))
    });
    parsed.ok_or_else(|| {
        let shown: String = id.as_str().chars().take(40).collect();
        Error::bad_input(path, format!("'{shown}' is not an id of this archive; ids come from the 'id' field of a record"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_as_it_went() {
        assert_eq!(decode("Person", &encode("Person", 42), "id").ok(), Some(42));
    }

    #[test]
    fn ids_of_another_type_or_of_nobody_are_refused() {
        for id in [encode("Country", 42), ID("42".into()), ID(String::new()), ID("ü".into()), ID("UGVyc29uOjA0Mg".into())] {
            let error = decode("Person", &id, "id").map_err(|e| e.code());
            assert_eq!(error, Err("BAD_USER_INPUT"), "{id:?}");
        }
    }
}
