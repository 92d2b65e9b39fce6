//! What the mutations of webhooks take and give. Nothing here can be printed: some of it is secret.

use super::Webhook;
use crate::review::{Operation, RecordKind};
use async_graphql::{ID, InputObject, MaybeUndefined, SimpleObject};

/// A new webhook.
#[derive(InputObject)]
pub struct CreateWebhookInput {
    /// Where messages are sent by POST: an address of the public network that begins with https://.
    pub url: String,
    /// Only of records of these kinds; all if absent.
    pub record_kinds: Option<Vec<RecordKind>>,
    /// Only of what does one of these things; all if absent.
    pub operations: Option<Vec<Operation>>,
    /// Begin behind this position of the log: 0 sends its whole history. Absent: from now on.
    pub after: Option<i64>,
}

/// What changes of a webhook. What is absent stays as it is.
#[derive(InputObject)]
pub struct UpdateWebhookInput {
    /// Where messages are sent by POST.
    pub url: Option<String>,
    /// Only of records of these kinds; null for all.
    pub record_kinds: MaybeUndefined<Vec<RecordKind>>,
    /// Only of what does one of these things; null for all.
    pub operations: MaybeUndefined<Vec<Operation>>,
    /// False stops it; true lets it go on where it was, at once and as if nothing had failed.
    pub is_active: Option<bool>,
    /// Go on behind this position of the log instead of where it was: what comes behind it is sent again, what comes before is not.
    pub after: Option<i64>,
}

/// A new webhook.
#[derive(SimpleObject)]
pub struct CreateWebhookPayload {
    /// The webhook.
    pub webhook: Webhook,
    /// What its messages are signed with. It is shown here and never again.
    pub secret: String,
}

/// A changed webhook.
#[derive(SimpleObject)]
pub struct UpdateWebhookPayload {
    /// The webhook as it is now.
    pub webhook: Webhook,
}

/// A webhook with a new secret.
#[derive(SimpleObject)]
pub struct RotateWebhookSecretPayload {
    /// The webhook.
    pub webhook: Webhook,
    /// What its messages are signed with from now on. It is shown here and never again.
    pub secret: String,
}

/// A webhook that was tried.
#[derive(SimpleObject)]
pub struct TestWebhookPayload {
    /// The webhook; a trial changes nothing of it.
    pub webhook: Webhook,
    /// Whether the message was taken.
    pub is_taken: bool,
    /// The status of the answer; null where there was none.
    pub status: Option<i32>,
    /// Why there was none.
    pub problem: Option<String>,
}

/// A webhook that is no more.
#[derive(SimpleObject)]
pub struct DeleteWebhookPayload {
    /// The id that it had.
    pub webhook_id: ID,
}
