//! Questions with their answers, over the whole archive.

use super::{Exchange, StatementFilter};
use crate::country::CountryFilter;
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::filter::{ids_where, select_where};
use crate::graphql::pagination::page_size;
use crate::office::OfficeFilter;
use crate::organisation::OrganisationFilter;
use crate::person::PersonFilter;
use async_graphql::connection::PageInfo;
use async_graphql::{Context, InputObject, Object, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::turn::{Column, Entity, Model};
use entity::turn_addressee::Column as To;
use entity::{Completeness, TurnKind, country, office, organisation, person, statement, turn_addressee};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

/// Which exchanges stay. All parts that are given must hold of one question.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ExchangeFilter {
    /// Such a person asks.
    asker: Option<PersonFilter>,
    /// It is asked for such an organisation: an outlet.
    outlet: Option<OrganisationFilter>,
    /// It is addressed to such a person.
    addressee: Option<PersonFilter>,
    /// It is addressed to the holder of such an office, who is not named.
    addressed_office: Option<OfficeFilter>,
    /// It is addressed to such a country.
    addressed_country: Option<CountryFilter>,
    /// It is addressed to such an organisation.
    addressed_organisation: Option<OrganisationFilter>,
    /// It is in such a statement: of a topic, on a date, concerning a country.
    statement: Option<StatementFilter>,
    /// True: somebody was asked by name whose answer the source leaves out. False: all who were asked by name answer, or nobody was.
    answer_missing: Option<bool>,
}

impl ExchangeFilter {
    fn condition(&self) -> Result<Condition> {
        let Self {
            asker,
            outlet,
            addressee,
            addressed_office,
            addressed_country,
            addressed_organisation,
            statement,
            answer_missing,
        } = self;
        let mut all = Condition::all();
        if let Some(filter) = asker {
            all = all.add(Column::SpeakerId.in_subquery(ids_where(filter, person::Column::Id, "filter.asker")?));
        }
        if let Some(filter) = outlet {
            all = all.add(Column::OrganisationId.in_subquery(ids_where(filter, organisation::Column::Id, "filter.outlet")?));
        }
        if let Some(filter) = addressee {
            all = all.add(addressed(To::PersonId, ids_where(filter, person::Column::Id, "filter.addressee")?));
        }
        if let Some(filter) = addressed_office {
            all = all.add(addressed(To::OfficeId, ids_where(filter, office::Column::Id, "filter.addressedOffice")?));
        }
        if let Some(filter) = addressed_country {
            all = all.add(addressed(To::CountryId, ids_where(filter, country::Column::Id, "filter.addressedCountry")?));
        }
        if let Some(filter) = addressed_organisation {
            let organisations = ids_where(filter, organisation::Column::Id, "filter.addressedOrganisation")?;
            all = all.add(addressed(To::OrganisationId, organisations));
        }
        if let Some(filter) = statement {
            all = all.add(Column::StatementId.in_subquery(ids_where(filter, statement::Column::Id, "filter.statement")?));
        }
        if let Some(missing) = answer_missing {
            let unanswered = Column::Id.in_subquery(unanswered());
            all = all.add(if *missing { unanswered } else { unanswered.not() });
        }
        Ok(all)
    }
}

fn addressed(to: turn_addressee::Column, wanted: SelectStatement) -> sea_orm::sea_query::SimpleExpr {
    use turn_addressee::{Column as By, Entity as Via};
    Column::Id.in_subquery(select_where(Via, (Via, By::TurnId), to.in_subquery(wanted)))
}

/// The questions that are addressed to somebody by name who does not answer before the next question comes.
fn unanswered() -> SelectStatement {
    use turn_addressee::{Column as By, Entity as Via};
    let kind = |alias: &'static str, kind: TurnKind| Expr::col((alias, Column::Kind)).eq(kind);
    let behind = |alias: &'static str, other: &'static str| {
        Condition::all()
            .add(Expr::col((alias, Column::StatementId)).equals((other, Column::StatementId)))
            .add(Expr::col((alias, Column::Position)).gt(Expr::col((other, Column::Position))))
    };
    let within = |alias: &'static str| Query::select().expr(Expr::val(1)).from_as(Entity, alias).take();
    // An answer between two questions parts their exchanges.
    let parting = within("parting")
        .cond_where(behind("parting", "question"))
        .cond_where(behind("later", "parting"))
        .and_where(kind("parting", TurnKind::Answer))
        .take();
    let later = within("later")
        .cond_where(behind("later", "question"))
        .cond_where(behind("answer", "later"))
        .and_where(kind("later", TurnKind::Question))
        .and_where(Expr::exists(parting))
        .take();
    let answer = within("answer")
        .cond_where(behind("answer", "question"))
        .and_where(kind("answer", TurnKind::Answer))
        .and_where(Expr::col(("answer", Column::SpeakerId)).equals((Via, By::PersonId)))
        .and_where(Expr::col(("answer", Column::Completeness)).ne(Completeness::OmittedBySource))
        .and_where(Expr::exists(later).not())
        .take();
    Query::select()
        .column((Via, By::TurnId))
        .from(Via)
        .join_as(JoinType::InnerJoin, Entity, "question", Expr::col(("question", Column::Id)).equals((Via, By::TurnId)))
        .and_where(By::PersonId.is_not_null())
        .and_where(Expr::exists(answer).not())
        .take()
}

/// A page of exchanges (GraphQL Cursor Connections Specification).
#[derive(SimpleObject)]
pub struct ExchangeConnection {
    /// The exchanges of this page, each with its cursor.
    edges: Vec<ExchangeEdge>,
    /// The exchanges of this page.
    nodes: Vec<Exchange>,
    /// Whether there are more pages, and the cursors that lead to them.
    page_info: PageInfo,
}

/// An exchange of a page, with its cursor.
#[derive(SimpleObject)]
pub struct ExchangeEdge {
    /// The exchange.
    node: Exchange,
    /// Stands for this place in the list: give it as `after`.
    cursor: String,
}

/// Lists of exchanges.
#[derive(Default)]
pub struct ExchangeQuery;

#[Object]
impl ExchangeQuery {
    /// Questions with their answers: those of the statement that was added last first, in the order of the statement. An exchange of several
    /// questions stands where the first of them that fits does.
    async fn exchanges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<ExchangeFilter>,
        #[graphql(
            desc = "How many, from the beginning: at most 100, 20 if absent. A page may have fewer where one exchange has several questions."
        )]
        first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<ExchangeConnection> {
        let limit = page_size(first, "first")?;
        let after = after.map(|cursor| decode(&cursor)).transpose()?;
        let mut condition =
            Condition::all().add(Column::Kind.eq(TurnKind::Question)).add(filter.unwrap_or_default().condition()?);
        if let Some((statement, position, _)) = after {
            let same = Condition::all().add(Column::StatementId.eq(statement)).add(Column::Position.gt(position));
            condition = condition.add(Condition::any().add(Column::StatementId.lt(statement)).add(same));
        }
        let select = Entity::find()
            .filter(condition)
            .order_by_desc(Column::StatementId)
            .order_by_asc(Column::Position)
            .limit(limit as u64 + 1);
        let db = ctx.db().clone();
        let mut questions = ctx.waves().result(async move { Ok(db.read().models(select).await?) }).await?;
        let has_next_page = questions.len() > limit;
        questions.truncate(limit);
        let mut statements: Vec<i64> = questions.iter().map(|question| question.statement_id).collect();
        statements.dedup();
        let exchanges = statements.into_iter().map(|statement| Exchange::all(ctx.loader(), statement));
        let exchanges: Vec<Exchange> = futures_util::future::try_join_all(exchanges).await?.into_iter().flatten().collect();
        // The question before may be of the same exchange: it was given with that one.
        let mut before = after.map(|(_, _, turn)| turn);
        let mut edges = Vec::new();
        for question in &questions {
            let exchange = exchanges.iter().find(|exchange| exchange.asks(question.id));
            if let Some(exchange) = exchange.filter(|exchange| !before.is_some_and(|turn| exchange.asks(turn))) {
                edges.push(ExchangeEdge { node: exchange.clone(), cursor: encode(question) });
            }
            before = Some(question.id);
        }
        let page_info = PageInfo {
            has_previous_page: after.is_some(),
            has_next_page,
            start_cursor: questions.first().map(encode),
            end_cursor: questions.last().map(encode),
        };
        Ok(ExchangeConnection { nodes: edges.iter().map(|edge| edge.node.clone()).collect(), edges, page_info })
    }
}

fn encode(question: &Model) -> String {
    URL_SAFE_NO_PAD.encode(format!("exchange.{}.{}.{}", question.statement_id, question.position, question.id))
}

/// The statement, the position and the id of the question of a cursor.
fn decode(cursor: &str) -> Result<(i64, i32, i64)> {
    let parsed = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| {
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.strip_prefix("exchange.")?.split('.');
        let place = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        parts.next().is_none().then_some(place)
    });
    let shown: String = cursor.chars().take(60).collect();
    parsed.ok_or_else(|| {
        Error::bad_input("after", format!("'{shown}' is not a cursor of this list; cursors come from 'pageInfo' or 'edges'"))
    })
}
