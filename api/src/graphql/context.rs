//! What resolvers reach through the context.

use super::batch::RequestLoader;
use super::waves::Waves;
use crate::auth::{Auth, Client, Origin, Viewer};
use crate::db::Db;
use async_graphql::{Context, Executor, Request, Response};

/// Executes `request` of `viewer` with a loader of its own, its queries in waves, all of them of one state of the archive.
pub async fn execute<S: Executor>(schema: &S, request: Request, db: &Db, viewer: Viewer) -> Response {
    let (request, waves) = prepared(request, &db.view(), viewer);
    waves.run(schema.execute(request)).await
}

/// The request with what its resolvers reach through the context, and the waves in which it must be run.
pub fn prepared(request: Request, db: &Db, viewer: Viewer) -> (Request, Waves) {
    let waves = Waves::default();
    let loader = RequestLoader::new(db.clone(), waves.clone());
    (request.data(db.clone()).data(loader).data(waves.clone()).data(viewer), waves)
}

/// What became of a query of nobody in particular.
pub struct Executed {
    pub response: Response,
    /// Where the log ended in what it tells, or a little later, if that is known.
    pub position: Option<i64>,
    /// It is of that position exactly, and holds until the archive changes.
    pub is_lasting: bool,
}

/// A response, and the state of the archive that it was made in.
pub struct Seen {
    response: Response,
    view: Db,
    before: Option<i64>,
}

/// Executes what `make` makes for nobody in particular. The log ended at `before` when that was last asked of the database, if it was.
///
/// An embedded database is read in two ways: when a change came between the two, all is done again with both begun together.
pub async fn execute_public<S: Executor>(schema: &S, make: impl Fn() -> Request, db: &Db, before: Option<i64>) -> Seen {
    let execute = async |view: &Db| {
        let (request, waves) = prepared(make(), view, Viewer::Anonymous);
        waves.run(schema.execute(request)).await
    };
    let mut view = db.public_view(false);
    let mut response = execute(&view).await;
    if view.read().is_torn() {
        view = db.public_view(true);
        response = execute(&view).await;
    }
    Seen { response, view, before }
}

impl Seen {
    pub fn response(&self) -> &Response {
        &self.response
    }

    /// Finds out of which position the response is. An embedded database tells where the log ends in what it shows; another one is asked
    /// again: what was read between two moments at which the log ended at one position was all of that position.
    pub async fn placed(self) -> Executed {
        let Self { response, view, before } = self;
        let (position, is_exact) = match before {
            _ if view.is_embedded() => (view.read().position().await.ok(), true),
            Some(before) => {
                let after = view.present().await.ok();
                (after, after == Some(before))
            }
            None => (None, false),
        };
        Executed { response, position, is_lasting: is_exact && !view.read().is_passing() }
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
    /// Who does something, and from where.
    fn origin(&self) -> Origin;
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

    fn origin(&self) -> Origin {
        Origin { by: self.viewer().signed_in().ok().map(|account| account.user_id), client: self.client() }
    }
}
