//! Between the flat fields of a row and the shape of a record.

use super::cell;
use super::column::{Column, DATE_PARTS, Form, Part, Table, What};
use serde_json::{Map, Value, json};

/// What is wrong with a column.
pub type Wrong = (String, String);

/// Puts what a cell says into the fields of a row.
pub fn put(fields: &mut Map<String, Value>, column: &Column, part: &Part, value: Value) {
    let date_field = DATE_PARTS.iter().find(|(_, known, _)| known == part).map(|(_, _, field)| *field);
    let name = match column.form {
        Form::Id | Form::Ids => "externalIds",
        Form::Addresses => "sources",
        _ => column.name,
    };
    let known = fields.entry(name.to_owned());
    match (column.form, known) {
        (Form::Id | Form::Ids, serde_json::map::Entry::Occupied(mut known)) => {
            if let (Some(list), Value::Array(more)) = (known.get_mut().as_array_mut(), value) {
                list.extend(more);
            }
        }
        (Form::Date, known) => {
            // The columns of a date come in any order.
            let date = known.or_insert_with(|| json!({}));
            if let Some(date) = date.as_object_mut() {
                date.insert(date_field.unwrap_or("edtf").to_owned(), value);
            }
        }
        (_, known) => *known.or_insert(Value::Null) = value,
    }
}

/// The record of a row's fields.
pub fn record(table: &Table, mut fields: Map<String, Value>) -> Result<Map<String, Value>, Vec<Wrong>> {
    let mut wrong = dates(table.columns, &mut fields);
    for needed in table.needed {
        if !fields.contains_key(*needed) {
            wrong.push(((*needed).to_owned(), format!("is empty: a row of this type needs it ({})", table.kind)));
        }
    }
    match (fields.remove("latitude"), fields.remove("longitude")) {
        (Some(latitude), Some(longitude)) => {
            fields.insert("coordinates".to_owned(), json!({"latitude": latitude, "longitude": longitude}));
        }
        (Some(_), None) => wrong.push(("longitude".to_owned(), "is empty though there is a latitude".to_owned())),
        (None, Some(_)) => wrong.push(("latitude".to_owned(), "is empty though there is a longitude".to_owned())),
        (None, None) => {}
    }
    if table.kind == "Tenure" {
        office(&mut fields);
    }
    if table.kind == "Membership" {
        let members = ["person", "memberOrganisation", "country"].iter().filter(|field| fields.contains_key(**field)).count();
        if members != 1 {
            let reason = format!("{members} of person, memberOrganisation and country are filled: it is one");
            wrong.push(("person".to_owned(), reason));
        }
    }
    fields.insert("type".to_owned(), json!(table.kind));
    if wrong.is_empty() { Ok(fields) } else { Err(wrong) }
}

/// The turn of a row's fields.
pub fn turn(mut fields: Map<String, Value>) -> Result<Value, Vec<Wrong>> {
    let spoken = fields.contains_key("speaker") || fields.contains_key("label");
    let kind = fields.remove("turnKind").unwrap_or_else(|| json!(if spoken { "SPEECH" } else { "NARRATIVE" }));
    fields.insert("kind".to_owned(), kind);
    if let Some(organisation) = fields.remove("speakerOrganisation") {
        fields.insert("organisation".to_owned(), organisation);
    }
    if let Some(office) = fields.remove("speakerOffice") {
        let Some(speaker) = fields.get("speaker") else {
            return Err(vec![("speakerOffice".to_owned(), "needs a speaker".to_owned())]);
        };
        let tenure = json!({"person": speaker, "office": office, "ifKnown": true});
        fields.insert("tenure".to_owned(), tenure);
    }
    Ok(Value::Object(fields))
}

/// A date that says no more than itself is a text.
fn dates(columns: &[Column], fields: &mut Map<String, Value>) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for column in columns.iter().filter(|column| matches!(column.form, Form::Date)) {
        let Some(date) = fields.get_mut(column.name) else { continue };
        match (date.get("edtf").cloned(), date.as_object().map_or(0, Map::len)) {
            (Some(edtf), 1) => *date = edtf,
            (Some(_), _) => {}
            (None, _) => wrong.push((column.name.to_owned(), "is empty though the columns beside it are not".to_owned())),
        }
    }
    wrong
}

/// An office that is said to be of a kind may be made.
fn office(fields: &mut Map<String, Value>) {
    let kind = fields.remove("officeKind");
    let country = fields.remove("officeCountry");
    let organisation = fields.remove("officeOrganisation");
    let Some(Value::String(title)) = fields.get("office") else { return };
    let mut office = json!({"title": title});
    let Some(said) = office.as_object_mut() else { return };
    for (name, value) in [("kind", kind), ("country", country), ("organisation", organisation)] {
        said.extend(value.map(|value| (name.to_owned(), value)));
    }
    if said.len() > 1 {
        fields.insert("office".to_owned(), office);
    }
}

/// The value that a column has in a record or a turn, for writing.
pub fn value_of<'a>(record: &'a Value, column: &Column) -> Option<&'a Value> {
    let value = match (column.name, column.form) {
        ("turnKind", _) => record.get("kind"),
        ("speakerOrganisation", _) => record.get("organisation"),
        ("speakerOffice", _) => record.get("tenure"),
        ("officeKind" | "officeCountry" | "officeOrganisation", _) => {
            // An office that has an address needs no more.
            let field = column.name.trim_start_matches("office").to_lowercase();
            record.get("office").filter(|office| office.get("slug").is_none()).and_then(|office| office.get(field))
        }
        (name, Form::Degrees(_)) => record.get("coordinates").and_then(|coordinates| coordinates.get(name)),
        (_, Form::Id | Form::Ids) => record.get("externalIds"),
        (_, Form::Addresses) => record.get("sources"),
        (name, _) => record.get(name),
    };
    value.filter(|value| !value.is_null())
}

/// The cell of a column; the error is that a cell cannot hold what the record says.
pub fn written(record: &Value, column: &Column, part: &Part) -> Result<String, ()> {
    let Some(value) = value_of(record, column) else { return Ok(String::new()) };
    if let Some((_, _, field)) = DATE_PARTS.iter().find(|(_, known, _)| known == part) {
        let text = value.get(field).and_then(Value::as_str).unwrap_or_default();
        // That is what it is without saying.
        return Ok(if text == "STATED" { String::new() } else { text.to_owned() });
    }
    if column.name == "speakerOffice" {
        let office = value.get("office").ok_or(())?;
        return cell::write(&Column { name: "office", form: Form::Reference(What::Office), about: "" }, office).ok_or(());
    }
    match cell::write(column, value) {
        Some(cell) => Ok(cell),
        // There is no id of this catalogue.
        None if matches!(column.form, Form::Id) => Ok(String::new()),
        None => Err(()),
    }
}
