//! What the YAML block at the head of a Markdown file says.

use serde_json::{Map, Value};

/// Bytes of the block at most.
const LONGEST: usize = 64 * 1024;

/// What a transcript's front matter or the lines at its head may say, by the words for it.
#[derive(Debug, Default)]
pub struct FrontMatter {
    fields: Map<String, Value>,
}

/// The block and the text after it, with as many lines as before. The error is why the block cannot be read.
pub fn split(text: &str) -> (Result<FrontMatter, String>, String) {
    let none = || (Ok(FrontMatter::default()), text.to_owned());
    let Some(rest) = text.strip_prefix("---").and_then(|rest| rest.trim_start_matches([' ', '\t']).strip_prefix('\n')) else {
        return none();
    };
    let mut length = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            let block = rest.get(..length).unwrap_or_default();
            let after = rest.get(length + line.len()..).unwrap_or_default();
            // A rule at the head of a text is no front matter.
            if !block.lines().any(|line| line.contains(':')) {
                return none();
            }
            let blank = "\n".repeat(block.lines().count() + 2);
            return (read(block), format!("{blank}{after}"));
        }
        length += line.len();
        if length > LONGEST {
            break;
        }
    }
    none()
}

fn read(block: &str) -> Result<FrontMatter, String> {
    let options = serde_saphyr::options! {
        with_snippet: false,
        budget: serde_saphyr::budget! { max_aliases: 100, max_nodes: 20_000, max_depth: 20 },
    };
    let fields: Map<String, Value> = serde_saphyr::from_str_with_options(block, options)
        .map_err(|error| format!("its front matter cannot be read: {error}"))?;
    Ok(FrontMatter { fields: fields.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect() })
}

impl FrontMatter {
    /// Says what a line at the head of the text says, unless the block has.
    pub fn add(&mut self, name: &str, value: &str) {
        self.fields.entry(name.to_lowercase()).or_insert_with(|| Value::String(value.trim().to_owned()));
    }

    /// The text of the first of these fields that has one.
    pub fn text(&self, names: &[&str]) -> Option<String> {
        let texts = names.iter().filter_map(|name| match self.fields.get(*name)? {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::Object(fields) => fields.get("name").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        });
        texts.into_iter().find(|text| !text.is_empty())
    }

    /// The names in the first of these fields: a list of texts or of objects with a name, or one text with commas.
    pub fn names(&self, names: &[&str]) -> Vec<String> {
        let Some(value) = names.iter().find_map(|name| self.fields.get(*name)) else { return Vec::new() };
        let name = |value: &Value| match value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Object(fields) => fields.get("name").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        };
        match value {
            Value::String(text) => text.split([',', ';']).map(|name| name.trim().to_owned()).collect(),
            Value::Array(values) => values.iter().filter_map(name).collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_and_lines_stay_where_they_are() {
        let (fields, text) = split("---\nTitle: A talk\nspeakers:\n- Ann Lee\n- {name: Bob Ray, role: host}\n---\n# x\n");
        let fields = fields.unwrap();
        assert_eq!(fields.text(&["title"]).as_deref(), Some("A talk"));
        assert_eq!(fields.names(&["speakers"]), ["Ann Lee", "Bob Ray"]);
        assert_eq!(text.lines().position(|line| line == "# x"), Some(6));
    }

    #[test]
    fn what_is_none_is_text() {
        for text in ["# x\n", "---\nnothing\n---\n", "---\na: 1\n", "----\n"] {
            let (fields, rest) = split(text);
            assert!(fields.unwrap().fields.is_empty());
            assert_eq!(rest, text);
        }
        assert!(split("---\na: [\n---\n").0.is_err());
    }
}
