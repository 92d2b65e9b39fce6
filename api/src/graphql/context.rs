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
    /// Where the log ended in what it tells, if that is known without asking.
    pub position: Option<i64>,
    /// It holds until the archive changes.
    pub is_lasting: bool,
}

/// Executes what `make` makes for nobody in particular: again, if the archive changed between its two ways of reading.
pub async fn execute_public<S: Executor>(schema: &S, make: impl Fn() -> Request, db: &Db) -> Executed {
    let mut is_careful = false;
    loop {
        let waves = Waves::default();
        let db = db.public_view(is_careful);
        let loader = RequestLoader::new(db.clone(), waves.clone());
        let request = make().data(db.clone()).data(loader).data(waves.clone()).data(Viewer::Anonymous);
        let response = waves.run(schema.execute(request)).await;
        if db.read().is_torn() && !is_careful {
            is_careful = true;
            continue;
        }
        let position = if db.is_embedded() { db.read().position().await.ok() } else { None };
        return Executed { response, position, is_lasting: !db.read().is_passing() };
    }
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
