//! Digests of what a file says of a record, field by field: what has not changed there since the last import changes nothing here.

use super::field;
use crate::text::fold;
use entity::RecordKind;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Bytes of a digest that are kept: enough that no change goes unseen.
const KEPT: usize = 12;

pub struct Parts {
    /// Of the whole record; empty where something was left open.
    pub digest: String,
    /// Of each field; of turns, one each.
    pub fields: BTreeMap<String, String>,
}

impl Parts {
    pub fn of(record: &Map<String, Value>) -> Self {
        let mut whole = Sha256::new();
        let mut fields = BTreeMap::new();
        for (name, value) in record {
            let digest = match value {
                Value::Array(turns) if name == "turns" => turns.iter().map(digest).collect::<Vec<_>>().join(" "),
                value => digest(value),
            };
            whole.update(name);
            whole.update(&digest);
            fields.insert(name.clone(), digest);
        }
        Self { digest: hex(&whole.finalize()), fields }
    }

    /// What is at `path` was left open.
    pub fn forget(&mut self, path: &str) {
        self.digest.clear();
        self.fields.remove(path.split('.').next().unwrap_or_default());
    }
}

pub fn digest(value: &Value) -> String {
    hex(&Sha256::digest(value.to_string()))
}

fn hex(sum: &[u8]) -> String {
    use std::fmt::Write as _;
    sum.iter().take(KEPT).fold(String::with_capacity(KEPT * 2), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A source's key of a record of `kind`: keys of other kinds are others.
pub fn typed(kind: RecordKind, key: &str) -> String {
    format!("{} {key}", kind.name())
}

/// The key of a record whose source gives none: what it is recognised by, within its file.
pub fn own_key(kind: RecordKind, file: &str, record: &Map<String, Value>) -> String {
    let text = |name: &str| record.get(name).and_then(Value::as_str);
    let name = || {
        let title = ["name", "title", "label", "url"].into_iter().find_map(text).map(fold).unwrap_or_default();
        let day = ["starts", "made", "sent", "published", "posted", "started"].into_iter().find_map(|name| record.get(name));
        let rest =
            ["person", "office", "organisation", "country", "source", "target", "turn", "start", "kind", "born", "died", "turns"];
        let rest = rest.into_iter().filter_map(|name| record.get(name)).map(ToString::to_string).collect::<Vec<_>>().join(" ");
        digest(&Value::String(format!("{title} {} {rest}", day.map(ToString::to_string).unwrap_or_default())))
    };
    let identity = match (text("slug"), field::external_ids(record).first()) {
        (Some(slug), _) => format!("slug {slug}"),
        (None, Some((scheme, value))) => format!("{scheme} {value}"),
        (None, None) if text("sha256").is_some() => text("sha256").unwrap_or_default().to_owned(),
        (None, None) => name(),
    };
    format!("{} {file} {identity}", kind.name())
}
