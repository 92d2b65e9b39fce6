//! Ids of Popolo and what they mean outside of their file.

use super::class::Class;
use crate::import::format::own;
use crate::import::format::record::{Fields, put};
use serde_json::{Value, json};

/// How the ids of a file become keys.
pub struct Keys {
    /// What tells the ids of this dataset from those of others; empty, or ends with a `/`.
    dataset: String,
    /// Whether the file is an export of an archive like this one, whose ids are slugs.
    ours: bool,
}

impl Keys {
    /// A dataset is one document, or the files of a folder that are called after classes. `EveryPolitician` calls every document the
    /// same and the folders by country and house; two of them tell datasets apart wherever the whole lies.
    pub fn of_file(path: &str) -> Self {
        let mut parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).collect();
        let stem = parts.pop().unwrap_or_default().split(".json").next().unwrap_or_default();
        let mut names: Vec<&str> = parts.iter().rev().take(2).rev().copied().collect();
        if Class::of_file(path).is_none() && !stem.contains("popolo") {
            names.push(stem);
        }
        let dataset = names.iter().flat_map(|name| [*name, "/"]).collect();
        Self { dataset, ours: false }
    }

    pub fn meta(&mut self, meta: &Value) {
        self.ours = meta.get("generator").and_then(Value::as_str) == Some(own::SCHEME);
    }

    pub fn is_ours(&self) -> bool {
        self.ours
    }

    /// The key of the object of class `class` with this id.
    pub fn key(&self, class: &str, id: &str) -> String {
        let global = id.contains("://") || is_uuid(id);
        let dataset = if global || self.ours { "" } else { self.dataset.as_str() };
        let catalogue = if self.ours { own::SCHEME } else { "popolo" };
        format!("{catalogue}/{dataset}{class}/{id}")
    }

    /// A reference to the object that `field` names, by its id in `field`_id or as an object.
    pub fn reference(&self, object: &Value, field: &str, class: &str) -> Option<Value> {
        let embedded = object.get(field).filter(|value| value.is_object());
        let id = text(object, &format!("{field}_id")).or_else(|| embedded.and_then(|value| text(value, "id")));
        let mut reference = Fields::new();
        if let Some(id) = id {
            if self.ours {
                put(&mut reference, "slug", id);
            } else {
                put(&mut reference, "key", self.key(class, &id));
            }
        }
        if let Some(embedded) = embedded {
            let field = if class == "post" { "title" } else { "name" };
            put(&mut reference, field, text(embedded, "name").or_else(|| text(embedded, "label")));
            if matches!(class, "organization" | "post" | "area") && reference.contains_key(field) {
                put(&mut reference, "kind", "OTHER");
            }
        }
        (!reference.is_empty()).then_some(Value::Object(reference))
    }
}

/// The slug and the ids of other catalogues in `identifiers`.
pub fn identifiers(record: &mut Fields, object: &Value) {
    let mut external = Vec::new();
    for identifier in object.get("identifiers").and_then(Value::as_array).into_iter().flatten() {
        let (Some(scheme), Some(value)) = (text(identifier, "scheme"), text(identifier, "identifier")) else { continue };
        if scheme == own::SCHEME {
            put(record, "slug", value);
        } else {
            external.push(json!({"scheme": scheme, "value": value}));
        }
    }
    put(record, "externalIds", external);
}

/// The text of a field, or its number: ids are both.
pub fn text(object: &Value, field: &str) -> Option<String> {
    match object.get(field)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn is_uuid(id: &str) -> bool {
    let groups: Vec<usize> =
        id.split('-').map(|group| if group.bytes().all(|byte| byte.is_ascii_hexdigit()) { group.len() } else { 0 }).collect();
    groups == [8, 4, 4, 4, 12]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_beyond_their_file() {
        let key = |path, id| Keys::of_file(path).key("event", id);
        assert_eq!(key("/tmp/data/Alderney/States/ep-popolo-v1.0.json", "term/1"), "popolo/Alderney/States/event/term/1");
        assert_eq!(key("data/Albania/Assembly/ep-popolo-v1.0.json", "term/1"), "popolo/Albania/Assembly/event/term/1");
        assert_eq!(key("Kenya/persons.json", "7"), "popolo/Kenya/event/7");
        assert_eq!(key("kenya.json", "7"), "popolo/kenya/event/7");
        assert_eq!(
            key("kenya.json", "061ae887-8e7f-45be-9ef2-84a18fd4dd45"),
            "popolo/event/061ae887-8e7f-45be-9ef2-84a18fd4dd45"
        );
    }
}
