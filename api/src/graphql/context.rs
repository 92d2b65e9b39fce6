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

pub trait ContextExt {
    fn db(&self) -> &Db;
    fn loader(&self) -> &RequestLoader;
    fn waves(&self) -> &Waves;
    fn viewer(&self) -> &Viewer;
    fn auth(&self) -> &Auth;
    fn client(&self) -> Client;
}

impl ContextExt for Context<'_> {
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
