//! Plain text (and Markdown) to a sheet: finds the title among the page's furniture, the head lines under it, and the end of the text.
use super::block::{Block, BlockKind, Draft, Sheet, Tag, is_separator};
use super::date;
use super::front_matter::{self, FrontMatter};
use super::furniture;
use super::head_lines::{self, head_lines};
use super::html_blocks;
use super::label;
use super::listing;
use super::pattern::patterns;
use super::text_lines::{code_in_link, is_end_matter, is_repeated, paragraphs};
use super::title;

patterns! {
    CLOCK = r"^\d{1,2}[:.]\d\d$";
    SITE = r"^(?:The )?(?:(?:Official )?(?:Website|Site) of the )?(?:\p{Lu}[\p{L}’-]+ )?(?:Embassy|Consulate General|Ministry of Foreign Affairs|Ministry for Foreign Affairs|Foreign Ministry|Permanent Mission|Permanent Representation|High Commission) (?:of|to|in)\b.{3,100}$";
    CITY_CLOCK = r"^\p{Lu}[\p{L} .]{2,20}: ?\d{1,2}:\d\d$";
    PUBLISHED = r"(?i)^(?:publication date|published(?: on)?|date published)\s*:?\s*(.+)$";
    LICENCE = r"(?i)licen[cs]ed under|creative commons|all rights reserved";
    NUMBER = r"(?:Direct link:?\s*)?(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,6})/(?:d|events/[a-z/]+)/(\d{3,})$";
    ADDRESS = r"^https?://[^\s/]+/\S+/\d{3,}(?:\.html?)?$";
}

pub fn sheet(text: &str) -> Sheet {
    let (head, text) = front_matter::split(text).map_or((None, text), |(head, rest)| (Some(head), rest));
    let (paragraphs, furniture) = furniture::strip(paragraphs(&html_blocks::escaped_lines(text)));
    let mut sheet =
        Sheet { media_type: "text/plain", rendered: furniture.rendered, clocks: furniture.clocks, ..Sheet::default() };
    if let Some(head) = head {
        let draft = with_head(head, &paragraphs, &mut sheet);
        sheet.drafts.push(draft);
        return sheet;
    }
    // At the page's ends: in between somebody may speak of licences.
    let outer = paragraphs.iter().take(6).chain(paragraphs.iter().rev().take(12));
    sheet.licence =
        outer.filter(|p| label::split(p, 0).is_none()).find(|p| LICENCE.is_match(p) && p.split(' ').count() < 40).cloned();
    let has_statement = paragraphs.iter().any(|p| PUBLISHED.is_match(p) || is_end_matter(p) && p.starts_with("Publication"));
    let list = listing::items(&paragraphs, if has_statement { 6 } else { 2 });
    let end = list.as_ref().map_or(paragraphs.len(), |(first, _)| *first);
    let (head, _) = paragraphs.split_at(end.min(paragraphs.len()));
    if let Some(draft) = statement(head, &mut sheet, list.is_some()) {
        sheet.drafts.push(draft);
    }
    sheet.drafts.extend(list.into_iter().flat_map(|(_, items)| items));
    sheet
}

/// A file whose head tells title, date and address.
fn with_head(head: FrontMatter, paragraphs: &[String], sheet: &mut Sheet) -> Draft {
    sheet.url.clone_from(&head.url);
    let body = paragraphs.iter().map(|p| block(p)).collect();
    Draft { title: head.title.unwrap_or_default(), made: head.date, url: head.url, body, ..Draft::default() }
}

fn statement(paragraphs: &[String], sheet: &mut Sheet, before_list: bool) -> Option<Draft> {
    let mut at = above_date(paragraphs).or_else(|| title_at(paragraphs))?;
    let mut draft = Draft { title: paragraphs.get(at)?.trim_start_matches(['#', ' ']).to_owned(), ..Draft::default() };
    if let Some((posted, title)) = listing::date_and_title(&draft.title) {
        (draft.posted, draft.title) = (Some(posted), title);
    }
    let above = paragraphs.get(..at).unwrap_or_default();
    for (n, line) in above.iter().enumerate() {
        let Some(found) = date::alone(line) else { continue };
        let clocks = paragraphs.get(n + 1).is_some_and(|next| CITY_CLOCK.is_match(next));
        if !clocks && n + 3 >= at {
            draft.posted = Some(found.date);
        } else if sheet.rendered.is_none() {
            sheet.rendered = Some(found.date);
        }
    }
    let heads = above.iter().find(|line| SITE.is_match(line) && line.split(' ').count() <= 20 && !line.ends_with('.'));
    let name = |head: &String| {
        head.split([" – ", " | ", " - "].iter().find(|mark| head.contains(**mark)).copied().unwrap_or("\n"))
            .next()
            .map(str::to_owned)
    };
    sheet.site = sheet.site.take().or_else(|| heads.and_then(name));
    // "Joint press conference" may go on in the next line: "by Secretary General X and Y".
    if let Some(rest) = paragraphs.get(at + 1).filter(|next| goes_on(&draft.title, next)) {
        draft.title = format!("{} {rest}", draft.title);
        at += 1;
    }
    let start = head_lines(paragraphs, at + 1, &mut draft);
    let rest = without_contents(without_asides(paragraphs.get(start..).unwrap_or_default()));
    let end =
        rest.iter().position(|p| is_end_matter(p) || LICENCE.is_match(p) && p.split(' ').count() < 14).unwrap_or(rest.len());
    let (body, foot) = rest.split_at(end);
    foot_lines(foot, sheet, &mut draft);
    let caption = format!("{}.", draft.title);
    let first_label = body.iter().position(|p| label::split(p, 0).is_some());
    let captions =
        body.iter().take(first_label.unwrap_or(3)).filter(|p| draft.made.is_some() && is_caption(p)).cloned().collect::<Vec<_>>();
    draft.body = body
        .iter()
        .filter(|p| **p != caption && !captions.contains(p) && (!is_repeated(p, body, false) || label::split(p, 0).is_some()))
        .map(|p| block(p))
        .collect();
    if draft.body.is_empty() && (before_list || draft.made.is_none() && draft.lead.is_empty()) {
        return None;
    }
    Some(draft)
}

fn goes_on(title: &str, next: &str) -> bool {
    let joins = ["by ", "with ", "of ", "following ", "on ", "at ", "between ", "and "].iter().any(|word| next.starts_with(word));
    joins && title.split(' ').count() < 12 && next.split(' ').count() < 45 && !next.ends_with('.') && date::alone(title).is_none()
}

fn block(text: &str) -> Block {
    let heading = text.starts_with("# ") || text.starts_with("## ");
    let kind = if is_separator(text) {
        BlockKind::Separator
    } else if heading {
        BlockKind::Heading
    } else {
        BlockKind::Paragraph
    };
    // Markdown's own bold keeps its meaning: the label.
    if let Some((bold, rest)) =
        text.strip_prefix("**").and_then(|t| t.split_once("**")).filter(|(bold, _)| bold.len() < 120 && !bold.is_empty())
    {
        return Block { kind, text: format!("{bold}{rest}"), bold: bold.len(), italic: false };
    }
    Block { kind, text: html_blocks::unescape(text.trim_start_matches("> ")), bold: 0, italic: false }
}

/// "See also" with titles and dates under it may stand in the middle of a text.
fn without_asides(paragraphs: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(line) = paragraphs.get(at) {
        if !matches!(line.trim_start_matches(['#', ' ']), "See also" | "Additional" | "Related") {
            out.push(line.clone());
            at += 1;
            continue;
        }
        at += 1;
        // At the end of a text nothing but titles stands between the heading and the tags.
        let tags = (at..at + 16)
            .find(|n| paragraphs.get(*n).is_some_and(|p| is_end_matter(p) && !matches!(p.as_str(), "See also" | "Additional")));
        if let Some(tags) = tags.filter(|tags| {
            paragraphs
                .get(at..*tags)
                .is_some_and(|between| between.iter().all(|p| !p.ends_with('.') && label::split(p, 0).is_none()))
        }) {
            at = tags;
            continue;
        }
        while paragraphs.get(at + 1).is_some_and(|next| date::alone(next).is_some())
            && paragraphs.get(at).is_some_and(|p| label::split(p, 0).is_none() && !is_end_matter(p))
        {
            at += 2;
        }
    }
    out
}

/// "Table of contents" and the headings under it, which stand again in the text.
fn without_contents(paragraphs: Vec<String>) -> Vec<String> {
    let heading = |p: &String| matches!(p.trim_end_matches(':').to_lowercase().as_str(), "table of contents" | "contents");
    let Some(at) = paragraphs.iter().take(6).position(heading) else { return paragraphs };
    let again = |n: usize| paragraphs.get(n).is_some_and(|p| paragraphs.iter().skip(n + 1).any(|other| other == p));
    let short = |n: usize| paragraphs.get(n).is_some_and(|p| p.split(' ').count() <= 25 && !p.ends_with('.'));
    let first = paragraphs.get(at + 1).cloned().unwrap_or_default();
    // The text begins where the first heading of the table stands for the second time.
    let Some(begins) = (at + 2..paragraphs.len()).find(|n| paragraphs.get(*n) == Some(&first)).filter(|_| again(at + 1)) else {
        return paragraphs;
    };
    if !(at + 1..begins).all(short) {
        return paragraphs;
    }
    paragraphs.into_iter().enumerate().filter(|(n, _)| *n < at || *n >= begins).map(|(_, p)| p).collect()
}

/// A picture's caption among the first paragraphs: a short sentence without a verb.
fn is_caption(text: &str) -> bool {
    const VERBS: &[&str] = &[
        "is", "are", "was", "were", "be", "has", "have", "had", "will", "would", "can", "met", "took", "said", "held", "spoke",
        "sent", "made", "gave", "came", "we", "i", "you", "please", "let", "thank", "read", "reads",
    ];
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    (3..=30).contains(&words.len())
        && text.ends_with('.')
        && !words.iter().any(|w| VERBS.contains(&w.as_str()) || w.len() > 3 && w.ends_with("ed") && w != "united")
}

/// A date line with a clock line under it is a statement's head; the title is above it, above the summary.
fn above_date(paragraphs: &[String]) -> Option<usize> {
    let line = |at: usize| paragraphs.get(at).map_or("", String::as_str);
    let head = (1..paragraphs.len())
        .find(|at| date::alone(line(*at)).is_some() && CLOCK.is_match(line(at + 1)) && !CITY_CLOCK.is_match(line(at + 1)))?;
    let mut at = head.checked_sub(1)?;
    for _ in 0..5 {
        let text = line(at);
        let summary = text.ends_with(['.', '!', '?', '…']) && text.split(' ').count() > 4;
        let above = at.checked_sub(1).map_or("", line);
        let unfinished = text.split(' ').count() > 14
            && title::is_title_like(above)
            && (3..=14).contains(&above.split(' ').count())
            && !above.ends_with('.');
        if !summary && !unfinished {
            return (text.split(' ').count() > 1).then_some(at);
        }
        at = at.checked_sub(1)?;
    }
    None
}

/// Which paragraph is the title: by its words, its date, and what stands under it.
fn title_at(paragraphs: &[String]) -> Option<usize> {
    let mut best: Option<(i32, usize)> = None;
    for (at, paragraph) in paragraphs.iter().enumerate().take(120) {
        let words = paragraph.split(' ').count();
        if at > 0
            && (label::split(paragraph, 0).is_some() && !paragraph.starts_with("# ") || words > 45 && paragraph.ends_with('.'))
            && best.is_some()
        {
            break;
        }
        if date::alone(paragraph).is_some()
            || CITY_CLOCK.is_match(paragraph)
            || head_lines::is_field(paragraph)
            || words > 60
            || label::split(paragraph, 0).is_some_and(|l| l.role != label::Role::Named)
        {
            continue;
        }
        let mut score = 0;
        score += if paragraph.starts_with("# ") { 8 } else { 0 };
        score += if title::is_title_like(paragraph) { 5 } else { 0 };
        score += if date::find(paragraph, None).iter().any(|d| d.complete) && words > 3 { 2 } else { 0 };
        score -= if paragraph.ends_with('.') && words > 8 { 3 } else { 0 };
        score -= if words < 3 { 4 } else { 0 };
        // "Embassy of X in Y – press releases": the page's own head.
        score -= if SITE.is_match(paragraph) && words < 20 { 7 } else { 0 };
        score += i32::from(at == 0);
        let next = |n: usize| paragraphs.get(at + n).map_or("", String::as_str);
        let dated = (1..=3).any(|n| date::alone(next(n)).is_some() && (1..n).all(|m| next(m).ends_with(['.', '!', '?'])));
        score += if dated { 5 } else { 0 };
        let text_follows = (1..=4).any(|n| next(n).split(' ').count() > 20 || label::split(next(n), 0).is_some());
        score += if text_follows { 2 } else { 0 };
        // A date line of its own right above: "28.09.2018" and the title under it.
        score += if at.checked_sub(1).and_then(|b| paragraphs.get(b)).is_some_and(|b| date::alone(b).is_some()) { 4 } else { 0 };
        if words > 2 && score >= 3 && best.is_none_or(|(old, _)| score > old || score == old && score >= 12) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at).or_else(|| before_text(paragraphs))
}

/// Without any sign of a title: the short line right above the first label or long paragraph.
fn before_text(paragraphs: &[String]) -> Option<usize> {
    let text = paragraphs
        .iter()
        .position(|p| label::split(p, 0).is_some() || p.split(' ').count() > 30 && p.ends_with(['.', '!', '?', '”']))?;
    (0..text).rev().find(|at| {
        paragraphs
            .get(*at)
            .is_some_and(|p| (3..=40).contains(&p.split(' ').count()) && !p.ends_with('.') && date::alone(p).is_none())
    })
}

/// Tags and publication notes under a text.
fn foot_lines(foot: &[String], sheet: &mut Sheet, draft: &mut Draft) {
    let mut section = "";
    let address = foot.iter().find(|l| l.starts_with("http") && !l.contains(' ') && ADDRESS.is_match(l));
    sheet.url = sheet.url.take().or_else(|| address.cloned());
    draft.url.clone_from(&sheet.url);
    for line in foot {
        let bare = line.trim_start_matches(['#', '*', '•', '-', ' ']).trim_end_matches(':').trim();
        match bare {
            "Geography" | "Topics" | "Persons" => section = bare,
            _ if is_end_matter(bare) || LICENCE.is_match(bare) => section = "",
            _ => {
                let tag = Tag { label: bare.to_owned(), code: code_in_link(line) };
                match section {
                    "Geography" => draft.geography.push(tag),
                    "Topics" => draft.topics.push(tag),
                    "Persons" => draft.persons.push(tag),
                    _ => {}
                }
            }
        }
        if let Some(found) = PUBLISHED.captures(line).and_then(|c| c.get(1)).and_then(|m| date::alone(m.as_str())) {
            draft.published = Some(found.date);
        }
        if let Some((host, number)) = NUMBER.captures(line.trim()).and_then(|c| Some((c.get(1)?, c.get(2)?))) {
            let scheme = host.as_str().trim_start_matches("en.").to_owned();
            draft.external_ids = vec![super::page::ExternalId { scheme: scheme.clone(), value: number.as_str().to_owned() }];
            sheet.scheme = Some(scheme);
        }
    }
}
