//! Lines of plain text that belong to the page around a statement: clocks, telephone numbers, pagers, section names, counters.
use super::date;
use super::page::FuzzyDate;
use super::pattern::patterns;

patterns! {
    CITY_CLOCK = r"^\p{Lu}[\p{L} .]{2,20}: ?\d{1,2}:\d\d$";
    CONTACT = r"(?i)^(?:consular (?:queries|section|hotline).{0,40}|tel(?:ephone)?\.?:?.{0,30}|phone:?.{0,30}|fax:?.{0,30}|e-?mail:?.{0,60}|[\w.+-]+@[\w-]+\.[\w.]+|[+(]?\d[\d\s()+-]{6,}\d(?:\s+[\w.+-]+@\S+)?)$";
    PAGER = r"(?i)^(?:pages?:\s.*|[«»<>\d\s:|]{6,}|(?:next|previous|prev)(?: page)?|\d+ of \d+)$";
    COUNTER = r"\b\d+ days have passed since\b";
    INDEX = r"(?i)^(?:index for today['’]s briefing|transcript:?|the white house|office of the (?:press secretary|spokesperson)|for immediate release|share(?: this)?|print(?: this page)?|skip to (?:main )?content|dpb # ?\d+)$";
    FOOT = r"(?i)^(?:(?:©|\(c\)|copyright\b).{0,100}|share this.{0,30}|(?:back )?to top|tweet|like|print|e-?mail|download.{0,30}|\(?concluded\)?)$";
    LANGUAGES = r"^(?:[a-z]{2}-[A-Z]{2}\d?\s*)+$";
    BULLET = r"^[•*·-]\s*[\p{Lu}\d/ ,.&()’'-]+$";
}

/// What the lines around a statement tell of the page.
#[derive(Debug, Default)]
pub struct Furniture {
    /// The day the page was rendered, if one stands above its clocks.
    pub rendered: Option<FuzzyDate>,
    /// The cities of its clocks.
    pub clocks: Vec<String>,
}

/// Takes such lines out.
pub fn strip(paragraphs: Vec<String>) -> (Vec<String>, Furniture) {
    let clock_at = paragraphs.iter().position(|p| CITY_CLOCK.is_match(p));
    let rendered_at =
        clock_at.and_then(|c| c.checked_sub(1)).filter(|at| paragraphs.get(*at).is_some_and(|p| date::alone(p).is_some()));
    let rendered = rendered_at.and_then(|at| paragraphs.get(at)).and_then(|p| date::alone(p)).map(|d| d.date);
    let clocks = paragraphs
        .iter()
        .filter(|p| CITY_CLOCK.is_match(p))
        .filter_map(|p| p.split_once(':'))
        .map(|(city, _)| city.to_owned())
        .collect();
    let kept = paragraphs
        .into_iter()
        .enumerate()
        .filter(|(at, p)| Some(*at) != rendered_at && !is_furniture(p))
        .map(|(_, p)| p)
        .collect();
    (kept, Furniture { rendered, clocks })
}

fn is_furniture(line: &str) -> bool {
    CITY_CLOCK.is_match(line)
        || CONTACT.is_match(line)
        || PAGER.is_match(line)
        || COUNTER.is_match(line) && line.split(' ').count() < 60
        || INDEX.is_match(line)
        || FOOT.is_match(line)
        || LANGUAGES.is_match(line)
        || BULLET.is_match(line) && line.chars().any(char::is_alphabetic)
        || is_section_name(line)
}

/// "PRESS RELEASES AND NEWS": capitals only, no label.
fn is_section_name(line: &str) -> bool {
    let words = line.split(' ').count();
    (2..=6).contains(&words) && line.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '&' | ',' | '\'' | '’'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_contacts_and_sections_go_and_tell_the_rendering_day() {
        let lines = [
            "23 October 2018",
            "Moscow: 06:43",
            "Consular queries:",
            "+44 (0) 203 668 7474",
            "EMBASSY INFORMS",
            "Pages: ««« :: 123 :: »»»",
            "28.09.2018",
            "A title",
            "END",
        ];
        let (kept, furniture) = strip(lines.map(str::to_owned).to_vec());
        assert_eq!(kept, ["28.09.2018", "A title", "END"]);
        assert_eq!(furniture.rendered.map(|d| d.edtf).as_deref(), Some("2018-10-23"));
        assert_eq!(furniture.clocks, ["Moscow"]);
    }
}
