//! Documents that need not be sent: those that clients have sent once (automatic persisted queries), and those that whoever runs the
//! server has registered, which may be the only ones that the public may run. Documents are parsed once.

use super::request::{Parameters, Refusal, refuse};
use crate::error::{Error, Violation};
use crate::graphql::limits::Limits;
use crate::graphql::mark::marked;
use crate::graphql::measure::{Measured, measure};
use crate::graphql::order::Shape;
use actix_web::http::StatusCode;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType, VariableDefinition};
use async_graphql::{Name, Value};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Bytes of documents that are remembered, and of those that clients have named.
const REMEMBERED: u64 = 16 * 1024 * 1024;
/// Documents that are expected.
const EXPECTED: usize = 1000;

/// The documents that a server knows.
pub struct Documents {
    parsed: Cache<Arc<str>, Arc<Document>, Length>,
    named: Cache<String, Arc<str>, Length>,
    registered: HashMap<String, Arc<str>>,
    /// The public may run only what is registered.
    is_closed: bool,
}

/// A document that was parsed.
pub struct Document {
    /// None of one that does not parse: it is refused when it is executed, like one that does not validate.
    parsed: Option<ExecutableDocument>,
    /// What is executed instead, where objects may come to nothing.
    marked: Option<ExecutableDocument>,
    /// What its operations give, of the only one without a name; found out when one has been executed. Before that nobody knows that it is
    /// not too large: fragments may make a few lines endless.
    shapes: HashMap<Option<Name>, OnceLock<Shape>>,
}

#[derive(Clone)]
struct Length;

impl Weighter<Arc<str>, Arc<Document>> for Length {
    fn weight(&self, text: &Arc<str>, _: &Arc<Document>) -> u64 {
        // A parsed document takes about ten times its text.
        text.len() as u64 * 10 + 100
    }
}

impl Weighter<String, Arc<str>> for Length {
    fn weight(&self, name: &String, text: &Arc<str>) -> u64 {
        (name.len() + text.len()) as u64 + 100
    }
}

impl Documents {
    pub fn new(registered: HashMap<String, String>, is_closed: bool) -> Self {
        let registered = registered.into_iter().map(|(name, text)| (name, Arc::from(text))).collect();
        Self {
            parsed: Cache::with_weighter(EXPECTED, REMEMBERED, Length),
            named: Cache::with_weighter(EXPECTED, REMEMBERED, Length),
            registered,
            is_closed,
        }
    }

    /// The document that a request is about, which is sent or named.
    pub fn wanted(&self, asked: &Parameters, is_public: bool) -> Result<Arc<str>, Refusal> {
        let is_closed = self.is_closed && is_public;
        if let Some(name) = &asked.document
            && let Some(registered) = self.registered.get(name.strip_prefix("sha256:").unwrap_or(name))
        {
            return Ok(Arc::clone(registered));
        }
        match (&asked.query, &asked.document) {
            (Some(query), None) if !is_closed => Ok(Arc::from(query.as_str())),
            (Some(query), _) if is_closed => {
                let known = self.registered.get(&hash(query)).cloned();
                let refused = || "this server answers only registered documents to those who are not signed in";
                known.ok_or_else(|| Refusal { status: StatusCode::FORBIDDEN, error: Error::Forbidden(refused().to_owned()) })
            }
            (Some(query), Some(name)) => {
                if hash(query) != name.to_ascii_lowercase() {
                    let message = format!("'{name}' is not the SHA-256 of the document in hexadecimal digits");
                    return Err(refuse(StatusCode::BAD_REQUEST, "extensions.persistedQuery.sha256Hash", message));
                }
                let text: Arc<str> = Arc::from(query.as_str());
                self.named.insert(name.to_ascii_lowercase(), Arc::clone(&text));
                Ok(text)
            }
            (None, Some(name)) if !is_closed => {
                let unknown = || Refusal { status: StatusCode::OK, error: Error::UnknownDocument };
                self.named.get(&name.to_ascii_lowercase()).ok_or_else(unknown)
            }
            _ => Err(Refusal { status: StatusCode::OK, error: Error::UnknownDocument }),
        }
    }

    /// Parses a document, unless that was done before.
    pub fn parse(&self, text: &Arc<str>, limits: &Limits) -> Result<Arc<Document>, Error> {
        if let Some(known) = self.parsed.get(text) {
            return Ok(known);
        }
        limits.check_text(text)?;
        let document = Arc::new(Document::new(parse_query(text).ok()));
        self.parsed.insert(Arc::clone(text), Arc::clone(&document));
        Ok(document)
    }
}

impl Document {
    pub fn new(parsed: Option<ExecutableDocument>) -> Self {
        let names = parsed.iter().flat_map(|document| document.operations.iter());
        let shapes = names.map(|(name, _)| (name.cloned(), OnceLock::new())).collect();
        let marked = parsed.as_ref().and_then(marked);
        Self { parsed, marked, shapes }
    }

    /// What is to be executed.
    pub fn executed(&self) -> Option<&ExecutableDocument> {
        self.marked.as_ref().or(self.parsed.as_ref())
    }

    /// The operation that is to be executed, if that is clear.
    fn operation(&self, name: Option<&str>) -> Option<(Option<&Name>, &OperationDefinition)> {
        Self::operation_of(self.parsed.as_ref()?, name)
    }

    fn operation_of<'d>(
        document: &'d ExecutableDocument,
        name: Option<&str>,
    ) -> Option<(Option<&'d Name>, &'d OperationDefinition)> {
        let mut operations = document.operations.iter();
        match name {
            Some(name) => {
                let fits = |one: Option<&Name>| one.is_none_or(|one| one.as_str() == name);
                operations.find(|(one, _)| fits(*one)).map(|(name, operation)| (name, &operation.node))
            }
            None => match (operations.next(), operations.next()) {
                (Some((name, operation)), None) => Some((name, &operation.node)),
                _ => None,
            },
        }
    }

    /// How much an operation asks for, if that is clear.
    pub fn measured(&self, name: Option<&str>, variables: &Json) -> Option<Measured> {
        let (_, operation) = self.operation(name)?;
        Some(measure(self.parsed.as_ref()?, operation, variables))
    }

    /// What is wrong with the variables of an operation before it is even looked at (GraphQL specification, section 6.1.2): those that must
    /// be given and are not.
    pub fn missing(&self, name: Option<&str>, variables: &Json) -> Vec<Violation> {
        let Some((_, operation)) = self.operation(name) else { return Vec::new() };
        let definitions = operation.variable_definitions.iter().map(|definition| &definition.node);
        let missing = definitions.filter(|definition| {
            let is_required = !definition.var_type.node.nullable;
            match variables.get(definition.name.node.as_str()) {
                None => is_required && definition.default_value.is_none(),
                Some(value) => is_required && value.is_null(),
            }
        });
        let violation = |definition: &VariableDefinition| Violation {
            path: format!("variables.{}", definition.name.node),
            message: format!("is missing; the document asks for {}", definition.var_type.node),
        };
        missing.map(violation).collect()
    }

    /// Puts the fields of an answer in the order in which the document asks for them.
    pub fn arrange(&self, name: Option<&str>, data: &mut Value) {
        let (Some(document), Value::Object(_)) = (self.executed(), &*data) else { return };
        let Some((name, operation)) = Self::operation_of(document, name) else { return };
        if let Some(shape) = self.shapes.get(&name.cloned()) {
            shape.get_or_init(|| Shape::new(document, operation)).arrange(data);
        }
    }

    /// The name and the kind of the operation that is to be executed, if that is clear.
    pub fn selected(&self, name: Option<&str>) -> (Option<String>, Option<OperationType>) {
        match self.operation(name) {
            Some((own, operation)) => (own.map(ToString::to_string).or(name.map(ToOwned::to_owned)), Some(operation.ty)),
            None => (None, None),
        }
    }
}

/// The documents in a manifest: an object that gives each name its document, as Relay writes it, or one of the format
/// `apollo-persisted-query-manifest`. Each is known by its SHA-256 too.
pub fn registered(manifest: &Path) -> Result<HashMap<String, String>, String> {
    let text = std::fs::read_to_string(manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let json: Json = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let pairs: Option<Vec<(String, String)>> = match (json.get("operations").and_then(Json::as_array), json.as_object()) {
        (Some(operations), _) => operations.iter().map(|one| Some((text_of(one, "id")?, text_of(one, "body")?))).collect(),
        (None, Some(object)) => {
            object.iter().map(|(name, document)| Some((name.clone(), document.as_str()?.to_owned()))).collect()
        }
        (None, None) => None,
    };
    let wrong = || format!("{}: neither an object of names and documents nor an Apollo manifest", manifest.display());
    let mut documents = HashMap::new();
    for (name, document) in pairs.ok_or_else(wrong)? {
        parse_query(&document).map_err(|error| format!("{}: document '{name}': {error}", manifest.display()))?;
        documents.insert(hash(&document), document.clone());
        documents.insert(name, document);
    }
    Ok(documents)
}

fn text_of(object: &Json, field: &str) -> Option<String> {
    object.get(field)?.as_str().map(ToOwned::to_owned)
}

/// The SHA-256 of a document in hexadecimal digits.
pub fn hash(document: &str) -> String {
    format!("{:x}", Sha256::digest(document))
}
