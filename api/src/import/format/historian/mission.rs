//! Missions of the United States to countries (`pocom/missions-countries`) and to organisations (`pocom/missions-orgs`): one office for
//! each mission and role, and its holders.
//!
//! The offices name no organisation: the source does not tell which embassy or legation a chief headed. Left out: `mission-note` (noted),
//! `description`, `category`, the plural of names, and `other-nominees` and `other-appointees`, who did not come to be chiefs (noted).

use std::collections::BTreeMap;

use roxmltree::Node;
use serde_json::{Value, json};

use super::appointment::{self, Tenures};
use super::output::Output;
use super::{label, reference, role, xml};
use crate::import::format::item::Stopped;

const KNOWN: [&str; 9] =
    ["territory-id", "id", "category", "names", "description", "chiefs", "other-nominees", "other-appointees", "class"];

pub fn of_country(node: Node, out: &mut Output) -> Result<(), Stopped> {
    let Some(territory) = xml::value(node, "territory-id") else {
        return out.invalid(node, "territory-id", "a mission without a territory");
    };
    let place = label::of(&territory);
    let to = label::with_article(&place);
    let office = |id: &str| office(&format!("mission/{territory}/{id}"), &format!("{} to {to}", role::title(id)), role::kind(id));
    chiefs(node, &territory, Some(&place), office, out)
}

pub fn to_organisation(node: Node, out: &mut Output) -> Result<(), Stopped> {
    let Some(mission) = xml::value(node, "id") else { return out.invalid(node, "id", "a mission without an id") };
    let Some(title) = xml::child(node, "names").and_then(|names| xml::value(names, "singular")) else {
        return out.invalid(node, "names", format!("the mission {mission} has no name"));
    };
    let office = |id: &str| {
        if id == mission {
            return office(&mission, &title, "AMBASSADOR");
        }
        // Somebody else than the representative heads the mission meanwhile.
        let other = title
            .split_once(" to ")
            .map_or_else(|| format!("{}, for the {title}", role::title(id)), |(_, to)| format!("{} to {to}", role::title(id)));
        office(&format!("mission/{mission}/{id}"), &other, role::kind(id))
    };
    chiefs(node, &mission, None, office, out)
}

fn chiefs(
    node: Node,
    mission: &str,
    place: Option<&str>,
    office: impl Fn(&str) -> Value,
    out: &mut Output,
) -> Result<(), Stopped> {
    xml::note_others(node, &KNOWN, out)?;
    let source = reference::source(out, Some(&format!("/departmenthistory/people/chiefsofmission/{mission}")));
    let mut offices: BTreeMap<String, Value> = BTreeMap::new();
    let mut tenures = Tenures::new(format!("historyatstate/pocom/tenure/mission/{mission}"), source.clone());
    for list in xml::children(node, "chiefs") {
        xml::note_others(list, &["chief", "mission-note"], out)?;
        for note in xml::children(list, "mission-note") {
            out.note(note, "mission-note", format!("left out: {}", xml::value(note, "text").unwrap_or_default()))?;
        }
        for entry in appointment::entries(list, "chief", out)? {
            let reference = if let Some(known) = offices.get(&entry.role) {
                known.clone()
            } else {
                let office = office(&entry.role);
                let mut record = office.clone();
                if let Some(fields) = record.as_object_mut() {
                    fields.insert("type".to_owned(), json!("Office"));
                    fields.insert("key".to_owned(), json!(format!("historyatstate/pocom/mission/{mission}/{}", entry.role)));
                    fields.insert("sources".to_owned(), json!([source]));
                }
                out.record(entry.node, record)?;
                offices.insert(entry.role.clone(), office.clone());
                office
            };
            tenures.write(&entry, &reference, place, out)?;
        }
    }
    appointment::note_others(node, &["other-nominees", "other-appointees"], out)
}

fn office(id: &str, title: &str, kind: &str) -> Value {
    json!({
        "externalIds": [reference::external_id(id)],
        "title": title,
        "kind": kind,
        "country": reference::united_states(),
    })
}

#[cfg(test)]
mod tests {
    use crate::import::format::historian::output::tests::converted;

    #[test]
    fn a_mission_has_an_office_for_each_role() {
        let records = converted(
            "<country-mission><territory-id>united-kingdom</territory-id><chiefs>
            <mission-note><text>War was declared.</text></mission-note>
            <chief><id>gb-1</id><person-id>a</person-id><role-title-id>ambassador-e-p</role-title-id>
                <contemporary-territory-id>great-britain-1801</contemporary-territory-id><arrived><date>1900-01</date></arrived>
                <ended><date/><note>Died at post</note></ended></chief>
            <chief><id>gb-2</id><person-id>b</person-id><role-title-id>charge-daffaires</role-title-id></chief>
            <chief><id>gb-3</id><person-id>c</person-id><role-title-id>ambassador-e-p</role-title-id></chief>
            </chiefs></country-mission>",
        );
        let kinds: Vec<_> = records.records.iter().map(|record| record["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["Office", "Tenure", "Office", "Tenure", "Tenure"]);
        assert_eq!(records.records[0]["title"], "Ambassador Extraordinary and Plenipotentiary to the United Kingdom");
        assert_eq!(records.records[0]["externalIds"][0]["value"], "mission/united-kingdom/ambassador-e-p");
        assert_eq!(records.records[1]["started"]["phrase"], "Arrived 1900-01");
        assert_eq!(records.records[1]["reason"], "Died at post. The territory at the time: Great Britain.");
        assert_eq!(records.records[2]["kind"], "OFFICIAL");
        assert_eq!(records.notes.len(), 1);
    }

    #[test]
    fn a_mission_to_an_organisation_is_an_office_itself() {
        let records = converted(
            "<org-mission><id>representative-to-au</id><names><singular>Representative of the U.S.A. to the African Union</singular>
            </names><chiefs><chief><id>au-1</id><person-id>a</person-id><role-title-id>representative-to-au</role-title-id></chief>
            <chief><id>au-2</id><person-id>b</person-id><role-title-id>charge-daffaires</role-title-id></chief></chiefs></org-mission>",
        );
        assert_eq!(records.records[0]["externalIds"][0]["value"], "representative-to-au");
        assert_eq!(records.records[2]["title"], "Chargé d’Affaires to the African Union");
    }
}
