//! How much one request may ask for.

/// Rows of a page when the caller does not say.
pub const DEFAULT_PAGE: usize = 20;
/// Rows of a page at most.
pub const MAX_PAGE: usize = 100;
/// Ids that `nodes` takes at most.
pub const MAX_NODES: usize = 100;
/// Nesting of a document at most. GraphiQL's own introspection needs 14.
pub const MAX_DEPTH: usize = 20;
/// Fields of a document at most, counted with the fields of its fragments.
pub const MAX_COMPLEXITY: usize = 5_000;
/// Bytes of a request's body at most.
pub const MAX_BODY: usize = 1024 * 1024;
/// Bytes of a request that brings a file at most.
pub const MAX_UPLOAD: usize = 1024 * 1024 * 1024;
/// Files of a request at most.
pub const MAX_FILES: usize = 4;
/// Subscriptions of one socket at most.
pub const MAX_SUBSCRIPTIONS: usize = 100;
/// Different subscriptions to the log that one process follows at most, however many ask for each.
pub const MAX_FOLLOWED: usize = 2_000;
/// Open sockets of one process at most.
pub const MAX_SOCKETS: usize = 20_000;
