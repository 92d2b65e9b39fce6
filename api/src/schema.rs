//! The one list of all concepts' roots. It needs no database, no environment and no clock.

use crate::country::{CountryMutation, CountryQuery, RelationQuery};
use crate::curation::CurationMutation;
use crate::duplicate::{DuplicateMutation, DuplicateQuery};
use crate::event::{AnnouncementQuery, EventMutation, EventQuery};
use crate::graphql::limits::Limits;
use crate::import::{ImportMutation, ImportQuery, ImportSubscription};
use crate::link::{LinkMutation, LinkQuery, ReplyQuery};
use crate::log::LogSubscription;
use crate::mention::{MentionMutation, MentionQuery};
use crate::office::{OfficeMutation, OfficeQuery};
use crate::organisation::{OrganisationMutation, OrganisationQuery};
use crate::person::{HolderQuery, PersonMutation, PersonQuery};
use crate::place::{PlaceMutation, PlaceQuery};
use crate::record::NodeQuery;
use crate::review::{ReviewMutation, ReviewQuery, ReviewSubscription};
use crate::search::{MentionSuggestionQuery, QuoteQuery, SearchQuery};
use crate::source::{SourceMutation, SourceQuery};
use crate::statement::{CountQuery, ExchangeQuery, StatementMutation, StatementQuery};
use crate::topic::{TopicMutation, TopicQuery};
use crate::turn::TurnMutation;
use crate::user::{UserMutation, UserQuery};
use crate::webhook::{WebhookMutation, WebhookQuery};
use crate::worklist::WorklistQuery;
use async_graphql::{MergedObject, MergedSubscription, SDLExportOptions, Schema, SchemaBuilder};

/// Everything that can be read. The archive holds only what is published, so that nothing here depends on who asks, except what
/// accounts see of themselves.
///
/// What an operation costs is counted before it is executed: one for each field; and what is asked of the records of a page (`nodes`,
/// `edges`) once for each record that the page may have, which is `first` or `last`, or 20. The header `Communique-Cost: 1` in a request asks
/// for `extensions.cost` in the answer, which tells what it costs and what is allowed.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQuery,
    StatementQuery,
    PersonQuery,
    CountryQuery,
    OrganisationQuery,
    OfficeQuery,
    EventQuery,
    PlaceQuery,
    TopicQuery,
    LinkQuery,
    MentionQuery,
    SourceQuery,
    UserQuery,
    ReviewQuery,
    DuplicateQuery,
    WorklistQuery,
    Questions,
);

/// What goes beyond lists. Apart, because the compiler nests the roots, and only so deep.
#[derive(MergedObject, Default)]
pub struct Questions(
    SearchQuery,
    QuoteQuery,
    MentionSuggestionQuery,
    HolderQuery,
    CountQuery,
    ExchangeQuery,
    ReplyQuery,
    AnnouncementQuery,
    RelationQuery,
    ImportQuery,
    WebhookQuery,
);

/// Everything that can be done. Each field says by a guard who may.
#[derive(MergedObject, Default)]
pub struct Mutation(
    UserMutation,
    StatementMutation,
    TurnMutation,
    PersonMutation,
    CountryMutation,
    OrganisationMutation,
    OfficeMutation,
    EventMutation,
    PlaceMutation,
    TopicMutation,
    LinkMutation,
    MentionMutation,
    SourceMutation,
    CurationMutation,
    ReviewMutation,
    DuplicateMutation,
    ImportMutation,
    WebhookMutation,
);

/// Everything that can be followed as it happens.
#[derive(MergedSubscription, Default)]
pub struct Subscription(LogSubscription, ReviewSubscription, ImportSubscription);

pub type ArchiveSchema = Schema<Query, Mutation, Subscription>;

/// The schema, to which the caller may add data and extensions.
pub fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default()).limit_recursive_depth(64)
}

/// The same within limits, as far as the library keeps them; the others are looked at before it is asked.
pub fn limited(limits: &Limits) -> SchemaBuilder<Query, Mutation, Subscription> {
    let builder = builder();
    if limits.is_explained { builder } else { builder.disable_introspection().disable_suggestions() }
}

/// The schema in the Schema Definition Language, sorted, as `schema.graphql` holds it.
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .prefer_single_line_descriptions()
        .include_specified_by();
    let sdl = builder().finish().sdl_with_options(options);
    format!("{}\n", sdl.trim())
}
