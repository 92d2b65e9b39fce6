//! Summits, forums and games by their names: "Fifth Caspian Summit in Astana".
use super::block::cut;
use super::cast::Cast;
use super::date::Found;
use super::event::{blank, capital, keep, told};
use super::kind::EventKind;
use super::pattern::patterns;
use super::place::place_in;

patterns! {
    SERIES = r"\b(?:the |a |an )?((?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Twelfth|\d{1,3}(?:st|nd|rd|th)) )?((?:\p{Lu}[\p{L}\p{N}-]+ ){1,4})((?i:summit|forum)|Congress|Conference|Games|Olympics|Cup|Session|Assembly)\b";
}

const ORDINALS: [&str; 12] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"];

/// "Fifth Caspian Summit in Astana"
pub fn series(cast: &mut Cast<'_>, statement: usize, words: &str, dates: &[Found], found: &mut Vec<(usize, usize, usize)>) {
    for c in SERIES.captures_iter(words) {
        let (Some(whole), Some(name), Some(noun)) = (c.get(0), c.get(2), c.get(3)) else { continue };
        let ordinal = c.get(1).and_then(|m| number(m.as_str().trim()));
        let of_series = format!("{}{}", name.as_str(), capital(noun.as_str()));
        if ordinal.is_none() && !matches!(noun.as_str().to_lowercase().as_str(), "summit" | "forum" | "games" | "olympics")
            || ["Today", "This", "The", "At", "Our", "In"].contains(&name.as_str().trim())
        {
            continue;
        }
        let kind = if noun.as_str().eq_ignore_ascii_case("summit") { EventKind::Summit } else { EventKind::Conference };
        let after = cut(words, whole.end(), words.len());
        let before: String = cut(words, 0, whole.start()).to_lowercase();
        let near = after.split([',', ';']).next().unwrap_or("");
        let place = place_in(cast, near);
        let date = dates.iter().find(|d| d.start >= whole.end() && d.start - whole.end() < 70).map(|d| d.date.clone());
        let upcoming = before.ends_with("upcoming ")
            || before.ends_with("forthcoming ")
            || before.ends_with("next ")
            || near.contains(" will ");
        let took_place = near.contains("took place") || near.contains("was held") || near.contains("were held");
        let series = ordinal.map(|_| {
            let event = blank(EventKind::Series, of_series.clone(), None);
            keep(cast, event)
        });
        let from = if whole.as_str().starts_with(char::is_lowercase) {
            whole.start() + whole.as_str().find(' ').map_or(0, |n| n + 1)
        } else {
            whole.start()
        };
        let mut event = blank(kind, capital(cut(words, from, whole.end()).trim()), date);
        event.series = series;
        event.ordinal = ordinal;
        event.place = place;
        (event.status, event.announced_in, event.confirmed_by) = told(upcoming, took_place, statement);
        let index = keep(cast, event);
        found.push((from, whole.end(), index));
    }
}

fn number(word: &str) -> Option<u32> {
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    digits
        .parse()
        .ok()
        .or_else(|| ORDINALS.iter().position(|o| *o == word.to_lowercase()).and_then(|i| u32::try_from(i + 1).ok()))
}
