//! Who asks, and what they may do. The public read path asks for none of this: it has no viewer in it.

mod guard;
mod viewer;

pub use guard::Needs;
pub use viewer::{Scope, SignedIn, Viewer};
