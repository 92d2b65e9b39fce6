//! Diplomats and officials (`pocom/people`).
//!
//! Left out: `residence` and `career-type` (no fields). `old-ids` are ids by which other files of the source may still speak of the
//! person; they become external ids.

use std::sync::LazyLock;

use regex::Regex;
use roxmltree::Node;
use serde_json::{Value, json};

use super::output::Output;
use super::{date, reference, xml};
use crate::import::format::item::Stopped;
use crate::reader::pattern::pattern;

const KNOWN: [&str; 7] = ["id", "persName", "birth", "death", "career-type", "residence", "old-ids"];
const NAMES: [&str; 4] = ["surname", "forename", "genName", "altname"];

/// Another form of a name within it: "Strobe (Nelson Strobridge)".
static ASIDE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*\([^)]*\)\s*"));

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    let Some(id) = xml::value(node, "id") else { return out.invalid(node, "id", "a person without an id") };
    let Some((name, others)) = names(node) else {
        return out.invalid(node, "persName", format!("the person {id} has no name"));
    };
    xml::note_others(node, &KNOWN, out)?;
    if let Some(name) = xml::child(node, "persName") {
        xml::note_others(name, &NAMES, out)?;
    }
    let old = xml::child(node, "old-ids").map(|list| xml::values(list, "old-id")).unwrap_or_default();
    let ids: Vec<Value> =
        [&id].into_iter().chain(old.iter().filter(|old| **old != id)).map(|id| reference::external_id(id)).collect();
    let [born, died] = [life_date(node, "birth", out)?, life_date(node, "death", out)?];
    let [born, died] = date::in_order(born, died, node, out)?;
    let record = json!({
        "type": "Person",
        "key": format!("historyatstate/pocom/person/{id}"),
        "externalIds": ids,
        "name": name,
        "otherNames": others.iter().map(|form| json!({"form": form, "kind": "ALTERNATIVE"})).collect::<Vec<_>>(),
        "born": born,
        "died": died,
        "sources": [reference::source(out, Some(&format!("/departmenthistory/people/{id}")))],
    });
    out.record(node, record)
}

/// A day, month or year of birth or death.
pub fn life_date(node: Node, name: &str, out: &mut Output) -> Result<Option<String>, Stopped> {
    let Some(text) = xml::value(node, name) else { return Ok(None) };
    let date = date::edtf(&text);
    if date.is_none() {
        out.note(node, name, format!("'{text}' is no date: left out"))?;
    }
    Ok(date)
}

/// The usual name, and the other ones: as printed with its asides, by the first forename alone, as the source lists them.
fn names(node: Node) -> Option<(String, Vec<String>)> {
    let parts = xml::child(node, "persName")?;
    let [forename, surname, generation] = ["forename", "surname", "genName"].map(|part| xml::values(parts, part).join(" "));
    let printed = joined(&[&forename, &surname, &generation]);
    let [forename, surname] = [&forename, &surname].map(|part| xml::words(&ASIDE.replace_all(part, " ")));
    let name = joined(&[&forename, &surname, &generation]);
    let name = if name.is_empty() { printed.clone() } else { name };
    let first = forename.split(' ').next().filter(|first| !first.is_empty() && !first.ends_with('.') && !surname.is_empty());
    let mut others = Vec::new();
    let short = first.map(|first| joined(&[first, &surname]));
    for other in [Some(printed), short].into_iter().flatten().chain(xml::values(parts, "altname")) {
        if other != name && !others.contains(&other) {
            others.push(other);
        }
    }
    (!name.is_empty()).then_some((name, others))
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::import::format::historian::output::tests::converted;
    use serde_json::Value;

    fn names_of(parts: &str) -> (Value, Vec<Value>) {
        let records = converted(&format!("<person><id>a</id><persName>{parts}</persName></person>"));
        let record = &records.records[0];
        let others = record["otherNames"].as_array().cloned().unwrap_or_default();
        (record["name"].clone(), others.iter().map(|other| other["form"].clone()).collect())
    }

    #[test]
    fn forenames_surname_and_generation_make_the_name() {
        let (name, others) = names_of("<surname>Kerry</surname><forename>John Forbes</forename>");
        assert_eq!(name, "John Forbes Kerry");
        assert_eq!(others, ["John Kerry"]);
        let (name, others) = names_of(
            "<surname>Bennett</surname><forename>W. Tapley</forename><genName>Jr.</genName><altname>W. Tapley Bennett, Jr.</altname>",
        );
        assert_eq!(name, "W. Tapley Bennett Jr.");
        assert_eq!(others, ["W. Tapley Bennett, Jr."]);
    }

    #[test]
    fn asides_are_other_forms() {
        let (name, others) = names_of("<surname>Talbott</surname><forename>Strobe (Nelson Strobridge)</forename>");
        assert_eq!(name, "Strobe Talbott");
        assert_eq!(others, ["Strobe (Nelson Strobridge) Talbott"]);
        assert_eq!(names_of("<surname>Hughes</surname><forename>(Robert) John</forename>").0, "John Hughes");
    }

    #[test]
    fn partial_and_old_ids_are_kept() {
        let records = converted(
            "<person><id>a</id><persName><surname>A</surname></persName><birth>1861-03</birth><death>c. 1900</death>
            <old-ids><old-id>b</old-id></old-ids></person>",
        );
        let record = &records.records[0];
        assert_eq!(record["born"], "1861-03");
        assert!(record.get("died").is_none());
        assert_eq!(record["externalIds"][1]["value"], "b");
        assert_eq!(records.notes.len(), 1);
    }
}
