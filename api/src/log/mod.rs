//! Those who follow the log: how they learn that it has grown, how they read it, and the subscriptions that are made of it. Nothing here
//! writes.

mod changed;
pub mod entry;
pub mod feed;
mod object;
mod present;
mod subscription;

pub use entry::Entry;
pub use feed::{Entries, Feed};
pub use present::Present;
pub use subscription::LogSubscription;
