//! Lines of plain text to paragraphs, and what at their ends belongs to the page and not to the statement.
use super::block::{Block, fold, is_omission};
use super::label;
use super::pattern::patterns;

patterns! {
    LINK_MARK = r"!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()]*\))*\)";
    LINK_NOTE = r"\[([^\[\]\n]{1,120})\]\[\d+\]";
    BARE_NOTE = r"^\s*\[\d+\]:?\s+https?://\S+$";
    END_MATTER = r"^(?:See also|Additional|Geography|Topics|Persons|Publication status|Published in sections?:.*|Publication date:.*|Direct link:.*|Text version|All content on this site.*|Share|Tags:?|Related (?:articles|links|materials)|Print(?: version)?|Last updated.*|Back to top|all messages|All messages)$";
    GLUED_CLOCK = r"\b((?:19|20)\d\d)(\d\d:\d\d)$";
    CODE_LINK = r"(?:countries|regions)/([A-Za-z]{2,3})";
}

/// Paragraphs: lines that were only wrapped are joined again.
pub fn paragraphs(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut group: Vec<String> = Vec::new();
    for line in text.lines().chain(std::iter::once("")) {
        let shown = clean(line);
        if shown.is_empty() {
            let had_mark = !line.trim().is_empty();
            if !had_mark {
                all.extend(join(&std::mem::take(&mut group)));
            }
        } else if line.starts_with("  ") && group.last().is_some_and(|l| l.chars().count() > 200) {
            // Indented beginnings of long lines are paragraphs.
            all.extend(join(&std::mem::take(&mut group)));
            group.push(shown);
        } else {
            group.push(shown);
        }
    }
    all
}

/// One line without what Markdown and text browsers add.
fn clean(line: &str) -> String {
    let line = if BARE_NOTE.is_match(line) { "" } else { line };
    let line = LINK_MARK.replace_all(line, "$1");
    let line = LINK_NOTE.replace_all(&line, "$1");
    let line = line
        .replace("\\[", "[")
        .replace("\\]", "]")
        .replace("\\*", "*")
        .replace("\\_", "_")
        .replace("\\.", ".")
        .replace("\\-", "-");
    let line = line
        .replace("&amp;", "&")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    let line = super::html_blocks::unescape(&line);
    fold(&GLUED_CLOCK.replace(&line, "$1 $2"))
}

fn join(lines: &[String]) -> Vec<String> {
    let wrapped = is_wrapped(lines);
    let mut out: Vec<String> = Vec::new();
    let mut before: Option<&String> = None;
    let mut under_date = false;
    for line in lines {
        // A line right under a date is a title: what follows it does not go on with it.
        let lower = line.chars().next().is_some_and(char::is_lowercase);
        let goes_on = (!under_date || lower) && before.is_some_and(|b| continues(b, line, wrapped));
        under_date = before.is_some_and(|b| b.len() < 40 && super::date::alone(b).is_some());
        match out.last_mut() {
            Some(last) if goes_on => {
                last.push(' ');
                last.push_str(line);
            }
            _ => out.push(line.clone()),
        }
        before = Some(line);
    }
    out
}

/// Most lines end near the same column.
fn is_wrapped(lines: &[String]) -> bool {
    let lengths: Vec<usize> = lines.iter().take(lines.len().saturating_sub(1)).map(|l| l.chars().count()).collect();
    let longest = lengths.iter().max().copied().unwrap_or(0);
    let full = lengths.iter().filter(|l| **l + 18 >= longest).count();
    let last = lines.last().map_or(0, |l| l.chars().count());
    lengths.len() > 1 && last <= longest + 20 && (50..=110).contains(&longest) && full * 10 >= lengths.len() * 7
}

fn continues(line: &str, next: &str, wrapped: bool) -> bool {
    if starts_own(next) || starts_own(line) && line.starts_with('#') {
        return false;
    }
    let ended = line.ends_with(['.', '?', '!', ':', ';', '…', '>', '”', '"', ')', '’']);
    let lower = next.chars().next().is_some_and(|c| c.is_lowercase() || matches!(c, ',' | ';' | ')' | '–'));
    let long = line.chars().count() >= 45;
    (lower && (!ended || line.ends_with([')', '”', '’', '"', '.']) && long && !line.ends_with('.')))
        || (wrapped && long)
        || (!ended && long && lower)
        || (!ended && line.chars().count() >= 60 && is_prose(line) && is_prose(next))
}

fn is_prose(line: &str) -> bool {
    let words = line.split(' ').count();
    let lower = line.split(' ').filter(|w| w.chars().next().is_some_and(char::is_lowercase)).count();
    words >= 3 && lower * 5 >= words * 2
}

/// A line that cannot be the rest of the line before.
fn starts_own(line: &str) -> bool {
    line.starts_with('#')
        || line.starts_with("* *")
        || is_omission(line)
        || label::split(line, 0).is_some()
        || line.starts_with("> ")
        || super::listing::is_dated(line)
}

/// The heading under which a page's own matter begins after a statement.
pub fn is_end_matter(text: &str) -> bool {
    END_MATTER.is_match(text.trim_start_matches(['#', ' ']).trim_end_matches(':').trim())
}

/// Takes lists of links, tags and publication notes off the end of a statement.
pub fn strip_end_matter(body: &mut Vec<Block>) {
    if let Some(at) = body.iter().position(|b| is_end_matter(&b.text)) {
        body.truncate(at);
    }
}

/// Every sentence of a short paragraph is printed in one other paragraph too: an eye-catcher.
pub fn is_repeated(text: &str, texts: &[String], marked: bool) -> bool {
    let sentences: Vec<&str> =
        text.split_inclusive(['.', '?', '!']).map(str::trim).filter(|s| s.split(' ').count() > 3).collect();
    if sentences.is_empty() || (!marked && text.split(' ').count() < 15) {
        return marked && sentences.is_empty() && texts.iter().any(|t| t != text && t.contains(text));
    }
    let known = |sentence: &str| {
        let trimmed = sentence.trim_matches(|c: char| !c.is_alphanumeric());
        let start: String = trimmed.chars().skip(4).collect();
        texts.iter().any(|t| {
            t != text
                && t.len() > sentence.len()
                && (t.contains(trimmed) || (start.chars().count() > 30 && t.contains(start.trim())))
        })
    };
    let repeated = sentences.iter().filter(|s| known(s)).count();
    if marked { repeated * 2 >= sentences.len() } else { repeated == sentences.len() }
}

pub fn code_in_link(line: &str) -> Option<String> {
    CODE_LINK.captures(line).and_then(|c| c.get(1)).map(|m| m.as_str().to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_become_paragraphs_and_labels_stay_apart() {
        let text = "We agreed that enhancing trade and economic cooperation requires special\nattention at this point.\nVladimir Putin: Thank you.\n\nNext.";
        assert_eq!(
            paragraphs(text),
            [
                "We agreed that enhancing trade and economic cooperation requires special attention at this point.",
                "Vladimir Putin: Thank you.",
                "Next."
            ]
        );
    }

    #[test]
    fn links_of_markdown_leave_their_words() {
        assert_eq!(paragraphs("President [Xi](http://x.y/z_(a)) \\[laughs\\]"), ["President Xi [laughs]"]);
    }
}
