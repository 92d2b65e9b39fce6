//! The kit that every concept of the API uses: ids, pages, filters, loaders, scalars. It knows no concept.

pub mod batch;
pub mod context;
pub mod filter;
pub mod fuzzy_date;
pub mod id;
pub mod limits;
pub mod loader;
pub mod mark;
pub mod measure;
pub mod order;
pub mod pagination;
pub mod patch;
pub mod related;
pub mod scalar;
pub mod waves;
