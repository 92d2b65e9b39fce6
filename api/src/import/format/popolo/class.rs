//! Which class of Popolo an object belongs to.

use crate::import::format::record::file_name;
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Class {
    Person,
    Organization,
    Post,
    Membership,
    Event,
    Area,
    Speech,
    /// Votes and what belongs to them, which are left out.
    Left,
}

impl Class {
    /// By the name of a list.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "persons" | "people" => Self::Person,
            "organizations" | "organisations" => Self::Organization,
            "posts" => Self::Post,
            "memberships" => Self::Membership,
            "events" => Self::Event,
            "areas" => Self::Area,
            "speeches" => Self::Speech,
            "motions" | "votes" | "vote_events" | "vote-events" | "voteevents" | "counts" => Self::Left,
            _ => return None,
        })
    }

    /// By the name of a file: `memberships.json`.
    pub fn of_file(path: &str) -> Option<Self> {
        let name = file_name(path).to_lowercase();
        Self::named(name.split('.').next().unwrap_or_default())
    }

    /// By the fields that only one class has.
    pub fn of_object(object: &Value) -> Option<Self> {
        let any = |fields: &[&str]| fields.iter().any(|field| object.get(*field).is_some());
        if any(&["attribution_text", "creator_id", "creator"]) && !any(&["motion_id", "legislative_session_id"]) {
            Some(Self::Speech)
        } else if any(&["voter_id", "group_results", "motion_id", "vote_event_id", "requirement"]) {
            Some(Self::Left)
        } else if any(&["person_id", "member", "member_id", "post_id"]) {
            Some(Self::Membership)
        } else if any(&["given_name", "family_name", "sort_name", "birth_date", "gender", "honorific_prefix"]) {
            Some(Self::Person)
        } else if any(&["founding_date", "dissolution_date"]) {
            Some(Self::Organization)
        } else if any(&["label"]) && any(&["role", "organization_id"]) {
            Some(Self::Post)
        } else if any(&["geometry"]) {
            Some(Self::Area)
        } else if any(&["name"]) && any(&["start_date", "attendees", "location"]) {
            Some(Self::Event)
        } else if any(&["name"]) && any(&["classification"]) {
            Some(Self::Organization)
        } else if any(&["name"]) && any(&["id"]) {
            Some(Self::Person)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn classes_are_known_by_their_fields() {
        assert_eq!(Class::of_object(&json!({"person_id": "a", "organization_id": "b"})), Some(Class::Membership));
        assert_eq!(Class::of_object(&json!({"id": "a", "name": "A", "classification": "party"})), Some(Class::Organization));
        assert_eq!(Class::of_object(&json!({"id": "a", "name": "A"})), Some(Class::Person));
        assert_eq!(Class::of_object(&json!({"voter_id": "a", "vote_event_id": "b", "option": "yes"})), Some(Class::Left));
        assert_eq!(Class::of_object(&json!({"id": 1})), None);
        assert_eq!(Class::of_file("x/Memberships.json"), Some(Class::Membership));
        assert_eq!(Class::of_file("x/ep-popolo-v1.0.json"), None);
    }
}
