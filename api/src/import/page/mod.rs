//! Pages of embassies, ministries and presidencies: what the [`reader`](crate::reader) finds in them, matched with the archive.
//!
//! One page is one change set. A statement that is in the archive already is never touched: if the page's text differs from the
//! text it was read from, that is reported with the difference.

mod archive;
mod compare;
mod event;
mod office;
mod person;
mod resolve;
mod statement;

pub use archive::gazetteer;

use super::report::{Outcome, Report};
use crate::changeset::ChangeSet;
use crate::db::Db;
use crate::error::Result;
use crate::reader::{self, Gazetteer};
use crate::record::service::Common;
use crate::source::service::NewSource;
use entity::{Holding, source};
use resolve::Resolver;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

/// The scheme of the external id by which a statement is recognised when its page is read again.
const KEY: &str = "page";

/// Reads pages into one archive. What one page brings is known when the next is read.
pub struct PageImport<'a> {
    db: &'a Db,
    gazetteer: Option<Gazetteer>,
}

impl<'a> PageImport<'a> {
    pub fn new(db: &'a Db) -> Self {
        Self { db, gazetteer: None }
    }

    /// Imports the page in `bytes`; `file` is its name. What is wrong with the page goes into the report, what is wrong with the
    /// archive is an error.
    pub async fn import(&mut self, file: &str, bytes: &[u8], report: &mut Report) -> Result<()> {
        let gazetteer = match self.gazetteer.take() {
            Some(gazetteer) => gazetteer,
            None => gazetteer(self.db).await?,
        };
        let page = match reader::read(bytes, &gazetteer) {
            Ok(page) => page,
            Err(unreadable) => {
                self.gazetteer = Some(gazetteer);
                report.add(file, "", Outcome::Failed { reason: unreadable.to_string() });
                return Ok(());
            }
        };
        let mut set = ChangeSet::begin(self.db, format!("Page {file}")).await?;
        let known = compare::known(&set, &page, &gazetteer).await?;
        let mut outcomes = Vec::new();
        for (statement, known) in page.statements.iter().zip(&known) {
            if statement.holding != Holding::Referenced {
                outcomes.push((statement.title.clone(), known.as_ref().map_or(Outcome::Created, |known| known.outcome.clone())));
            }
        }
        if outcomes.iter().all(|(_, outcome)| *outcome != Outcome::Created) {
            // Nothing new: what was learnt stays known, and nothing is written.
            self.gazetteer = Some(gazetteer);
        } else {
            let (source, new_source) = source_of(&mut set, file, bytes, &page).await?;
            let mut resolver = Resolver::new(set, &page, source);
            resolver.resolve_all(new_source).await?;
            let ids: Vec<Option<i64>> = known.iter().map(|known| known.as_ref().map(|known| known.id)).collect();
            resolver.add_statements(&ids).await?;
            resolver.finish().await?.commit().await?;
        }
        for (title, outcome) in outcomes {
            report.add(file, title, outcome);
        }
        Ok(())
    }
}

/// The source of a page: the one that has the same bytes, or a new one under an id that is reserved for it.
async fn source_of(set: &mut ChangeSet, file: &str, bytes: &[u8], page: &reader::page::Page) -> Result<(i64, Option<NewSource>)> {
    let sha256 = format!("{:x}", Sha256::digest(bytes));
    let same = source::Entity::find().filter(source::Column::Sha256.eq(&sha256)).one(set.connection()).await?;
    if let Some(source) = same {
        return Ok((source.id, None));
    }
    let new = NewSource {
        url: page.url.clone(),
        file_name: file.rsplit(['/', '\\']).next().map(ToOwned::to_owned),
        publisher_id: None,
        retrieved: page.rendered.clone(),
        media_type: page.media_type.clone(),
        encoding: page.encoding.clone(),
        sha256,
        licence: page.licence.clone(),
        text: reader::text_of(bytes).unwrap_or_default(),
        common: Common::default(),
    };
    Ok((set.reserve(), Some(new)))
}
