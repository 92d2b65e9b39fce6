//! What resolvers reach through the context.

use super::loader::Loaders;
use crate::db::Db;
use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, HashMapCache};

/// Batches and remembers what one request loads.
pub type RequestLoader = DataLoader<Loaders, HashMapCache>;

pub trait ContextExt {
    fn db(&self) -> &Db;
    fn loader(&self) -> &RequestLoader;
}

impl ContextExt for Context<'_> {
    fn db(&self) -> &Db {
        self.data_unchecked::<Db>()
    }

    fn loader(&self) -> &RequestLoader {
        self.data_unchecked::<RequestLoader>()
    }
}
