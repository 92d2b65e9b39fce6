//! The presidents of the United States (`travels/presidents`) and when they were in office.
//!
//! Left out: `source-url` (where the source has the list from) and the attribute `still-alive`.

use std::collections::BTreeSet;

use roxmltree::Node;
use serde_json::json;

use super::output::Output;
use super::person::life_date;
use super::{date, reference, xml};
use crate::import::format::item::Stopped;

const KNOWN: [&str; 6] = ["id", "name", "birth-year", "death-year", "took-office-date", "left-office-date"];

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    xml::note_others(node, &["president", "source-url"], out)?;
    let source = reference::source(out, Some("/departmenthistory/travels/president"));
    let mut office = reference::president();
    if let Some(fields) = office.as_object_mut() {
        fields.insert("type".to_owned(), json!("Office"));
        fields.insert("key".to_owned(), json!("historyatstate/travels/presidents/office"));
        fields.insert("sources".to_owned(), json!([source]));
    }
    out.record(node, office)?;
    let mut people = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for node in xml::children(node, "president") {
        let Some(id) = xml::value(node, "id") else {
            out.invalid(node, "id", "a president without an id")?;
            continue;
        };
        let Some(name) = xml::value(node, "name") else {
            out.invalid(node, "name", format!("the president {id} has no name"))?;
            continue;
        };
        xml::note_others(node, &KNOWN, out)?;
        // Who was president twice is listed twice.
        if people.insert(id.clone()) {
            let [born, died] = [life_date(node, "birth-year", out)?, life_date(node, "death-year", out)?];
            let [born, died] = date::in_order(born, died, node, out)?;
            let record = json!({
                "type": "Person",
                "key": format!("historyatstate/travels/presidents/{id}"),
                "externalIds": [reference::external_id(&id)],
                "name": name,
                "born": born,
                "died": died,
                "sources": [source],
            });
            out.record(node, record)?;
        }
        let [started, ended] = [life_date(node, "took-office-date", out)?, life_date(node, "left-office-date", out)?];
        let [started, ended] = date::in_order(started, ended, node, out)?;
        let term = started.as_deref().or(node.attribute("n"));
        let key = format!("historyatstate/travels/presidents/{id}/{}", term.unwrap_or("term"));
        if !keys.insert(key.clone()) {
            out.invalid(node, "took-office-date", format!("a term of {id} that nothing tells from another"))?;
            continue;
        }
        let record = json!({
            "type": "Tenure",
            "key": key,
            "person": {"externalIds": [reference::external_id(&id)]},
            "office": reference::president(),
            "started": started,
            "ended": ended,
            "sources": [source],
        });
        out.record(node, record)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::format::historian::output::tests::converted;

    #[test]
    fn who_was_president_twice_is_one_person() {
        let records = converted(
            "<presidents><source-url>x</source-url>
            <president n='22'><id>cleveland-grover</id><name>Grover Cleveland</name><took-office-date>1885-03-04</took-office-date>
                <left-office-date>1889-03-04</left-office-date></president>
            <president n='24'><id>cleveland-grover</id><name>Grover Cleveland</name><took-office-date>1893-03-04</took-office-date>
                <left-office-date still-in-office='true'/></president></presidents>",
        );
        let kinds: Vec<_> = records.records.iter().map(|record| record["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["Office", "Person", "Tenure", "Tenure"]);
        assert_eq!(records.records[3]["key"], "historyatstate/travels/presidents/cleveland-grover/1893-03-04");
        assert!(records.records[3].get("ended").is_none());
    }
}
