//! Objects of which nothing was selected. async-graphql gives null for an object without fields, where the specification gives an object
//! (section 6.3): `node(id: …) { ... on Person { name } }` of a country is one, and what a client leaves out with `@skip` may leave one. So
//! that it never is without fields, selections that may come to nothing ask for the type, too; `order.rs` takes it out again.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned};

/// The name under which the type is asked for. Names with two underscores belong to the language.
pub const MARK: &str = "__there";

/// The document with what it lacks; none if it lacks nothing.
pub fn marked(document: &ExecutableDocument) -> Option<ExecutableDocument> {
    let mut marked = document.clone();
    let mut marks = 0;
    let operations: Vec<&mut OperationDefinition> = match &mut marked.operations {
        DocumentOperations::Single(operation) => vec![&mut operation.node],
        DocumentOperations::Multiple(operations) => operations.values_mut().map(|operation| &mut operation.node).collect(),
    };
    for operation in operations.into_iter().filter(|operation| operation.ty != OperationType::Subscription) {
        mark(&mut operation.selection_set.node, &mut marks);
    }
    for fragment in marked.fragments.values_mut() {
        within(&mut fragment.node.selection_set.node, &mut marks);
    }
    (marks > 0).then_some(marked)
}

/// Marks what is selected of an object, if it may come to nothing.
fn mark(set: &mut SelectionSet, marks: &mut usize) {
    within(set, marks);
    let is_sure =
        |item: &Positioned<Selection>| matches!(&item.node, Selection::Field(field) if field.node.directives.is_empty());
    // Of a value that is no object nothing is selected.
    if set.items.is_empty() || set.items.iter().any(is_sure) {
        return;
    }
    let at = |name: &str| Positioned::new(Name::new(name), Pos::default());
    let field = Field {
        alias: Some(at(MARK)),
        name: at("__typename"),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::default(),
    };
    set.items.push(Positioned::new(Selection::Field(Positioned::new(field, Pos::default())), Pos::default()));
    *marks += 1;
}

/// Marks what is selected within the fields of a set. Fragments belong to the object in which they stand.
fn within(set: &mut SelectionSet, marks: &mut usize) {
    for item in &mut set.items {
        match &mut item.node {
            Selection::Field(field) => mark(&mut field.node.selection_set.node, marks),
            Selection::InlineFragment(fragment) => within(&mut fragment.node.selection_set.node, marks),
            Selection::FragmentSpread(_) => {}
        }
    }
}
