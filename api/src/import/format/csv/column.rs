//! The columns that a table of each type of record may have. This is the one list: the importer reads by it, the exporter writes by
//! it, and the documentation is made from it.

use crate::import::format::kinds;
use std::fmt::Write;

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name in the header, and that of the record's field unless the field is of another shape.
    pub name: &'static str,
    pub form: Form,
    pub about: &'static str,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    Text,
    /// EDTF. Three more columns go with it: see `Part`.
    Date,
    OneOf(&'static [&'static str]),
    /// A number from 1.
    Count,
    /// Degrees up to so many.
    Degrees(f64),
    Names,
    Reference(What),
    References(What),
    /// The countries that a statement concerns.
    Countries,
    /// Who takes part in an event, with roles.
    Participants,
    /// To whom a turn is addressed.
    Addressees,
    /// Addresses of sources.
    Addresses,
    /// The record's id in one catalogue.
    Id,
    /// Its ids in other catalogues.
    Ids,
}

/// What a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Person,
    Topic,
    Country,
    Office,
    Organisation,
    Place,
    Event,
}

/// A type of record and its columns.
#[derive(Debug)]
pub struct Table {
    /// As in `"type"`.
    pub kind: &'static str,
    /// What else the type, or a file with it, may be called.
    pub words: &'static [&'static str],
    /// Columns that each row must fill.
    pub needed: &'static [&'static str],
    pub columns: &'static [Column],
    /// Columns of the turns of a statement.
    pub turns: &'static [Column],
    /// Whether its records have slugs.
    pub slugs: bool,
    /// The columns that together tell a record from others where it has no key and no name would do.
    pub telling: &'static [&'static str],
}

/// What of a date a column holds, or of which catalogue an id is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    Phrase,
    Resolution,
    Reason,
    Scheme(String),
}

/// The three columns beside each date: ending of the name, part, field of the date.
pub const DATE_PARTS: [(&str, Part, &str); 3] =
    [("Phrase", Part::Phrase, "phrase"), ("Resolution", Part::Resolution, "resolution"), ("Reason", Part::Reason, "reason")];

const fn column(name: &'static str, form: Form, about: &'static str) -> Column {
    Column { name, form, about }
}

/// Columns of all types.
pub const KEY: Column = column(
    "key",
    Form::Text,
    "What tells the record apart for ever; unique in the archive, so best with your project's name before it: `my-project/people/17`. Importing the same key again updates the record.",
);
pub const SLUG: Column =
    column("slug", Form::Text, "The record's address in the archive: lower-case letters and digits joined by `-`.");
pub const COMMON: &[Column] = &[
    column("wikidata", Form::Id, "The id in Wikidata: `Q42`."),
    column("viaf", Form::Id, "The id in VIAF."),
    column("isni", Form::Id, "The ISNI."),
    column(
        "externalIds",
        Form::Ids,
        "Ids in other catalogues, each as `scheme:value`. A column `externalId:<scheme>` for one catalogue does as well.",
    ),
    column("sourceUrl", Form::Addresses, "Addresses of the sources."),
];

const OTHER_NAMES: Column =
    column("otherNames", Form::Names, "Other names, each as `name`, `name@language` or `name@language:KIND`.");
const RESOLUTION: Column = column("resolution", Form::OneOf(kinds::RESOLUTION), "How it is known; `STATED` if empty.");
const REASON: Column = column("reason", Form::Text, "Why it is believed, where no source simply states it.");

/// All types, in the order of the documentation.
pub const TABLES: &[Table] = &[
    Table {
        kind: "Person",
        words: &["people", "persons", "speakers"],
        needed: &["name"],
        columns: &[
            column("name", Form::Text, "The usual name, in English."),
            OTHER_NAMES,
            column("born", Form::Date, "Date of birth."),
            column("died", Form::Date, "Date of death."),
        ],
        turns: &[],
        slugs: true,
        telling: &[],
    },
    Table {
        kind: "Organisation",
        words: &["organisations", "organization", "organizations"],
        needed: &["name", "kind"],
        columns: &[
            column("name", Form::Text, "The usual name, in English."),
            OTHER_NAMES,
            column("kind", Form::OneOf(kinds::ORGANISATION), "What sort of organisation it is."),
            column("parent", Form::Reference(What::Organisation), "The organisation that it is a part of."),
            column("country", Form::Reference(What::Country), "The country that it belongs to."),
        ],
        turns: &[],
        slugs: true,
        telling: &[],
    },
    Table {
        kind: "Office",
        words: &["offices", "positions"],
        needed: &["title", "kind"],
        columns: &[
            column("title", Form::Text, "What it is called, with what it is the office of: `Foreign Minister of Russia`."),
            column("kind", Form::OneOf(kinds::OFFICE), "What sort of office it is."),
            column("country", Form::Reference(What::Country), "The country that it belongs to."),
            column("organisation", Form::Reference(What::Organisation), "The organisation that it belongs to."),
        ],
        turns: &[],
        slugs: true,
        telling: &[],
    },
    Table {
        kind: "Tenure",
        words: &["tenures", "appointment", "appointments"],
        needed: &["person", "office"],
        columns: &[
            column("person", Form::Reference(What::Person), "Who holds the office."),
            column(
                "office",
                Form::Reference(What::Office),
                "The office. It must exist, unless `officeKind` says what sort it is.",
            ),
            column(
                "officeKind",
                Form::OneOf(kinds::OFFICE),
                "What sort of office it is: an office that does not exist yet is made.",
            ),
            column("officeCountry", Form::Reference(What::Country), "The country of that office."),
            column("officeOrganisation", Form::Reference(What::Organisation), "The organisation of that office."),
            column("started", Form::Date, "When it began."),
            column("ended", Form::Date, "When it ended; empty while it has not."),
            RESOLUTION,
            REASON,
        ],
        turns: &[],
        slugs: false,
        telling: &["person", "office", "started"],
    },
    Table {
        kind: "Membership",
        words: &["memberships"],
        needed: &["organisation"],
        columns: &[
            column("organisation", Form::Reference(What::Organisation), "The organisation."),
            column("person", Form::Reference(What::Person), "The person who belongs to it: this or one of the next two."),
            column("memberOrganisation", Form::Reference(What::Organisation), "The organisation that belongs to it."),
            column("country", Form::Reference(What::Country), "The country that belongs to it."),
            column("role", Form::Text, "As what: `observer`, `chair`."),
            column("started", Form::Date, "Since when."),
            column("ended", Form::Date, "Until when."),
        ],
        turns: &[],
        slugs: false,
        telling: &["organisation", "person", "memberOrganisation", "country", "started"],
    },
    Table {
        kind: "Place",
        words: &["places"],
        needed: &["name", "kind"],
        columns: &[
            column("name", Form::Text, "The usual name, in English."),
            OTHER_NAMES,
            column("kind", Form::OneOf(kinds::PLACE), "What sort of place it is."),
            column("country", Form::Reference(What::Country), "The country that it is in."),
            column("parent", Form::Reference(What::Place), "The place that it is a part of."),
            column("latitude", Form::Degrees(90.0), "Degrees north."),
            column("longitude", Form::Degrees(180.0), "Degrees east."),
        ],
        turns: &[],
        slugs: true,
        telling: &[],
    },
    Table {
        kind: "Topic",
        words: &["topics"],
        needed: &["label"],
        columns: &[
            column("label", Form::Text, "What it is called, in English."),
            column("broader", Form::Reference(What::Topic), "The wider topic that it is a part of."),
        ],
        turns: &[],
        slugs: true,
        telling: &[],
    },
    Table {
        kind: "Event",
        words: &["events"],
        needed: &["name", "kind", "status"],
        columns: &[
            column("name", Form::Text, "What it is called, in English."),
            column("kind", Form::OneOf(kinds::EVENT), "What sort of occasion it is."),
            column("status", Form::OneOf(kinds::STATUS), "What became of it."),
            column("starts", Form::Date, "When it begins."),
            column("ends", Form::Date, "When it ends."),
            column("parent", Form::Reference(What::Event), "The event that it is a part of."),
            column("series", Form::Reference(What::Event), "The series that it belongs to."),
            column("ordinal", Form::Count, "Its number in the series."),
            column("place", Form::Reference(What::Place), "Where it takes place."),
            column("participants", Form::Participants, "Who takes part: see *Participants*."),
            RESOLUTION,
            REASON,
        ],
        turns: &[],
        slugs: true,
        telling: &["name", "starts"],
    },
    Table {
        kind: "Statement",
        words: &["statements", "speeches", "turns"],
        needed: &["kind", "title"],
        columns: &[
            column("kind", Form::OneOf(kinds::STATEMENT), "What sort of text it is."),
            column("title", Form::Text, "The title, as its source prints it."),
            column("summary", Form::Text, "A short account of the content."),
            column("language", Form::Text, "The language of the text, as a BCP 47 tag: `en`, `az-Latn`."),
            column(
                "holding",
                Form::OneOf(kinds::HOLDING),
                "How much of the text is here; if empty, `FULL` with a text and `TITLE_ONLY` without one.",
            ),
            column("made", Form::Date, "When it was said, or signed."),
            column("sent", Form::Date, "When it was sent."),
            column("published", Form::Date, "When it was published in an outlet."),
            column("posted", Form::Date, "When the publisher put it on its site."),
            column("publisher", Form::Reference(What::Organisation), "Who publishes the text."),
            column("event", Form::Reference(What::Event), "The event that it was made at."),
            column("place", Form::Reference(What::Place), "Where it was made."),
            column("authors", Form::References(What::Person), "Who wrote it."),
            column("topics", Form::References(What::Topic), "What it is about."),
            column("countries", Form::Countries, "Which countries it concerns."),
        ],
        turns: &[
            column(
                "turnKind",
                Form::OneOf(kinds::TURN),
                "What the turn does; if empty, `SPEECH` with a speaker or label and `NARRATIVE` without one.",
            ),
            column("label", Form::Text, "The speaker's label as the source prints it."),
            column("speaker", Form::Reference(What::Person), "Who speaks."),
            column(
                "speakerOffice",
                Form::Reference(What::Office),
                "The office in which they speak; left out if they are not known to hold it.",
            ),
            column("speakerOrganisation", Form::Reference(What::Organisation), "The organisation for which they speak."),
            column("note", Form::Text, "What the label says beside the name."),
            column(
                "completeness",
                Form::OneOf(kinds::COMPLETENESS),
                "Whether the text is all that was said; `COMPLETE` if empty.",
            ),
            column("addressees", Form::Addressees, "To whom it is addressed: as *Participants*, without roles."),
            column("text", Form::Text, "The text without the label; paragraphs are separated by an empty line."),
        ],
        slugs: true,
        telling: &["title", "made", "sent", "published", "posted", "publisher"],
    },
];

impl Table {
    /// The table of a type, by any of its words in any letter case.
    pub fn named(word: &str) -> Option<&'static Self> {
        let word = plain(word);
        TABLES.iter().find(|table| plain(table.kind) == word || table.words.contains(&word.as_str()))
    }

    /// All its columns but those beside dates: those of the record, then those of its turns.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> + use<> {
        let slug = self.slugs.then_some(&SLUG);
        [&KEY].into_iter().chain(slug).chain(self.columns).chain(COMMON).chain(self.turns)
    }

    /// All its columns by name, as the exporter writes them.
    pub fn header(&self) -> Vec<(String, &'static Column, Part)> {
        let mut header = Vec::new();
        for column in self.columns() {
            header.push((column.name.to_owned(), column, Part::Whole));
            if matches!(column.form, Form::Date) {
                header.extend(DATE_PARTS.into_iter().map(|(ending, part, _)| (format!("{}{ending}", column.name), column, part)));
            }
        }
        header
    }

    /// The column that a cell of a header names: letter case, spaces, `_`, `-` and `.` do not matter.
    pub fn find(&self, name: &str) -> Option<(&'static Column, Part)> {
        let wanted = plain(name);
        if let Some((_, scheme)) = name.split_once(':').filter(|(before, _)| plain(before) == "externalid") {
            let scheme = scheme.trim();
            return COMMON
                .iter()
                .find(|column| matches!(column.form, Form::Ids))
                .filter(|_| !scheme.is_empty())
                .map(|column| (column, Part::Scheme(scheme.to_owned())));
        }
        self.header().into_iter().find(|(known, _, _)| plain(known) == wanted).map(|(_, column, part)| (column, part))
    }

    /// The names of its columns, for messages.
    pub fn allowed(&self) -> String {
        let names: Vec<&str> = self.columns().map(|column| column.name).collect();
        let dates: Vec<&str> =
            self.columns().filter(|column| matches!(column.form, Form::Date)).map(|column| column.name).collect();
        let beside = match dates.first() {
            Some(date) => format!(", beside each date {date}Phrase, {date}Resolution, {date}Reason"),
            None => String::new(),
        };
        format!("type, {}, externalId:<scheme>{beside}", names.join(", "))
    }
}

/// A name in a header without what does not matter.
pub fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The user's documentation of all columns, in Markdown.
pub fn documentation() -> String {
    let mut text = INTRODUCTION.to_owned();
    let row = |text: &mut String, table: &Table, column: &Column| {
        let needed = if table.needed.contains(&column.name) { " **Needed.**" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| `{}` | {} | {}{needed} |", column.name, form(column.form), column.about);
    };
    let everywhere = Table { needed: &[], ..empty() };
    for column in [&KEY, &SLUG].into_iter().chain(COMMON) {
        row(&mut text, &everywhere, column);
    }
    for table in TABLES {
        let words: Vec<String> = table.words.iter().map(|word| format!("`{word}`")).collect();
        let _ = write!(
            text,
            "\n## {}\n\n`type` may also be {}.\n\n| column | holds | about |\n|---|---|---|\n",
            table.kind,
            words.join(", ")
        );
        for column in table.columns {
            row(&mut text, table, column);
        }
        if !table.turns.is_empty() {
            let _ = write!(text, "\n{TURNS}\n| column | holds | about |\n|---|---|---|\n");
            for column in table.turns {
                row(&mut text, table, column);
            }
        }
    }
    text
}

fn empty() -> Table {
    Table { kind: "", words: &[], needed: &[], columns: &[], turns: &[], slugs: true, telling: &[] }
}

fn form(form: Form) -> String {
    let what = |what: What| match what {
        What::Person => "person",
        What::Topic => "topic",
        What::Country => "country",
        What::Office => "office",
        What::Organisation => "organisation",
        What::Place => "place",
        What::Event => "event",
    };
    match form {
        Form::Text | Form::Id => "text".to_owned(),
        Form::Date => "date".to_owned(),
        Form::OneOf(values) => format!("`{}`", values.join("`, `")),
        Form::Count => "number from 1".to_owned(),
        Form::Degrees(most) => format!("number from -{most} to {most}"),
        Form::Names => "list of names".to_owned(),
        Form::Reference(to) => format!("reference to a {}", what(to)).replace("a o", "an o").replace("a e", "an e"),
        Form::References(to) => format!("list of references to {}", if to == What::Person { "people" } else { "topics" }),
        Form::Countries => "list of references to countries".to_owned(),
        Form::Participants | Form::Addressees => "list of participants".to_owned(),
        Form::Addresses => "list of addresses".to_owned(),
        Form::Ids => "list of `scheme:value`".to_owned(),
    }
}

const INTRODUCTION: &str = "# Tables (CSV)

A table holds records of one type, one a row: people, organisations, offices, tenures (who held which office), memberships, places,
topics, events, or statements. The first row is the header. Cells are separated by commas, semicolons or tabs, whichever the header
uses; a cell with separators or line breaks stands in double quotes. The text is UTF-8, with or without a byte order mark.

- **Type.** A column `type` says what the rows are, the same in each. Without it the columns must tell, or the file's name:
  `people.csv`, `events.csv`.
- **Header.** `otherNames`, `Other Names` and `other_names` are the same column. The order does not matter, and columns may be left out, but for the
  needed ones. A column that is not listed here is an error: nothing is dropped silently.
- **Empty cells** say nothing: an update leaves the field as it is.
- **Lists** in a cell are separated by `|`; a `|` within an item is written `\\|`, a `\\` as `\\\\`.
- **Dates** are EDTF level 1 (ISO 8601-2): `2016-07-12`, `2016-07`, `2016`, `2016-07-12/2016-07-15`, `1985~`. Three columns may go with each, here of
  `born`: `bornPhrase` for the words of the source, `bornResolution` for how it is known, `bornReason` for why it is believed.
- **Kinds** and other fixed values are written in any letter case: `news conference` is `NEWS_CONFERENCE`.
- **References** to other records are a slug (`sergey-lavrov`), a country's code (`RU`, `RUS`, `643`), a name (`Sergey Lavrov`), `key:<key>`, `slug:<slug>`,
  `wikidata:<id>`, `viaf:<id>`, `isni:<id>` or `externalId:<scheme>:<id>`. What they lead to must be in the archive or in the same import. Only a
  person or a topic that is given by name is made if it is not known yet. A name that looks like a slug is written `name:<name>`.
- **Participants**, separated by `|`, are references to people, or with `country:`, `organisation:` or `office:` before them to others. Several
  that belong together are joined by ` + `, and a role follows in brackets: `Sergey Lavrov + country:RU (GUEST) | country:AZ (HOST)`. Roles: `HOST`,
  `GUEST`, `SPEAKER`, `PARTICIPANT`, `VISITOR`, `CHAIR`, `ORGANISER`, `MEDIATOR`.
- **Formulas.** A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is written with `'` before it, so that no spreadsheet takes it for a formula; that sign is taken off
  when it is read.

A row that cannot be read is reported with its line, the column and what is allowed, and the others are imported. The export writes
exactly these columns, so an exported table can be changed and imported again. What a table cannot hold, such as the script of a name or
the reason for a participant, makes the export leave that cell empty rather than write half of it: use JSONL for a full copy.

## Every type

| column | holds | about |
|---|---|---|
";

const TURNS: &str = "The text of a statement is in its turns. One turn stands in the statement's own row. For more, put one turn in each row and repeat the
`key` (or, without one, the `slug`) in rows that follow each other; the other columns of the statement are filled in its first row and may be
empty in the others.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_is_that_of_these_columns() {
        assert!(
            documentation() == include_str!("../../../../../docs/csv.md"),
            "docs/csv.md is not what import::csv::documentation() says; write that into it"
        );
    }

    #[test]
    fn no_table_has_two_columns_of_a_name() {
        for table in TABLES {
            let mut names: Vec<String> = table.header().iter().map(|(name, _, _)| plain(name)).collect();
            names.push("type".to_owned());
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "{}", table.kind);
            for needed in table.needed.iter().chain(table.telling) {
                assert!(table.find(needed).is_some(), "{} {needed}", table.kind);
            }
        }
    }
}
