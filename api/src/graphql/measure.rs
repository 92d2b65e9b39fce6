//! How much a document asks for, found out before it is executed. The schema is not asked: what is a page of a list is told by its shape.

use super::limits::{DEFAULT_PAGE, MAX_PAGE};
use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, VariableDefinition,
};
use async_graphql::{Name, Positioned, Value};
use serde_json::Value as Json;
use std::collections::HashMap;

/// Of the operation that is to be executed; aliases and directives of the whole document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    pub depth: usize,
    pub complexity: usize,
    pub aliases: usize,
    pub directives: usize,
    pub root_fields: usize,
}

/// What a selection costs.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    /// Once.
    own: usize,
    /// For each record of the page that it is selected of.
    each: usize,
    /// Fields within fields.
    depth: usize,
    /// Fields of its own.
    fields: usize,
}

impl Cost {
    /// Of both selections together.
    fn and(self, other: Self) -> Self {
        Self {
            own: self.own.saturating_add(other.own),
            each: self.each.saturating_add(other.each),
            depth: self.depth.max(other.depth),
            fields: self.fields.saturating_add(other.fields),
        }
    }
}

/// Measures an operation of a document.
pub fn measure(document: &ExecutableDocument, operation: &OperationDefinition, variables: &Json) -> Measured {
    let definitions: Vec<&VariableDefinition> = operation.variable_definitions.iter().map(|one| &one.node).collect();
    let mut meter = Meter { document, definitions, variables, fragments: HashMap::new() };
    let Cost { own, each, depth, fields } = meter.selection(&operation.selection_set.node);
    let mut count = Count { aliases: 0, directives: 0 };
    for (_, one) in document.operations.iter() {
        count.directives(&one.node.directives);
        count.selection(&one.node.selection_set.node);
    }
    for one in document.fragments.values() {
        count.directives(&one.node.directives);
        count.selection(&one.node.selection_set.node);
    }
    let Count { aliases, directives } = count;
    Measured { depth, complexity: own.saturating_add(each), aliases, directives, root_fields: fields }
}

struct Meter<'d> {
    document: &'d ExecutableDocument,
    definitions: Vec<&'d VariableDefinition>,
    variables: &'d Json,
    /// What was measured already; nothing while it is measured, so that what contains itself ends. Validation refuses it.
    fragments: HashMap<&'d Name, Cost>,
}

impl<'d> Meter<'d> {
    fn selection(&mut self, selection: &'d SelectionSet) -> Cost {
        selection.items.iter().fold(Cost::default(), |sum, item| {
            sum.and(match &item.node {
                Selection::Field(field) => self.field(&field.node),
                Selection::InlineFragment(fragment) => self.selection(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
            })
        })
    }

    fn fragment(&mut self, name: &'d Name) -> Cost {
        if let Some(known) = self.fragments.get(name) {
            return *known;
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Cost::default() };
        self.fragments.insert(name, Cost::default());
        let cost = self.selection(&fragment.node.selection_set.node);
        self.fragments.insert(name, cost);
        cost
    }

    fn field(&mut self, field: &'d Field) -> Cost {
        let inner = self.selection(&field.selection_set.node);
        let cost = inner.own.saturating_add(inner.each.saturating_mul(self.page(field))).saturating_add(1);
        let (depth, fields) = (inner.depth + 1, 1);
        match field.name.node.as_str() {
            "nodes" | "edges" if !field.selection_set.node.items.is_empty() && field.arguments.is_empty() => {
                Cost { own: 0, each: cost, depth, fields }
            }
            _ => Cost { own: cost, each: 0, depth, fields },
        }
    }

    /// How many records the page may have that a field asks for.
    fn page(&self, field: &Field) -> usize {
        let number = |name: &str| {
            let value = field.get_argument(name)?.node.clone();
            let value = value.into_const_with(|variable| self.variable(&variable).ok_or(())).ok()?.into_json().ok()?;
            usize::try_from(value.as_u64()?).ok()
        };
        let asked = ["first", "last"].into_iter().filter_map(number).max();
        asked.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE)
    }

    fn variable(&self, name: &Name) -> Option<Value> {
        if let Some(given) = self.variables.get(name.as_str()) {
            return Value::from_json(given.clone()).ok();
        }
        let definition = self.definitions.iter().find(|one| one.name.node == *name)?;
        definition.default_value().cloned()
    }
}

struct Count {
    aliases: usize,
    directives: usize,
}

impl Count {
    fn directives(&mut self, directives: &[Positioned<Directive>]) {
        self.directives += directives.len();
    }

    fn selection(&mut self, selection: &SelectionSet) {
        for item in &selection.items {
            self.directives(item.node.directives());
            match &item.node {
                Selection::Field(field) => {
                    self.aliases += usize::from(field.node.alias.is_some());
                    self.selection(&field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => self.selection(&fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;
    use serde_json::json;
    use std::fmt::Write;

    fn measured(text: &str, variables: &Json) -> Measured {
        let document = parse_query(text).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        measure(&document, &operation.node, variables)
    }

    fn complexity(text: &str, variables: &Json) -> usize {
        measured(text, variables).complexity
    }

    #[test]
    fn what_is_asked_of_each_record_of_a_page_costs_as_often() {
        let none = json!(null);
        assert_eq!(complexity("{ a { b c } }", &none), 3);
        assert_eq!(complexity("{ a(first: 10) { totalCount nodes { b c } } }", &none), 1 + 1 + 10 * 3);
        assert_eq!(complexity("{ a { edges { node { b } } } }", &none), 1 + 20 * 3);
        assert_eq!(complexity("{ a(first: 5) { ...F } } fragment F on C { nodes { b } }", &none), 1 + 5 * 2);
        assert_eq!(complexity("{ a(first: 10) { nodes { b(last: 3) { nodes { c } } } } }", &none), 1 + 10 * (1 + 1 + 3 * 2));
        let variable = "query($n: Int = 7) { a(first: $n) { nodes { b } } }";
        assert_eq!(complexity(variable, &none), 1 + 7 * 2);
        assert_eq!(complexity(variable, &json!({ "n": 2 })), 1 + 2 * 2);
        assert_eq!(complexity("{ nodes(ids: []) { b } }", &none), 2);
    }

    #[test]
    fn fragments_that_grow_without_end_are_measured_at_once() {
        let mut text = "{ ...F0 ...F0 }".to_owned();
        for number in 0..200 {
            write!(text, " fragment F{number} on Query {{ a {{ ...F{0} }} b: a {{ ...F{0} }} }}", number + 1).unwrap();
        }
        let Measured { depth, complexity, aliases, root_fields, .. } =
            measured(&(text + " fragment F200 on Query { a }"), &json!(null));
        assert_eq!((depth, complexity, aliases, root_fields), (201, usize::MAX, 200, 4));
        assert_eq!(measured("{ ...A } fragment A on Query { a @b { ...A } }", &json!(null)).directives, 1);
    }
}
