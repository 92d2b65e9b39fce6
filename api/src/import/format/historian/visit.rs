//! Visits of foreign leaders to the United States (`visits/data`): an event for each visit, and the list as a report that confirms them.
//!
//! Visitors have no ids. Who has more than one name is a person by name and office; a bare surname ("Premier Drees") is looked up among
//! the holders of the office and never made. The office is made where its words say for certain which it is.

use std::collections::BTreeSet;

use roxmltree::Node;
use serde_json::{Value, json};

use super::output::Output;
use super::remark::{self, Context};
use super::title::{self, Titled};
use super::travel::countries;
use super::trip::days;
use super::{label, reference, xml};
use crate::import::format::item::Stopped;

const KNOWN: [&str; 6] = ["id", "start-date", "end-date", "visitor", "from", "description"];

struct Visit {
    key: String,
    visitor: String,
    country_id: Option<String>,
    /// The country as printed: "Germany, Federal Republic of".
    country: Option<String>,
    starts: Option<String>,
    ends: Option<String>,
    description: String,
}

pub fn read(node: Node, out: &mut Output) -> Result<(), Stopped> {
    xml::note_others(node, &["visit"], out)?;
    let mut visits = Vec::new();
    let mut keys = BTreeSet::new();
    for child in xml::children(node, "visit") {
        let Some(visit) = Visit::read(child, out)? else { continue };
        if !keys.insert(visit.key.clone()) {
            out.invalid(child, "id", format!("a second visit {}", visit.key))?;
            continue;
        }
        let year = visit.starts.as_deref().and_then(|start| start.get(..4)).map(|year| format!("/{year}"));
        let source = reference::source(out, Some(&format!("/departmenthistory/visits{}", year.unwrap_or_default())));
        out.record(child, visit.event(&source))?;
        visits.push(visit);
    }
    let Some((span, title)) = span(&visits) else { return Ok(()) };
    let report = json!({
        "type": "Statement",
        "key": format!("historyatstate/visits/{span}"),
        "kind": "REPORT",
        "title": title,
        "holding": "FULL",
        "language": "en",
        "publisher": reference::historian(),
        "countries": countries(visits.iter().filter_map(|visit| visit.country_id.as_deref())),
        "turns": visits.iter().map(Visit::turn).collect::<Vec<_>>(),
        "confirms": visits.iter().map(|visit| json!({"key": visit.key})).collect::<Vec<_>>(),
        "sources": [reference::source(out, Some("/departmenthistory/visits"))],
    });
    out.record(node, report)
}

/// What tells a list from others, and its title. The files are one for each decade, whose last is still growing.
fn span(visits: &[Visit]) -> Option<(String, String)> {
    let years = visits.iter().filter_map(|visit| visit.starts.as_deref()?.get(..4)?.parse::<u32>().ok());
    let (first, last) = (years.clone().min()?, years.max()?);
    let decade = first - first % 10;
    let of = |span: String| format!("Visits by Foreign Leaders to the United States, {span}");
    if last < decade + 10 {
        return Some((format!("{decade}s"), of(format!("{decade}s"))));
    }
    Some((format!("{first}-{last}"), of(format!("{first}–{last}"))))
}

impl Visit {
    fn read(node: Node, out: &mut Output) -> Result<Option<Self>, Stopped> {
        xml::note_others(node, &KNOWN, out)?;
        let Some(visitor) = xml::value(node, "visitor") else {
            out.invalid(node, "visitor", "a visit without a visitor")?;
            return Ok(None);
        };
        let from = xml::child(node, "from");
        let country_id = from.and_then(|from| from.attribute("id")).filter(|id| !id.is_empty()).map(str::to_owned);
        let (starts, ends) = days(node, out)?;
        let told = [starts.as_deref(), country_id.as_deref(), Some(&visitor)];
        let id =
            xml::value(node, "id").unwrap_or_else(|| told.into_iter().flatten().collect::<Vec<_>>().join(" ").replace(' ', "-"));
        Ok(Some(Self {
            key: format!("historyatstate/visits/{id}"),
            visitor,
            country_id,
            country: from.map(xml::text).filter(|name| !name.is_empty()),
            starts,
            ends,
            description: xml::value(node, "description").unwrap_or_default(),
        }))
    }

    fn event(&self, source: &Value) -> Value {
        let country = self.country_id.as_deref().map(reference::country).unwrap_or_default();
        let own = reference::united_states();
        let people = title::people(&self.visitor);
        let mut participants: Vec<Value> = people.iter().map(|visitor| self.visitor(visitor, &country)).collect();
        participants.push(json!({"country": own, "role": "HOST"}));
        let context = Context { country: &country, president: &own, accompanied: &own };
        participants.extend(remark::participants(&self.description, &context));
        let from = self.country.as_deref().map(|name| format!(" of {}", label::with_article(&label::natural(name))));
        json!({
            "type": "Event",
            "key": self.key,
            "name": format!("Visit of {}{} to the United States", self.visitor, from.unwrap_or_default()),
            "kind": "VISIT",
            "status": "HELD",
            "starts": self.starts,
            "ends": self.ends,
            "participants": participants,
            "sources": [source],
        })
    }

    fn visitor(&self, visitor: &Titled, country: &Value) -> Value {
        let title = (!visitor.title.is_empty()).then_some(&visitor.title);
        let mut person = json!({"name": visitor.name, "title": title, "country": country});
        if !visitor.name.contains(' ')
            && let Some(fields) = person.as_object_mut()
        {
            fields.insert("guess".to_owned(), json!(true));
        }
        json!({"person": person, "office": self.office(visitor, country), "country": country, "role": "VISITOR"})
    }

    /// "Chancellor of Germany": with the country's usual name where the printed one only says it in full.
    fn office(&self, visitor: &Titled, country: &Value) -> Option<Value> {
        let kind = title::kind(&visitor.title)?;
        if visitor.title == "Pope" {
            return Some(json!({"title": "Pope", "kind": kind, "country": country}));
        }
        let natural = label::natural(self.country.as_deref()?);
        let printed = label::plain(&natural);
        let usual = self.country_id.as_deref().map(label::of).filter(|usual| printed.ends_with(usual.as_str()));
        let of = label::with_article(usual.as_deref().unwrap_or(printed));
        Some(json!({"title": format!("{} of {of}", visitor.title), "kind": kind, "country": country}))
    }

    fn turn(&self) -> Value {
        let dates = match (&self.starts, &self.ends) {
            (Some(start), Some(end)) if start != end => Some(format!("{start} – {end}")),
            (start, end) => start.clone().or(end.clone()),
        };
        let head = [Some(self.visitor.clone()), self.country.clone(), dates].into_iter().flatten().collect::<Vec<_>>().join("\n");
        let text =
            [head.as_str(), &self.description].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
        json!({"kind": "NARRATIVE", "text": text})
    }
}

#[cfg(test)]
mod tests {
    use crate::import::format::historian::output::tests::converted;

    fn visit(id: u32, start: &str, visitor: &str, from: &str, description: &str) -> String {
        format!(
            "<visit><id>{id}</id><start-date>{start}</start-date><end-date>{start}</end-date><visitor>{visitor}</visitor>{from}
            <description>{description}</description></visit>"
        )
    }

    #[test]
    fn a_visitor_has_office_and_country() {
        let from = "<from id='germany'>Germany, Federal Republic of</from>";
        let text = visit(7, "1973-05-01", "Chancellor Willy Brandt", from, "Met with <em>President</em> Nixon.");
        let records = converted(&format!("<visits>{text}</visits>"));
        let [event, report] = &records.records[..] else { panic!("an event and a report") };
        assert_eq!(event["name"], "Visit of Chancellor Willy Brandt of the Federal Republic of Germany to the United States");
        let visitor = &event["participants"][0];
        assert_eq!(visitor["person"]["name"], "Willy Brandt");
        assert_eq!(visitor["office"]["title"], "Chancellor of Germany");
        assert!(visitor["person"].get("guess").is_none());
        assert_eq!(event["participants"][1]["country"]["code"], "US");
        assert_eq!(event["participants"][2]["person"]["country"]["code"], "US");
        assert_eq!(report["key"], "historyatstate/visits/1970s");
        assert_eq!(
            report["turns"][0]["text"],
            "Chancellor Willy Brandt\nGermany, Federal Republic of\n1973-05-01\n\nMet with President Nixon."
        );
    }

    #[test]
    fn a_bare_surname_is_looked_up_and_never_made() {
        let from = "<from id='netherlands'>Netherlands</from>";
        let text = visit(1, "1952-01-12", "Premier Drees", from, "") + &visit(2, "1961-01-12", "Vice Premier Liu He", "", "");
        let records = converted(&format!("<visits>{text}</visits>"));
        let visitor = &records.records[0]["participants"][0];
        assert_eq!(visitor["person"]["guess"], true);
        assert_eq!(visitor["office"]["title"], "Premier of the Netherlands");
        assert!(records.records[1]["participants"][0].get("office").is_none());
        assert_eq!(records.records[2]["key"], "historyatstate/visits/1952-1961");
    }
}
