//! Lists of dated items in plain text: "24.11.2016 - Letter to the Editor …", or a title with a date line under it.
use super::block::{Block, Draft};
use super::date;
use super::pattern::patterns;

patterns! {
    DATED = r"^(?:[*•·#-]+\s*)?((?:\p{Lu}\p{Ll}{2,8},?\s+)?(?:\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}|\d\d-\d\d-\d{4}|\d{1,2}(?:st|nd|rd|th)?\s+\p{L}{3,9}\.?,?\s+\d{4}|\p{Lu}\p{Ll}{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,\s+\d{4}))\s*(?:[-–—|:]|\s)\s*(\S.{5,})$";
    TITLE_THEN_DATE = r"^(?:[*•·#-]+\s*)?(\S.{8,}?)\s+((?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4}, \d{1,2}:\d\d)(?:\s+(\S.*))?$";
    DATE_LINE = r"^((?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4}, \d{1,2}:\d\d)(?:\s+(\S.*))?$";
}

/// The items of a list, and at which paragraph it begins. Fewer than `least` items are no list.
pub fn items(paragraphs: &[String], least: usize) -> Option<(usize, Vec<Draft>)> {
    let under_date: Vec<Item> = paragraphs.iter().enumerate().filter_map(|(at, p)| dated(at, p)).collect();
    let before_date: Vec<Item> = paragraphs.iter().enumerate().filter_map(|(at, p)| titled(at, p, paragraphs)).collect();
    let below_date: Vec<Item> = paragraphs.iter().enumerate().filter_map(|(at, p)| below(at, p, paragraphs)).collect();
    let stream = before_date.len() > under_date.len();
    let found = if stream {
        before_date
    } else if below_date.len() > under_date.len() {
        below_date
    } else {
        under_date
    };
    if found.len() < least {
        return None;
    }
    let first = found.first()?.at;
    let mut drafts = Vec::new();
    for (n, item) in found.iter().enumerate() {
        let end = found.get(n + 1).map_or(paragraphs.len(), |next| next.at);
        let mut body: Vec<Block> = Vec::new();
        for paragraph in paragraphs.get(item.text..end).unwrap_or_default() {
            if super::text_lines::is_end_matter(paragraph) || date::alone(paragraph).is_some() && stream {
                break;
            }
            // Menus under a list have no sentences.
            if stream && !paragraph.ends_with(['.', '…', '?', '!', '”']) {
                continue;
            }
            body.push(Block::plain(paragraph.clone()));
        }
        drafts.push(Draft {
            title: item.title.clone(),
            posted: Some(item.posted.clone()),
            place: item.place.clone(),
            body,
            listed: true,
            ..Draft::default()
        });
    }
    Some((first, drafts))
}

struct Item {
    at: usize,
    /// Where its text begins.
    text: usize,
    title: String,
    posted: super::page::FuzzyDate,
    place: Option<String>,
}

fn dated(at: usize, paragraph: &str) -> Option<Item> {
    let c = DATED.captures(paragraph)?;
    let posted = date::alone(c.get(1)?.as_str()).filter(|found| found.day.is_some())?.date;
    Some(Item { at, text: at + 1, title: c.get(2)?.as_str().trim().to_owned(), posted, place: None })
}

/// The date and the title of a line that has both, as a page alone may print them too.
pub fn date_and_title(line: &str) -> Option<(super::page::FuzzyDate, String)> {
    dated(0, line).map(|item| (item.posted, item.title))
}

/// Whether a line begins an item: a date and a title in one line.
pub fn is_dated(line: &str) -> bool {
    dated(0, line).is_some()
}

/// A date line of its own with the title in the next line and a text, or the next date, under it.
fn below(at: usize, paragraph: &str, paragraphs: &[String]) -> Option<Item> {
    let posted = date::alone(paragraph).filter(|found| found.day.is_some())?.date;
    let title = paragraphs.get(at + 1).filter(|t| {
        (3..=45).contains(&t.split(' ').count())
            && !t.ends_with(['.', ':'])
            && date::alone(t).is_none()
            && super::label::split(t, 0).is_none()
            && !super::head_lines::is_field(t)
    })?;
    // Where a date line stands above a title and another one under it, the page has one statement.
    if paragraphs
        .get(at + 2)
        .is_some_and(|next| date::alone(next).is_some() && paragraphs.get(at + 3).is_none_or(|t| t.ends_with('.')))
    {
        return None;
    }
    let title = title.trim_start_matches(['#', ' ']).to_owned();
    Some(Item { at, text: at + 2, title, posted, place: None })
}

fn titled(at: usize, paragraph: &str, paragraphs: &[String]) -> Option<Item> {
    let place = |m: Option<regex::Match<'_>>| m.map(|m| m.as_str().to_owned()).filter(|p| p.split(' ').count() < 8);
    if let Some(c) = TITLE_THEN_DATE.captures(paragraph).filter(|_| !paragraph.starts_with("Publication date")) {
        let posted = date::alone(c.get(2)?.as_str())?.date;
        return Some(Item {
            at,
            text: at + 1,
            title: c.get(1)?.as_str().trim_start_matches(['#', ' ']).to_owned(),
            posted,
            place: place(c.get(3)),
        });
    }
    let c = DATE_LINE.captures(paragraph)?;
    let before = at.checked_sub(1)?;
    let title = paragraphs.get(before).filter(|t| date::alone(t).is_none() && t.split(' ').count() > 1)?;
    let posted = date::alone(c.get(1)?.as_str())?.date;
    let below = paragraphs.get(at + 1).filter(|p| {
        p.split(' ').count() < 7
            && !p.ends_with('.')
            && paragraphs.get(at + 3).is_some_and(|d| DATE_LINE.is_match(d))
            && date::alone(p).is_none()
    });
    let place = place(c.get(2)).or_else(|| below.cloned());
    Some(Item {
        at: before,
        text: at + 1 + usize::from(below.is_some()),
        title: title.trim_start_matches(['#', ' ']).to_owned(),
        posted,
        place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_line_with_a_title_under_it_begins_an_item() {
        let lines: Vec<String> = [
            "12 July 2016",
            "Ambassador met the governor",
            "They spoke of trade.",
            "July 8, 2016",
            "Statement on the summit",
            "We welcome it.",
        ]
        .map(str::to_owned)
        .to_vec();
        let (first, drafts) = items(&lines, 2).unwrap_or_default();
        assert_eq!(first, 0);
        assert_eq!(
            drafts.iter().map(|d| (d.title.as_str(), d.body.len())).collect::<Vec<_>>(),
            [("Ambassador met the governor", 1), ("Statement on the summit", 1)]
        );
    }

    #[test]
    fn dated_items_keep_their_openings() {
        let lines: Vec<String> = [
            "23.11.2017 - Embassy comment on X",
            "The film is shocking.",
            "22.11.2017 - Letter to the Editor of Y",
            "all messages",
        ]
        .map(str::to_owned)
        .to_vec();
        let (first, drafts) = items(&lines, 2).unwrap_or_default();
        assert_eq!(first, 0);
        for line in ["12.07.16 Embassy response to X", "Mon, 10 July 2016 | Embassy comment on X", "July 12, 2016 - Letter to X"]
        {
            assert!(is_dated(line), "{line}");
        }
        assert!(!is_dated("On 12 July 2016 we met the minister"));
        assert_eq!(
            drafts.iter().map(|d| (d.title.as_str(), d.body.len())).collect::<Vec<_>>(),
            [("Embassy comment on X", 1), ("Letter to the Editor of Y", 0)]
        );
    }
}
