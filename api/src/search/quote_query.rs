//! Quotations and phrases, as clients ask about them.

use super::phrase::{History, phrase_history};
use super::quote::{Agreement, Quotation, Standing, candidates, standing};
use super::service::ready;
use super::token::tokens;
use super::{Search, TextRange};
use crate::error::{Error, Result};
use crate::graphql::context::ContextExt;
use crate::graphql::filter::Filter;
use crate::graphql::loader::{group, many, one, owned};
use crate::graphql::pagination::chosen;
use crate::mention::service::quote as selector;
use crate::organisation::Organisation;
use crate::person::{Person, PersonFilter};
use crate::record::loader::CitationsByRecordId;
use crate::source::Source;
use crate::statement::{Statement, StatementFilter};
use crate::turn::Turn;
use crate::turn::loader::TextByTurnId;
use async_graphql::{Context, Enum, Object, SimpleObject};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};

/// Characters of a quotation at most.
const MAX_QUOTE: usize = 5000;
/// Words of a quotation at least and at most.
const MIN_WORDS: usize = 2;
const MAX_WORDS: usize = 500;
/// Turns that are told.
const MAX_MATCHES: usize = 10;

/// How a quotation agrees with what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Enum)]
pub enum QuoteVerdict {
    /// Character for character, marks around it aside.
    Exact,
    /// Word for word; letter case, accents, punctuation and spaces differ.
    Normalised,
    /// At least seven of ten words are the same, in this order.
    Near,
    /// Nothing in the archive is like it.
    None,
}

/// Words of a quotation that were not said so.
#[derive(SimpleObject)]
pub struct QuoteDifference {
    /// The words of the quotation; empty where it leaves something out.
    quoted: String,
    /// What was said instead; empty where nothing was.
    actual: String,
}

/// The words around a span of a text, by which it is found again (W3C `TextQuoteSelector`).
#[derive(SimpleObject)]
pub struct QuoteSelector {
    /// The words themselves.
    exact: String,
    /// What stands before them.
    prefix: String,
    /// What stands behind them.
    suffix: String,
}

/// A turn in which the quotation stands, or nearly.
pub struct QuoteMatch {
    turn: Turn,
    statement: Statement,
    standing: Standing,
    text: String,
}

/// A turn in which a quotation stands, or nearly.
#[Object]
impl QuoteMatch {
    /// How it agrees.
    async fn verdict(&self) -> QuoteVerdict {
        self.verdict_of()
    }

    /// The turn, with its speaker.
    async fn turn(&self) -> &Turn {
        &self.turn
    }

    /// The statement.
    async fn statement(&self) -> &Statement {
        &self.statement
    }

    /// Where in the turn's text it stands.
    async fn range(&self) -> TextRange {
        TextRange { start: self.standing.start, end: self.standing.end }
    }

    /// Where its pieces stand, one behind the other: more than one where the quotation says with …, ... or […] that it leaves something out.
    async fn parts(&self) -> Vec<TextRange> {
        self.standing.parts.iter().map(|(start, end)| TextRange { start: *start, end: *end }).collect()
    }

    /// The words as they were said, those that are left out too, with what stands around them.
    async fn selector(&self) -> Option<QuoteSelector> {
        let (exact, prefix, suffix) = selector(&self.text, self.standing.start, self.standing.end)?;
        Some(QuoteSelector { exact, prefix, suffix })
    }

    /// The part of the quotation's words that are the same, from 0.7 to 1.
    async fn similarity(&self) -> f64 {
        self.standing.similarity
    }

    /// The words that differ, in the order of the quotation.
    async fn differences(&self) -> Vec<QuoteDifference> {
        let differences = self.standing.differences.iter().cloned();
        differences.map(|(quoted, actual)| QuoteDifference { quoted, actual }).collect()
    }

    /// The words as they were said with who, where and when, ready to be printed: speaker, title, date, publisher, address, as far as they are known.
    async fn citation(&self, ctx: &Context<'_>) -> Result<String> {
        let speaker = one::<Person>(ctx.loader(), self.turn.0.speaker_id);
        let publisher = one::<Organisation>(ctx.loader(), self.statement.0.publisher_id);
        let citations = group::<CitationsByRecordId>(ctx.loader(), self.statement.0.id);
        let (speaker, publisher, citations) = futures_util::future::try_join3(speaker, publisher, citations).await?;
        let sources: Vec<i64> = citations.iter().map(|citation| citation.source_id).collect();
        let sources: Vec<Source> = many(ctx.loader(), &sources).await?;
        let row = &self.statement.0;
        let pieces = self.standing.parts.iter().filter_map(|(start, end)| selector(&self.text, *start, *end));
        let words = pieces.map(|(exact, ..)| exact).collect::<Vec<_>>().join(" […] ");
        let who = speaker.map(|person| person.0.name).or_else(|| self.turn.0.label.clone());
        let date = [&row.made, &row.sent, &row.published, &row.posted].into_iter().flatten().next().map(|date| date.edtf.clone());
        let address = sources.into_iter().find_map(|source| source.0.url);
        let said = who.map_or_else(|| format!("“{words}”"), |who| format!("{who}: “{words}”"));
        let rest = [Some(row.title.clone()), date, publisher.map(|publisher| publisher.0.name), address];
        Ok(std::iter::once(said).chain(rest.into_iter().flatten()).collect::<Vec<_>>().join(", "))
    }
}

impl QuoteMatch {
    fn verdict_of(&self) -> QuoteVerdict {
        match self.standing.agreement {
            Agreement::Exact => QuoteVerdict::Exact,
            Agreement::Normalised => QuoteVerdict::Normalised,
            Agreement::Near => QuoteVerdict::Near,
        }
    }
}

/// Whether a quotation was said.
#[derive(SimpleObject)]
pub struct QuoteCheck {
    /// How the best match agrees.
    verdict: QuoteVerdict,
    /// Where it stands: at most 10, the best first, of equals the earliest.
    matches: Vec<QuoteMatch>,
    /// Whether the index had read all that this request sees. False while it is built anew: NONE is no proof then.
    is_current: bool,
}

/// By what the uses of a phrase are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PhraseGrouping {
    /// By who says it.
    Speaker,
    /// By the countries that the statement concerns.
    Country,
    /// By the year of the statement.
    Year,
}

/// Questions about words that were said.
#[derive(Default)]
pub struct QuoteQuery;

#[Object]
impl QuoteQuery {
    /// Whether somebody said this: character for character, word for word, nearly, or not at all in this archive. Where the quotation leaves something
    /// out with …, ... or […], its pieces are looked for one behind the other in one turn.
    async fn verify_quote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quotation, with or without its marks: 2 to 500 words, at most 5000 characters.")] text: String,
        #[graphql(desc = "Who is said to have said it; anybody if absent.")] speaker: Option<PersonFilter>,
    ) -> Result<QuoteCheck> {
        let quoted = words_of(&text)?;
        let people = speaker.map(|filter| filter.condition("speaker")).transpose()?;
        let (search, db) = (ctx.data_unchecked::<Search>().clone(), ctx.db().clone());
        let wanted = quoted.clone();
        let found = ctx.waves().result(async move {
            let (live, is_current) = ready(&search, &db).await?;
            let speakers = match people {
                Some(condition) => {
                    use entity::person::{Column, Entity};
                    let select = Entity::find().select_only().column(Column::Id).filter(condition);
                    Some(db.read().ids(select).await?)
                }
                None => None,
            };
            let found = tokio::task::spawn_blocking(move || candidates(&live, &wanted, speakers.as_deref())).await;
            Ok((found.map_err(Error::internal)??, is_current))
        });
        let (found, is_current) = found.await?;
        let turns: Vec<Turn> = many(ctx.loader(), &found).await?;
        let matches = turns.into_iter().map(async |turn| {
            let statement = owned::<Statement>(ctx.loader(), turn.0.statement_id);
            let text_of = group::<TextByTurnId>(ctx.loader(), turn.0.id);
            let (statement, texts) = futures_util::future::try_join(statement, text_of).await?;
            let actual = texts.into_iter().next().map(|row| row.text).unwrap_or_default();
            let standing = standing(&quoted, &actual);
            Ok::<_, Error>(standing.map(|standing| QuoteMatch { turn, statement, standing, text: actual }))
        });
        let mut matches: Vec<QuoteMatch> = futures_util::future::try_join_all(matches).await?.into_iter().flatten().collect();
        let earliest = |found: &QuoteMatch| match found.statement.0.sort_day {
            i32::MIN => i32::MAX,
            day => day,
        };
        matches.sort_by(|one, other| {
            let agreement = one.standing.agreement.cmp(&other.standing.agreement);
            let similarity = other.standing.similarity.total_cmp(&one.standing.similarity);
            let place = |found: &QuoteMatch| (earliest(found), found.turn.0.id);
            agreement.then(similarity).then(place(one).cmp(&place(other)))
        });
        matches.truncate(MAX_MATCHES);
        let verdict = matches.first().map_or(QuoteVerdict::None, QuoteMatch::verdict_of);
        Ok(QuoteCheck { verdict, matches, is_current })
    }

    /// When a phrase was first and last used, word for word in a turn, in all and by each speaker, country or year.
    async fn phrase_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The phrase: 1 to 50 words. Letter case, accents and punctuation do not matter.")] phrase: String,
        #[graphql(desc = "By what its uses are told apart.", default_with = "PhraseGrouping::Speaker")] by: PhraseGrouping,
        #[graphql(desc = "In which statements; in all if absent.")] filter: Option<StatementFilter>,
        #[graphql(desc = "How many groups, the most frequent first: at most 100, 10 if absent.")] first: Option<i32>,
    ) -> Result<History> {
        let words = tokens(&phrase).len();
        if words == 0 {
            return Err(Error::bad_input("phrase", "has neither a letter nor a digit to look for"));
        }
        if words > 50 {
            return Err(Error::LimitExceeded { limit: "the number of words of a phrase", allowed: 50, asked: words });
        }
        let condition = filter.as_ref().map(|filter| chosen::<Statement>(Some(filter))).transpose()?;
        phrase_history(ctx, &phrase, by, condition, super::facet_size(first)?).await
    }
}

fn words_of(text: &str) -> Result<Quotation> {
    let characters = text.chars().count();
    if characters > MAX_QUOTE {
        return Err(Error::LimitExceeded {
            limit: "the number of characters of a quotation",
            allowed: MAX_QUOTE,
            asked: characters,
        });
    }
    let quoted = Quotation::new(text);
    if quoted.len() > MAX_WORDS {
        return Err(Error::LimitExceeded {
            limit: "the number of words of a quotation",
            allowed: MAX_WORDS,
            asked: quoted.len(),
        });
    }
    if quoted.len() < MIN_WORDS {
        return Err(Error::bad_input("text", format!("has {} words; a quotation has at least {MIN_WORDS}", quoted.len())));
    }
    Ok(quoted)
}
