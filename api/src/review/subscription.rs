//! Change sets as they go.

use super::followed::Followed;
use super::object::ChangeSet;
use super::service::{may_see, visible};
use crate::auth::Needs;
use crate::error::Result;
use crate::graphql::context::ContextExt;
use crate::graphql::id;
use async_graphql::{Context, ID, Subscription};
use futures_util::stream::{self, Stream};

/// Subscriptions of review.
#[derive(Default)]
pub struct ReviewSubscription;

#[Subscription]
impl ReviewSubscription {
    /// A change set as it goes through review, for its author and for editors: at once as it is now, and again whenever its state, its
    /// reviewer, its assignee or its time changes, within a second.
    #[graphql(guard = "Needs::Contributor")]
    async fn change_set_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<impl Stream<Item = Result<ChangeSet>> + use<>> {
        let account = ctx.viewer().signed_in()?.clone();
        let set = visible(ctx.db().read(), &account, id::decode(ChangeSet::NAME, &id, "id")?).await?;
        let loader = ctx.loader().clone();
        let receiver = ctx.data_unchecked::<Followed>().follow(set.clone());
        let told = None;
        Ok(stream::unfold((receiver, told), move |(mut receiver, told)| {
            let (loader, first, account) = (loader.clone(), set.clone(), account.clone());
            async move {
                let next = match &told {
                    None => first,
                    Some(told) => loop {
                        loader.forget();
                        receiver.changed().await.ok()?;
                        let next = receiver.borrow_and_update().clone();
                        if next != *told {
                            break next;
                        }
                    },
                };
                may_see(&account, &next).then(|| (Ok(ChangeSet(next.clone())), (receiver, Some(next))))
            }
        }))
    }
}
