//! What a mutation answers.

use super::write::Written;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use crate::graphql::loader::{Stored, one};
use crate::review::ChangeSet;
use async_graphql::{Context, ID, Object, OutputType, TypeName};
use std::borrow::Cow;
use std::marker::PhantomData;

/// What became of a change of a record of concept `T`.
pub struct Payload<T>(Written, PhantomData<T>);

impl<T> Payload<T> {
    pub fn new(written: Written) -> Self {
        Self(written, PhantomData)
    }
}

impl<T: Stored> TypeName for Payload<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Payload", T::NAME).into()
    }
}

/// What became of a change.
#[Object(name_type)]
impl<T: Stored + OutputType> Payload<T> {
    /// The record as it is in the archive now. Null while its creation waits; unchanged while its change waits.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<T>> {
        one(ctx.loader(), Some(self.0.record)).await
    }

    /// The record's id. It is known before the record is there, so that later changes of the same change set can refer to it.
    async fn record_id(&self) -> ID {
        id::encode(T::NAME, self.0.record)
    }

    /// The change set that the change is in: applied, or waiting. Null where nothing was to be changed.
    async fn change_set(&self) -> Option<ChangeSet> {
        self.0.set.clone().map(ChangeSet)
    }
}
