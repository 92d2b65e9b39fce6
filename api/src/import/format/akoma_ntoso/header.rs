//! What a document says of itself: identification, dates, title, publisher.

use super::references::{Kind, References};
use crate::import::format::item::{Sink, Stopped};
use crate::import::format::kinds;
use crate::import::format::prose::squeeze;
use crate::import::format::record::{self, Fields, dated, put, word};
use crate::import::format::xml::{self, Xml, attribute};
use crate::import::format::{day, own};
use roxmltree::Node;
use serde_json::{Value, json};

pub struct Header {
    pub statement: Fields,
    /// Whether the title is the heading of the only section.
    pub title_is_heading: bool,
    /// Whether the file is an export of an archive like this one.
    pub is_ours: bool,
    rest: Option<Value>,
}

pub fn read(
    xml: &Xml,
    debate: Node,
    file: &str,
    place: &str,
    references: &mut References,
    sink: &mut dyn Sink,
) -> Result<Header, Stopped> {
    let meta = xml::child(debate, "meta");
    let identification = meta.and_then(|meta| xml::child(meta, "identification"));
    let level = |named| identification.and_then(|node| xml::child(node, named));
    let (work, expression) = (level("FRBRWork"), level("FRBRExpression"));
    let front: Vec<Node> = ["coverPage", "preface"].iter().filter_map(|named| xml::child(debate, named)).collect();
    let in_front = |named: &'static str| front.iter().find_map(|part| xml::all(*part, named).next());
    let link = link(&front);

    let mut statement = record::new("Statement", &key(work, expression, link, place));
    let (slug, external) = work.map(aliases).unwrap_or_default();
    let is_ours = slug.is_some();
    put(&mut statement, "slug", slug);
    put(&mut statement, "externalIds", external);
    let kind = work.and_then(|work| xml::child(work, "FRBRsubtype")).and_then(|node| attribute(node, "value"));
    let kind = kind.and_then(|kind| word(kinds::STATEMENT, kind)).unwrap_or("OTHER");
    put(&mut statement, "kind", kind);
    put(&mut statement, "holding", "FULL");

    let doc_title = in_front("docTitle").map(|node| squeeze(&text_of(node))).filter(|title| !title.is_empty());
    let heading = doc_title.is_none().then(|| lone_heading(debate)).flatten();
    let title_is_heading = heading.is_some();
    let title = doc_title.or(heading).or_else(|| front_line(&front)).or_else(|| attribute(debate, "name").map(squeeze));
    put(&mut statement, "title", title.unwrap_or_else(|| record::file_name(file).to_owned()));

    let language = expression.and_then(|node| xml::child(node, "FRBRlanguage")).and_then(|node| attribute(node, "language"));
    put(&mut statement, "language", language.or_else(|| xml::language(debate)).and_then(record::language));
    put(&mut statement, "made", made(xml, debate, in_front("docDate"), work, sink)?);
    publication(&mut statement, meta);
    people(&mut statement, work, references);
    let mentioned = |named: &'static str, kind| {
        let node = in_front(named)?;
        let entry = references.get(attribute(node, "refersTo")?)?;
        (entry.kind == kind).then(|| entry.reference())
    };
    put(&mut statement, "event", mentioned("event", Kind::Event));
    put(&mut statement, "place", mentioned("location", Kind::Location));
    put(&mut statement, "topics", meta.map(topics).unwrap_or_default());
    let mut source = Fields::new();
    put(&mut source, "url", link);
    put(&mut source, "fileName", record::file_name(file));
    put(&mut source, "mediaType", "application/xml");
    put(&mut statement, "sources", vec![Value::Object(source)]);
    let rest = if is_ours { meta.and_then(rest) } else { None };
    Ok(Header { statement, title_is_heading, is_ours, rest })
}

impl Header {
    pub fn turns(&mut self, turns: Vec<Value>) {
        if turns.is_empty() {
            put(&mut self.statement, "holding", "TITLE_ONLY");
        }
        put(&mut self.statement, "turns", turns);
    }

    pub fn finish(mut self) -> Value {
        if let Some(rest) = self.rest {
            own::restore(&mut self.statement, rest);
        }
        Value::Object(self.statement)
    }
}

fn text_of(node: Node) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

/// The name of the expression: the same debate in two languages is two statements.
fn key(work: Option<Node>, expression: Option<Node>, link: Option<&str>, place: &str) -> String {
    let levels: Vec<Node> = [expression, work].into_iter().flatten().collect();
    let names = ["FRBRthis", "FRBRuri"].iter().flat_map(|named| levels.iter().filter_map(|level| xml::child(*level, named)));
    if let Some(name) = names.filter_map(|node| attribute(node, "value")).find(|name| name.len() > 1) {
        return format!("akomantoso/{}", name.trim_start_matches('/'));
    }
    format!("akomantoso/{}", link.unwrap_or(place))
}

/// The slug and the ids of other catalogues; none unless the file is one of ours, for elsewhere an alias may be a mere title.
fn aliases(work: Node) -> (Option<String>, Vec<Value>) {
    let alias = |node| Some((attribute(node, "name")?, attribute(node, "value")?));
    let aliases: Vec<(&str, &str)> = xml::children(work, "FRBRalias").filter_map(alias).collect();
    let Some((_, slug)) = aliases.iter().find(|(name, _)| *name == own::SCHEME) else {
        return (None, Vec::new());
    };
    let others = aliases.iter().filter(|(name, _)| *name != own::SCHEME);
    (Some((*slug).to_owned()), others.map(|(scheme, value)| json!({"scheme": scheme, "value": value})).collect())
}

/// The first address of the original that the front matter links to.
fn link<'a>(front: &[Node<'a, '_>]) -> Option<&'a str> {
    let nodes = front.iter().flat_map(Node::descendants).filter(|node| matches!(xml::name(*node), "link" | "a" | "ref"));
    nodes.filter_map(|node| attribute(node, "href")).find(|href| href.starts_with("http"))
}

/// The heading of the only section at the top, if there is but one.
fn lone_heading(debate: Node) -> Option<String> {
    let body = xml::child(debate, "debateBody")?;
    let mut sections = body.children().filter(Node::is_element);
    let section = sections.next()?;
    if sections.next().is_some() {
        return None;
    }
    Some(super::body::heading(section)).filter(|heading| !heading.is_empty())
}

/// The first line of the front matter that is not about the date.
fn front_line(front: &[Node]) -> Option<String> {
    let lines = front.iter().flat_map(|part| xml::all(*part, "p")).filter(|line| xml::all(*line, "docDate").next().is_none());
    lines.map(|line| squeeze(&text_of(line))).find(|line| !line.is_empty())
}

/// The day of the debate. The date in the front matter is printed; the work's is made up where nobody knew it.
fn made(xml: &Xml, debate: Node, doc_date: Option<Node>, work: Option<Node>, sink: &mut dyn Sink) -> Result<Value, Stopped> {
    if let Some(node) = doc_date
        && let Some(date) = attribute(node, "date").or_else(|| attribute(node, "time"))
    {
        match day::edtf(date) {
            Some(edtf) => return Ok(dated(&edtf, &squeeze(&text_of(node)))),
            None => sink.note(xml.line(node), "made", format!("'{date}' is not a date"))?,
        }
    }
    for node in work.iter().flat_map(|work| xml::children(*work, "FRBRdate")) {
        let Some(date) = attribute(node, "date") else { continue };
        match day::edtf(date) {
            _ if attribute(node, "name") == Some("placeholder") => {}
            Some(edtf) if !edtf.starts_with("3000-") && !edtf.starts_with("9999-") && edtf.as_str() > "0002" => {
                return Ok(json!(edtf));
            }
            _ => sink.note(xml.line(node), "made", format!("'{date}' is not a date at which anything was said"))?,
        }
    }
    let started = debate.descendants().find_map(|node| attribute(node, "startTime").and_then(day::day));
    Ok(started.map_or(Value::Null, |edtf| {
        json!({"edtf": edtf, "resolution": "COMPUTED", "reason": "The day of the first speech that has a time; the file dates nothing else."})
    }))
}

fn publication(statement: &mut Fields, meta: Option<Node>) {
    let Some(node) = meta.and_then(|meta| xml::child(meta, "publication")) else { return };
    put(statement, "published", attribute(node, "date").and_then(day::edtf));
}

/// A parliament that is the author of its record publishes it; people who are wrote it.
fn people(statement: &mut Fields, work: Option<Node>, references: &mut References) {
    let mut authors = Vec::new();
    for node in work.iter().flat_map(|work| xml::children(*work, "FRBRauthor")) {
        let Some(href) = attribute(node, "href") else { continue };
        if let Some(person) = references.person(href) {
            authors.push(person);
        } else if let Some(organisation) = references.get(href).filter(|entry| entry.kind == Kind::Organisation) {
            put(statement, "publisher", organisation.reference());
        }
    }
    put(statement, "authors", authors);
}

fn topics(meta: Node) -> Vec<Value> {
    let keywords =
        xml::children(meta, "classification").flat_map(|list| list.children().filter(|node| xml::name(*node) == "keyword"));
    let labels = keywords.filter_map(|node| attribute(node, "showAs").or_else(|| attribute(node, "value")));
    labels.map(|label| json!({"label": squeeze(label)})).collect()
}

/// What the file holds of an archive's record beside the mark-up.
fn rest(meta: Node) -> Option<Value> {
    let record = xml::children(meta, "proprietary")
        .flat_map(|node| node.children())
        .find(|node| node.tag_name().namespace() == Some(own::NAMESPACE) && node.tag_name().name() == "record")?;
    serde_json::from_str(record.text()?).ok()
}
