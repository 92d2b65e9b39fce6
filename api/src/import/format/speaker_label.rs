//! What the label of a turn says of who speaks. Only the full name of a person is one; what else stands there stays a label.

/// A label that has been read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The full name of a person.
    pub name: Option<String>,
    /// What the label says beside the name.
    pub note: Option<String>,
    pub role: Role,
}

/// What a label says of the turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    #[default]
    Speaks,
    Asks,
    Answers,
}

const ASKS: &str = "\
    q|question|questioner|questions|audience|audience member|audience question|member of the audience|\
    question from the audience|interviewer|interviewers|journalist|journalists|reporter|reporters|correspondent|press|media|\
    問|問題|提問|提問者|記者|记者|觀眾|观众|вопрос|pregunta|frage|domanda";
const ANSWERS: &str = "\
    a|answer|答|回答|ответ|respuesta|antwort|réponse|risposta";
/// Words before a name that are none of its parts.
const TITLES: &str = "\
    mr mrs ms miss dr prof professor sir dame lord lady the his her excellency honourable honorable rt hon president \
    minister prime vice deputy foreign assistant under secretary general ambassador senator sen rep representative \
    congressman congresswoman governor mayor chairman chairwoman chairperson chair chancellor commissioner director judge \
    justice rev reverend king queen prince princess pope captain colonel admiral lieutenant major moderator host interviewer \
    journalist reporter speaker former acting digital";
/// Words that no name of a person has.
const OTHERS: &str = "\
    about agency agenda all answer answers ap association audience background bank bbc board camera center centre chapter \
    class closing club college comment comments commission committee company conclusion corp council court crew crowd \
    delegate delegation department discussion embassy eu everyone example examples facilitator female forum foundation \
    further getting gmbh government group guest house inc install installation institute interpreter introduction journal \
    links ltd machine magazine male man many media member members ministry multiple narrator network news next notes office \
    officer official online opening operator organisation organization panel panelist part participant participants party \
    person police post press public question questions quick radio recording references remarks school section service \
    session several speakers staff start started steps student students summary team television times translator tv uk un \
    unidentified university unknown us usage various video voice voices volunteer welcome woman worker";
const PARTICLES: &str = "\
    al bin bint da das de del della den der di dos du e el ibn la le ter van von y zu";
/// The commonest surnames in Chinese characters, in both spellings: a name of two to four characters begins with one.
const SURNAMES: &str = "王李張张劉刘陳陈楊杨趙赵黃黄周吳吴徐孫孙胡朱高林何郭馬马羅罗梁宋鄭郑謝谢韓韩唐馮冯于董蕭萧程曹袁鄧邓許许傅沈曾彭呂吕蘇苏盧卢蔣蒋蔡賈贾丁魏薛葉叶閻阎余潘杜戴夏鍾钟汪田任姜范方石姚譚谭廖鄒邹熊金陸陆郝孔白崔康毛邱秦江史顧顾侯邵孟龍龙萬万段雷錢钱湯汤尹黎易常武喬乔賀贺賴赖龔龚文洪游簡简柯卓溫温莊庄施詹翁";
/// What a label in Chinese characters ends on that is an office and not a name.
const OFFICES: &str = "\
    人|者|員|员|長|长|先生|女士|小姐|老師|老师|教授|博士|代表|主任|主席|主委|總統|总统|總理|总理|政委|律師|律师|醫師|同學|同学|組長|司儀|司仪|會|会|部|局|處|組";

/// Reads a label as it is printed.
pub fn read(label: &str) -> Label {
    let label = bare(label);
    let lower = label.to_lowercase();
    let counted = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '#' | '.' | '号'));
    if has(ASKS, '|', counted) {
        return Label { role: Role::Asks, ..Label::default() };
    }
    if has(ANSWERS, '|', counted) {
        return Label { role: Role::Answers, ..Label::default() };
    }
    let (label, mut note) = match label.split_once([',', '(', '（', '，']) {
        // A catalogue's order, "Kidera, Momoko", has one word before the comma.
        Some((last, first)) if label.contains(',') && !last.trim().contains(' ') && !first.contains([',', '(']) => {
            (format!("{} {}", first.trim(), last.trim()), None)
        }
        Some((name, note)) => (name.trim().to_owned(), Some(note.trim_matches([')', '）', ' ']).to_owned())),
        None => (label.to_owned(), None),
    };
    let words: Vec<&str> = label.split_whitespace().collect();
    let is_title = |word: &&str| has(TITLES, ' ', &word.trim_end_matches('.').to_lowercase());
    let titles = words.iter().take_while(|word| is_title(word)).count();
    let (title, words) = words.split_at(titles);
    let Some(name) = personal(words) else { return Label::default() };
    if !title.is_empty() {
        let title = title.join(" ");
        note = Some(note.map_or(title.clone(), |note| format!("{title}, {note}")));
    }
    Label { name: Some(name), note: note.filter(|note| !note.is_empty()), role: Role::Speaks }
}

/// Whether a word is in a list.
fn has(list: &str, sign: char, word: &str) -> bool {
    list.split(sign).any(|known| known == word)
}

/// The label without its colon and without the time at which it was said.
pub fn bare(label: &str) -> &str {
    let mut label = label;
    loop {
        let trimmed = label.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '*' | '_'));
        let time = |word: &str| {
            let inner = word.trim_matches(['[', ']', '(', ')']);
            inner.contains(':')
                && inner.split(':').all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
        };
        let shorter = match (trimmed.split_once(' '), trimmed.rsplit_once(' ')) {
            (Some((first, rest)), _) if time(first) => rest,
            (_, Some((rest, last))) if time(last) => rest,
            _ => trimmed,
        };
        if shorter == label {
            return label;
        }
        label = shorter;
    }
}

/// The words as the full name of a person, if they are one.
fn personal(words: &[&str]) -> Option<String> {
    if let [word] = words {
        return han(word).then(|| (*word).to_owned());
    }
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return None };
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let whole = words.len() <= 6
        && words.iter().all(|word| {
            let lower = word.trim_end_matches('.').to_lowercase();
            word.chars()
                .all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '‘' | '-' | '\u{2010}' | '\u{2011}' | 'ʻ' | '·'))
                && word.chars().next().is_some_and(char::is_alphabetic)
                && !has(OTHERS, ' ', &lower)
                && (word.chars().next().is_some_and(char::is_uppercase) || has(PARTICLES, ' ', &lower))
        })
        && letters(last) > 1
        && first.chars().next().is_some_and(char::is_uppercase);
    if !whole {
        return None;
    }
    let capitals = |word: &str| letters(word) > 2 && !word.contains('.') && !word.chars().any(char::is_lowercase);
    if !words.iter().any(|word| capitals(word)) {
        return Some(words.join(" "));
    }
    // A label in capitals may be a name or an outlet: abbreviations have no vowel or few letters.
    let spoken = |word: &&str| !capitals(word) || (letters(word) > 2 && word.chars().any(|c| "AEIOUYÁÉÍÓÚÄÖÜÂÊÔÀÈ".contains(c)));
    let all = words.iter().all(|word| capitals(word) || letters(word) <= 2 || word.contains('.'));
    (all && words.iter().all(spoken)).then(|| words.iter().map(|word| capitalised(word)).collect::<Vec<_>>().join(" "))
}

/// A word of a name in capitals as names are written: `TRUMAN`, `O'NEILL`, `McKINLEY`, `H.W.`, `MERKEL-SCHMIDT`.
pub fn capitalised(word: &str) -> String {
    let lower = word.to_lowercase();
    let suffix = matches!(word, "II" | "III" | "IV" | "JR" | "SR");
    if suffix && word.starts_with('I') || word.chars().filter(|c| c.is_alphabetic()).count() == word.matches('.').count() {
        return word.to_owned();
    }
    let mut after = true;
    let mut name = String::with_capacity(word.len());
    for letter in lower.chars() {
        if after {
            name.extend(letter.to_uppercase());
        } else {
            name.push(letter);
        }
        after = matches!(letter, '-' | '\'' | '’' | '.') || (name == "Mc" && lower.len() > 3);
    }
    name
}

fn han(word: &str) -> bool {
    let letters = word.chars().count();
    (2..=4).contains(&letters)
        && word.chars().all(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
        && word.chars().next().is_some_and(|first| SURNAMES.contains(first))
        && !OFFICES.split('|').any(|office| word.ends_with(office))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(label: &str) -> Option<String> {
        read(label).name
    }

    #[test]
    fn full_names_are_people() {
        for (label, full) in [
            ("Audrey Tang:", "Audrey Tang"),
            ("Kel O’Neill：", "Kel O’Neill"),
            ("Chieh-Ting Yeh:", "Chieh-Ting Yeh"),
            ("Fred A. J. Sengers:", "Fred A. J. Sengers"),
            ("Kidera, Momoko:", "Momoko Kidera"),
            ("Ursula von der Leyen", "Ursula von der Leyen"),
            ("AUDREY TANG:", "Audrey Tang"),
            ("[00:12:03] Jane Doe:", "Jane Doe"),
            ("Jane Doe (00:05):", "Jane Doe"),
            ("彭筱婷:", "彭筱婷"),
            ("林全：", "林全"),
        ] {
            assert_eq!(name(label).as_deref(), Some(full), "{label}");
        }
    }

    #[test]
    fn what_else_stands_there_is_no_person() {
        for label in [
            "AP：",
            "KBS",
            "MK",
            "PDIS",
            "Gov 3.0",
            "TTcat",
            "Ximena",
            "Group",
            "BBC News",
            "Audience Member",
            "司儀",
            "主持人",
            "外交部",
            "王部長",
            "President Obama",
            "Mr. Smith",
            "nicolas-demorand",
            "Speaker 1",
            "Unidentified Male",
            "Embassy of Russia",
            "",
        ] {
            assert_eq!(name(label), None, "{label}");
        }
    }

    #[test]
    fn titles_and_outlets_are_noted_beside_the_name() {
        let label = read("Minister Audrey Tang:");
        assert_eq!((label.name.as_deref(), label.note.as_deref()), (Some("Audrey Tang"), Some("Minister")));
        let label = read("Jane Doe, Reuters:");
        assert_eq!((label.name.as_deref(), label.note.as_deref()), (Some("Jane Doe"), Some("Reuters")));
        let label = read("Jane Doe (Reuters):");
        assert_eq!((label.name.as_deref(), label.note.as_deref()), (Some("Jane Doe"), Some("Reuters")));
    }

    #[test]
    fn questions_and_answers_are_told_by_their_labels_only() {
        for label in ["Question：", "Q:", "Q1:", "Interviewer:", "Audience Member 2:", "記者："] {
            assert_eq!(read(label).role, Role::Asks, "{label}");
        }
        assert_eq!(read("A:").role, Role::Answers);
        assert_eq!(read("Audrey Tang:").role, Role::Speaks);
    }

    #[test]
    fn names_in_capitals_are_written_as_names() {
        let names = ["TRUMAN", "O'NEILL", "McKINLEY", "MCKINLEY", "H.W.", "F.", "EISENHOWER", "III", "JR."].map(capitalised);
        assert_eq!(names, ["Truman", "O'Neill", "McKinley", "McKinley", "H.W.", "F.", "Eisenhower", "III", "Jr."]);
    }
}
