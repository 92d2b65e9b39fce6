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
        let set = ChangeSet::begin(self.db, format!("Page {file}")).await?;
        let (set, found) = self.import_into(set, file, bytes).await?;
        set.commit().await?;
        for (title, outcome, _) in found {
            report.add(file, title, outcome);
        }
        Ok(())
    }

    /// What the archive would make of the page. Nothing is written.
    pub async fn plan(&mut self, set: &ChangeSet, bytes: &[u8]) -> Result<Vec<Found>> {
        let gazetteer = self.gazetteer().await?;
        let found = match reader::read(bytes, &gazetteer) {
            Ok(page) => outcomes(&page, &compare::known(set, &page, &gazetteer).await?),
            Err(unreadable) => vec![failed(&unreadable)],
        };
        self.gazetteer = Some(gazetteer);
        Ok(found)
    }

    /// Imports the page in the open change set. Gives that, and what became of each statement of the page.
    pub async fn import_into(&mut self, set: ChangeSet, file: &str, bytes: &[u8]) -> Result<(ChangeSet, Vec<Found>)> {
        let gazetteer = self.gazetteer().await?;
        let page = match reader::read(bytes, &gazetteer) {
            Ok(page) => page,
            Err(unreadable) => {
                self.gazetteer = Some(gazetteer);
                return Ok((set, vec![failed(&unreadable)]));
            }
        };
        let known = compare::known(&set, &page, &gazetteer).await?;
        let mut found = outcomes(&page, &known);
        if found.iter().all(|(_, outcome, _)| *outcome != Outcome::Created) {
            // Nothing new: what was learnt stays known, and nothing is written.
            self.gazetteer = Some(gazetteer);
            return Ok((set, found));
        }
        let mut set = set;
        let (source, new_source) = source_of(&mut set, file, bytes, &page).await?;
        let mut resolver = Resolver::new(set, &page, source);
        resolver.resolve_all(new_source).await?;
        let ids: Vec<Option<i64>> = known.iter().map(|known| known.as_ref().map(|known| known.id)).collect();
        let ids = resolver.add_statements(&ids).await?;
        let listed = page.statements.iter().zip(ids).filter(|(statement, _)| statement.holding != Holding::Referenced);
        for ((_, _, known), (_, id)) in found.iter_mut().zip(listed) {
            *known = Some(id);
        }
        Ok((resolver.finish().await?, found))
    }

    /// What somebody else has changed in the archive is to be known for the next page.
    pub fn forget(&mut self) {
        self.gazetteer = None;
    }

    async fn gazetteer(&mut self) -> Result<Gazetteer> {
        match self.gazetteer.take() {
            Some(gazetteer) => Ok(gazetteer),
            None => gazetteer(self.db).await,
        }
    }
}

/// A statement of a page: its title, what became of it, and its id where it has one.
pub type Found = (String, Outcome, Option<i64>);

fn failed(unreadable: &reader::Unreadable) -> Found {
    (String::new(), Outcome::Failed { reason: unreadable.to_string() }, None)
}

/// What is to become of the statements of the page.
fn outcomes(page: &reader::page::Page, known: &[Option<compare::Known>]) -> Vec<Found> {
    let told = page.statements.iter().zip(known).filter(|(statement, _)| statement.holding != Holding::Referenced);
    let found = told.map(|(statement, known)| {
        let outcome = known.as_ref().map_or(Outcome::Created, |known| known.outcome.clone());
        (statement.title.clone(), outcome, known.as_ref().map(|known| known.id))
    });
    found.collect()
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
