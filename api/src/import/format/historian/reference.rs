//! How the records of this source speak of others.

use serde_json::{Value, json};

use super::label;
use super::output::Output;

const SITE: &str = "https://history.state.gov";

/// The scheme of the source's ids. They are unique among the records of one type.
const SCHEME: &str = "historyatstate";

/// The scheme of the ids of the source's older list of countries, most of which are also ids of territories.
const COUNTRY_SCHEME: &str = "historyatstate-country";

pub fn external_id(id: &str) -> Value {
    json!({"scheme": SCHEME, "value": id})
}

pub fn country_id(id: &str) -> Value {
    json!({"scheme": COUNTRY_SCHEME, "value": id})
}

pub fn united_states() -> Value {
    json!({"code": "US"})
}

/// A country by the id in the file. The sets share their ids only in part: some go by the older list, and former states without
/// the last year, so the name stands by.
pub fn country(id: &str) -> Value {
    json!({"externalIds": [external_id(id), country_id(id)], "name": label::of(id), "ifKnown": true})
}

/// Territories name each other by their very ids.
pub fn territory(id: &str) -> Value {
    json!({"externalIds": [external_id(id)], "ifKnown": true})
}

pub fn department_of_state() -> Value {
    json!({"name": "Department of State", "kind": "GOVERNMENT_BODY", "country": united_states()})
}

pub fn historian() -> Value {
    json!({"name": "Office of the Historian", "kind": "GOVERNMENT_BODY", "country": united_states()})
}

pub fn president() -> Value {
    json!({
        "externalIds": [external_id("president")],
        "title": "President of the United States",
        "kind": "HEAD_OF_STATE",
        "country": united_states(),
    })
}

pub fn secretary() -> Value {
    json!({
        "externalIds": [external_id("secretary")],
        "title": "Secretary of State",
        "kind": "MINISTER",
        "country": united_states(),
        "organisation": department_of_state(),
    })
}

/// The file a record comes from, with the page of the site that shows the same, where there is one.
pub fn source(out: &Output, path: Option<&str>) -> Value {
    json!({
        "url": path.map(|path| format!("{SITE}{path}")),
        "fileName": out.file(),
        "mediaType": "application/xml",
        "licence": "CC0 1.0",
        "publisher": historian(),
    })
}
