//! One journey abroad: an event, and a turn of the report that lists it.

use roxmltree::Node;
use serde_json::{Value, json};

use super::output::Output;
use super::remark::{self, Context};
use super::{date, label, reference, xml};
use crate::import::format::item::Stopped;

const KNOWN: [&str; 8] = ["id", "role", "name", "start-date", "end-date", "country", "locale", "remarks"];

/// Where and when somebody was, as the source prints it.
pub struct Trip<'a, 'input> {
    pub node: Node<'a, 'input>,
    pub key: String,
    name: String,
    who: String,
    role: Role,
    /// The id of the country, and its name as printed.
    pub country_id: Option<String>,
    country: Option<String>,
    locale: Option<String>,
    pub starts: Option<String>,
    ends: Option<String>,
    remarks: String,
}

/// The office in which somebody travels.
#[derive(Clone, Copy, PartialEq)]
pub enum Role {
    President,
    Secretary,
    Other,
}

impl Role {
    pub fn of(id: &str) -> Self {
        match id {
            "president" => Self::President,
            "secretary" => Self::Secretary,
            _ => Self::Other,
        }
    }

    /// What the office is called before a name.
    pub fn title(self) -> Option<&'static str> {
        match self {
            Self::President => Some("President"),
            Self::Secretary => Some("Secretary of State"),
            Self::Other => None,
        }
    }

    fn office(self) -> Option<Value> {
        match self {
            Self::President => Some(reference::president()),
            Self::Secretary => Some(reference::secretary()),
            Self::Other => None,
        }
    }
}

impl<'a, 'input> Trip<'a, 'input> {
    /// Reads a journey of `who`, which is known by its id, else by day and country.
    pub fn read(node: Node<'a, 'input>, who: &str, role: Role, out: &mut Output) -> Result<Option<Self>, Stopped> {
        xml::note_others(node, &KNOWN, out)?;
        let Some(name) = xml::value(node, "name") else {
            out.invalid(node, "name", format!("a journey of {who} without a name"))?;
            return Ok(None);
        };
        let country = xml::child(node, "country");
        let country_id = country.and_then(|country| country.attribute("id")).filter(|id| !id.is_empty()).map(str::to_owned);
        let (starts, ends) = days(node, out)?;
        let told = [starts.as_deref(), country_id.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("-");
        let id = xml::value(node, "id").or((!told.is_empty()).then_some(told));
        let Some(id) = id else {
            out.invalid(node, "id", format!("a journey of {who} that nothing tells from another"))?;
            return Ok(None);
        };
        Ok(Some(Self {
            node,
            key: format!("historyatstate/travels/{who}/{id}"),
            name,
            who: who.to_owned(),
            role,
            country_id,
            country: xml::value(node, "country"),
            locale: xml::value(node, "locale"),
            starts,
            ends,
            remarks: xml::value(node, "remarks").unwrap_or_default(),
        }))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn host(&self) -> Option<Value> {
        self.country_id.as_deref().map(reference::country)
    }

    /// Before the inauguration nobody travels in office.
    fn in_office(&self) -> bool {
        !self.remarks.contains("made as President-elect")
    }

    pub fn event(&self, source: &Value) -> Value {
        let host = self.host().unwrap_or_default();
        let own = reference::united_states();
        let office = self.role.office().filter(|_| self.in_office());
        let mut participants = vec![json!({
            "person": {"externalIds": [reference::external_id(&self.who)], "name": self.name},
            "office": office,
            "country": office.as_ref().map(|_| own.clone()),
            "role": "VISITOR",
        })];
        if !host.is_null() {
            participants.push(json!({"country": host, "role": "HOST"}));
        }
        participants
            .extend(remark::participants(&self.remarks, &Context { country: &host, president: &host, accompanied: &own }));
        json!({
            "type": "Event",
            "key": self.key,
            "name": self.title(),
            "kind": "VISIT",
            "status": "HELD",
            "starts": self.starts,
            "ends": self.ends,
            "place": self.place(),
            "participants": participants,
            "sources": [source],
        })
    }

    /// "Visit of Secretary of State John Forbes Kerry to Russia (Moscow)".
    fn title(&self) -> String {
        let office = self.role.title().filter(|_| self.in_office()).map(|title| format!("{title} "));
        let country = self.country.as_deref().map(|country| label::with_article(&label::natural(country)));
        let (to, places) = match (country, &self.locale) {
            (Some(country), Some(locale)) => (format!(" to {country}"), format!(" ({locale})")),
            (Some(country), None) => (format!(" to {country}"), String::new()),
            (None, Some(locale)) => (format!(" to {locale}"), String::new()),
            (None, None) => (String::new(), String::new()),
        };
        format!("Visit of {}{}{to}{places}", office.unwrap_or_default(), self.name)
    }

    /// The place, if it is one: an event has no list of places, and "Rome, Milan" is none.
    fn place(&self) -> Option<Value> {
        const WITH_COMMA: &str = "Mexico, D.F.";
        let locale = self.locale.as_deref()?;
        if locale != WITH_COMMA && locale.contains([',', ';']) {
            return None;
        }
        Some(json!({"name": label::plain(locale), "kind": "CITY", "country": self.host()}))
    }

    /// What the report says of the journey.
    pub fn turn(&self) -> Value {
        let dates = match (&self.starts, &self.ends) {
            (Some(start), Some(end)) if start != end => Some(format!("{start} – {end}")),
            (start, end) => start.clone().or(end.clone()),
        };
        let head = [self.country.clone(), self.locale.clone(), dates].into_iter().flatten().collect::<Vec<_>>().join("\n");
        let text = [head.as_str(), &self.remarks].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
        json!({"kind": "NARRATIVE", "text": text})
    }
}

/// The first and the last day; a last one before the first is left out.
pub fn days(node: Node, out: &mut Output) -> Result<(Option<String>, Option<String>), Stopped> {
    let starts = day(node, "start-date", out)?;
    let mut ends = day(node, "end-date", out)?;
    if let (Some(start), Some(end)) = (&starts, &ends)
        && date::before(end, start)
    {
        out.note(node, "end-date", format!("ends {end}, before it starts {start}: left out"))?;
        ends = None;
    }
    Ok((starts, ends))
}

/// The day of a journey.
fn day(node: Node, name: &str, out: &mut Output) -> Result<Option<String>, Stopped> {
    let Some(text) = xml::value(node, name) else {
        out.note(node, name, "no date")?;
        return Ok(None);
    };
    let day = date::edtf(&text);
    if day.is_none() {
        out.note(node, name, format!("'{text}' is no date: left out"))?;
    }
    Ok(day)
}
