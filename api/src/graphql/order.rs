//! The order of fields in an answer: that of the document (GraphQL specification, section 6.3.2), not that in which they became ready.

use super::mark::MARK;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Value};
use std::collections::HashMap;

/// Deeper documents are refused before they are executed.
const DEEPEST: usize = 64;

/// The fields of a selection, in order, and what is selected of each.
#[derive(Debug, Default)]
pub struct Shape {
    fields: Vec<(Name, Self)>,
    places: HashMap<Name, usize>,
    /// The type was asked for so that the object has a field (`mark.rs`).
    is_marked: bool,
}

impl Shape {
    /// The shape of what an operation gives. Of fields that only some types have, those of all types stand in the order in which the document
    /// names them.
    pub fn new(document: &ExecutableDocument, operation: &OperationDefinition) -> Self {
        Self::of(document, &[&operation.selection_set.node], 0)
    }

    fn of(document: &ExecutableDocument, sets: &[&SelectionSet], depth: usize) -> Self {
        let mut selected = Selected::default();
        for set in sets {
            selected.collect(document, set, depth);
        }
        let Selected { fields, places, is_marked } = selected;
        let fields = fields.into_iter().map(|(name, sets)| (name, Self::of(document, &sets, depth + 1))).collect();
        Self { fields, places, is_marked }
    }

    /// Puts the fields of `value`, which has this shape, in order.
    pub fn arrange(&self, value: &mut Value) {
        match value {
            Value::List(values) => values.iter_mut().for_each(|value| self.arrange(value)),
            // A JSON scalar is an object without a shape.
            Value::Object(object) if self.is_marked || !self.fields.is_empty() => {
                if self.is_marked {
                    object.shift_remove(MARK);
                }
                let place = |name: &Name| self.places.get(name).copied().unwrap_or(usize::MAX);
                let is_as_selected = object.keys().zip(&self.fields).all(|(name, (selected, _))| name == selected);
                if !is_as_selected {
                    object.sort_by(|one, _, other, _| place(one).cmp(&place(other)));
                }
                for (name, value) in object.iter_mut().filter(|(_, value)| matches!(value, Value::List(_) | Value::Object(_))) {
                    if let Some((_, shape)) = self.places.get(name).and_then(|place| self.fields.get(*place)) {
                        shape.arrange(value);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What is selected of one object.
#[derive(Default)]
struct Selected<'d> {
    fields: Vec<(Name, Vec<&'d SelectionSet>)>,
    places: HashMap<Name, usize>,
    is_marked: bool,
}

impl<'d> Selected<'d> {
    fn collect(&mut self, document: &'d ExecutableDocument, set: &'d SelectionSet, depth: usize) {
        if depth >= DEEPEST {
            return;
        }
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if field.node.response_key().node == MARK => self.is_marked = true,
                Selection::Field(field) => {
                    let name = &field.node.response_key().node;
                    let place = *self.places.entry(name.clone()).or_insert_with(|| {
                        self.fields.push((name.clone(), Vec::new()));
                        self.fields.len() - 1
                    });
                    if let Some((_, sets)) = self.fields.get_mut(place) {
                        sets.push(&field.node.selection_set.node);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        self.collect(document, &fragment.node.selection_set.node, depth + 1);
                    }
                }
                Selection::InlineFragment(fragment) => self.collect(document, &fragment.node.selection_set.node, depth + 1),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mark::marked;
    use super::*;
    use async_graphql::parser::parse_query;
    use async_graphql::parser::types::DocumentOperations;
    use serde_json::json;

    fn arranged(document: &str, value: serde_json::Value) -> String {
        let document = parse_query(document).expect("a document");
        let DocumentOperations::Single(operation) = &document.operations else { panic!("one operation") };
        let mut value = Value::from_json(value).expect("a value");
        Shape::new(&document, &operation.node).arrange(&mut value);
        serde_json::to_string(&value).expect("JSON")
    }

    #[test]
    fn fields_stand_as_they_are_asked_for() {
        let document = "{ z b: other { y x ...More } a } fragment More on Thing { w y { q p } }";
        let value = json!({ "a": 1, "b": [{ "w": 1, "x": 2, "y": { "p": 1, "q": 2 } }, null], "z": 3 });
        assert_eq!(arranged(document, value), r#"{"z":3,"b":[{"y":{"q":2,"p":1},"x":2,"w":1},null],"a":1}"#);
    }

    #[test]
    fn what_was_asked_for_so_that_an_object_is_there_is_taken_out() {
        let document = |text| parse_query(text).expect("a document");
        assert!(marked(&document("{ a { b ... on B { c } } }")).is_none(), "nothing lacks a field");
        let marked = marked(&document("{ a @skip(if: false) { ... on B { c } } }")).expect("two objects may");
        let DocumentOperations::Single(operation) = &marked.operations else { panic!("one operation") };
        let value = json!({ "a": [{ "__there": "A" }, { "c": 1, "__there": "B" }], "__there": "Query" });
        let mut value = Value::from_json(value).expect("a value");
        Shape::new(&marked, &operation.node).arrange(&mut value);
        assert_eq!(value.into_json().expect("JSON"), json!({ "a": [{}, { "c": 1 }] }));
    }

    #[test]
    fn what_is_no_selection_stays_as_it_is() {
        let value = json!({ "document": { "b": 1, "a": 2 } });
        assert_eq!(arranged("{ document }", value), r#"{"document":{"a":2,"b":1}}"#);
    }
}
