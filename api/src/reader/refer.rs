//! Statements that another one only refers to: the article it answers, the speech it quotes. They become records with links.
use super::block::{Draft, plain};
use super::cast::{Cast, computed, stated};
use super::kind::{Holding, LinkKind, OrganisationKind, StatementKind, TurnKind};
use super::link;
use super::mention;
use super::page::{Link, Statement};
use super::people;
use super::record::empty_statement;
use jiff::civil::Date;

/// The article or film that this answers, as a statement that is only referred to.
pub fn answered(cast: &mut Cast<'_>, out: &mut Statement, index: usize, draft: &Draft, day: Option<Date>) {
    if matches!(
        out.kind,
        StatementKind::AnswerToMedia | StatementKind::Interview | StatementKind::NewsConference | StatementKind::Briefing
    ) {
        let questions: Vec<String> = out.turns.iter().filter(|t| t.kind == TurnKind::Question).map(|t| t.text.clone()).collect();
        for text in questions {
            for found in link::asked_about(&text, day, cast.gazetteer) {
                refer(cast, out, index, found, LinkKind::RespondsTo);
            }
        }
    }
    if !matches!(
        out.kind,
        StatementKind::LetterToEditor | StatementKind::Article | StatementKind::Comment | StatementKind::AnswerToMedia
    ) {
        return;
    }
    let first = out.turns.first().map(|t| t.text.clone()).unwrap_or_default();
    let in_title = || link::in_title(&draft.title).filter(|r| !r.title.to_lowercase().contains("question"));
    if let Some(mut found) = link::referenced(&first, &draft.title, out.kind, day).or_else(in_title) {
        found.author = found.author.or_else(|| link::author_in_title(&draft.title));
        refer(cast, out, index, found, LinkKind::RespondsTo);
    }
    let spoken: Vec<(TurnKind, String)> = out.turns.iter().map(|t| (t.kind, t.text.clone())).collect();
    for (turn, text) in spoken {
        for (found, answered) in link::speeches(&text, day) {
            let kind = if answered && turn == TurnKind::Question { LinkKind::RespondsTo } else { LinkKind::RefersTo };
            refer(cast, out, index, found, kind);
        }
    }
}

/// Adds a statement that is only referred to, and the link to it.
fn refer(cast: &mut Cast<'_>, out: &mut Statement, index: usize, found: link::Referenced, kind: LinkKind) {
    let mut other = empty_statement();
    other.kind = found.kind;
    other.title = found.title.clone();
    if matches!(found.kind, StatementKind::Article | StatementKind::Broadcast | StatementKind::Report) {
        other.published = found.published;
    } else {
        other.made = found.published;
    }
    other.holding = Holding::Referenced;
    other.publisher = found.publisher.as_ref().map(|p| cast.organisation(p, OrganisationKind::MediaOutlet, None));
    other.authors = found.author.as_ref().and_then(|a| people::person(cast, a)).into_iter().collect();
    if let (Some(author), Some(name)) = (other.authors.first(), &found.author) {
        out.turns.iter_mut().for_each(|turn| mention::author(turn, name, *author));
    }
    other.language.clone_from(&out.language);
    let published = other.published.as_ref().or(other.made.as_ref()).map_or("", |d| d.edtf.as_str());
    other.key = format!("referenced:{}:{}:{published}", plain(found.publisher.as_deref().unwrap_or("")), plain(&found.title));
    other.source_text.clone_from(&found.phrase);
    let to = cast.page.statements.len();
    cast.page.statements.push(other);
    let basis = if found.publisher_stated || cast.page.statements.get(to).is_some_and(|s| s.publisher.is_none()) {
        stated()
    } else {
        computed("the publisher is the one that the title names")
    };
    cast.page.links.push(Link { from: index, to, kind, phrase: Some(found.phrase), basis });
}
