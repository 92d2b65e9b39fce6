//! What a title says: kind of statement, occasion, dates, place, outlet. People in it are found by `office`.
use super::date::{self, Found};
use super::kind::{EventKind, StatementKind};
use super::organisation::media;
use super::page::FuzzyDate;
use super::pattern::pattern;
use super::pattern::patterns;
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

patterns! {
    LETTER = r"(?i)^(?:\S+ ){0,5}letter\b.{0,60}\bto\b";
    PUBLISHED = r"(?i)\b(?:published|printed)\b[^,;]{0,40}$";
    SENT = r"(?i)\b(?:sent|submitted|dated)\b[^,;]{0,30}$";
    FOLLOWING = r"(?i)\b(?:following|after|on the results of|on the outcome of|at the end of|upon completion of)\s+(?:the\s+|his\s+|her\s+|their\s+|a\s+)?(.+?)(?:,\s+\p{Lu}[^,]*)*$";
    BRACKETED_PLACE = r"\s*\((\p{Lu}[\p{L}.’'-]+(?:[ ,]+\p{Lu}[\p{L}.’'-]+){0,3})\s*$";
    LAST_PLACE = r",\s*(\p{Lu}[\p{L}.’'-]+(?:\s+\p{Lu}[\p{L}.’'-]+){0,3})\s*,?\s*$";
}

type KindRule = (StatementKind, Regex);

/// First rule that fits decides; order matters.
static KINDS: LazyLock<Vec<KindRule>> = LazyLock::new(|| {
    use StatementKind as K;
    [
        (K::LetterToEditor, r"\bletters?\b.{0,60}\bto (?:the )?(?:editor|newspaper)\b"),
        (K::Interview, r"\binterview\b|\banswers? questions from\b"),
        (K::Article, r"\((?:article )?by [^()]+ for [^()]+\)"),
        (K::JointStatement, r"^(?:final|trilateral|quadrilateral|joint|bilateral) (?:\S+ )?statement by\b.*\band\b"),
        (K::PressRelease, r"\b(?:holds|held|hosts|hosted|gives|took part|takes part|attends|attended|visits|visited|opens|opened|presents|presented)\b.*\b(?:briefing|conference|event|ceremony|reception|exhibition|meeting|commemoration|talks)\b"),
        (K::AnswerToMedia, r"^(?:\S+ )?embassy(?:['’]s)? (?:press )?(?:officer|secretary|spokes\w+).*\b(?:question|interview)"),
        (K::Comment, r"^(?:the )?(?:\S+ )?(?:embassy|consulate)(?:['’]s)? (?:press )?(?:officer|secretary|spokes\w+) (?:on|about|regarding|concerning)\b"),
        (K::NewsConference, r"\bnews conference\b|\bpress conference\b|\bpress availability\b|\bpress statements?\b|\bstatements? (?:for|to) the press\b|\b(?:statement|remarks|opening remarks) and (?:answers|replies) to (?:media |journalists?['’]? |press )?questions|\b(?:statement|remarks)s? and .{0,30}\banswers? (?:to|the) (?:journalists|media|questions)|\banswers to (?:journalists|media)|\banswered (?:journalists|questions)"),
        (K::Briefing, r"\bbriefing\b|\bgaggle\b|\bbackground (?:press )?(?:briefing|call)\b|\bpress call\b"),
        (K::AnswerToMedia, r"\bresponse[s]? to (?:a |an |the )?(?:.{0,60})(?:question|quer|request|enquir|inquir)|\bresponds? to\b|\banswers? (?:to )?(?:a |an |the )?(?:\S+ ){0,6}(?:question|quer)|\breply to\b|\breplies to\b|^answers? to (?:media )?questions|\bresponse to (?:the )?(?:bbc|media|newspaper)|\b(?:comment|statement|response) in (?:response|reply|connection with a question)"),
        (K::TelephoneReadout, r"\btelephone (?:conversation|call|talk)|\btelephone\b|\bphone (?:call|conversation)|\breadout of .*\bcall\b|\bspoke (?:on|over|by) the (?:tele)?phone\b|\bcall with\b"),
        (K::JointStatement, r"\bjoint (?:\S+ )?statement\b"),
        (K::Communique, r"\bcommuniqu[eé]\b|\bdeclaration\b"),
        (K::Treaty, r"^(?:treaty|agreement|protocol|convention|memorandum)\b"),
        (K::Resolution, r"\bresolution\b"),
        (K::Message, r"^(?:greetings?|condolences?|congratulations?|message|telegram|address of congratulation|birthday greetings|new year(?:['’]s)? greetings|letter of)\b|\b(?:congratulated|sent (?:greetings|condolences|a message|congratulations)|message of (?:greetings?|congratulations?|condolence)|expressed (?:his |her )?condolences|sent (?:his |her )?(?:congratulations|condolences)|offered condolences)\b"),
        (K::Comment, r"\bcomments?\b|\bcommentary\b|\bcommenting\b"),
        (K::Article, r"^(?:\W*)(?:article|op-ed|opinion|essay)\b|\b(?:article|op-ed|opinion piece|column) (?:by|of|in|for)\b|\barticle\b"),
        (K::Broadcast, r"\b(?:direct line|broadcast|tv programme|television programme|radio programme)\b"),
        (K::Speech, r"\b(?:speech|speeches)\b|\baddress(?:es)?\b(?: (?:to|at|by|on|before))|\bstate of the union\b|^address\b|\blecture\b|\bkeynote\b|\binaugural\b|\bstatement (?:by|at|to|made by|in)\b.*\b(?:session|council|assembly|conference|meeting|committee|commons|lords|parliament|congress|senate|duma)\b"),
        (K::Speech, r"\bspecial message to\b|\bmessage to (?:the )?(?:congress|nation|parliament|federal assembly)\b"),
        (K::Remarks, r"\bremarks\b|\bopening remarks\b|\bintroductory\b|\bexcerpts? from\b"),
        (K::PressRelease, r"\bpress release\b|\bexecutive order\b|\bstatement by\b|\bstatement (?:on|of|regarding)\b"),
        (K::Report, r"^(?:report|annual report|review)\b"),
    ].into_iter().map(|(kind, rule)| (kind, pattern(&format!("(?i){rule}")))).collect()
});

/// Words that titles of the genre have.
static TITLE_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:meeting|meets?|met|talks|conversation|visit|visits|visited|arrived|conference|briefing|gaggle|statements?|remarks|speech|address|interview|letter|comment|article|response|responds|summit|greetings?|condolences|congratulations?|congratulated|message|forum|ceremony|telephone|session|signing|signed|executive order|trip|readout|declaration|communiqué|breakfast|dinner|council|presenting|opening|concert|replies|answers|press release|transcript|hearing|appointment|reply|question|spokes\w+|press officer|press secretary|information and press department)\b",
    )
});

static EVENTS: LazyLock<Vec<(EventKind, Regex)>> = LazyLock::new(|| {
    use EventKind as K;
    [
        (K::NewsConference, r"\b(?:news|press) conference\b|\bpress statements?\b|\bpress availability\b|answers to (?:media|journalists)"),
        (K::Briefing, r"\bbriefing\b|\bgaggle\b"),
        (K::TelephoneConversation, r"\btelephone\b|\bphone (?:call|conversation)"),
        (K::Interview, r"\binterview\b"),
        (K::Summit, r"\bsummit\b"),
        (K::Talks, r"\btalks\b|\bconsultations\b|\bnegotiations\b"),
        (K::Ceremony, r"\bceremony\b|\bpresenting\b|\bconcert\b|\bsigning\b|\bunveiling\b|\breception\b|\bparade\b|\bwreath\b|\bpresentation of\b|\bgala\b"),
        (K::Address, r"\bstate of the union\b|\baddress\b|\bspeech\b"),
        (K::Meeting, r"\bmeetings?\b|\bmet with\b|\bmeets\b|\bbreakfast\b|\bdinner\b|\blunch\b|\broundtable\b|\bsession\b|\bheld a conversation\b"),
        (K::Conference, r"\bforum\b|\bconference\b|\bcongress\b|\bassembly\b|\bconvention\b"),
        (K::Visit, r"\bvisit(?:ed|s)?\b|\barriv(?:ed|es|al)\b|\btrip\b|\btour\b"),
        (K::Other, r"\bdirect line\b"),
    ].into_iter().map(|(kind, rule)| (kind, pattern(&format!("(?i){rule}")))).collect()
});

/// What a title tells without knowing any people.
#[derive(Debug, Clone, Default)]
pub struct Title {
    pub kind: Option<StatementKind>,
    pub event: Option<EventKind>,
    pub made: Option<FuzzyDate>,
    pub published: Option<FuzzyDate>,
    pub sent: Option<FuzzyDate>,
    /// A place set off by commas at the end, before the date: "Baku".
    pub place: Option<String>,
    /// "talks with Foreign Minister …": what it follows.
    pub following: Option<String>,
    /// The title without dates and place at its end.
    pub core: String,
}

pub fn is_title_like(text: &str) -> bool {
    TITLE_WORDS.is_match(text) && text.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphabetic())
}

/// `of_record` is the date the page gives the statement; dates without a year are counted from it.
pub fn parse(title: &str, of_record: Option<Date>) -> Title {
    let mut out = Title { kind: kind_of(title), event: event_of(title), core: title.to_owned(), ..Title::default() };
    let mut dates: Vec<Found> = date::find(title, of_record);
    dates.retain(|d| d.complete || d.day.is_some() && d.date.reason.as_deref().is_some_and(|r| r.starts_with("year")));
    for found in dates {
        let before = title.get(..found.start).unwrap_or("");
        let before = before.trim_end().trim_end_matches(" on").trim_end_matches(" in");
        if PUBLISHED.is_match(before) {
            out.published = Some(found.date);
        } else if SENT.is_match(before) {
            out.sent = Some(found.date);
        } else if found.start == 0 && found.complete && found.day.is_some() {
            out.made = Some(found.date);
        } else if title.get(found.end..).unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric()).is_empty() && found.complete {
            out.made = Some(found.date);
            out.core = before.trim_end_matches([',', ' ', '(']).to_owned();
        }
    }
    // "(Helsinki, 3 May 2018)"
    if let Some(c) = BRACKETED_PLACE.captures(&out.core).filter(|_| out.made.is_some()) {
        out.place = c.get(1).map(|m| m.as_str().to_owned());
        out.core = out.core.get(..c.get(0).map_or(0, |m| m.start())).unwrap_or("").to_owned();
        out.following = FOLLOWING.captures(&out.core).and_then(|c| c.get(1)).map(|m| m.as_str().to_owned());
        return out;
    }
    // "en route Cleveland, OH" is where they are going.
    let on_the_way = out.core.to_lowercase().contains("en route");
    if let Some(c) = LAST_PLACE.captures(&out.core).filter(|_| out.made.is_some() && !on_the_way) {
        out.place = c.get(1).map(|m| m.as_str().to_owned());
        out.core = out.core.get(..c.get(0).map_or(0, |m| m.start())).unwrap_or("").to_owned();
    }
    out.following = FOLLOWING.captures(&out.core).and_then(|c| c.get(1)).map(|m| m.as_str().to_owned());
    out
}

fn kind_of(title: &str) -> Option<StatementKind> {
    // "Ambassador's letter to The Times": who else than an editor gets it.
    if LETTER.is_match(title) && !media(title).is_empty() {
        return Some(StatementKind::LetterToEditor);
    }
    KINDS.iter().find(|(_, rule)| rule.is_match(title)).map(|(kind, _)| *kind)
}

pub fn event_of(text: &str) -> Option<EventKind> {
    EVENTS.iter().find(|(_, rule)| rule.is_match(text)).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use StatementKind as K;

    #[test]
    fn titles_tell_their_kind() {
        for (title, kind) in [
            (
                "Foreign Minister A B’s statement and answers to media questions at a joint news conference following talks",
                K::NewsConference,
            ),
            (
                "\"Do not politicise\" Article by Consul General Mr X in \"The Herald\" newspaper, published 23.11.2017",
                K::Article,
            ),
            ("Embassy response to a BBC question", K::AnswerToMedia),
            ("Embassy responds to BBC on Russia's \"misinformation\" campaign", K::AnswerToMedia),
            ("Letter to the Editor, FT Magazine, sent on 24 November", K::LetterToEditor),
            ("Letter from the Ambassador to the Editor of The Times", K::LetterToEditor),
            ("Foreign Secretary's statement to the House of Commons", K::Speech),
            ("Russian Embassy Spokesman comment on PMO’s statement", K::Comment),
            ("Press Gaggle by Press Secretary Jay Carney", K::Briefing),
            ("Condolences to President of Egypt", K::Message),
            ("President Putin and President Kuchma spoke on the telephone", K::TelephoneReadout),
            ("Press statements following Russian-Armenian talks", K::NewsConference),
        ] {
            assert_eq!(parse(title, None).kind, Some(kind), "{title}");
        }
    }

    #[test]
    fn dates_and_place_at_the_end_are_told_apart() {
        let title = parse("Statement at a joint news conference following talks with A B, Baku, July 12, 2016", None);
        assert_eq!((title.place.as_deref(), title.made.map(|d| d.edtf).as_deref()), (Some("Baku"), Some("2016-07-12")));
        assert_eq!(title.following.as_deref(), Some("talks with A B"));
        let bracketed = parse("Press conference of A B (Helsinki, 3 May 2018)", None);
        assert_eq!((bracketed.place.as_deref(), bracketed.core.as_str()), (Some("Helsinki"), "Press conference of A B"));
        let letter = parse("Letter to the Editor, FT Magazine, sent on 24 November", "2016-11-30".parse().ok());
        assert_eq!((letter.sent.map(|d| d.edtf).as_deref(), letter.made), (Some("2016-11-24"), None));
        assert_eq!(parse("X, published 23.11.2017", None).published.map(|d| d.edtf).as_deref(), Some("2017-11-23"));
    }
}
