//! References of a record: found, made on the way, waited for, or told to be missing.

use super::decision::Problem;
use super::find::Same;
use super::known::Standing;
use super::part::typed;
use super::{Engine, brief};
use crate::changeset::New;
use crate::error::Result;
use crate::graphql::id;
use async_graphql::ID;
use entity::RecordKind;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

/// Records within records that one line may have.
const MAX_DEPTH: usize = 8;

impl Engine<'_> {
    /// The id of the record that `value` refers to. None where there is nothing to refer to: why has been told.
    pub(super) fn refer<'a>(
        &'a mut self,
        wanted: RecordKind,
        value: &'a Value,
        path: &'a str,
    ) -> BoxFuture<'a, Result<Option<i64>>> {
        Box::pin(async move {
            match value {
                Value::Null => Ok(None),
                Value::String(text) => {
                    let found = self.texted(wanted, text);
                    Ok(self.only(
                        wanted,
                        found,
                        path,
                        &format!("there is no {} with the slug, code or name '{}'", wanted.name(), brief_text(text)),
                    ))
                }
                Value::Object(fields) => self.refer_by(wanted, fields, path).await,
                other => {
                    let message = format!("{} is no reference: give an object, or a slug, a code or a name", brief(other));
                    self.work.problem(Problem::Invalid, path, &message);
                    Ok(None)
                }
            }
        })
    }

    async fn refer_by(&mut self, wanted: RecordKind, fields: &Map<String, Value>, path: &str) -> Result<Option<i64>> {
        let flag = |name: &str| fields.get(name).and_then(Value::as_bool).unwrap_or_default();
        let (is_guess, if_known) = (flag("guess"), flag("ifKnown"));
        if let Some(Value::String(text)) = fields.get("id") {
            return self.with_id(wanted, text, path).await;
        }
        let key = fields.get("key").and_then(Value::as_str).map(|key| typed(wanted, key));
        let key = key.as_deref();
        let mut same = self.explicit(wanted, key, fields);
        if same.is_none() && matches!(wanted, RecordKind::Tenure | RecordKind::Membership) {
            same = Some(if is_guess || if_known {
                self.peek_related(wanted, fields).await?
            } else {
                Box::pin(self.find_same(wanted, key, fields, &[], path)).await?.0
            });
        }
        let same = match same {
            Some(same) => same,
            None => self.named(wanted, fields, false).await?,
        };
        match same {
            Same::Known { id, .. } => return Ok(Some(id)),
            Same::Undone(id) => {
                self.revive(wanted, id, 0).await?;
                return Ok(Some(id));
            }
            Same::Deleted(_) => {
                self.missing(path, &format!("the {} that {} means was deleted by hand", wanted.name(), said(fields)), true);
                return Ok(None);
            }
            Same::Unclear(_) if is_guess => return Ok(None),
            Same::Unclear(candidates) => {
                let message = format!("{} may mean several records; give an external id or a slug", said(fields));
                self.work.ambiguous(path, &message, wanted, candidates);
                return Ok(None);
            }
            Same::Nothing => {}
        }
        let can_be_made = wanted != RecordKind::Country
            && New::needed(wanted).iter().all(|needed| {
                fields.contains_key(*needed) || *needed == "mediaType" || *needed == "encoding" || *needed == "sha256"
            });
        match (is_guess, if_known, can_be_made) {
            (true, _, _) => Ok(None),
            (false, false, true) => {
                if self.work.depth >= MAX_DEPTH {
                    let message = format!("goes deeper than the {MAX_DEPTH} records in one another that are allowed");
                    self.work.problem(Problem::Invalid, path, &message);
                    return Ok(None);
                }
                self.work.depth += 1;
                let made = self.make(wanted, fields, &[], path).await;
                self.work.depth -= 1;
                made
            }
            (false, ..) => {
                self.missing(path, &format!("there is no {} that {} means", wanted.name(), said(fields)), if_known);
                Ok(None)
            }
        }
    }

    /// Nothing is found: it may come later, is left out where the record can be without it, or makes the record invalid.
    fn missing(&mut self, path: &str, message: &str, if_known: bool) {
        let is_over = if if_known { self.scope.gives_up } else { self.scope.is_last_round };
        if !is_over && self.work.in_link {
            self.work.child_waits = true;
        } else if !is_over {
            self.work.waits = true;
        } else if if_known || self.work.in_link {
            self.work.note(Problem::Unresolved, path, message);
        } else {
            self.work.problem(Problem::Invalid, path, message);
        }
    }

    fn only(&mut self, wanted: RecordKind, found: Vec<i64>, path: &str, message: &str) -> Option<i64> {
        match found.as_slice() {
            [] => {
                self.missing(path, message, false);
                None
            }
            [only] => Some(*only),
            _ => {
                self.work.ambiguous(path, "several records may be meant; give an external id or a slug", wanted, found);
                None
            }
        }
    }

    async fn with_id(&mut self, wanted: RecordKind, text: &str, path: &str) -> Result<Option<i64>> {
        let Ok(row) = id::decode(wanted.name(), &ID(text.to_owned()), path) else {
            self.work.problem(Problem::Invalid, path, &format!("'{}' is not the id of a {}", brief_text(text), wanted.name()));
            return Ok(None);
        };
        self.known.look_at(self.set.connection(), [row]).await?;
        if let (id, Standing::There) = self.known.survivor(row) {
            return Ok(Some(id));
        }
        self.work.problem(Problem::Invalid, path, &format!("there is no {} '{}'", wanted.name(), brief_text(text)));
        Ok(None)
    }
}

fn brief_text(text: &str) -> String {
    text.chars().take(80).collect()
}

/// What a reference says, for a message.
fn said(fields: &Map<String, Value>) -> String {
    let mut said = fields.clone();
    said.retain(|name, _| !matches!(name.as_str(), "ifKnown" | "guess"));
    brief(&Value::Object(said))
}
