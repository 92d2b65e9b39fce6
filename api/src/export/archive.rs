//! The archive as records in the shape of Communiqué JSONL, in an order in which each comes after those it refers to, and that depends
//! only on what the archive holds: an export that is imported into an empty archive is exported again byte for byte.

use super::reference::References;
use crate::changeset::documents;
use crate::error::{Error, Result};
use entity::{RecordKind, link, membership, mention, record, source, tenure, turn};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

/// Records that are read at once.
const CHUNK: u64 = 500;

/// The kinds of records that are exported as such, each after those it refers to. Others come with the records they belong to.
pub const KINDS: &[RecordKind] = &[
    RecordKind::Country,
    RecordKind::Source,
    RecordKind::Place,
    RecordKind::Organisation,
    RecordKind::Topic,
    RecordKind::Office,
    RecordKind::Person,
    RecordKind::Event,
    RecordKind::Statement,
];

/// What of the archive is exported.
#[derive(Clone, Default)]
pub struct Selection {
    /// All kinds if empty.
    pub kinds: Vec<RecordKind>,
    /// Which records of a kind; all if there is nothing about it.
    pub conditions: HashMap<RecordKind, Condition>,
}

impl Selection {
    fn is_whole(&self) -> bool {
        self.kinds.is_empty() && self.conditions.is_empty()
    }

    fn has(&self, kind: RecordKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

/// Who takes the records; an error ends the export.
pub type Take<'t> = &'t mut (dyn FnMut(Value) -> Result<()> + Send);

/// Gives every selected record to `take`. `db` should see one state of the archive.
pub async fn run(db: &impl ConnectionTrait, selection: &Selection, take: Take<'_>) -> Result<()> {
    let mut export = Export { db, selection, references: References::default() };
    for kind in KINDS.iter().copied().filter(|kind| selection.has(*kind)) {
        export.kind(kind, take).await?;
    }
    Ok(())
}

struct Export<'e, C> {
    db: &'e C,
    selection: &'e Selection,
    references: References,
}

impl<C: ConnectionTrait> Export<'_, C> {
    async fn kind(&mut self, kind: RecordKind, take: Take<'_>) -> Result<()> {
        if kind == RecordKind::Source {
            return self.sources(take).await;
        }
        let deep = self.depths(kind).await?;
        let mut last = String::new();
        loop {
            let page = self.page(kind, &last).await?;
            let Some((_, slug)) = page.last() else { break };
            last.clone_from(slug);
            let flat: Vec<i64> = page.into_iter().map(|(id, _)| id).filter(|id| !deep.contains_key(id)).collect();
            self.records(kind, &flat, take).await?;
        }
        // Those that are parts of others, after these.
        let mut ordered: Vec<(usize, &String, i64)> = deep.iter().map(|(id, (depth, slug))| (*depth, slug, *id)).collect();
        ordered.sort_unstable();
        let ordered: Vec<i64> = ordered.into_iter().map(|(_, _, id)| id).collect();
        for ids in ordered.chunks(usize::try_from(CHUNK).unwrap_or(500)) {
            let ids = self.selected(kind, ids).await?;
            self.records(kind, &ids, take).await?;
        }
        match kind {
            RecordKind::Organisation if self.selection.is_whole() => self.publishers(take).await,
            RecordKind::Person if self.selection.is_whole() => self.memberships(take).await,
            RecordKind::Statement => self.links(take).await,
            _ => Ok(()),
        }
    }

    /// The next records by their slugs.
    async fn page(&self, kind: RecordKind, after: &str) -> Result<Vec<(i64, String)>> {
        let table = Alias::new(table(kind));
        let column = |name: &str| Expr::col((table.clone(), Alias::new(name)));
        let mut select = Query::select()
            .expr_as(column("id"), Alias::new("id"))
            .expr_as(column("slug"), Alias::new("slug"))
            .from(table.clone())
            .and_where(column("slug").gt(after))
            .order_by((table.clone(), Alias::new("slug")), sea_orm::Order::Asc)
            .limit(CHUNK)
            .take();
        if let Some(condition) = self.selection.conditions.get(&kind) {
            select.cond_where(condition.clone());
        }
        let rows = self.db.query_all(&select).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "id")?, row.try_get("", "slug")?)))
            .collect::<Result<_, sea_orm::DbErr>>()
            .map_err(Error::from)
    }

    async fn selected(&self, kind: RecordKind, ids: &[i64]) -> Result<Vec<i64>> {
        let Some(condition) = self.selection.conditions.get(&kind) else { return Ok(ids.to_vec()) };
        let table = Alias::new(table(kind));
        let id = Expr::col((table.clone(), Alias::new("id")));
        let select = Query::select()
            .expr_as(id.clone(), Alias::new("id"))
            .from(table)
            .and_where(id.is_in(ids.iter().copied()))
            .cond_where(condition.clone())
            .take();
        let rows = self.db.query_all(&select).await?;
        let found: Vec<i64> = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?;
        Ok(ids.iter().copied().filter(|id| found.contains(id)).collect())
    }

    /// How deep the records are that are parts of others of their kind, with their slugs.
    async fn depths(&self, kind: RecordKind) -> Result<HashMap<i64, (usize, String)>> {
        let ladders: &[&str] = match kind {
            RecordKind::Place | RecordKind::Organisation => &["parent_id"],
            RecordKind::Topic => &["broader_id"],
            RecordKind::Event => &["parent_id", "series_id"],
            RecordKind::Country => return self.successions().await,
            _ => return Ok(HashMap::new()),
        };
        let mut above: HashMap<i64, Vec<i64>> = HashMap::new();
        let mut slugs = HashMap::new();
        for ladder in ladders {
            let column = Alias::new(*ladder);
            let select = Query::select()
                .columns([Alias::new("id"), Alias::new("slug")])
                .expr_as(Expr::col(column.clone()), Alias::new("above"))
                .from(Alias::new(table(kind)))
                .and_where(Expr::col(column).is_not_null())
                .take();
            for row in self.db.query_all(&select).await? {
                let id: i64 = row.try_get("", "id")?;
                above.entry(id).or_default().push(row.try_get("", "above")?);
                slugs.insert(id, row.try_get::<String>("", "slug")?);
            }
        }
        Ok(depths(&above, slugs))
    }

    async fn successions(&self) -> Result<HashMap<i64, (usize, String)>> {
        let mut above: HashMap<i64, Vec<i64>> = HashMap::new();
        for row in entity::country_succession::Entity::find().all(self.db).await? {
            above.entry(row.successor_id).or_default().push(row.predecessor_id);
        }
        let rows =
            entity::country::Entity::find().filter(entity::country::Column::Id.is_in(above.keys().copied())).all(self.db).await?;
        Ok(depths(&above, rows.into_iter().map(|row| (row.id, row.slug)).collect()))
    }

    /// Records in the order of `ids`, with what belongs to them.
    async fn records(&mut self, kind: RecordKind, ids: &[i64], take: Take<'_>) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let mut found = documents(self.db, kind, ids).await?;
        let mut parts = match kind {
            RecordKind::Person => self.tenures(ids).await?,
            RecordKind::Statement => self.mentions(ids).await?,
            _ => HashMap::new(),
        };
        for document in found.values() {
            self.references.want(kind, document);
        }
        for (part, document) in parts.values().flatten() {
            self.references.want(*part, document);
        }
        self.references.load(self.db).await?;
        for id in ids {
            let Some(document) = found.remove(id) else { continue };
            let mut record = self.references.shown(kind, document);
            let mut shown: Vec<Value> = parts
                .remove(id)
                .unwrap_or_default()
                .into_iter()
                .map(|(part, document)| self.references.shown(part, document))
                .collect();
            shown.sort_by_cached_key(ToString::to_string);
            if let (Value::Object(record), false) = (&mut record, shown.is_empty()) {
                record.insert(if kind == RecordKind::Person { "tenures" } else { "mentions" }.to_owned(), shown.into());
            }
            take(typed(kind, record))?;
        }
        Ok(())
    }

    async fn tenures(&self, people: &[i64]) -> Result<HashMap<i64, Vec<(RecordKind, Value)>>> {
        let rows = tenure::Entity::find().filter(tenure::Column::PersonId.is_in(people.iter().copied())).all(self.db).await?;
        let owners: HashMap<i64, i64> = rows.iter().map(|row| (row.id, row.person_id)).collect();
        self.parts(RecordKind::Tenure, &owners, "person").await
    }

    /// The mentions in statements. They name their turn by its place.
    async fn mentions(&self, statements: &[i64]) -> Result<HashMap<i64, Vec<(RecordKind, Value)>>> {
        let rows = turn::Entity::find().filter(turn::Column::StatementId.is_in(statements.iter().copied())).all(self.db).await?;
        let turns: HashMap<i64, (i64, i32)> = rows.into_iter().map(|row| (row.id, (row.statement_id, row.position))).collect();
        let ids: Vec<i64> = turns.keys().copied().collect();
        let mut owners = HashMap::new();
        for ids in ids.chunks(1_000) {
            for row in mention::Entity::find().filter(mention::Column::TurnId.is_in(ids.iter().copied())).all(self.db).await? {
                owners.extend(turns.get(&row.turn_id).map(|(statement, _)| (row.id, *statement)));
            }
        }
        let mut parts = self.parts(RecordKind::Mention, &owners, "").await?;
        for (_, document) in parts.values_mut().flatten() {
            let Value::Object(mention) = document else { continue };
            let place =
                mention.get("turn").and_then(Value::as_i64).and_then(|turn| turns.get(&turn)).map(|(_, position)| *position);
            mention.insert("turn".to_owned(), place.into());
            mention.retain(|name, _| !matches!(name.as_str(), "exact" | "prefix" | "suffix"));
        }
        Ok(parts)
    }

    /// The documents of records that belong to others, without the field that leads back.
    async fn parts(
        &self,
        kind: RecordKind,
        owners: &HashMap<i64, i64>,
        back: &str,
    ) -> Result<HashMap<i64, Vec<(RecordKind, Value)>>> {
        let mut parts: HashMap<i64, Vec<(RecordKind, Value)>> = HashMap::new();
        let ids: Vec<i64> = owners.keys().copied().collect();
        for ids in ids.chunks(1_000) {
            for (id, mut document) in documents(self.db, kind, ids).await? {
                let Some(owner) = owners.get(&id) else { continue };
                if let Value::Object(document) = &mut document {
                    document.remove(back);
                }
                parts.entry(*owner).or_default().push((kind, document));
            }
        }
        Ok(parts)
    }

    /// Sources by the sums of their texts, without their publishers, which are told when these are there.
    async fn sources(&mut self, take: Take<'_>) -> Result<()> {
        let mut last = String::new();
        loop {
            let mut select =
                source::Entity::find().filter(source::Column::Sha256.gt(&last)).order_by_asc(source::Column::Sha256).limit(50);
            if let Some(condition) = self.selection.conditions.get(&RecordKind::Source) {
                select = select.filter(condition.clone());
            }
            let page = select.all(self.db).await?;
            let Some(end) = page.last() else { return Ok(()) };
            last.clone_from(&end.sha256);
            let ids: Vec<i64> = page.iter().map(|row| row.id).collect();
            let mut found = documents(self.db, RecordKind::Source, &ids).await?;
            for document in found.values() {
                self.references.want(RecordKind::Source, document);
            }
            self.references.load(self.db).await?;
            for id in ids {
                let Some(document) = found.remove(&id) else { continue };
                let mut record = self.references.shown(RecordKind::Source, document);
                if let (Value::Object(record), true) = (&mut record, self.selection.is_whole()) {
                    record.remove("publisher");
                }
                take(typed(RecordKind::Source, record))?;
            }
        }
    }

    /// Who published the sources, now that publishers are known.
    async fn publishers(&mut self, take: Take<'_>) -> Result<()> {
        let published =
            source::Entity::find().filter(source::Column::PublisherId.is_not_null()).order_by_asc(source::Column::Sha256);
        let mut rows: Vec<(String, i64)> = Vec::new();
        for row in published.all(self.db).await? {
            rows.extend(row.publisher_id.map(|publisher| (row.sha256, publisher)));
        }
        for (sum, publisher) in rows {
            let document = json!({ "publisher": publisher });
            self.references.want(RecordKind::Source, &document);
            self.references.load(self.db).await?;
            let shown = self.references.shown(RecordKind::Source, document);
            let publisher = shown.get("publisher").cloned().unwrap_or_default();
            take(json!({ "type": "Source", "key": format!("publisher of {sum}"), "sha256": sum, "publisher": publisher }))?;
        }
        Ok(())
    }

    /// Who belongs to whom, when both are known.
    async fn memberships(&mut self, take: Take<'_>) -> Result<()> {
        let ids: Vec<i64> =
            membership::Entity::find().select_only().column(membership::Column::Id).into_tuple().all(self.db).await?;
        let owners: HashMap<i64, i64> = ids.into_iter().map(|id| (id, 0)).collect();
        let parts = self.parts(RecordKind::Membership, &owners, "").await?;
        self.sorted(parts, take).await
    }

    /// Links, when all statements are known: those of which the selection has the one that leads to the other.
    async fn links(&mut self, take: Take<'_>) -> Result<()> {
        let mut last = String::new();
        loop {
            let page = self.page(RecordKind::Statement, &last).await?;
            let Some((_, slug)) = page.last() else { return Ok(()) };
            last.clone_from(slug);
            let ids: Vec<i64> = page.into_iter().map(|(id, _)| id).collect();
            let rows = link::Entity::find().filter(link::Column::SourceId.is_in(ids)).all(self.db).await?;
            let owners: HashMap<i64, i64> = rows.iter().map(|row| (row.id, 0)).collect();
            let parts = self.parts(RecordKind::Link, &owners, "").await?;
            self.sorted(parts, take).await?;
        }
    }

    async fn sorted(&mut self, parts: HashMap<i64, Vec<(RecordKind, Value)>>, take: Take<'_>) -> Result<()> {
        for (kind, document) in parts.values().flatten() {
            self.references.want(*kind, document);
        }
        self.references.load(self.db).await?;
        let mut shown: Vec<Value> =
            parts.into_values().flatten().map(|(kind, document)| typed(kind, self.references.shown(kind, document))).collect();
        shown.sort_by_cached_key(ToString::to_string);
        shown.into_iter().try_for_each(take)
    }
}

/// The table whose rows are the records of a kind.
fn table(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Statement => "statement",
        RecordKind::Person => "person",
        RecordKind::Office => "office",
        RecordKind::Tenure => "tenure",
        RecordKind::Country => "country",
        RecordKind::Organisation => "organisation",
        RecordKind::Membership => "membership",
        RecordKind::Place => "place",
        RecordKind::Topic => "topic",
        RecordKind::Event => "event",
        RecordKind::Link => "link",
        RecordKind::Mention => "mention",
        RecordKind::Source => "source",
    }
}

/// How many steps lead up from each; one that leads back to itself is as deep as it gets.
fn depths(above: &HashMap<i64, Vec<i64>>, slugs: HashMap<i64, String>) -> HashMap<i64, (usize, String)> {
    let mut depths: BTreeMap<i64, usize> = above.keys().map(|id| (*id, 1)).collect();
    for _ in 0..64 {
        let mut changed = false;
        for (id, parents) in above {
            let depth =
                parents.iter().map(|parent| depths.get(parent).copied().unwrap_or_default()).max().unwrap_or_default() + 1;
            if depths.get(id).is_some_and(|known| *known < depth) {
                depths.insert(*id, depth);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    slugs.into_iter().map(|(id, slug)| (id, (depths.get(&id).copied().unwrap_or(1), slug))).collect()
}

/// The record with its type, which every line begins with.
fn typed(kind: RecordKind, record: Value) -> Value {
    let mut typed = Map::new();
    typed.insert("type".to_owned(), kind.name().into());
    if let Value::Object(record) = record {
        typed.extend(record);
    }
    Value::Object(typed)
}

/// How many records of each kind there are: for progress.
pub async fn count(db: &impl ConnectionTrait, selection: &Selection) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    let kinds: Vec<RecordKind> = KINDS.iter().copied().filter(|kind| selection.has(*kind)).collect();
    let there = record::Entity::find()
        .filter(record::Column::Kind.is_in(kinds))
        .filter(record::Column::DeletedAt.is_null())
        .filter(record::Column::MergedIntoId.is_null());
    Ok(there.count(db).await?)
}
