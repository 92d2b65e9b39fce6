//! From the claims of a token to a role.

use entity::Role;
use serde_json::{Map, Value};

/// The highest role that `claim` gives; none if it gives none that is known.
pub fn of(claims: &Map<String, Value>, claim: &str, roles: &[(String, Role)]) -> Option<Role> {
    let said = match find(claims, claim)? {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let given = roles.iter().filter(|(value, _)| said.contains(&value.as_str())).map(|(_, role)| *role);
    given.max_by_key(|role| rank(*role))
}

/// The claim of this name, or the one that the path leads to: names of claims may have dots themselves.
fn find<'c>(claims: &'c Map<String, Value>, claim: &str) -> Option<&'c Value> {
    if let Some(found) = claims.get(claim) {
        return Some(found);
    }
    let (first, rest) = claim.split_once('.')?;
    find(claims.get(first)?.as_object()?, rest)
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Contributor => 0,
        Role::Editor => 1,
        Role::Admin => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_highest_role_that_is_known_counts_wherever_the_claim_stands() {
        let roles = [("writers".to_owned(), Role::Contributor), ("desk".to_owned(), Role::Editor)];
        for (claims, claim, role) in [
            (json!({ "realm_access": { "roles": ["writers", "desk", "cooks"] } }), "realm_access.roles", Some(Role::Editor)),
            (json!({ "https://example.org/role": "writers" }), "https://example.org/role", Some(Role::Contributor)),
            (json!({ "roles": ["cooks"] }), "roles", None),
            (json!({ "roles": 7 }), "roles", None),
            (json!({ "roles": { "desk": true } }), "roles", None),
            (json!({}), "realm_access.roles", None),
        ] {
            let claims = claims.as_object().unwrap();
            assert_eq!(of(claims, claim, &roles), role, "{claims:?}");
        }
    }
}
