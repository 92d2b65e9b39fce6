//! An element's content as blocks: one for each paragraph or line, with its bold beginning; menus, captions and tooltips left out.
use super::block::{Block, BlockKind, fold, is_separator};
use super::pattern::patterns;
use scraper::ElementRef;
use scraper::node::Node;

patterns! {
    ESCAPED_LINE = r"(?:\\+r)?\\+n|\\+r\b";
    ESCAPED_QUOTE = r#"\\+(["'])"#;
}

const SKIPPED: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "form",
    "figure",
    "figcaption",
    "video",
    "audio",
    "iframe",
    "svg",
    "button",
    "select",
    "aside",
    "footer",
    "head",
    "object",
    "canvas",
    "input",
    "textarea",
];
const FURNITURE: &[&str] = &[
    "hidden",
    "tooltip",
    "slider",
    "gallery",
    "share",
    "social",
    "breadcrumb",
    "related",
    "bottommeta",
    "read__cut",
    "read__tags",
    "read__meta",
    "sidebar",
    "menu",
    "media__container",
    "masha-ignore",
    "cookie",
    "pagination",
];
const BLOCK: &[&str] = &[
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "blockquote",
    "section",
    "article",
    "table",
    "tr",
    "td",
    "th",
    "dl",
    "dt",
    "dd",
    "header",
    "main",
    "pre",
    "hr",
    "body",
    "address",
    "center",
];

struct Writer {
    blocks: Vec<Block>,
    text: String,
    /// Bytes of `text` that are bold, as ranges.
    bold: Vec<(usize, usize)>,
    italic: usize,
    heading: bool,
}

pub fn blocks(element: &ElementRef<'_>) -> Vec<Block> {
    let mut writer = Writer { blocks: Vec::new(), text: String::new(), bold: Vec::new(), italic: 0, heading: false };
    visit(&mut writer, *element, false, false);
    writer.close();
    writer.blocks
}

/// Visible text in one line.
pub fn text_of(element: &ElementRef<'_>) -> String {
    blocks(element).into_iter().map(|b| b.text).collect::<Vec<_>>().join(" ")
}

fn visit(writer: &mut Writer, parent: ElementRef<'_>, bold: bool, italic: bool) {
    for child in parent.children() {
        if let Node::Text(text) = child.value() {
            writer.push(text, bold, italic);
            continue;
        }
        let Some(element) = ElementRef::wrap(child) else { continue };
        let name = element.value().name();
        if SKIPPED.contains(&name) || is_furniture(&element) {
            continue;
        }
        if name == "br" {
            writer.close();
            continue;
        }
        let block = BLOCK.contains(&name);
        if block {
            writer.close();
            writer.heading = name.len() == 2 && name.starts_with('h') && name != "hr";
        }
        visit(writer, element, bold || matches!(name, "b" | "strong"), italic || matches!(name, "i" | "em"));
        if block {
            writer.close();
            writer.heading = false;
        }
    }
}

fn is_furniture(element: &ElementRef<'_>) -> bool {
    let element = element.value();
    let classed =
        |class: &str| class.split_whitespace().any(|c| c != "field-label-hidden" && FURNITURE.iter().any(|f| c.contains(f)));
    element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || matches!(element.attr("role"), Some("navigation" | "search" | "complementary" | "tablist"))
        || element.attr("class").is_some_and(classed)
}

impl Writer {
    fn push(&mut self, text: &str, bold: bool, italic: bool) {
        // An editor's program may wrap every bold word of a label and lose the spaces between them.
        let whole_word = self.bold.last().is_some_and(|(from, to)| *to == self.text.len() && to - from > 1);
        if bold && whole_word && self.text.ends_with(char::is_alphabetic) && text.starts_with(char::is_alphabetic) {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(text);
        if bold && !text.trim().is_empty() {
            self.bold.push((start, self.text.len()));
        }
        if italic {
            self.italic += text.chars().filter(|c| !c.is_whitespace()).count();
        }
    }

    fn close(&mut self) {
        let raw = std::mem::take(&mut self.text);
        let ranges = std::mem::take(&mut self.bold);
        let italic = std::mem::take(&mut self.italic);
        let text = unescape(&fold(&raw));
        if text.is_empty() {
            return;
        }
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        let kind = if is_separator(&text) {
            BlockKind::Separator
        } else if self.heading {
            BlockKind::Heading
        } else {
            BlockKind::Paragraph
        };
        self.blocks.push(Block { kind, bold: bold_start(&raw, &ranges, &text), italic: italic * 10 >= letters * 9, text });
    }
}

/// How far the bold beginning reaches in the folded text; runs of bold split by the editor's program count as one.
fn bold_start(raw: &str, ranges: &[(usize, usize)], text: &str) -> usize {
    let mut end = raw.len() - raw.trim_start().len();
    for (from, to) in ranges {
        if *from > end && raw.get(end..*from).is_none_or(|gap| !gap.trim().is_empty()) {
            break;
        }
        end = (*to).max(end);
    }
    let bold = fold(raw.get(..end).unwrap_or(""));
    if text.starts_with(&bold) { bold.len() } else { 0 }
}

/// Line ends that reached the page as letters become line ends.
pub fn escaped_lines(text: &str) -> std::borrow::Cow<'_, str> {
    ESCAPED_LINE.replace_all(text, "\n\n")
}

/// Escapes that reached the page as letters.
pub fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let text = ESCAPED_LINE.replace_all(text, "\n");
    let text = ESCAPED_QUOTE.replace_all(&text, "$1");
    fold(&text)
}
