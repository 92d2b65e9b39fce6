//! Markup to a sheet: which part of a page is the statement, and what its head, tags and addresses say. Looks for semantic hooks
//! (microformats, schema.org, Open Graph, `article`, `main`), never for one site's layout.
use super::block::{Block, BlockKind, Draft, Sheet, Tag, fold, is_separator};
use super::date;
use super::html_blocks::{blocks, text_of};
use super::page::ExternalId;
use super::pattern::patterns;
use super::text_lines::strip_end_matter;
use scraper::{ElementRef, Html, Selector};

patterns! {
    MARKUP = r"(?i)<(?:!doctype html|html|body|p|div|h1|article|br|span)\b[^>]*>";
    CLOCK = r"^\d{1,2}[:.]\d\d$";
    NUMBER_IN_PATH = r"/(\d{3,})(?:[/?#].*)?$";
    CODE_IN_PATH = r"/(?:countries|country)/([A-Za-z]{2,3})(?:/|$)";
    ID_IN_PATH = r"/(?:persons|person|people|keywords|topics|tags)/(\d+)(?:/|$)";
    SITE_SUFFIX = r"\s+[•|·–—-]\s+[^•|]+$";
}

pub fn is_markup(text: &str) -> bool {
    MARKUP.find_iter(text).take(3).count() >= 3
}

pub fn sheet(text: &str) -> Sheet {
    let page = Html::parse_document(text);
    let root = page.root_element();
    let canonical = address(&root);
    let mut sheet = Sheet {
        media_type: "text/html",
        scheme: canonical.as_deref().and_then(host).map(|h| h.trim_start_matches("www.").trim_start_matches("en.").to_owned()),
        language: attr(&root, "html", "lang")
            .or_else(|| attr(&root, "meta[itemprop=inLanguage]", "content"))
            .filter(|l| l.len() < 12),
        site: attr(&root, "meta[property='og:site_name']", "content"),
        licence: first(&root, "a[rel~=license]").map(|a| licence(&a)),
        url: canonical,
        ..Sheet::default()
    };
    sheet.drafts = listed(&root, &sheet);
    if sheet.drafts.len() < 2 {
        sheet.drafts = match as_text(&root) {
            Some(plain) => {
                sheet.rendered = plain.rendered;
                sheet.clocks = plain.clocks;
                plain
                    .drafts
                    .into_iter()
                    .map(|d| Draft { url: d.url.or_else(|| sheet.url.clone().filter(|_| !d.listed)), ..d })
                    .collect()
            }
            None => statement(&root, &sheet).into_iter().collect(),
        };
    }
    sheet
}

/// A page whose markup tells nothing (tables, no headings) or that lists dated items: its visible lines are read as plain text.
fn as_text(root: &ElementRef<'_>) -> Option<Sheet> {
    if first(root, "[itemprop=articleBody], .entry-content, .e-content").is_some() {
        return None;
    }
    let body = first(root, "body").unwrap_or(*root);
    let lines: Vec<String> = blocks(&body).into_iter().map(|b| b.text).collect();
    let listed = super::listing::items(&lines, 2).is_some();
    let headed = first(root, "h1, .entry-title, article").is_some();
    if headed && !listed {
        return None;
    }
    Some(super::text::sheet(&lines.join("\n\n"))).filter(|s| !s.drafts.is_empty())
}

/// The one statement of a page.
fn statement(root: &ElementRef<'_>, sheet: &Sheet) -> Option<Draft> {
    let main = main_column(root);
    let head =
        ["[itemprop=name].entry-title", ".entry-title", "h1"].iter().find_map(|s| first(&main, s).or_else(|| first(root, s)));
    let title = head
        .map(|h| text_of(&h))
        .filter(|t| !t.is_empty())
        .or_else(|| attr(root, "meta[property='og:title']", "content"))
        .or_else(|| first(root, "title").map(|t| SITE_SUFFIX.replace(&text_of(&t), "").into_owned()))?;
    let mut draft = Draft { title: fold(&title), url: sheet.url.clone(), ..Draft::default() };
    if let Some(lead) = first(&main, ".entry-summary, .p-summary, [itemprop=description], .lead") {
        draft.lead = blocks(&lead).into_iter().map(|b| b.text).collect();
    }
    head_facts(&main, sheet, &mut draft);
    let body = first(&main, "[itemprop=articleBody], .entry-content, .e-content").unwrap_or(main);
    draft.body = without_head(blocks(&body), &draft);
    strip_end_matter(&mut draft.body);
    without_pull_quotes(&body, &mut draft.body);
    if draft.body.is_empty() && draft.lead.is_empty() && draft.made.is_none() && draft.title.split(' ').count() < 3 {
        return None;
    }
    // Clocks and places may stand at the head of the text instead of the page's head.
    Some(draft)
}

/// Date, place, tags and numbers from the statement's own markup.
fn head_facts(main: &ElementRef<'_>, sheet: &Sheet, draft: &mut Draft) {
    let time = first(main, "time[itemprop=datePublished], time.published, time.dt-published, time[datetime]");
    if let Some((day, printed)) = time.and_then(|t| Some((t.value().attr("datetime")?.to_owned(), text_of(&t)))) {
        let day: String = day.chars().take(10).collect();
        draft.made = date::first_day(&day).map(|_| date::stated(day, printed));
    }
    draft.place = first(main, ".p-location, [itemprop=location], [itemprop=contentLocation]")
        .map(|p| text_of(&p))
        .filter(|p| !p.is_empty());
    for time in all(main, "p time[datetime]") {
        let said = time.parent().and_then(ElementRef::wrap).map(|p| text_of(&p)).unwrap_or_default();
        if said.to_lowercase().contains("publication date") || said.to_lowercase().starts_with("published") {
            let day: String = time.value().attr("datetime").unwrap_or("").chars().take(10).collect();
            if date::first_day(&day).is_some() {
                draft.published = Some(date::stated(day, text_of(&time)));
            }
        }
    }
    for link in all(main, "a[rel~=tag]") {
        let (label, target) = (text_of(&link), link.value().attr("href").unwrap_or(""));
        let tag = |code: Option<String>| Tag { label: label.clone(), code };
        if let Some(code) = CODE_IN_PATH.captures(target).and_then(|c| c.get(1)) {
            draft.geography.push(tag(Some(code.as_str().to_ascii_uppercase())));
        } else if target.contains("/persons/") || target.contains("/person/") || target.contains("/people/") {
            draft.persons.push(tag(ID_IN_PATH.captures(target).and_then(|c| c.get(1)).map(|m| m.as_str().to_owned())));
        } else if !target.contains("/regions/") {
            draft.topics.push(tag(ID_IN_PATH.captures(target).and_then(|c| c.get(1)).map(|m| m.as_str().to_owned())));
        }
    }
    // Links on names inside the text carry the same numbers as the tags.
    for link in all(main, "a[href*='/persons/']") {
        let id =
            ID_IN_PATH.captures(link.value().attr("href").unwrap_or("")).and_then(|c| c.get(1)).map(|m| m.as_str().to_owned());
        let full = first(&link, ".tooltip_title").map(|t| text_of(&t)).filter(|t| !t.is_empty());
        if let (Some(label), true) = (full, id.is_some())
            && !draft.persons.iter().any(|p| p.code == id)
        {
            draft.persons.push(Tag { label, code: id });
        }
    }
    if let (Some(scheme), Some(number)) =
        (&sheet.scheme, sheet.url.as_deref().and_then(|u| NUMBER_IN_PATH.captures(u)).and_then(|c| c.get(1)))
    {
        draft.external_ids.push(ExternalId { scheme: scheme.clone(), value: number.as_str().to_owned() });
    }
}

/// Entries of a list of statements (hAtom / hFeed).
fn listed(root: &ElementRef<'_>, sheet: &Sheet) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for entry in all(root, ".hentry, .h-entry, [itemtype$='NewsArticle'][role=listitem]") {
        if entry.value().name() == "article" && first(&entry, "[itemprop=articleBody]").is_some() {
            continue;
        }
        let named = [".entry-title", ".p-name", "h2, h3"].iter().find_map(|s| first(&entry, s));
        let Some(title) = named.map(|t| text_of(&t)).filter(|t| !t.is_empty()) else { continue };
        let mut draft = Draft { title, listed: true, ..Draft::default() };
        head_facts(&entry, &Sheet::default(), &mut draft);
        draft.posted = draft.made.take();
        draft.lead = first(&entry, ".entry-summary, .p-summary")
            .map(|s| blocks(&s).into_iter().map(|b| b.text).collect())
            .unwrap_or_default();
        let link =
            first(&entry, "a[rel~=bookmark], a[itemprop=url], a[href]").and_then(|a| a.value().attr("href").map(str::to_owned));
        draft.url = link.and_then(|l| join(sheet.url.as_deref(), &l));
        if let (Some(scheme), Some(number)) = (
            &sheet.scheme,
            entry.value().attr("data-id").map(str::to_owned).or_else(|| {
                draft
                    .url
                    .as_deref()
                    .and_then(|u| NUMBER_IN_PATH.captures(u))
                    .and_then(|c| c.get(1))
                    .map(|m| m.as_str().to_owned())
            }),
        ) {
            draft.external_ids.push(ExternalId { scheme: scheme.clone(), value: number });
        }
        drafts.push(draft);
    }
    drafts
}

/// The element that holds the statement: a marked one, or the one with most text of its own paragraphs.
fn main_column<'a>(root: &ElementRef<'a>) -> ElementRef<'a> {
    for hook in ["article", ".hentry", "[itemtype$='NewsArticle']", "main", "[role=main]", "#content"] {
        let best = all(root, hook).into_iter().max_by_key(|e| text_of(e).len());
        if let Some(best) = best.filter(|b| text_of(b).len() > 200 || first(b, "h1, .entry-title").is_some()) {
            return best;
        }
    }
    first(root, "body").unwrap_or(*root)
}

/// The head is printed again above many texts: title, summary, date and place lines are not part of the text.
fn without_head(blocks: Vec<Block>, draft: &Draft) -> Vec<Block> {
    let repeated = |text: &str| {
        text == draft.title
            || draft.lead.iter().any(|l| l == text)
            || draft.place.as_deref() == Some(text)
            || CLOCK.is_match(text)
            || draft.made.as_ref().is_some_and(|d| d.phrase.as_deref() == Some(text))
    };
    let mut head = true;
    blocks
        .into_iter()
        .filter(|b| {
            head = head && (repeated(&b.text) || b.kind == BlockKind::Heading || b.text.split(' ').count() < 3);
            !(head && repeated(&b.text)) && (b.text != draft.title)
        })
        .collect()
}

/// Sentences set out of the text as an eye-catcher (`blockquote`) and printed in it as well.
fn without_pull_quotes(body: &ElementRef<'_>, blocks: &mut Vec<Block>) {
    let quotes: Vec<String> = all(body, "blockquote").iter().map(text_of).collect();
    if quotes.is_empty() {
        return;
    }
    let texts: Vec<String> = blocks.iter().map(|b| b.text.clone()).collect();
    blocks.retain(|b| {
        !quotes.iter().any(|q| q.contains(&b.text))
            || is_separator(&b.text)
            || !super::text_lines::is_repeated(&b.text, &texts, true)
    });
}

fn address(root: &ElementRef<'_>) -> Option<String> {
    let stated = [attr(root, "meta[property='og:url']", "content"), attr(root, "link[rel=canonical]", "href")];
    stated.into_iter().flatten().find(|u| u.starts_with("http")).or_else(|| {
        // A listing may tell its address only in part.
        let path = attr(root, "[data-path]", "data-path")?;
        let home = attr(root, "link[rel=home]", "href").or_else(|| attr(root, "a[rel=home]", "href"))?;
        Some(format!("{}{path}", home.trim_end_matches('/')))
    })
}

fn host(url: &str) -> Option<&str> {
    url.split_once("://")?.1.split('/').next()
}

/// An address relative to another, as far as listings need it.
fn join(base: Option<&str>, link: &str) -> Option<String> {
    if link.starts_with("http") {
        return Some(link.to_owned());
    }
    let base = base?;
    let (scheme, rest) = base.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    if link.starts_with('/') {
        parts.clear();
    }
    for part in link.trim_start_matches('/').split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    Some(format!(
        "{scheme}://{host}/{}",
        joined.strip_suffix(".html").filter(|_| !base.to_ascii_lowercase().ends_with(".html")).unwrap_or(&joined)
    ))
}

fn licence(link: &ElementRef<'_>) -> String {
    let (name, target) = (text_of(link), link.value().attr("href").unwrap_or(""));
    if target.is_empty() { name } else { format!("{name} ({target})") }
}

pub fn all<'a>(within: &ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map(|s| within.select(&s).collect()).unwrap_or_default()
}

pub fn first<'a>(within: &ElementRef<'a>, selector: &str) -> Option<ElementRef<'a>> {
    within.select(&Selector::parse(selector).ok()?).next()
}

fn attr(within: &ElementRef<'_>, selector: &str, name: &str) -> Option<String> {
    let own = Selector::parse(selector).ok().filter(|s| s.matches(within)).and_then(|_| within.value().attr(name));
    own.map(str::to_owned).or_else(|| first(within, selector)?.value().attr(name).map(fold)).filter(|v| !v.is_empty())
}
