//! What a statement's record says beside its turns: dates, publisher and authors, how much of it the page has, its key.
use super::block::{Draft, fold, plain};
use super::cast::Cast;
use super::kind::{Completeness, Holding, OrganisationKind, StatementKind, TurnKind};
use super::organisation;
use super::page::Statement;
use super::pattern::patterns;
use super::title::Title;
use super::turn::Piece;

patterns! {
    PATH = r"^https?://[^/]+(/[^?#]*)";
}

pub fn dates(out: &mut Statement, draft: &Draft, title: &Title) {
    out.posted.clone_from(&draft.posted);
    out.published = title.published.clone().or_else(|| draft.published.clone());
    out.sent.clone_from(&title.sent);
    out.made = title.made.clone().or_else(|| draft.made.clone());
}

pub fn publishing(cast: &mut Cast<'_>, out: &mut Statement, draft: &Draft, opening: Option<(usize, Option<usize>)>) {
    let embassy = draft.title.contains("Embassy") || draft.title.contains("Consul");
    out.publisher = if out.kind == StatementKind::Article {
        organisation::media(&draft.title)
            .into_iter()
            .next()
            .map(|m| cast.organisation(&m.name, OrganisationKind::MediaOutlet, None))
            .or(cast.page.publisher)
    } else if draft.listed || cast.page.statements.len() == 1 || embassy {
        cast.page.publisher
    } else {
        None
    };
    let written = matches!(
        out.kind,
        StatementKind::Article | StatementKind::LetterToEditor | StatementKind::Comment | StatementKind::Speech
    );
    if let Some((person, _)) = opening.filter(|_| written) {
        out.authors.push(person);
    }
}

pub fn holding(out: &mut Statement, draft: &Draft) {
    let last = out.turns.iter().rev().find(|t| t.kind != TurnKind::Scene).map(|t| t.completeness);
    let repeats_title = out.turns.len() == 1 && out.turns.first().is_some_and(|t| plain(&t.text) == plain(&out.title));
    if repeats_title {
        out.turns.clear();
    }
    out.holding = if out.turns.is_empty() && (draft.listed || out.summary.is_none()) {
        if out.summary.is_some() { Holding::Teaser } else { Holding::TitleOnly }
    } else if draft.listed {
        Holding::Teaser
    } else if last == Some(Completeness::Excerpt) || out.turns.iter().any(|t| t.completeness == Completeness::Excerpt) {
        Holding::Excerpt
    } else {
        Holding::Full
    };
}

pub fn source_text(out: &Statement, pieces: &[Piece]) -> String {
    let mut all = vec![out.title.clone()];
    all.extend(out.summary.clone());
    for piece in pieces {
        let label = piece
            .label
            .as_ref()
            .map(|l| match &l.note {
                Some(note) => format!("{} ({note}): ", l.text),
                None => format!("{}: ", l.text),
            })
            .unwrap_or_default();
        all.push(format!("{label}{}", piece.text));
    }
    fold(&all.join("\n"))
}

pub fn key(out: &Statement, draft: &Draft) -> String {
    if let Some(path) = draft.url.as_deref().and_then(|u| PATH.captures(u)).and_then(|c| c.get(1)) {
        return path.as_str().trim_end_matches('/').to_owned();
    }
    let date = [&out.made, &out.posted, &out.published].into_iter().flatten().next().map_or("", |d| d.edtf.as_str());
    let words: Vec<String> =
        plain(&out.title).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    format!("{}@{date}", words.join("-"))
}

/// English unless the letters say otherwise.
pub fn language(draft: &Draft) -> String {
    let text: String = std::iter::once(draft.title.as_str())
        .chain(draft.body.iter().take(5).map(|b| b.text.as_str()))
        .collect::<Vec<_>>()
        .join(" ");
    let share = |low: char, high: char| {
        text.chars().filter(|c| (low..=high).contains(c)).count() * 3 > text.chars().filter(|c| c.is_alphabetic()).count()
    };
    if share('\u{400}', '\u{4ff}') {
        "ru"
    } else if share('\u{4e00}', '\u{9fff}') {
        "zh"
    } else if share('\u{600}', '\u{6ff}') {
        "ar"
    } else {
        "en"
    }
    .to_owned()
}

pub fn empty_statement() -> Statement {
    Statement {
        key: String::new(),
        kind: StatementKind::Other,
        title: String::new(),
        summary: None,
        language: None,
        made: None,
        sent: None,
        published: None,
        posted: None,
        holding: Holding::Full,
        publisher: None,
        authors: Vec::new(),
        event: None,
        place: None,
        topics: Vec::new(),
        countries: Vec::new(),
        turns: Vec::new(),
        external_ids: Vec::new(),
        source_text: String::new(),
    }
}
