//! Review: change sets that wait, from draft to applied or rejected, with what is said about them.
//!
//! Here alone who asks decides what is read: a set that waits is seen by its author and by editors.

mod comment;
mod diff;
mod filter;
mod followed;
pub mod loader;
mod mutation;
mod object;
pub mod query;
mod revision;
pub mod schedule;
pub mod service;
mod subscription;
pub mod waiting;

pub use comment::Comment;
pub use diff::FieldChange;
pub use filter::{ChangeSetFilter, ChangeSetOrder};
pub use followed::Followed;
pub use mutation::ReviewMutation;
pub use object::{Change, ChangeSet, ChangeSetState, Operation, RecordKind};
pub use query::ReviewQuery;
pub use revision::{Revision, RevisionFilter, RevisionOrder};
pub use subscription::ReviewSubscription;
