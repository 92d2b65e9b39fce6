//! What a cell means, and how a value is written into one. Both directions stand together, so that a table that was exported is read
//! as what it was.

use super::column::{Column, Form, Part, What};
use crate::import::format::kinds;
use serde_json::{Map, Value, json};

/// The catalogues that have a column and a prefix of their own.
const CATALOGUES: [&str; 3] = ["wikidata", "viaf", "isni"];
/// Whom a participant's prefix names.
const PARTIES: [(&str, What); 4] =
    [("person", What::Person), ("country", What::Country), ("organisation", What::Organisation), ("office", What::Office)];
/// What makes a spreadsheet take a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The value of a cell that is not empty. The error says what is allowed.
pub fn read(column: &Column, part: &Part, cell: &str) -> Result<Value, String> {
    match (part, column.form) {
        (Part::Phrase | Part::Reason, _) | (_, Form::Text) => Ok(json!(cell)),
        (Part::Resolution, _) => one_of(kinds::RESOLUTION, cell),
        (_, Form::Date) => date(cell),
        (_, Form::OneOf(values)) => one_of(values, cell),
        (_, Form::Count) => match cell.parse::<u32>() {
            Ok(number) if number > 0 => Ok(json!(number)),
            _ => Err(format!("'{}' is not a number from 1", shown(cell))),
        },
        (_, Form::Degrees(most)) => match cell.parse::<f64>() {
            Ok(degrees) if degrees.abs() <= most => Ok(json!(degrees)),
            _ => Err(format!("'{}' is not a number from -{most} to {most}", shown(cell))),
        },
        (_, Form::Names) => Ok(items(cell).iter().map(|item| name(item)).collect()),
        (_, Form::Reference(what)) => Ok(reference(what, cell)),
        (_, Form::References(what)) => Ok(items(cell).iter().map(|item| reference(what, item)).collect()),
        (_, Form::Countries) => Ok(items(cell).iter().map(|item| json!({"country": reference(What::Country, item)})).collect()),
        (_, Form::Participants) => items(cell).iter().map(|item| participant(item, true)).collect(),
        (_, Form::Addressees) => items(cell).iter().map(|item| participant(item, false)).collect(),
        (_, Form::Addresses) => items(cell).iter().map(|item| address(item)).collect(),
        (Part::Scheme(scheme), _) => Ok(items(cell).iter().map(|value| id(scheme, value)).collect()),
        (_, Form::Id) => Ok(json!([id(column.name, cell)])),
        (_, Form::Ids) => items(cell).iter().map(|item| scheme_and_value(item)).collect(),
    }
}

/// The cell for a value; none if a cell cannot hold all of it.
pub fn write(column: &Column, value: &Value) -> Option<String> {
    match column.form {
        Form::Text | Form::OneOf(_) | Form::Count | Form::Degrees(_) => scalar(value),
        Form::Date => scalar(value.get("edtf").unwrap_or(value)),
        Form::Names => list(value, written_name),
        Form::Reference(what) => written_reference(what, value),
        Form::References(what) => list(value, |item| written_reference(what, item)),
        Form::Countries => list(value, |item| {
            let only = has_only(item, &["country"]);
            item.get("country").filter(|_| only).and_then(|country| written_reference(What::Country, country))
        }),
        Form::Participants | Form::Addressees => list(value, written_participant),
        Form::Addresses => list(value, |source| scalar(source.get("url")?)),
        Form::Id => {
            let own = value.as_array()?.iter().find(|id| id.get("scheme").is_some_and(|scheme| scheme == column.name))?;
            scalar(own.get("value")?)
        }
        Form::Ids => {
            let mut known: Vec<&str> = CATALOGUES.to_vec();
            let others = value.as_array()?.iter().filter(|id| {
                // The first of these has a column of its own.
                let scheme = id.get("scheme").and_then(Value::as_str).unwrap_or_default();
                match known.iter().position(|catalogue| *catalogue == scheme) {
                    Some(place) => {
                        known.remove(place);
                        false
                    }
                    None => true,
                }
            });
            let others: Option<Vec<String>> =
                others.map(|id| Some(format!("{}:{}", scalar(id.get("scheme")?)?, scalar(id.get("value")?)?))).collect();
            others.map(|others| joined(&others))
        }
    }
}

/// A cell as the table's author meant it: without the spaces around and the sign against formulas.
pub fn bare(cell: &str) -> &str {
    let cell = cell.trim_matches([' ', '\n', '\u{a0}']).trim_end_matches(['\r', '\t']);
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) || rest.starts_with('\'') => rest,
        _ => cell,
    }
}

/// The opposite: a text that no spreadsheet takes for a formula.
pub fn guarded(text: String) -> String {
    let number = text.parse::<f64>().is_ok();
    if (text.starts_with(FORMULA) && !number)
        || text.starts_with("''")
        || text.strip_prefix('\'').is_some_and(|rest| rest.starts_with(FORMULA))
    {
        return format!("'{text}");
    }
    text
}

/// A value in a message.
pub fn shown(cell: &str) -> String {
    let short: String = cell.chars().take(60).collect();
    if short.len() < cell.len() { format!("{short}…") } else { short }
}

fn one_of(values: &'static [&'static str], cell: &str) -> Result<Value, String> {
    match kinds::choose(values, cell) {
        Some(value) => Ok(json!(value)),
        None => Err(format!("'{}' is none of {}", shown(cell), values.join(", "))),
    }
}

fn date(cell: &str) -> Result<Value, String> {
    entity::FuzzyDate::stated(cell).map(|_| json!(cell)).map_err(|invalid| invalid.to_string())
}

/// The items of a list.
fn items(cell: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut letters = cell.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek().is_some_and(|next| matches!(next, '|' | '\\')) => {
                if let (Some(item), Some(next)) = (items.last_mut(), letters.next()) {
                    item.push(next);
                }
            }
            '|' => items.push(String::new()),
            _ => items.last_mut().into_iter().for_each(|item| item.push(letter)),
        }
    }
    items.into_iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

fn joined(items: &[String]) -> String {
    let escaped: Vec<String> = items.iter().map(|item| item.replace('\\', "\\\\").replace('|', "\\|")).collect();
    escaped.join("|")
}

fn list(value: &Value, item: impl Fn(&Value) -> Option<String>) -> Option<String> {
    let items: Option<Vec<String>> = value.as_array()?.iter().map(item).collect();
    items.map(|items| joined(&items))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `Лавров`, `Лавров@ru`, `Russian Federation@en:FORMAL`.
fn name(item: &str) -> Value {
    let tagged = item.rsplit_once('@').and_then(|(form, tag)| {
        let (language, kind) = tag.split_once(':').map_or((tag, None), |(language, kind)| (language, Some(kind)));
        let kind = kind.map(|kind| kinds::choose(kinds::NAME, kind));
        let is_tag = language.len() > 1 && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let fits = !form.is_empty() && kind != Some(None) && (is_tag || (language.is_empty() && kind.is_some()));
        fits.then(|| {
            let mut name = json!({"form": form.trim(), "kind": kind.flatten().unwrap_or("ALTERNATIVE")});
            if let (false, Some(fields)) = (language.is_empty(), name.as_object_mut()) {
                fields.insert("language".to_owned(), json!(language));
            }
            name
        })
    });
    tagged.unwrap_or_else(|| json!(item))
}

fn written_name(value: &Value) -> Option<String> {
    if let Value::String(form) = value {
        return Some(form.clone()).filter(|form| name(form) == *value);
    }
    let text = |field: &str| value.get(field).and_then(Value::as_str);
    let (form, kind, language) = (text("form")?, text("kind").unwrap_or("ALTERNATIVE"), text("language"));
    let cell = match (language, kind) {
        (None, "ALTERNATIVE") => form.to_owned(),
        (language, "ALTERNATIVE") => format!("{form}@{}", language.unwrap_or_default()),
        (language, kind) => format!("{form}@{}:{kind}", language.unwrap_or_default()),
    };
    let plain = language.is_none() && kind == "ALTERNATIVE";
    let same = if plain { name(&cell) == json!(form) } else { name(&cell) == json_without_nulls(value) };
    (same && has_only(value, &["form", "kind", "language"])).then_some(cell)
}

fn json_without_nulls(value: &Value) -> Value {
    let fields = value.as_object().into_iter().flatten();
    Value::Object(fields.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// Whether nothing else is said than these fields, and that it is stated.
fn has_only(value: &Value, fields: &[&str]) -> bool {
    let said = value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    said.into_iter().all(|(name, value)| fields.contains(&name.as_str()) || (name == "resolution" && value == "STATED"))
}

fn is_slug(text: &str) -> bool {
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// What leads to another record.
pub fn reference(what: What, cell: &str) -> Value {
    let named = |name: &str| match what {
        What::Topic => json!({"label": name}),
        What::Office => json!({"title": name}),
        _ => json!({"name": name}),
    };
    if let Some((prefix, rest)) = cell.split_once(':').map(|(prefix, rest)| (prefix.trim().to_lowercase(), rest.trim())) {
        let found = match prefix.as_str() {
            "key" => Some(json!({"key": rest})),
            "slug" => Some(json!({"slug": rest})),
            "name" => Some(named(rest)),
            "externalid" => rest.split_once(':').map(|(scheme, value)| json!({"externalIds": [id(scheme.trim(), value.trim())]})),
            catalogue if CATALOGUES.contains(&catalogue) => Some(json!({"externalIds": [id(catalogue, rest)]})),
            _ => None,
        };
        if let Some(found) = found.filter(|_| !rest.is_empty()) {
            return found;
        }
    }
    match what {
        What::Person | What::Topic if is_slug(cell) => json!({"slug": cell}),
        What::Person | What::Topic => named(cell),
        // A text leads to what has this slug, code or name, and makes nothing.
        _ => json!(cell),
    }
}

fn written_reference(what: What, value: &Value) -> Option<String> {
    if let Value::String(text) = value {
        return Some(text.clone());
    }
    let text = |field: &str| value.get(field).and_then(Value::as_str);
    if let Some(slug) = text("slug") {
        return Some(if is_slug(slug) { slug.to_owned() } else { format!("slug:{slug}") });
    }
    if let (What::Country, Some(code)) = (what, text("code")) {
        return Some(code.to_owned());
    }
    if let Some(key) = text("key") {
        return Some(format!("key:{key}"));
    }
    let ids = value.get("externalIds").and_then(Value::as_array).and_then(|ids| ids.first());
    if let Some((scheme, value)) = ids.and_then(|id| Some((id.get("scheme")?.as_str()?, id.get("value")?.as_str()?))) {
        let own = CATALOGUES.contains(&scheme);
        return Some(if own { format!("{scheme}:{value}") } else { format!("externalId:{scheme}:{value}") });
    }
    let name = text("name").or(text("title")).or(text("label"))?;
    let plain = match reference(what, name) {
        Value::String(read) => read == name,
        read => {
            read.get("slug").is_none()
                && ["name", "title", "label"].iter().any(|field| read.get(field).is_some_and(|read| read == name))
        }
    };
    Some(if plain { name.to_owned() } else { format!("name:{name}") })
}

/// `Sergey Lavrov + country:RU (GUEST)`.
fn participant(item: &str, with_role: bool) -> Result<Value, String> {
    let mut said = Map::new();
    let (parties, role) = match item.strip_suffix(')').and_then(|item| item.rsplit_once(" (")) {
        Some((parties, role)) if with_role => (parties, Some(role)),
        _ => (item, None),
    };
    for party in parties.split(" + ").map(str::trim) {
        let prefixed = PARTIES.iter().find_map(|(name, what)| {
            let (prefix, rest) = party.split_once(':')?;
            prefix.trim().eq_ignore_ascii_case(name).then_some((*name, *what, rest.trim()))
        });
        let (name, what, text) = prefixed.unwrap_or(("person", What::Person, party));
        if text.is_empty() || said.insert(name.to_owned(), reference(what, text)).is_some() {
            return Err(format!("'{}' does not say one person, country, organisation or office each", shown(item)));
        }
    }
    if let Some(role) = role {
        said.insert("role".to_owned(), one_of(kinds::ROLE, role)?);
    }
    Ok(Value::Object(said))
}

fn written_participant(value: &Value) -> Option<String> {
    if !has_only(value, &["person", "country", "organisation", "office", "role"]) {
        return None;
    }
    let mut parties = Vec::new();
    for (name, what) in PARTIES {
        if let Some(party) = value.get(name).filter(|party| !party.is_null()) {
            let text = written_reference(what, party).filter(|text| !text.contains(" + ") && !text.ends_with(')'))?;
            parties.push(if name == "person" { text } else { format!("{name}:{text}") });
        }
    }
    let role = value.get("role").and_then(Value::as_str).map_or(String::new(), |role| format!(" ({role})"));
    (!parties.is_empty()).then(|| format!("{}{role}", parties.join(" + ")))
}

fn address(item: &str) -> Result<Value, String> {
    if (item.starts_with("https://") || item.starts_with("http://")) && !item.contains(char::is_whitespace) {
        return Ok(json!({"url": item}));
    }
    Err(format!("'{}' is not an address that begins with https:// or http://", shown(item)))
}

fn id(scheme: &str, value: &str) -> Value {
    json!({"scheme": scheme, "value": value})
}

fn scheme_and_value(item: &str) -> Result<Value, String> {
    match item.split_once(':').map(|(scheme, value)| (scheme.trim(), value.trim())) {
        Some((scheme, value)) if !scheme.is_empty() && !value.is_empty() => Ok(id(scheme, value)),
        _ => Err(format!("'{}' is not an id such as wikidata:Q42", shown(item))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_may_hold_their_own_sign() {
        assert_eq!(items(r"a | b\|c |  | d\\"), ["a", "b|c", r"d\"]);
        assert_eq!(joined(&["b|c".to_owned(), r"d\".to_owned()]), r"b\|c|d\\");
    }

    #[test]
    fn references_are_told_by_their_form() {
        let read = |what, cell| reference(what, cell);
        assert_eq!(read(What::Person, "sergey-lavrov"), json!({"slug": "sergey-lavrov"}));
        assert_eq!(read(What::Person, "Sergey Lavrov"), json!({"name": "Sergey Lavrov"}));
        assert_eq!(read(What::Person, "name: bono"), json!({"name": "bono"}));
        assert_eq!(read(What::Person, "wikidata:Q1"), json!({"externalIds": [{"scheme": "wikidata", "value": "Q1"}]}));
        assert_eq!(read(What::Place, "externalId:geonames:12"), json!({"externalIds": [{"scheme": "geonames", "value": "12"}]}));
        assert_eq!(read(What::Country, "RU"), json!("RU"));
        assert_eq!(read(What::Event, "Talks: the first"), json!("Talks: the first"));
        assert_eq!(read(What::Office, "key:x/1"), json!({"key": "x/1"}));
        assert_eq!(read(What::Topic, "Trade in Goods"), json!({"label": "Trade in Goods"}));
        for (what, cell) in [
            (What::Person, "sergey-lavrov"),
            (What::Person, "Sergey Lavrov"),
            (What::Person, "name:bono"),
            (What::Topic, "wikidata:Q1"),
        ] {
            assert_eq!(written_reference(what, &reference(what, cell)).as_deref(), Some(cell));
        }
    }

    #[test]
    fn participants_have_parties_and_a_role() {
        let value = participant("Ann Lee + country:RU (guest)", true).unwrap();
        assert_eq!(value, json!({"person": {"name": "Ann Lee"}, "country": "RU", "role": "GUEST"}));
        assert_eq!(written_participant(&value).as_deref(), Some("Ann Lee + country:RU (GUEST)"));
        assert!(participant("Ann Lee (king)", true).unwrap_err().contains("none of HOST, GUEST"));
        assert!(participant("country:RU + country:AZ", true).is_err());
        assert_eq!(written_participant(&json!({"person": "a", "reason": "x"})), None, "a reason has no place in a cell");
    }

    #[test]
    fn names_may_say_language_and_kind() {
        for item in ["Лавров", "Лавров@ru", "Russian Federation@en:FORMAL", "x@:SHORT"] {
            assert_eq!(written_name(&name(item)).as_deref(), Some(item));
        }
        assert_eq!(name("a@b c"), json!("a@b c"));
        assert_eq!(written_name(&json!({"form": "x", "kind": "SHORT", "script": "Cyrl"})), None);
        assert_eq!(written_name(&json!({"form": "x", "kind": "ALTERNATIVE", "language": null})).as_deref(), Some("x"));
    }

    #[test]
    fn formulas_are_guarded_and_come_back() {
        for text in ["=1+1", "+7 495", "-", "@x", "'=x", "''a", "'quoted'", "plain", "-12.5"] {
            assert_eq!(bare(&guarded(text.to_owned())), text);
        }
        assert_eq!(guarded("=1".to_owned()), "'=1");
        assert_eq!(guarded("-12.5".to_owned()), "-12.5");
    }

    #[test]
    fn wrong_values_say_what_is_allowed() {
        let error = |form, cell| read(&Column { name: "x", form, about: "" }, &Part::Whole, cell).unwrap_err();
        assert!(error(Form::Date, "12/07/2016").starts_with("'12/07/2016' is not an EDTF level 1 date such as"));
        assert!(
            error(Form::OneOf(kinds::STATUS), "maybe")
                .ends_with("none of ANNOUNCED, HELD, POSTPONED, CANCELLED, NOT_CONVENED, UNKNOWN")
        );
        assert!(error(Form::Degrees(90.0), "91").contains("-90 to 90"));
        assert!(error(Form::Degrees(90.0), "NaN").contains("-90 to 90"));
        assert!(error(Form::Count, "0").contains("from 1"));
        assert!(error(Form::Addresses, "x.org").contains("https://"));
        assert!(error(Form::Ids, "Q42").contains("wikidata:Q42"));
        assert_eq!(
            read(&Column { name: "x", form: Form::OneOf(kinds::EVENT), about: "" }, &Part::Whole, "news conference"),
            Ok(json!("NEWS_CONFERENCE"))
        );
    }
}
