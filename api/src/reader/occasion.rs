//! Lines inside a transcript that are about the occasion and not said by anybody: room, flight, time of day, corrections, "END".
use super::block::Block;
use super::pattern::patterns;

patterns! {
    TIME = r"(?i)^(?:begin|start|end|local time)?:?\s*\d{1,2}[:.]\d\d\s*[ap]\.?\s?m\.?(?:\s*\(?[A-Z]{2,5}\)?)?(?: \(local\))?\.?$";
    END = r"(?i)^(?:END|#\s?#\s?#|###|\*\*\*END\*\*\*)\s*(?:\d{1,2}[:.]\d\d\s*[ap]\.?\s?m\.?(?:\s*[A-Z]{2,5})?)?$";
    ROUTE = r"(?i)^(?:aboard|on board|en route|via (?:telephone|teleconference|conference call|satellite))\b.{0,80}$";
    ROOM = r"(?i)\b(?:room|hall|house|garden|hotel|building|center|centre|palace|airport|base|lawn|office|embassy|ministry|residence|university|department of state|auditorium|theater|theatre|school|bus)\b";
    CORRECTION = r"(?i)^[*\s]*(?:please see below|\*+.{0,40}correction|correction)";
    FOR_RELEASE = r"(?i)^(?:for immediate release|the white house|office of the press secretary|washington, d\.?c\.?|embargoed.*)$";
}

#[derive(Debug, Default)]
pub struct Occasion {
    /// "James S. Brady Press Briefing Room"
    pub place: Option<String>,
    /// "En Route Atlanta, Georgia"
    pub route: Option<String>,
}

/// Takes such lines off both ends of the text.
pub fn take(body: &mut Vec<Block>) -> Occasion {
    let mut occasion = Occasion::default();
    let mut head = 0;
    let timed = body.iter().take(8).any(|b| TIME.is_match(&b.text));
    for block in body.iter().take(8) {
        let text = block.text.trim();
        let short = text.split(' ').count() <= 10 && !text.ends_with('.') && !text.contains(':');
        if TIME.is_match(text) || CORRECTION.is_match(text) || FOR_RELEASE.is_match(text) {
        } else if timed && ROUTE.is_match(text) {
            if !text.to_lowercase().starts_with("aboard") || occasion.route.is_none() {
                occasion.route = Some(text.to_owned());
            }
        } else if timed && short && occasion.place.is_none() && (ROOM.is_match(text) || head == 0) {
            occasion.place = Some(text.to_owned());
        } else if timed && short && text.contains(',') {
        } else {
            break;
        }
        head += 1;
    }
    body.drain(..head.min(body.len()));
    let mut ended = false;
    body.retain(|b| {
        let end = END.is_match(b.text.trim()) || ended && TIME.is_match(b.text.trim());
        ended = end;
        !end
    });
    while let Some(last) = body.last().map(|b| b.text.trim().to_owned()) {
        if END.is_match(&last)
            || TIME.is_match(&last) && body.iter().rev().nth(1).is_some_and(|b| END.is_match(b.text.trim()))
            || last.starts_with("**") && last.len() < 300 && body.len() > 5 && last.to_lowercase().contains("correct")
        {
            body.pop();
        } else {
            break;
        }
    }
    occasion
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_time_and_end_are_not_said() {
        let mut body: Vec<Block> =
            ["James S. Brady Press Briefing Room", "12:47 P.M. EST", "MR. EARNEST: Good.", "END 2:25 P.M. EST"]
                .map(Block::plain)
                .into();
        let occasion = take(&mut body);
        assert_eq!(occasion.place.as_deref(), Some("James S. Brady Press Briefing Room"));
        assert_eq!(body.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), ["MR. EARNEST: Good."]);
    }
}
