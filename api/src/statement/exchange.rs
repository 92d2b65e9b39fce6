//! Questions with their answers, derived from the turns of a statement.

use super::Statement;
use crate::error::Result;
use crate::graphql::batch::RequestLoader;
use crate::graphql::context::ContextExt;
use crate::graphql::loader::{group, one};
use crate::turn::loader::{AddresseesByTurnId, TurnsByStatementId};
use crate::turn::{Addressee, Turn};
use async_graphql::{Context, Object, SimpleObject};
use entity::{Completeness, TurnKind, turn, turn_addressee};

/// A question, or several in a row, with the answers that follow.
#[derive(Clone)]
pub struct Exchange {
    questions: Vec<turn::Model>,
    answers: Vec<turn::Model>,
    addressees: Vec<turn_addressee::Model>,
}

/// Somebody to whom a question is addressed, and whether the source gives their answer.
#[derive(SimpleObject)]
pub struct AddressedParty {
    /// To whom it is addressed.
    addressee: Addressee,
    /// Whether the source gives an answer of theirs. False: they were asked, and their answer is missing in the source.
    answered: bool,
}

/// A question with its answers. Derived from the turns: nobody enters it.
#[Object]
impl Exchange {
    /// The statement it is in.
    async fn statement(&self, ctx: &Context<'_>) -> Result<Option<Statement>> {
        one(ctx.loader(), self.questions.first().map(|turn| turn.statement_id)).await
    }

    /// The turns that ask, in order: usually one.
    async fn questions(&self) -> Vec<Turn> {
        self.questions.iter().cloned().map(Turn).collect()
    }

    /// The turns that answer, in order. Empty where the source gives no answer.
    async fn answers(&self) -> Vec<Turn> {
        self.answers.iter().cloned().map(Turn).collect()
    }

    /// To whom the questions are addressed, as far as the source tells, and whether they answer.
    async fn addressees(&self) -> Vec<AddressedParty> {
        let given = |person: i64| {
            self.answers.iter().any(|turn| turn.speaker_id == Some(person) && turn.completeness != Completeness::OmittedBySource)
        };
        let parties = self.addressees.iter().cloned();
        parties.map(|row| AddressedParty { answered: row.person_id.is_some_and(given), addressee: Addressee(row) }).collect()
    }
}

impl Exchange {
    /// Whether this turn is one of its questions.
    pub fn asks(&self, turn: i64) -> bool {
        self.questions.iter().any(|question| question.id == turn)
    }

    /// The exchanges of a statement, in order.
    pub async fn all(loader: &RequestLoader, statement: i64) -> Result<Vec<Self>> {
        let mut exchanges: Vec<Self> = Vec::new();
        for turn in group::<TurnsByStatementId>(loader, statement).await? {
            match (turn.kind, exchanges.last_mut()) {
                (TurnKind::Question, Some(last)) if last.answers.is_empty() => last.questions.push(turn),
                (TurnKind::Question, _) => {
                    exchanges.push(Self { questions: vec![turn], answers: Vec::new(), addressees: Vec::new() });
                }
                (TurnKind::Answer, Some(last)) => last.answers.push(turn),
                _ => {}
            }
        }
        let questions = exchanges.iter().map(|exchange| {
            let addressees = exchange.questions.iter().map(|turn| group::<AddresseesByTurnId>(loader, turn.id));
            futures_util::future::try_join_all(addressees)
        });
        let addressees = futures_util::future::try_join_all(questions).await?;
        for (exchange, addressees) in exchanges.iter_mut().zip(addressees) {
            exchange.addressees = addressees.into_iter().flatten().collect();
        }
        Ok(exchanges)
    }
}
