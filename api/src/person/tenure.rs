//! Who held which office, and when.

use super::Person;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::fuzzy_date::{FuzzyDate, Resolution};
use crate::graphql::id;
use crate::graphql::loader::{owned, stored};
use crate::graphql::pagination::{Connection, PageArgs, related};
use crate::graphql::related::Related;
use crate::office::Office;
use crate::record::RecordFields;
use crate::record::object::sources;
use crate::source::Source;
use crate::statement::{Statement, StatementFilter, StatementOrder};
use async_graphql::{Context, ID, Object};
use entity::tenure::Model;

#[derive(Clone)]
pub struct Tenure(pub Model);

stored!(Tenure: tenure);

/// A person in an office.
#[Object]
impl Tenure {
    /// The opaque global id: stable for ever, and unique among all records.
    pub async fn id(&self) -> ID {
        id::encode(Self::NAME, self.0.id)
    }

    #[graphql(flatten)]
    async fn record(&self) -> RecordFields {
        RecordFields(self.0.id)
    }

    /// Where the record comes from.
    async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<Source>> {
        sources(ctx, self.0.id).await
    }

    /// Who holds the office.
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        owned(ctx.loader(), self.0.person_id).await
    }

    /// The office.
    async fn office(&self, ctx: &Context<'_>) -> Result<Office> {
        owned(ctx.loader(), self.0.office_id).await
    }

    /// When it began; null where no source tells.
    async fn started(&self) -> Option<FuzzyDate> {
        self.0.started.clone().map(FuzzyDate)
    }

    /// When it ended; null where no source tells, or it has not ended.
    async fn ended(&self) -> Option<FuzzyDate> {
        self.0.ended.clone().map(FuzzyDate)
    }

    /// Whether a source states it, or how else it came to be known.
    async fn resolution(&self) -> Resolution {
        self.0.resolution.into()
    }

    /// Why it is believed, where no source simply states it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Statements in which the person speaks in this office.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StatementOrder>,
        #[graphql(desc = "How many, from the beginning: at most 100, 20 if absent.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list: only what comes after it.")] after: Option<String>,
    ) -> Result<Connection<Statement>> {
        let args = PageArgs { first, after, ..PageArgs::default() };
        related(ctx, Related::new("tenure", crate::statement::loader::by_tenure, self.0.id, filter, order_by, args)?).await
    }
}
