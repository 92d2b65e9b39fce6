//! The schema that is served is the one that is committed, and it explains itself.

use serde_json::Value;
use std::path::Path;

#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql");
    let committed = std::fs::read_to_string(file).expect("schema.graphql");
    assert!(
        committed == api::schema::sdl(),
        "schema.graphql is out of date; write it with: cargo run -- schema > schema.graphql"
    );
}

#[test]
fn everything_in_the_schema_is_described() {
    let types = "{__schema{types{name kind description fields{name description args{name description}} \
                 inputFields{name description} enumValues{name description}}}}";
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let response = runtime.block_on(api::schema::builder().disable_introspection_limits().execute(types));
    assert_eq!(response.errors, vec![]);
    let schema = response.data.into_json().expect("JSON");
    let mut silent = Vec::new();
    for kind in schema["__schema"]["types"].as_array().expect("types") {
        let name = kind["name"].as_str().unwrap_or_default();
        let is_ours = !name.starts_with("__") && !["Boolean", "Float", "ID", "Int", "String"].contains(&name);
        if is_ours {
            note(kind, name, &mut silent);
        }
    }
    assert_eq!(silent, Vec::<String>::new(), "these have no description");
}

/// Collects the paths of everything at and under `node` that has no description.
fn note(node: &Value, path: &str, silent: &mut Vec<String>) {
    if node["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
        silent.push(path.to_owned());
    }
    for list in ["fields", "args", "inputFields", "enumValues"] {
        for child in node[list].as_array().into_iter().flatten() {
            note(child, &format!("{path}.{}", child["name"].as_str().unwrap_or_default()), silent);
        }
    }
}

trait WithoutLimits {
    async fn execute(self, query: &str) -> async_graphql::Response;
    fn disable_introspection_limits(self) -> Self;
}

impl WithoutLimits for async_graphql::SchemaBuilder<api::schema::Query, api::schema::Mutation, api::schema::Subscription> {
    async fn execute(self, query: &str) -> async_graphql::Response {
        self.finish().execute(query).await
    }

    fn disable_introspection_limits(self) -> Self {
        self.limit_complexity(usize::MAX)
    }
}
