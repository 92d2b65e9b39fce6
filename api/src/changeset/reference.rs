//! Which fields of documents refer to other records, and who refers to a record.

use crate::error::Result;
use crate::graphql::id;
use entity::RecordKind;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait};
use serde_json::Value;
use std::collections::BTreeSet;

/// What a field refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    Record(RecordKind),
    /// A turn, which is a part of its statement.
    Turn,
}

/// What the field `name`, anywhere in a document of `kind`, refers to; none if it holds a value of its own.
pub fn target(kind: RecordKind, name: &str) -> Option<Target> {
    let target = match (kind, name) {
        (RecordKind::Link, "source" | "target") => RecordKind::Statement,
        (RecordKind::Mention, "turn") => return Some(Target::Turn),
        (_, "parent") => kind,
        (_, "person" | "speaker" | "authors") => RecordKind::Person,
        (_, "office") => RecordKind::Office,
        (_, "tenure") => RecordKind::Tenure,
        (_, "country" | "predecessors") => RecordKind::Country,
        (_, "organisation" | "memberOrganisation" | "publisher") => RecordKind::Organisation,
        (_, "place") => RecordKind::Place,
        (_, "topics" | "broader") => RecordKind::Topic,
        (_, "event" | "series" | "announces" | "confirms") => RecordKind::Event,
        (_, "sources") => RecordKind::Source,
        _ => return None,
    };
    Some(Target::Record(target))
}

/// Records that mean nothing without those they refer to; others lose the reference.
pub fn is_dependent(kind: RecordKind) -> bool {
    matches!(kind, RecordKind::Tenure | RecordKind::Membership | RecordKind::Link | RecordKind::Mention)
}

/// Shows every reference in a document of `kind` to `visit`: its path, what it refers to, and the id, which may be changed.
pub fn visit(kind: RecordKind, document: &mut Value, visit: &mut impl FnMut(&str, Target, &mut i64)) {
    walk(kind, document, "", None, &mut |path, target, value| {
        if let Some(mut id) = value.as_i64() {
            visit(path, target, &mut id);
            *value = id.into();
        }
    });
}

/// A document of `kind` as clients see it, with global ids.
pub fn shown(kind: RecordKind, mut document: Value) -> Value {
    walk(kind, &mut document, "", None, &mut |_, target, value| {
        let word = match target {
            Target::Record(kind) => kind.name(),
            Target::Turn => "Turn",
        };
        if let Some(id) = value.as_i64() {
            *value = Value::String(id::encode(word, id).to_string());
        }
    });
    document
}

/// A whole document of `kind` as clients see it: its turns too go by their global ids.
pub fn whole(kind: RecordKind, document: Value) -> Value {
    let mut document = shown(kind, document);
    if let Some(Value::Object(turns)) = document.get_mut("turns") {
        let named = std::mem::take(turns).into_iter().map(|(turn, fields)| match turn.parse() {
            Ok(row) => (id::encode("Turn", row).to_string(), fields),
            Err(_) => (turn, fields),
        });
        *turns = named.collect();
    }
    document
}

fn walk(
    kind: RecordKind,
    value: &mut Value,
    path: &str,
    refers: Option<Target>,
    visit: &mut impl FnMut(&str, Target, &mut Value),
) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                walk(kind, field, &below(name), target(kind, name), visit);
            }
        }
        Value::Array(items) => {
            for (position, item) in items.iter_mut().enumerate() {
                walk(kind, item, &below(&position.to_string()), refers, visit);
            }
        }
        Value::Number(_) => {
            if let Some(target) = refers {
                visit(path, target, value);
            }
        }
        _ => {}
    }
}

/// Everything a document of `kind` refers to, with the path of the reference.
pub fn all(kind: RecordKind, document: &Value) -> Vec<(String, Target, i64)> {
    let mut found = Vec::new();
    visit(kind, &mut document.clone(), &mut |path, target, id| found.push((path.to_owned(), target, *id)));
    found
}

/// Takes every reference to `gone` out of a document of `kind`, with the entries that then name nobody.
pub fn forget(kind: RecordKind, document: &mut Value, gone: (RecordKind, i64)) {
    let is_gone =
        |name: &str, value: &Value| target(kind, name) == Some(Target::Record(gone.0)) && value.as_i64() == Some(gone.1);
    match document {
        Value::Object(fields) => {
            fields.retain(|name, value| !is_gone(name, value));
            for (name, value) in fields.iter_mut() {
                if let Value::Array(items) = value {
                    items.retain(|item| !is_gone(name, item));
                    let named = |item: &Value| all(kind, item).len();
                    items.retain_mut(|item| {
                        let before = named(item);
                        forget(kind, item, gone);
                        before == 0 || named(item) > 0
                    });
                } else {
                    forget(kind, value, gone);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| forget(kind, item, gone)),
        _ => {}
    }
}

/// Puts `to` where a document of `kind` refers to `from`, a record of kind `of`. Entries that become equal to others go.
pub fn redirect(kind: RecordKind, document: &mut Value, of: RecordKind, from: i64, to: i64) {
    visit(kind, document, &mut |_, target, id| {
        if target == Target::Record(of) && *id == from {
            *id = to;
        }
    });
    once(document);
}

/// Leaves each entry of each list of references once.
fn once(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(once),
        Value::Array(items) => {
            items.iter_mut().for_each(once);
            let mut seen = BTreeSet::new();
            items.retain(|item| match (item, item.get("country")) {
                // A statement names a country once, however it came to be known.
                (Value::Object(fields), Some(country)) if !fields.contains_key("role") => seen.insert(country.to_string()),
                _ => seen.insert(item.to_string()),
            });
        }
        _ => {}
    }
}

/// The records that refer to the record `id` of `kind`, each once, by kind and id.
pub async fn referrers(db: &impl ConnectionTrait, kind: RecordKind, id: i64) -> Result<BTreeSet<(&'static str, i64)>> {
    let mut found = BTreeSet::new();
    for (referrer, select) in selects(kind, id) {
        for row in db.query_all(&select).await? {
            found.insert((referrer.name(), row.try_get::<i64>("", "referrer")?));
        }
    }
    if let Some(select) = citing(kind, id) {
        for row in db.query_all(&select).await? {
            let referrer: RecordKind = row.try_get("", "kind")?;
            found.insert((referrer.name(), row.try_get::<i64>("", "referrer")?));
        }
    }
    Ok(found)
}

/// The rows whose `column` is `id`, each leading to its record by `owner`.
fn by<C, O>(column: C, owner: O, id: i64) -> SelectStatement
where
    C: ColumnTrait<EntityName: EntityTrait>,
    O: ColumnTrait,
{
    Query::select()
        .distinct()
        .expr_as(Expr::col(owner.as_column_ref()), Alias::new("referrer"))
        .from(<C::EntityName as Default>::default())
        .and_where(column.eq(id))
        .take()
}

/// The same for rows of turns' addressees, which lead to their statement.
fn by_turn<C: ColumnTrait>(column: C, id: i64) -> SelectStatement {
    use entity::{turn, turn_addressee};
    Query::select()
        .distinct()
        .expr_as(Expr::col(turn::Column::StatementId.as_column_ref()), Alias::new("referrer"))
        .from(turn_addressee::Entity)
        .inner_join(
            turn::Entity,
            Expr::col(turn::Column::Id.as_column_ref()).equals(turn_addressee::Column::TurnId.as_column_ref()),
        )
        .and_where(column.eq(id))
        .take()
}

/// Mentions of a statement's turns are a part of what refers to it.
fn mentions_in(id: i64) -> SelectStatement {
    use entity::{mention, turn};
    Query::select()
        .expr_as(Expr::col(mention::Column::Id.as_column_ref()), Alias::new("referrer"))
        .from(mention::Entity)
        .inner_join(turn::Entity, Expr::col(turn::Column::Id.as_column_ref()).equals(mention::Column::TurnId.as_column_ref()))
        .and_where(turn::Column::StatementId.eq(id))
        .take()
}

/// Records of any kind may cite a source.
fn citing(kind: RecordKind, id: i64) -> Option<SelectStatement> {
    use entity::{citation, record};
    (kind == RecordKind::Source).then(|| {
        Query::select()
            .column(record::Column::Kind.as_column_ref())
            .expr_as(Expr::col(record::Column::Id.as_column_ref()), Alias::new("referrer"))
            .from(citation::Entity)
            .inner_join(
                record::Entity,
                Expr::col(record::Column::Id.as_column_ref()).equals(citation::Column::RecordId.as_column_ref()),
            )
            .and_where(citation::Column::SourceId.eq(id))
            .take()
    })
}

fn selects(kind: RecordKind, id: i64) -> Vec<(RecordKind, SelectStatement)> {
    use RecordKind as Kind;
    use entity::{
        country_succession as succession, event, event_participant as participant, event_statement as told, link, membership,
        mention, office, organisation, place, source, statement, statement_author as author, statement_country as concerned,
        statement_topic as about, tenure, topic, turn, turn_addressee as addressee,
    };
    match kind {
        Kind::Person => vec![
            (Kind::Statement, by(turn::Column::SpeakerId, turn::Column::StatementId, id)),
            (Kind::Statement, by(author::Column::PersonId, author::Column::StatementId, id)),
            (Kind::Statement, by_turn(addressee::Column::PersonId, id)),
            (Kind::Event, by(participant::Column::PersonId, participant::Column::EventId, id)),
            (Kind::Tenure, by(tenure::Column::PersonId, tenure::Column::Id, id)),
            (Kind::Membership, by(membership::Column::PersonId, membership::Column::Id, id)),
            (Kind::Mention, by(mention::Column::PersonId, mention::Column::Id, id)),
        ],
        Kind::Office => vec![
            (Kind::Statement, by_turn(addressee::Column::OfficeId, id)),
            (Kind::Event, by(participant::Column::OfficeId, participant::Column::EventId, id)),
            (Kind::Tenure, by(tenure::Column::OfficeId, tenure::Column::Id, id)),
            (Kind::Mention, by(mention::Column::OfficeId, mention::Column::Id, id)),
        ],
        Kind::Tenure => vec![(Kind::Statement, by(turn::Column::TenureId, turn::Column::StatementId, id))],
        Kind::Country => vec![
            (Kind::Statement, by(concerned::Column::CountryId, concerned::Column::StatementId, id)),
            (Kind::Statement, by_turn(addressee::Column::CountryId, id)),
            (Kind::Event, by(participant::Column::CountryId, participant::Column::EventId, id)),
            (Kind::Office, by(office::Column::CountryId, office::Column::Id, id)),
            (Kind::Organisation, by(organisation::Column::CountryId, organisation::Column::Id, id)),
            (Kind::Place, by(place::Column::CountryId, place::Column::Id, id)),
            (Kind::Membership, by(membership::Column::CountryId, membership::Column::Id, id)),
            (Kind::Mention, by(mention::Column::CountryId, mention::Column::Id, id)),
            (Kind::Country, by(succession::Column::PredecessorId, succession::Column::SuccessorId, id)),
        ],
        Kind::Organisation => vec![
            (Kind::Statement, by(statement::Column::PublisherId, statement::Column::Id, id)),
            (Kind::Statement, by(turn::Column::OrganisationId, turn::Column::StatementId, id)),
            (Kind::Statement, by_turn(addressee::Column::OrganisationId, id)),
            (Kind::Event, by(participant::Column::OrganisationId, participant::Column::EventId, id)),
            (Kind::Office, by(office::Column::OrganisationId, office::Column::Id, id)),
            (Kind::Organisation, by(organisation::Column::ParentId, organisation::Column::Id, id)),
            (Kind::Membership, by(membership::Column::OrganisationId, membership::Column::Id, id)),
            (Kind::Membership, by(membership::Column::MemberOrganisationId, membership::Column::Id, id)),
            (Kind::Source, by(source::Column::PublisherId, source::Column::Id, id)),
            (Kind::Mention, by(mention::Column::OrganisationId, mention::Column::Id, id)),
        ],
        Kind::Place => vec![
            (Kind::Statement, by(statement::Column::PlaceId, statement::Column::Id, id)),
            (Kind::Event, by(event::Column::PlaceId, event::Column::Id, id)),
            (Kind::Place, by(place::Column::ParentId, place::Column::Id, id)),
            (Kind::Mention, by(mention::Column::PlaceId, mention::Column::Id, id)),
        ],
        Kind::Topic => vec![
            (Kind::Statement, by(about::Column::TopicId, about::Column::StatementId, id)),
            (Kind::Topic, by(topic::Column::BroaderId, topic::Column::Id, id)),
        ],
        Kind::Event => vec![
            (Kind::Statement, by(statement::Column::EventId, statement::Column::Id, id)),
            (Kind::Statement, by(told::Column::EventId, told::Column::StatementId, id)),
            (Kind::Event, by(event::Column::ParentId, event::Column::Id, id)),
            (Kind::Event, by(event::Column::SeriesId, event::Column::Id, id)),
            (Kind::Mention, by(mention::Column::EventId, mention::Column::Id, id)),
        ],
        Kind::Statement => vec![
            (Kind::Link, by(link::Column::SourceId, link::Column::Id, id)),
            (Kind::Link, by(link::Column::TargetId, link::Column::Id, id)),
            (Kind::Mention, mentions_in(id)),
        ],
        Kind::Source | Kind::Link | Kind::Mention | Kind::Membership => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_are_found_wherever_they_stand() {
        let document = json!({"publisher": 1, "authors": [2, 3], "turns": {"9": {"speaker": 2, "position": 0,
            "addressees": [{"office": 4}]}}, "countries": [{"country": 5}], "title": "6"});
        let found: Vec<i64> = all(RecordKind::Statement, &document).into_iter().map(|(_, _, id)| id).collect();
        assert_eq!(BTreeSet::from_iter(found), BTreeSet::from([1, 2, 3, 4, 5]));
    }

    #[test]
    fn what_names_nobody_any_more_goes() {
        let mut event =
            json!({"participants": [{"person": 1, "role": "GUEST"}, {"person": 1, "country": 2, "role": "HOST"}], "place": 1});
        forget(RecordKind::Event, &mut event, (RecordKind::Person, 1));
        assert_eq!(event, json!({"participants": [{"country": 2, "role": "HOST"}], "place": 1}));
    }

    #[test]
    fn what_becomes_equal_stands_once() {
        let mut statement = json!({"authors": [1, 2], "countries": [{"country": 1}]});
        redirect(RecordKind::Statement, &mut statement, RecordKind::Person, 2, 1);
        assert_eq!(statement, json!({"authors": [1], "countries": [{"country": 1}]}));
    }
}
