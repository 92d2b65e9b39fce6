//! What resolvers reach through the context.

use super::batch::RequestLoader;
use super::waves::Waves;
use crate::auth::{Auth, Client, Viewer};
use crate::db::Db;
use async_graphql::{Context, Executor, Request, Response};

/// Executes `request` of `viewer` with a loader of its own, its queries in waves, all of them of one state of the archive.
pub async fn execute<S: Executor>(schema: &S, request: Request, db: &Db, viewer: Viewer) -> Response {
    let waves = Waves::default();
    let db = db.view();
    let loader = RequestLoader::new(db.clone(), waves.clone());
    waves.clone().run(schema.execute(request.data(db).data(loader).data(waves).data(viewer))).await
}

/// What became of a query of nobody in particular.
pub struct Executed {
    pub response: Response,
    /// Where the log ended in what it tells.
    pub position: Option<i64>,
    /// It holds until the archive changes.
    pub is_lasting: bool,
}

/// Executes what `make` makes for nobody in particular. The log ended at `before` when that was last asked of the database.
///
/// An embedded database is read in two ways, which cost next to nothing to begin: when a change came between the two, all is done again with both
/// begun together. Another database is read without a transaction, whose beginning and end would be journeys of their own: when the log has
/// grown meanwhile, all is done again in one.
pub async fn execute_public<S: Executor>(schema: &S, make: impl Fn() -> Request, db: &Db, before: Option<i64>) -> Executed {
    if !db.is_embedded() && before.is_some() {
        let loose = db.loose_view();
        let response = execute_in(schema, make(), &loose).await;
        let after = db.present().await.ok();
        if after == before {
            return Executed { response, position: after, is_lasting: !loose.read().is_passing() };
        }
    }
    let view = db.public_view(false);
    let mut executed = execute_in(schema, make(), &view).await;
    let mut seen = view;
    if seen.read().is_torn() {
        seen = db.public_view(true);
        executed = execute_in(schema, make(), &seen).await;
    }
    let position = seen.read().position().await.ok();
    Executed { response: executed, position, is_lasting: !seen.read().is_passing() }
}

async fn execute_in<S: Executor>(schema: &S, request: Request, db: &Db) -> Response {
    let waves = Waves::default();
    let loader = RequestLoader::new(db.clone(), waves.clone());
    let request = request.data(db.clone()).data(loader).data(waves.clone()).data(Viewer::Anonymous);
    waves.run(schema.execute(request)).await
}

pub trait ContextExt {
    /// Tells that the answer depends on more than the archive, such as the day of today, so that nobody keeps it.
    fn mark_passing(&self);
    fn db(&self) -> &Db;
    fn loader(&self) -> &RequestLoader;
    fn waves(&self) -> &Waves;
    fn viewer(&self) -> &Viewer;
    fn auth(&self) -> &Auth;
    fn client(&self) -> Client;
}

impl ContextExt for Context<'_> {
    fn mark_passing(&self) {
        self.db().read().mark_passing();
    }

    fn db(&self) -> &Db {
        self.data_unchecked::<Db>()
    }

    fn loader(&self) -> &RequestLoader {
        self.data_unchecked::<RequestLoader>()
    }

    fn waves(&self) -> &Waves {
        self.data_unchecked::<Waves>()
    }

    fn viewer(&self) -> &Viewer {
        self.data_unchecked::<Viewer>()
    }

    fn auth(&self) -> &Auth {
        self.data_unchecked::<Auth>()
    }

    fn client(&self) -> Client {
        self.data_opt::<Client>().cloned().unwrap_or_default()
    }
}
