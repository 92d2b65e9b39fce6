//! The closed lists that a cell may choose from.
// The values of the enums of `entity`, which a test below compares.

pub const STATEMENT: &[&str] = &[
    "NEWS_CONFERENCE",
    "BRIEFING",
    "SPEECH",
    "REMARKS",
    "INTERVIEW",
    "ANSWER_TO_MEDIA",
    "COMMENT",
    "LETTER_TO_EDITOR",
    "ARTICLE",
    "BROADCAST",
    "PRESS_RELEASE",
    "JOINT_STATEMENT",
    "COMMUNIQUE",
    "MESSAGE",
    "TELEPHONE_READOUT",
    "TREATY",
    "RESOLUTION",
    "REPORT",
    "OTHER",
];
pub const HOLDING: &[&str] = &["FULL", "EXCERPT", "TEASER", "TITLE_ONLY", "REFERENCED"];
pub const TURN: &[&str] = &["SPEECH", "QUESTION", "ANSWER", "NARRATIVE", "SCENE"];
pub const COMPLETENESS: &[&str] = &["COMPLETE", "EXCERPT", "OMITTED_BY_SOURCE"];
pub const RESOLUTION: &[&str] = &["STATED", "COMPUTED", "SUGGESTED", "CONFIRMED", "REJECTED"];
pub const EVENT: &[&str] = &[
    "NEWS_CONFERENCE",
    "BRIEFING",
    "MEETING",
    "TALKS",
    "SUMMIT",
    "CONFERENCE",
    "VISIT",
    "TELEPHONE_CONVERSATION",
    "INTERVIEW",
    "CEREMONY",
    "ADDRESS",
    "SERIES",
    "OTHER",
];
pub const STATUS: &[&str] = &["ANNOUNCED", "HELD", "POSTPONED", "CANCELLED", "NOT_CONVENED", "UNKNOWN"];
pub const ROLE: &[&str] = &["HOST", "GUEST", "SPEAKER", "PARTICIPANT", "VISITOR", "CHAIR", "ORGANISER", "MEDIATOR"];
pub const OFFICE: &[&str] = &[
    "HEAD_OF_STATE",
    "HEAD_OF_GOVERNMENT",
    "MINISTER",
    "DEPUTY_MINISTER",
    "AMBASSADOR",
    "CONSUL",
    "SPOKESPERSON",
    "SPECIAL_ENVOY",
    "INTERNATIONAL_OFFICIAL",
    "LEGISLATOR",
    "MILITARY",
    "OFFICIAL",
    "BUSINESS",
    "MEDIA",
    "OTHER",
];
pub const ORGANISATION: &[&str] = &[
    "GOVERNMENT_BODY",
    "EMBASSY",
    "INTERNATIONAL",
    "REGIONAL_FORUM",
    "CONTACT_GROUP",
    "MEDIA_OUTLET",
    "ARMED_GROUP",
    "PARTY",
    "UNIVERSITY",
    "OTHER",
];
pub const PLACE: &[&str] = &["CITY", "BUILDING", "REGION", "COUNTRY", "OTHER"];
pub const NAME: &[&str] = &["SHORT", "FORMAL", "ALTERNATIVE", "ADJECTIVE"];

/// The value of a list that a cell means: letter case does not matter, nor whether words are joined by `_`, `-` or a space.
pub fn choose(list: &'static [&'static str], cell: &str) -> Option<&'static str> {
    let words: Vec<String> = cell.split([' ', '_', '-']).filter(|word| !word.is_empty()).map(str::to_uppercase).collect();
    let wanted = words.join("_");
    list.iter().copied().find(|value| *value == wanted)
}

#[cfg(test)]
mod enums {
    use super::*;
    use sea_orm::{ActiveEnum, Iterable};

    fn of<E: ActiveEnum<Value = String> + Iterable>() -> Vec<String> {
        E::iter().map(|value| value.to_value()).collect()
    }

    #[test]
    fn the_lists_are_those_of_the_archive() {
        assert_eq!(of::<entity::StatementKind>(), STATEMENT);
        assert_eq!(of::<entity::Holding>(), HOLDING);
        assert_eq!(of::<entity::TurnKind>(), TURN);
        assert_eq!(of::<entity::Completeness>(), COMPLETENESS);
        assert_eq!(of::<entity::Resolution>(), RESOLUTION);
        assert_eq!(of::<entity::EventKind>(), EVENT);
        assert_eq!(of::<entity::EventStatus>(), STATUS);
        assert_eq!(of::<entity::ParticipantRole>(), ROLE);
        assert_eq!(of::<entity::OfficeKind>(), OFFICE);
        assert_eq!(of::<entity::OrganisationKind>(), ORGANISATION);
        assert_eq!(of::<entity::PlaceKind>(), PLACE);
        assert_eq!(of::<entity::NameKind>(), NAME);
    }
}
