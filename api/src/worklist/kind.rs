//! The lists of what is left to do, each as a select of row ids.

use crate::clock;
use async_graphql::Enum;
use entity::{
    EventStatementRole, EventStatus, Holding, LinkKind, Resolution, TurnKind, citation, event, event_statement, link, mention,
    statement, tenure, turn,
};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait};

/// What is left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WorklistKind {
    /// Turns with a speaker's label of which nobody knows who speaks; questions are left out, whose askers are seldom named.
    UnresolvedSpeakers,
    /// Mentions that wait to be confirmed or rejected.
    SuggestedMentions,
    /// Statements that were spoken at no event that is known.
    StatementsWithoutEvent,
    /// Statements without any date.
    StatementsWithoutDate,
    /// Statements that are more than referred to, but have no turns.
    StatementsWithoutBody,
    /// Statements of which the language is not known, and translations of which the original is not in the archive.
    StatementsWithoutOriginalLanguage,
    /// Events that were announced for a day that has passed, and that no statement shows to have taken place.
    AnnouncedNeverConfirmed,
    /// Tenures that cite no source.
    TenuresWithoutSource,
    /// Statements that are referred to, and of which neither text nor address is known.
    ReferencesNotFound,
}

/// The type of the records in a list, and a select of their ids, named `id`.
pub fn select(kind: WorklistKind) -> (&'static str, SelectStatement) {
    match kind {
        WorklistKind::UnresolvedSpeakers => {
            use turn::Column;
            let spoken = [TurnKind::Speech, TurnKind::Answer];
            let select = rows(turn::Entity, Column::Id)
                .and_where(Column::SpeakerId.is_null())
                .and_where(Column::OrganisationId.is_null())
                .and_where(Column::Label.is_not_null())
                .and_where(Column::Kind.is_in(spoken))
                .take();
            ("Turn", select)
        }
        WorklistKind::SuggestedMentions => {
            use mention::Column;
            ("Mention", rows(mention::Entity, Column::Id).and_where(Column::Resolution.eq(Resolution::Suggested)).take())
        }
        WorklistKind::StatementsWithoutEvent => {
            use entity::StatementKind::{Briefing, Interview, NewsConference, Remarks, Speech};
            use statement::Column;
            let spoken = [NewsConference, Briefing, Speech, Remarks, Interview];
            let select = held().and_where(Column::Kind.is_in(spoken)).and_where(Column::EventId.is_null()).take();
            ("Statement", select)
        }
        WorklistKind::StatementsWithoutDate => {
            use statement::Column;
            let dates = [Column::Made, Column::Sent, Column::Published, Column::Posted];
            ("Statement", held().cond_where(dates.into_iter().fold(Condition::all(), |all, date| all.add(date.is_null()))).take())
        }
        WorklistKind::StatementsWithoutBody => {
            let with = Query::select().column(turn::Column::StatementId).from(turn::Entity).take();
            ("Statement", held().and_where(statement::Column::Id.not_in_subquery(with)).take())
        }
        WorklistKind::StatementsWithoutOriginalLanguage => {
            use statement::Column;
            let translations = Query::select()
                .column(link::Column::SourceId.as_column_ref())
                .from(link::Entity)
                .inner_join(
                    statement::Entity,
                    Expr::col(Column::Id.as_column_ref()).equals(link::Column::TargetId.as_column_ref()),
                )
                .and_where(link::Column::Kind.eq(LinkKind::TranslationOf))
                .and_where(Column::Holding.eq(Holding::Referenced))
                .take();
            let lacking = Condition::any().add(Column::Language.is_null()).add(Column::Id.in_subquery(translations));
            ("Statement", held().cond_where(lacking).take())
        }
        WorklistKind::AnnouncedNeverConfirmed => {
            use event::Column;
            let today = i32::try_from(clock::now_millis() / 86_400_000).unwrap_or(i32::MAX);
            let confirmed = Query::select()
                .column(event_statement::Column::EventId)
                .from(event_statement::Entity)
                .and_where(event_statement::Column::Role.eq(EventStatementRole::ConfirmedBy))
                .take();
            let select = rows(event::Entity, Column::Id)
                .and_where(Column::Status.eq(EventStatus::Announced))
                .cond_where(Condition::any().add(Column::StartsLatest.lt(today)).add(Column::EndsLatest.lt(today)))
                .and_where(Column::Id.not_in_subquery(confirmed))
                .take();
            ("Event", select)
        }
        WorklistKind::TenuresWithoutSource => {
            ("Tenure", without_source(rows(tenure::Entity, tenure::Column::Id), tenure::Column::Id))
        }
        WorklistKind::ReferencesNotFound => {
            use statement::Column;
            let select = rows(statement::Entity, Column::Id).and_where(Column::Holding.eq(Holding::Referenced)).take();
            let with_address = Query::select()
                .column(citation::Column::RecordId.as_column_ref())
                .from(citation::Entity)
                .inner_join(
                    entity::source::Entity,
                    Expr::col(entity::source::Column::Id.as_column_ref()).equals(citation::Column::SourceId.as_column_ref()),
                )
                .and_where(entity::source::Column::Url.is_not_null())
                .take();
            ("Statement", select.clone().and_where(Column::Id.not_in_subquery(with_address)).take())
        }
    }
}

fn rows<E: EntityTrait>(table: E, id: impl ColumnTrait) -> SelectStatement {
    Query::select().expr_as(Expr::col(id.as_column_ref()), Alias::new("id")).from(table).take()
}

/// Statements that are more than referred to.
fn held() -> SelectStatement {
    rows(statement::Entity, statement::Column::Id).and_where(statement::Column::Holding.ne(Holding::Referenced)).take()
}

fn without_source(mut select: SelectStatement, id: impl ColumnTrait) -> SelectStatement {
    let cited = Query::select().column(citation::Column::RecordId).from(citation::Entity).take();
    select.and_where(id.not_in_subquery(cited)).take()
}
