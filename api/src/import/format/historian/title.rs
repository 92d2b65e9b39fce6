//! The words of offices before the names of people: "President Omar Bongo".

use std::sync::LazyLock;

use regex::Regex;

use crate::reader::pattern::pattern;

/// Words before an office's own word.
pub const BEFORE: &str = "Acting|Interim|Provisional|Federal|Deputy|First|Vice|Assistant|Co-";

/// Offices' words, longer ones before those they begin with.
pub const OFFICES: &str = "President|Prime Minister|Premier|Chancellor|Foreign Minister|Foreign Secretary|Foreign Affairs Minister|\
    Minister (?:of|for) (?:Foreign|External) Affairs|External Affairs Minister|Defen[cs]e Minister|Minister of Defen[cs]e|\
    Finance Minister|Interior Minister|State Councill?or|Secretary of State|Secretary[- ]General|General Secretary|First Secretary|\
    Chairman of the Presidency|Chairman|Chairwoman|Speaker|King|Queen|Emperor|Empress|Emir|Amir|Sultan|Crown Prince|Princess|Prince|\
    Grand Duke|Grand Duchess|Pope|Shah|Generalissimo|Ayatollah|Patriarch|Governor[- ]General|High Representative|Regent|\
    Head of State|Chief of State";

/// A visitor as the visits print them. The ranks are titles here as no other stands before them, and the slips are the source's.
static VISITOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^((?:(?:{BEFORE}|Regent|Premier and|Premier &) )*(?:{OFFICES}|Junta Member|(?:Brigadier |Lieutenant |Major )?General)(?:-Prince|- ?[Ee]lect|- ?[Dd]esignate)?) +(\S.*)$"
    ))
});
static SLIP: LazyLock<Regex> = LazyLock::new(|| pattern(r"Prime Mini?stere? ?(\p{Lu})"));

/// What may stand between two visitors.
const BETWEEN: [&str; 3] = [" and ", " & ", ", "];

/// Somebody with the words of their office, which are empty if the source gives none.
#[derive(Debug, PartialEq)]
pub struct Titled {
    pub title: String,
    pub name: String,
}

/// Those whom a text names one after the other, each with an office; else it is one name.
pub fn people(text: &str) -> Vec<Titled> {
    let text = SLIP.replace_all(text, "Prime Minister $1");
    for between in BETWEEN {
        let first_and_rest = text.match_indices(between).find_map(|(at, _)| {
            let (first, rest) = (text.get(..at)?, text.get(at + between.len()..)?);
            Some((titled(first)?, titled(rest).map(|_| people(rest))?))
        });
        if let Some((first, rest)) = first_and_rest {
            return [first].into_iter().chain(rest).collect();
        }
    }
    vec![titled(&text).unwrap_or_else(|| Titled { title: String::new(), name: text.into_owned() })]
}

fn titled(text: &str) -> Option<Titled> {
    let found = VISITOR.captures(text)?;
    Some(Titled { title: found.get(1)?.as_str().to_owned(), name: found.get(2)?.as_str().trim().to_owned() })
}

/// The kind of office that such words certainly mean.
pub fn kind(title: &str) -> Option<&'static str> {
    match title {
        "President" | "King" | "Queen" | "Emperor" | "Empress" | "Emir" | "Amir" | "Sultan" | "Grand Duke" | "Grand Duchess"
        | "Pope" | "Shah" | "Head of State" | "Chief of State" => Some("HEAD_OF_STATE"),
        "Prime Minister" | "Premier" | "Chancellor" | "Federal Chancellor" => Some("HEAD_OF_GOVERNMENT"),
        "Foreign Minister" | "Foreign Secretary" => Some("MINISTER"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<(String, String)> {
        people(text).into_iter().map(|titled| (titled.title, titled.name)).collect()
    }

    fn one(title: &str, name: &str) -> (String, String) {
        (title.to_owned(), name.to_owned())
    }

    #[test]
    fn office_and_name_are_told_apart() {
        for (text, title, name) in [
            ("King Juan Carlos I", "King", "Juan Carlos I"),
            ("Acting President Goodluck Jonathan", "Acting President", "Goodluck Jonathan"),
            ("Premier and Prince Sihanouk", "Premier and Prince", "Sihanouk"),
            ("Prime MinisterHaidar al- Abadi", "Prime Minister", "Haidar al- Abadi"),
            ("Prime Minster Mackenzie King", "Prime Minister", "Mackenzie King"),
            ("Chairman of the Presidency Bakir Izetbegovic", "Chairman of the Presidency", "Bakir Izetbegovic"),
            ("Brigadier General Juan Melgar Castro", "Brigadier General", "Juan Melgar Castro"),
            ("President Benigno S. Aquino, 3rd", "President", "Benigno S. Aquino, 3rd"),
            ("President- elect Ernesto Zedillo", "President- elect", "Ernesto Zedillo"),
            ("Prime Minister-Prince Norodom Kantol", "Prime Minister-Prince", "Norodom Kantol"),
            ("Kingsley Amis", "", "Kingsley Amis"),
            ("President", "", "President"),
        ] {
            assert_eq!(parsed(text), [one(title, name)]);
        }
    }

    #[test]
    fn several_visitors_each_have_an_office() {
        let expected = [one("President", "Francesco Cossiga"), one("Prime Minister", "Giulio Andreotti")];
        assert_eq!(parsed("President Francesco Cossiga and Prime Minister Giulio Andreotti"), expected);
        let expected = [one("President", "Anwar Sadat"), one("Prime Minister", "Mustafa Khalil")];
        assert_eq!(parsed("President Anwar Sadat, Prime Minister Mustafa Khalil"), expected);
    }
}
