//! What a statement answers: the article or film it names, as a statement of its own that is only referred to.
use super::block::{cut, fold, plain};
use super::date;
use super::gazetteer::Gazetteer;
use super::kind::StatementKind;
use super::office::scan;
use super::organisation::media;
use super::page::FuzzyDate;
use super::pattern::patterns;
use jiff::civil::Date;

patterns! {
    BEFORE = r"(?i)\b(article|editorial|letter|report|column|piece|story|review|leader|headline|op-ed|film|documentary|programme|program|interview|publication|broadcast|podcast|simon|by|’s|'s|read|to|on)\s*[(,:]?\s*$";
    SPEECH_BY = r"\b(?:speech|address|remarks) (?:being )?(?:made|given|delivered) by ((?:\p{Lu}[\p{L}’-]+ ){1,2}\p{Lu}[\p{L}-]+)";
    NAMED_SPEECH = r"\b(\p{Lu}[\p{L}-]+)(?:’s|'s) [“\x22]([^”\x22]{3,60} (?:speech|address))[”\x22]";
    COMMENTED = r"(?i)\b(?:comments?|commentary|reply|reaction|response)(?: to| on| regarding| concerning) (?:the )?((?:[^,;]{2,60} )?(statement|article|interview|speech|report)\b(?: (?:on|of|by|in|about|regarding)\b.*)?)$";
    ASKED_ABOUT = r"(?i)\b(?:comment(?:s|ary)? on|comment(?:ed)? upon|react(?:ion)? to|respon(?:d|se) to|assess(?:ment of)?|view of|think (?:of|about)|regarding|concerning) ((?:the |a |an |his |her |recent |latest |yesterday['’]s |today['’]s |last week['’]s )*(statements?|remarks|speech|address|words|comments|interview|article|allegations|claims)\b (?:(?:that was |being )?(?:made|given|published|delivered|voiced) )?(?:yesterday |today |recently |this morning |last week |earlier )?)(?:by|of|from) (?:the )?";
    WORK_OF = r"\b(?:[Cc]omment|[Rr]eply|[Rr]esponse|[Rr]eaction)\w*\b.*\b(?:article|column|piece|report|op-ed|interview|film|publication)\b.{0,80}? by ((?:\p{Lu}[\p{L}’'-]+ ){1,2}\p{Lu}[\p{L}’'-]+)";
    FILMED = r"(?i)\b(film|documentary|programme|broadcast|episode|tv)\b";
}

/// An article or broadcast that a text names.
#[derive(Debug, Clone)]
pub struct Referenced {
    pub kind: StatementKind,
    pub title: String,
    pub publisher: Option<String>,
    /// The publisher stands in the passage itself and not only in the statement's title.
    pub publisher_stated: bool,
    pub author: Option<String>,
    pub published: Option<FuzzyDate>,
    pub phrase: String,
}

/// "the speech being made by X this morning", "Prime Minister X’s “Banquet speech”": (what it is, whether it is what is answered).
pub fn speeches(text: &str, day: Option<Date>) -> Vec<(Referenced, bool)> {
    let blank = |title: String, author: &str, published: Option<FuzzyDate>, phrase: &str| Referenced {
        kind: StatementKind::Speech,
        title,
        publisher: None,
        publisher_stated: true,
        author: Some(author.to_owned()),
        published,
        phrase: fold(phrase),
    };
    let mut out = Vec::new();
    for c in SPEECH_BY.captures_iter(text) {
        if let (Some(whole), Some(name)) = (c.get(0), c.get(1)) {
            let near: String = cut(text, whole.end(), text.len()).chars().take(30).collect();
            let when = date::find(&near, day).into_iter().next().map(|d| d.date);
            out.push((blank(format!("Speech by {}", name.as_str()), name.as_str(), when, whole.as_str()), true));
        }
    }
    for c in NAMED_SPEECH.captures_iter(text) {
        if let (Some(whole), Some(name), Some(title)) = (c.get(0), c.get(1), c.get(2)) {
            out.push((blank(title.as_str().to_owned(), name.as_str(), None, whole.as_str()), false));
        }
    }
    out
}

/// "How would you comment on yesterday's statement by Prime Minister X in the House?": what a question asks about.
pub fn asked_about(text: &str, day: Option<Date>, gazetteer: &Gazetteer) -> Vec<Referenced> {
    let mut out = Vec::new();
    for c in ASKED_ABOUT.captures_iter(text) {
        let (Some(whole), Some(what), Some(noun)) = (c.get(0), c.get(1), c.get(2)) else { continue };
        let after: String = cut(text, whole.end(), text.len()).chars().take(120).collect();
        let Some(name) = scan(&after, gazetteer).into_iter().find(|p| p.start < 6).and_then(|p| Some((p.start, p.name?))) else {
            continue;
        };
        let noun = noun.as_str().to_lowercase();
        let kind = match noun.trim_end_matches('s') {
            "speech" | "addres" => StatementKind::Speech,
            "interview" => StatementKind::Interview,
            "article" | "op-ed" => StatementKind::Article,
            "remark" | "word" | "comment" => StatementKind::Remarks,
            _ => StatementKind::Other,
        };
        let said = format!("{}{}", what.as_str(), cut(&after, 0, name.1.end));
        let around: String = cut(&after, name.1.end, after.len()).chars().take(40).collect();
        let around = format!("{said} {}", around.split(['.', '?', ',']).next().unwrap_or(""));
        let title = cut(text, noun_start(&c), whole.end()).to_owned() + cut(&after, 0, name.1.end);
        out.push(Referenced {
            kind,
            title: capitalised(&fold(&title)),
            publisher: None,
            publisher_stated: true,
            author: Some(name.1.text),
            published: date::find(&around, day).into_iter().next().map(|d| d.date),
            phrase: fold(&format!("{}{}", whole.as_str(), cut(&after, 0, name.1.end))),
        });
    }
    out
}

fn noun_start(c: &regex::Captures<'_>) -> usize {
    c.get(2).map_or(0, |m| m.start())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|c| c.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// "comment on PMO’s statement on East Aleppo": what a title says is commented on.
pub fn in_title(title: &str) -> Option<Referenced> {
    let c = COMMENTED.captures(title)?;
    let (what, noun) = (c.get(1)?.as_str(), c.get(2)?.as_str().to_lowercase());
    let kind = match noun.as_str() {
        "article" => StatementKind::Article,
        "interview" => StatementKind::Interview,
        "speech" => StatementKind::Speech,
        "report" => StatementKind::Report,
        _ => StatementKind::Other,
    };
    let publisher = if kind == StatementKind::Article { media(what).into_iter().next().map(|m| m.name) } else { None };
    Some(Referenced {
        kind,
        title: fold(what),
        publisher,
        publisher_stated: true,
        author: None,
        published: None,
        phrase: fold(title),
    })
}

/// The work that the beginning of a letter, article or comment answers.
pub fn referenced(text: &str, title: &str, kind: StatementKind, day: Option<Date>) -> Option<Referenced> {
    let head: String = text.chars().take(700).collect();
    let outlet_of_title = media(title).into_iter().next().map(|m| m.name);
    for (start, end, inner) in quotes(&head) {
        let words = inner.split_whitespace().count();
        let capital = inner.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
        if words < 2 || !capital {
            continue;
        }
        let after = cut(&head, end, head.len());
        let before = cut(&head, 0, start);
        let nearby: String = after.chars().take(90).collect();
        let nearby = nearby.split_once(')').map_or(nearby.clone(), |(n, _)| n.to_owned());
        let bracket = before.trim_end().ends_with('(') || after.trim_start().starts_with('(') || after.starts_with(',');
        let dated = if bracket { date::find(&nearby, day).into_iter().next() } else { None };
        let outlet =
            media(&nearby).into_iter().next().map(|m| m.name).or_else(|| if bracket { site(&nearby, title) } else { None });
        let context: String = before.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        let filmed = FILMED.is_match(&context) || FILMED.is_match(title) && kind == StatementKind::Comment;
        let called = BEFORE.is_match(&context)
            && (filmed
                || plain(&context).contains("article")
                || plain(&context).contains("editorial")
                || plain(&context).contains("report"));
        if !(dated.is_some() || outlet.is_some() && (bracket || called || filmed) || called) {
            continue;
        }
        let publisher_stated = outlet.is_some();
        let from = sentence_start(&head, start);
        let to = if bracket { after.find(')').map_or(end, |n| end + n + 1) } else { end };
        return Some(Referenced {
            kind: if filmed { StatementKind::Broadcast } else { StatementKind::Article },
            title: fold(inner),
            publisher: outlet.or(outlet_of_title),
            publisher_stated,
            author: author(before),
            published: dated.map(|d| d.date),
            phrase: fold(cut(&head, from, to)),
        });
    }
    None
}

/// "comment on the article by Name Name"
pub fn author_in_title(title: &str) -> Option<String> {
    let name = WORK_OF.captures(title)?.get(1)?.as_str().to_owned();
    media(&name).is_empty().then_some(name)
}

/// "FT.com/Magazine" after a letter to FT Magazine: the outlet's own address for itself.
fn site(nearby: &str, title: &str) -> Option<String> {
    let word = nearby.trim_start_matches([' ', '(', ',']).split_whitespace().next()?;
    let stem = word.split('.').next().filter(|s| word.contains('.') && s.len() > 1)?;
    media(title).into_iter().map(|m| m.name).find(|name| plain(name).contains(&plain(stem)))
}

fn author(before: &str) -> Option<String> {
    let before = before.trim_end();
    let possessor = before.strip_suffix("’s").or_else(|| before.strip_suffix("'s"))?;
    let mut name: Vec<&str> = possessor
        .rsplit(' ')
        .take_while(|w| w.chars().next().is_some_and(char::is_uppercase) && !w.ends_with([',', '.', ':']))
        .take(3)
        .collect();
    name.reverse();
    (name.len() > 1).then(|| name.join(" "))
}

fn sentence_start(text: &str, at: usize) -> usize {
    let before = cut(text, 0, at);
    before
        .rmatch_indices(['.', '!', '?', ','])
        .find(|(i, m)| (*m != "," || *i < 8) && cut(before, i + 1, before.len()).starts_with(' '))
        .map_or(0, |(i, _)| i + 2)
}

/// Quoted stretches: (start, end, inside). Curly quotes may be nested.
fn quotes(text: &str) -> Vec<(usize, usize, &str)> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some((start, open)) = text
        .get(from..)
        .and_then(|t| t.char_indices().find(|(_, c)| matches!(c, '“' | '"' | '`' | '«')))
        .map(|(i, c)| (from + i, c))
    {
        let inner_start = start + open.len_utf8();
        let close = match open {
            '“' => '”',
            '«' => '»',
            other => other,
        };
        let mut depth = 1;
        let mut end = None;
        for (i, c) in cut(text, inner_start, text.len()).char_indices() {
            if c == close {
                depth -= 1;
                if depth == 0 {
                    end = Some(inner_start + i);
                    break;
                }
            } else if c == open {
                depth += 1;
            }
        }
        let Some(end) = end else { break };
        out.push((start, end + close.len_utf8(), cut(text, inner_start, end)));
        from = end + close.len_utf8();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, title: &str) -> Option<(String, Option<String>, Option<String>)> {
        referenced(text, title, StatementKind::LetterToEditor, "2017-02-13".parse().ok())
            .map(|r| (r.title, r.publisher, r.published.map(|d| d.edtf)))
    }

    #[test]
    fn the_answered_article_has_title_outlet_and_date() {
        assert_eq!(
            read(
                "Sir, As to your recent article “Leader considers handing over X as “gift” to Y” (12 February) I’ve",
                "Letter to the Editor of The Sunday Post"
            ),
            Some((
                "Leader considers handing over X as “gift” to Y".into(),
                Some("The Sunday Post".into()),
                Some("2017-02-12".into())
            ))
        );
        assert_eq!(
            read("YOUR article (\"Navy warship shadows\", The Guardian, November 21) fails", "Article by X"),
            Some(("Navy warship shadows".into(), Some("The Guardian".into()), Some("2016-11-21".into())))
        );
    }

    #[test]
    fn a_question_tells_whose_statement_it_is_about() {
        let text = "How would you comment on yesterday's statement by Prime Minister Anna Smith in the House?";
        let found = asked_about(text, "2018-09-12".parse().ok(), &Gazetteer::new([]));
        let read: Vec<_> = found
            .into_iter()
            .map(|r| (r.title, r.author.unwrap_or_default(), r.published.map(|d| d.edtf).unwrap_or_default()))
            .collect();
        assert_eq!(read, [("Statement by Prime Minister Anna Smith".into(), "Anna Smith".into(), "2018-09-11".to_owned())]);
        assert!(asked_about("Can you comment on the statement of the ministry?", None, &Gazetteer::new([])).is_empty());
    }

    #[test]
    fn quoted_words_alone_are_no_article() {
        assert_eq!(read("We must say that “the time has come” for peace.", "Letter to the Editor of The X"), None);
    }
}
