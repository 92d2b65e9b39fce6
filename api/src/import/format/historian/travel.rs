//! Travels abroad of presidents and secretaries of state (`travels/president-travels`, `travels/secretary-travels`): an event for each
//! journey, and the list of a traveller's journeys as a report that confirms them.
//!
//! An event has one place; of a journey to several ("Rome, Milan, Cadenabbia") it has the country, and name and report have the places.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;
use serde_json::{Value, json};

use super::output::Output;
use super::trip::{Role, Trip};
use super::{label, reference, xml};
use crate::import::format::item::Stopped;

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    xml::note_others(node, &["trip"], out)?;
    let mut travellers: BTreeMap<(String, String), Vec<Trip>> = BTreeMap::new();
    let mut keys = BTreeSet::new();
    for node in xml::children(node, "trip") {
        let Some(who) = node.attribute("who").filter(|who| !who.is_empty()) else {
            out.invalid(node, "who", "a journey without a traveller")?;
            continue;
        };
        let role = node.attribute("role").map(str::to_owned).or_else(|| xml::value(node, "role")).unwrap_or_default();
        let Some(trip) = Trip::read(node, who, Role::of(&role), out)? else { continue };
        if !keys.insert(trip.key.clone()) {
            out.invalid(node, "id", format!("a second journey {}", trip.key))?;
            continue;
        }
        travellers.entry((role, who.to_owned())).or_default().push(trip);
    }
    for ((role, who), trips) in &travellers {
        let Some(first) = trips.first() else { continue };
        let source = reference::source(out, Some(&format!("/departmenthistory/travels/{role}/{who}")));
        for trip in trips {
            out.record(trip.node, trip.event(&source))?;
        }
        out.record(first.node, report(role, who, first.name(), trips, &source))?;
    }
    Ok(())
}

fn report(role: &str, who: &str, name: &str, trips: &[Trip], source: &Value) -> Value {
    let office = match Role::of(role) {
        Role::Other if role.is_empty() => String::new(),
        known => format!(" of the {}", known.title().map_or_else(|| label::title_case(role), str::to_owned)),
    };
    json!({
        "type": "Statement",
        "key": format!("historyatstate/travels/{role}/{who}"),
        "kind": "REPORT",
        "title": format!("Travels Abroad{office}: {name}"),
        "holding": "FULL",
        "language": "en",
        "publisher": reference::historian(),
        "countries": countries(trips.iter().filter_map(|trip| trip.country_id.as_deref())),
        "turns": trips.iter().map(Trip::turn).collect::<Vec<_>>(),
        "confirms": trips.iter().map(|trip| json!({"key": trip.key})).collect::<Vec<_>>(),
        "sources": [source],
    })
}

/// The countries that a statement concerns, each once.
pub fn countries<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<Value> {
    let ids: BTreeSet<&str> = ids.collect();
    ids.into_iter().map(|id| json!({"country": reference::country(id)})).collect()
}

#[cfg(test)]
mod tests {
    use crate::import::format::historian::output::tests::converted;
    use serde_json::json;

    fn trip(attributes: &str, country: &str, locale: &str, rest: &str) -> String {
        format!(
            "<trip {attributes}><name>John Forbes Kerry</name><country id='russia'>{country}</country><locale>{locale}</locale>{rest}</trip>"
        )
    }

    const WHO: &str = "role='secretary' who='kerry-john-forbes'";

    #[test]
    fn a_journey_is_a_visit_that_the_report_confirms() {
        let rest = "<id>3685</id><start-date>2016-07-14</start-date><end-date>2016-07-15</end-date>
            <remarks>Met with President Vladimir\n Putin.</remarks>";
        let records = converted(&format!("<trips>{}</trips>", trip(WHO, "Russia", "Moscow", rest)));
        let [event, report] = &records.records[..] else { panic!("an event and a report") };
        assert_eq!(event["name"], "Visit of Secretary of State John Forbes Kerry to Russia (Moscow)");
        assert_eq!(
            [&event["starts"], &event["ends"], &event["kind"], &event["status"]],
            ["2016-07-14", "2016-07-15", "VISIT", "HELD"]
        );
        assert_eq!(event["place"]["name"], "Moscow");
        assert_eq!(event["participants"][0]["person"]["externalIds"][0]["value"], "kerry-john-forbes");
        assert_eq!(event["participants"][0]["office"]["externalIds"][0]["value"], "secretary");
        assert_eq!(event["participants"][1]["country"]["externalIds"][0]["value"], "russia");
        assert_eq!(event["participants"][1]["role"], "HOST");
        assert_eq!(event["participants"][2]["person"]["name"], "Vladimir Putin");
        assert_eq!(report["title"], "Travels Abroad of the Secretary of State: John Forbes Kerry");
        assert_eq!(report["confirms"], json!([{"key": event["key"]}]));
        assert_eq!(report["turns"][0]["text"], "Russia\nMoscow\n2016-07-14 – 2016-07-15\n\nMet with President Vladimir Putin.");
        assert_eq!(
            report["sources"][0]["url"],
            "https://history.state.gov/departmenthistory/travels/secretary/kerry-john-forbes"
        );
    }

    #[test]
    fn several_places_are_no_place_and_no_date_is_invented() {
        let rest = "<id>1</id><start-date>2016-07-14</start-date><end-date>2016-07-13</end-date>";
        let other = "<id>2</id><start-date>July</start-date>";
        let president = "role='president' who='hoover-herbert-c'";
        let text = trip(WHO, "Germany, Federal Republic of", "Bonn, Cologne", rest)
            + &trip(president, "Mexico", "Mexico, D.F.", other)
            + &trip("role='secretary'", "Mexico", "", "<id>3</id>");
        let records = converted(&format!("<trips>{text}</trips>"));
        // One traveller after the other, by office and id.
        let [first, _, second, _] = &records.records[..] else { panic!("two events and two reports") };
        assert_eq!(first["place"]["name"], "Mexico, D.F.");
        assert!(first.get("starts").is_none());
        assert_eq!(
            second["name"],
            "Visit of Secretary of State John Forbes Kerry to the Federal Republic of Germany (Bonn, Cologne)"
        );
        assert!(second.get("place").is_none() && second.get("ends").is_none());
        assert_eq!(records.notes.len(), 3);
        assert_eq!(records.invalid.len(), 1);
    }

    #[test]
    fn before_the_inauguration_nobody_travels_in_office() {
        let rest = "<id>1</id><start-date>1928-11-26</start-date><end-date>1928-11-26</end-date>
            <remarks>Good will trip. [Visit made as President-elect.]</remarks>";
        let records = converted(&format!("<trips>{}</trips>", trip("role='president' who='x'", "Peru", "Lima", rest)));
        let event = &records.records[0];
        assert_eq!(event["name"], "Visit of John Forbes Kerry to Peru (Lima)");
        assert!(event["participants"][0].get("office").is_none());
    }
}
