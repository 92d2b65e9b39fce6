//! What was tried and done with an account's proofs of who asks, written down for its owner and for administrators.
//!
//! An attempt is written down as failed in the transaction that counts it, before the password is looked at, and settled when it has
//! succeeded. So none is lost, and a name without an account takes the same statements as one that has an account: the row is made of
//! the account's own, by one statement, and there is none to make it of.

use super::{Auth, Client, number, throttle};
use crate::clock;
use crate::error::{Error, Result};
use entity::sign_in::{ActiveModel, Column, Entity};
use entity::{SignInKind, SignInOutcome, user_account};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ActiveEnum, ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};

/// How many rows of an account are kept that tell of failures, and how many of the others.
pub const KEPT: u64 = 500;
const DAY: i64 = 24 * 3_600_000;

/// Who does something, and from where.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The account that acts; none at a terminal.
    pub by: Option<i64>,
    pub client: Client,
}

impl Origin {
    /// Somebody at a terminal of the server.
    pub fn terminal() -> Self {
        Self { by: None, client: Client { address: String::new(), agent: "communique, at a terminal".to_owned() } }
    }
}

/// An attempt that was counted and written down, and may go on.
pub struct Attempt {
    row: i64,
    kind: SignInKind,
    login: String,
    client: Client,
}

impl Attempt {
    /// Counts an attempt of `kind` at the account `login`, writes it down as one that had this outcome, and refuses it if it has to wait.
    pub async fn begin(auth: &Auth, kind: SignInKind, failure: SignInOutcome, login: &str, client: &Client) -> Result<Self> {
        let transaction = auth.db().begin_write().await?;
        let row = match throttle::attempt(&transaction, login, &client.address).await? {
            throttle::Verdict::Go => note(auth, &transaction, kind, failure, login, client).await?,
            throttle::Verdict::Wait { seconds, is_news } => {
                if is_news {
                    note(auth, &transaction, kind, SignInOutcome::Throttled, login, client).await?;
                }
                transaction.commit().await?;
                return Err(Error::TooManyAttempts { retry_after_seconds: seconds });
            }
        };
        transaction.commit().await?;
        Ok(Self { row, kind, login: login.to_owned(), client: client.clone() })
    }

    /// It failed, but not as it was written down.
    pub async fn fail(&self, transaction: &DatabaseTransaction, outcome: SignInOutcome) -> Result<()> {
        let row =
            Entity::update_many().col_expr(Column::Outcome, Expr::value(outcome.to_value())).filter(Column::Id.eq(self.row));
        row.exec(transaction).await?;
        Ok(())
    }

    /// It was `user`, who proved it: failures before it are forgiven.
    pub async fn succeed(&self, transaction: &DatabaseTransaction, user_id: i64) -> Result<()> {
        self.pass(transaction).await?;
        let origin = Origin { by: None, client: self.client.clone() };
        record(transaction, user_id, self.kind, SignInOutcome::Succeeded, &origin, None).await
    }

    /// The same, where nothing is done yet that is to be told.
    pub async fn pass(&self, transaction: &DatabaseTransaction) -> Result<()> {
        throttle::forgive(transaction, &self.login, &self.client.address).await?;
        // Written anew, so that it stands where it ended, and for the case that others have pushed it out meanwhile.
        Entity::delete_by_id(self.row).exec(transaction).await?;
        Ok(())
    }
}

/// Writes down what was done to the account `user_id`.
pub async fn record(
    transaction: &DatabaseTransaction,
    user_id: i64,
    kind: SignInKind,
    outcome: SignInOutcome,
    origin: &Origin,
    about: Option<&str>,
) -> Result<()> {
    let succeeded = outcome == SignInOutcome::Succeeded;
    let row = ActiveModel {
        id: Set(number::next(transaction).await?),
        user_id: Set(user_id),
        at: Set(clock::now_millis()),
        kind: Set(kind),
        outcome: Set(outcome),
        succeeded: Set(succeeded),
        address: Set(origin.client.address.clone()),
        client: Set(origin.client.agent.clone()),
        by_id: Set(origin.by.filter(|by| *by != user_id)),
        about: Set(about.map(ToOwned::to_owned)),
    };
    row.insert(transaction).await?;
    bound(transaction, &Query::select().expr(Expr::value(user_id)).take(), succeeded).await
}

/// Writes down something that went on without a transaction of its own, and waits for no other writer meanwhile.
pub fn record_aside(auth: &Auth, user_id: i64, kind: SignInKind, outcome: SignInOutcome, client: &Client) {
    let (auth, origin) = (auth.clone(), Origin { by: None, client: client.clone() });
    tokio::spawn(async move {
        let done = async {
            let transaction = auth.db().begin_write().await?;
            forget(&auth, &transaction).await?;
            record(&transaction, user_id, kind, outcome, &origin, None).await?;
            Ok::<_, Error>(transaction.commit().await?)
        };
        if let Err(error) = done.await {
            tracing::warn!(%error, viewer = user_id, "a sign-in was not written down");
        }
    });
}

/// Writes down an attempt at the account that is called `login`, if there is one, and gives the row's id.
async fn note(
    auth: &Auth,
    transaction: &DatabaseTransaction,
    kind: SignInKind,
    outcome: SignInOutcome,
    login: &str,
    client: &Client,
) -> Result<i64> {
    use user_account::Column as Account;
    forget(auth, transaction).await?;
    let id = number::next(transaction).await?;
    let text = |value: String| SimpleExpr::from(Expr::value(value));
    let outcome = if outcome == SignInOutcome::Throttled {
        text(outcome.to_value())
    } else {
        let is_able = Account::DisabledAt.is_null();
        Expr::case(is_able, text(outcome.to_value())).finally(text(SignInOutcome::Disabled.to_value())).into()
    };
    let mut of_account = Query::select();
    of_account.from(user_account::Entity).and_where(Account::Login.eq(login));
    let row = of_account
        .clone()
        .exprs([Expr::value(id), Expr::col(Account::Id), Expr::value(clock::now_millis()), text(kind.to_value()), outcome])
        .exprs([Expr::value(false), text(client.address.clone()), text(client.agent.clone())])
        .take();
    let columns = [
        Column::Id,
        Column::UserId,
        Column::At,
        Column::Kind,
        Column::Outcome,
        Column::Succeeded,
        Column::Address,
        Column::Client,
    ];
    let mut insert = Query::insert();
    insert.into_table(Entity).columns(columns).select_from(row).map_err(Error::internal)?;
    transaction.execute(&insert).await?;
    bound(transaction, &of_account.column(Account::Id).take(), false).await?;
    Ok(id)
}

/// Drops what is older than it is to be kept.
async fn forget(auth: &Auth, transaction: &DatabaseTransaction) -> Result<()> {
    let oldest = clock::now_millis() - i64::from(auth.settings().sign_in_days) * DAY;
    Entity::delete_many().filter(Column::At.lt(oldest)).exec(transaction).await?;
    Ok(())
}

/// Drops the oldest rows of an account where there are too many of their kind.
async fn bound(transaction: &DatabaseTransaction, account: &SelectStatement, succeeded: bool) -> Result<()> {
    let last = Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(Column::UserId.in_subquery(account.clone()))
        .and_where(Column::Succeeded.eq(succeeded))
        .order_by(Column::Id, sea_orm::Order::Desc)
        .offset(KEPT)
        .limit(1)
        .take();
    Entity::delete_many()
        .filter(Column::UserId.in_subquery(account.clone()))
        .filter(Column::Succeeded.eq(succeeded))
        .filter(Expr::col(Column::Id).lte(Expr::SubQuery(None, Box::new(last.into()))))
        .exec(transaction)
        .await?;
    Ok(())
}
