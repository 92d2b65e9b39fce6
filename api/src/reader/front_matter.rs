//! The head of a Markdown file between `---` lines: title, date and address, as static sites and archives write it.
use super::block::fold;
use super::date;
use super::page::FuzzyDate;

#[derive(Debug, Default)]
pub struct FrontMatter {
    pub title: Option<String>,
    pub date: Option<FuzzyDate>,
    pub url: Option<String>,
}

/// The head and the text under it.
pub fn split(text: &str) -> Option<(FrontMatter, &str)> {
    let inside = text.trim_start().strip_prefix("---")?.trim_start_matches([' ', '\r']).strip_prefix('\n')?;
    let (head, rest) = inside.split_once("\n---")?;
    let mut out = FrontMatter::default();
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.lines() {
        match line.split_once(':').filter(|(key, _)| {
            !line.starts_with([' ', '\t', '-']) && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        }) {
            Some((key, value)) => fields.push((key.to_lowercase(), value.trim().to_owned())),
            // A long value goes on in the next, indented line; `\` at the ends keeps or joins white space.
            None => {
                if let Some((_, value)) = fields.last_mut() {
                    let joined = value.trim_end_matches('\\').to_owned();
                    *value = format!("{joined} {}", line.trim().trim_start_matches('\\'));
                }
            }
        }
    }
    for (key, value) in fields {
        let value = fold(&value.trim_matches(['"', '\'']).replace("\\_", " ").replace("\\\"", "\""));
        match key.as_str() {
            "title" => out.title = Some(value),
            "date" | "published" | "published_time" if out.date.is_none() => {
                let day: String = value.chars().take(10).collect();
                out.date =
                    date::first_day(&day).map(|_| date::stated(day.clone(), day)).or_else(|| date::alone(&value).map(|d| d.date));
            }
            "url" | "source_url" | "source" | "link" | "canonical" if value.starts_with("http") => out.url = Some(value),
            _ => {}
        }
    }
    out.title.is_some().then_some((out, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_over_two_lines_is_one_title() {
        let text = "---\ndate: '2023-11-30'\nsource_url: https://x.org/a/\ntitle: \"Briefing by A B and\\\n  \\ C\\_D\"\n---\n\nMR. X: Yes.";
        let (head, rest) = split(text).unwrap_or_default();
        assert_eq!(head.title.as_deref(), Some("Briefing by A B and C D"));
        assert_eq!(head.date.map(|d| d.edtf).as_deref(), Some("2023-11-30"));
        assert_eq!(rest.trim(), "MR. X: Yes.");
    }
}
