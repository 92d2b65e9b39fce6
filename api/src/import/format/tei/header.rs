//! `teiHeader`: what a text is, when and where it was said, who published it.

use super::{File, body, in_language, target};
use crate::import::format::item::{Sink, Stopped};
use crate::import::format::kinds;
use crate::import::format::prose::squeeze;
use crate::import::format::record::{self, Fields, dated, put, word};
use crate::import::format::xml::{self, at, attribute, id};
use crate::import::format::{day, own};
use roxmltree::Node;
use serde_json::{Value, json};

pub fn statement(file: &File, tei: Node, sink: &mut dyn Sink) -> Result<(), Stopped> {
    let line = file.xml.line(tei);
    let Some(header) = xml::child(tei, "teiHeader") else {
        return sink.invalid(line, "title", "a text without a teiHeader".to_owned());
    };
    let language = xml::child(tei, "text").and_then(xml::language).and_then(record::language);
    let mut statement = record::new("Statement", &key(file, tei));
    let (slug, external) = ours(header);
    let is_ours = slug.is_some();
    put(&mut statement, "slug", slug);
    put(&mut statement, "externalIds", external);
    put(&mut statement, "kind", class(header, "kind").and_then(|kind| word(kinds::STATEMENT, &kind)).unwrap_or("OTHER"));
    put(&mut statement, "holding", "FULL");
    put(&mut statement, "title", title(header, language.as_deref()).unwrap_or_else(|| record::file_name(file.name).to_owned()));
    let made = made(header);
    put(&mut statement, "made", made.clone());
    let setting = at(header, &["profileDesc", "settingDesc", "setting"]);
    let place = setting.and_then(place);
    put(&mut statement, "place", place.clone());
    let bibl = at(header, &["fileDesc", "sourceDesc", "bibl"]);
    put(
        &mut statement,
        "publisher",
        bibl.and_then(|bibl| xml::child(bibl, "publisher"))
            .map(text)
            .filter(|name| !name.is_empty())
            .map(|name| json!({"name": name, "kind": "OTHER"})),
    );
    put(&mut statement, "sources", vec![source(file, header, bibl)]);
    put(&mut statement, "topics", topics(header));
    put(&mut statement, "language", language.as_deref());

    let turns = xml::child(tei, "text").map(|text| body::turns(file, text, is_ours, sink)).transpose()?.unwrap_or_default();
    if turns.is_empty() {
        put(&mut statement, "holding", "TITLE_ONLY");
    }
    put(&mut statement, "turns", turns);
    if is_ours {
        if let Some(rest) = rest(header) {
            own::restore(&mut statement, rest);
        }
    } else if let Some(event) = meeting(file, tei, header, &statement, language.as_deref()) {
        put(&mut statement, "event", json!({"key": event.get("key")}));
        sink.record(line, Value::Object(event))?;
    }
    sink.record(line, Value::Object(statement))
}

fn text(node: Node) -> String {
    squeeze(&node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect::<String>())
}

/// The annotated file of a text is the same text.
fn key(file: &File, tei: Node) -> String {
    match id(tei) {
        Some(id) if file.corpus.contains('@') => format!("tei/{}/{id}", file.corpus),
        Some(id) => format!("tei/{}", id.strip_suffix(".ana").unwrap_or(id)),
        None => {
            let before = tei.prev_siblings().skip(1).filter(|node| xml::name(*node) == "TEI").count();
            if before == 0 { format!("tei/{}", file.name) } else { format!("tei/{}/{}", file.name, before + 1) }
        }
    }
}

/// The slug and the ids of other catalogues. Elsewhere an `idno` here is that of a whole corpus.
fn ours(header: Node) -> (Option<String>, Vec<Value>) {
    let publication = at(header, &["fileDesc", "publicationStmt"]);
    let ids: Vec<(&str, String)> = publication
        .iter()
        .flat_map(|node| node.children().filter(|node| xml::name(*node) == "idno"))
        .filter_map(|idno| Some((attribute(idno, "type")?, text(idno))))
        .collect();
    let Some((_, slug)) = ids.iter().find(|(scheme, _)| *scheme == own::SCHEME) else { return (None, Vec::new()) };
    let others = ids.iter().filter(|(scheme, _)| *scheme != own::SCHEME);
    (Some(slug.clone()), others.map(|(scheme, value)| json!({"scheme": scheme, "value": value})).collect())
}

/// The title of this text: where there is a title of the corpus above it, ParlaMint's `sub`.
fn title(header: Node, language: Option<&str>) -> Option<String> {
    let titles: Vec<Node> =
        xml::children(at(header, &["fileDesc", "titleStmt"])?, "title").filter(|title| !text(*title).is_empty()).collect();
    let of_kind = |kind| titles.iter().copied().filter(|title| attribute(*title, "type") == Some(kind)).collect::<Vec<Node>>();
    let groups = [of_kind("sub"), of_kind("main"), titles.clone()];
    groups.iter().find_map(|group| in_language(group, language)).map(text)
}

/// When it was said: the date of the setting, else of the source. The publication's is that of the file.
fn made(header: Node) -> Option<Value> {
    let setting = at(header, &["profileDesc", "settingDesc", "setting", "date"]);
    let creation = at(header, &["profileDesc", "creation", "date"]);
    let bibl = at(header, &["fileDesc", "sourceDesc", "bibl", "date"]);
    [setting, creation, bibl].into_iter().flatten().find_map(|date| {
        let given = |name| attribute(date, name);
        let edtf = given("when").and_then(day::edtf).or_else(|| day::span(given("from"), given("to")))?;
        Some(dated(&edtf, &text(date)))
    })
}

/// The town, else the building, of the setting.
fn place(setting: Node) -> Option<Value> {
    let names: Vec<Node> = setting.children().filter(|node| matches!(xml::name(*node), "name" | "placeName")).collect();
    let typed = |kind: &str| {
        let of_kind: Vec<Node> = names.iter().copied().filter(|name| attribute(*name, "type") == Some(kind)).collect();
        in_language(&of_kind, Some("en"))
    };
    let country = typed("country").and_then(|country| attribute(country, "key").map(|code| json!({"code": code})));
    let kinds = [
        ("city", "CITY"),
        ("settlement", "CITY"),
        ("town", "CITY"),
        ("building", "BUILDING"),
        ("region", "REGION"),
        ("place", "OTHER"),
    ];
    let (name, kind) = kinds.iter().find_map(|(word, kind)| Some((typed(word)?, *kind)))?;
    let mut place = Fields::new();
    put(&mut place, "name", text(name));
    put(&mut place, "kind", kind);
    put(&mut place, "country", country);
    Some(Value::Object(place))
}

fn source(file: &File, header: Node, bibl: Option<Node>) -> Value {
    let mut source = Fields::new();
    let addresses: Vec<Node> = bibl.iter().flat_map(|bibl| bibl.children().filter(|node| xml::name(*node) == "idno")).collect();
    let original = addresses.iter().find(|idno| attribute(**idno, "subtype") == Some("parliament")).or(addresses.first());
    put(&mut source, "url", original.map(|idno| text(*idno)).filter(|url| url.starts_with("http")));
    put(&mut source, "fileName", record::file_name(file.name));
    put(&mut source, "mediaType", "application/tei+xml");
    put(&mut source, "licence", at(header, &["fileDesc", "publicationStmt", "availability", "licence"]).map(text));
    Value::Object(source)
}

/// What our own exports class a text as.
fn class(header: Node, list: &str) -> Option<String> {
    let scheme = format!("{}:{list}", own::NAMESPACE);
    let codes = at(header, &["profileDesc", "textClass"])?;
    xml::children(codes, "classCode").find(|code| attribute(*code, "scheme") == Some(&scheme)).map(text)
}

fn topics(header: Node) -> Vec<Value> {
    let class = at(header, &["profileDesc", "textClass"]);
    let keywords = class.iter().flat_map(|class| class.children().filter(|node| xml::name(*node) == "keywords"));
    let terms = keywords.flat_map(|list| list.descendants().filter(|node| xml::name(*node) == "term"));
    terms.map(text).filter(|label| !label.is_empty()).map(|label| json!({"label": label})).collect()
}

fn rest(header: Node) -> Option<Value> {
    let data = xml::children(header, "xenoData").find(|data| attribute(*data, "subtype") == Some(own::SCHEME))?;
    serde_json::from_str(data.text()?).ok()
}

/// The sitting at which it was said, as the header names it: «Sitting 178, Legislative period XXVII».
fn meeting(file: &File, tei: Node, header: Node, statement: &Fields, language: Option<&str>) -> Option<Fields> {
    let meetings: Vec<Node> =
        xml::children(at(header, &["fileDesc", "titleStmt"])?, "meeting").filter(|node| !text(*node).is_empty()).collect();
    let english = |node: &&Node| xml::language(**node) == Some("en");
    let wanted = if meetings.iter().any(|node| english(&node)) { Some("en") } else { language };
    let chosen: Vec<&Node> =
        meetings.iter().filter(|node| meetings.len() == 1 || wanted.is_none() || xml::language(**node) == wanted).collect();
    let chosen = if chosen.is_empty() { meetings.iter().collect() } else { chosen };
    if chosen.is_empty() {
        return None;
    }
    let mut names: Vec<String> = chosen.iter().map(|node| text(**node)).collect();
    names.dedup();
    let mut event = record::new("Event", &format!("{}/meeting", key(file, tei)));
    put(&mut event, "name", names.join(", "));
    put(&mut event, "kind", "MEETING");
    // Its record lies before us.
    put(&mut event, "status", "HELD");
    put(&mut event, "starts", statement.get("made").cloned().unwrap_or_default());
    put(&mut event, "place", statement.get("place").cloned().unwrap_or_default());
    let corresp = chosen.iter().find_map(|node| attribute(**node, "corresp")).map(target);
    if let Some(body) = corresp {
        let organisation = json!({"key": file.key(body), "ifKnown": true});
        put(&mut event, "participants", vec![json!({"organisation": organisation, "role": "PARTICIPANT"})]);
        // The term in which it was: `#NR.XXVII` among the words of `ana`.
        let within = |ana: &str| {
            ana.split_whitespace()
                .map(target)
                .find(|id| id.strip_prefix(body).is_some_and(|rest| rest.starts_with('.')))
                .map(str::to_owned)
        };
        let term = chosen.iter().filter_map(|node| attribute(**node, "ana")).find_map(within);
        put(&mut event, "parent", term.map(|term| json!({"key": file.key(&term), "ifKnown": true})));
    }
    Some(event)
}
