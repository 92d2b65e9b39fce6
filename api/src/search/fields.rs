//! What the index holds of each document.
//!
//! A statement is one document with its title and its summary, and one for each of its turns, so that a hit names the turn and words that
//! must meet do so within one; every other record is one document with its names. No document holds the name of another record: a speaker
//! is known by id, and found by a search of its own, so that a change of a name touches one document.

use entity::RecordKind;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

/// Raised when what the index holds is made otherwise: an index of another format is built anew.
pub const FORMAT: u32 = 2;

/// The kinds of records that are found, in the order of their numbers in the index.
pub const KINDS: [RecordKind; 8] = [
    RecordKind::Statement,
    RecordKind::Person,
    RecordKind::Country,
    RecordKind::Organisation,
    RecordKind::Office,
    RecordKind::Place,
    RecordKind::Event,
    RecordKind::Topic,
];

/// The number of a kind in the index.
pub fn kind_number(kind: RecordKind) -> Option<u64> {
    KINDS.iter().position(|known| *known == kind).and_then(|number| u64::try_from(number).ok())
}

/// Names of fields that are read back as columns.
pub mod column {
    pub const RECORD: &str = "record";
    pub const TURN: &str = "turn";
    pub const KIND: &str = "kind";
    pub const GENRE: &str = "genre";
    pub const YEAR: &str = "year";
    pub const DAY: &str = "day";
    pub const SPEAKER: &str = "speaker";
    pub const COUNTRY: &str = "country";
    pub const ORGANISATION: &str = "organisation";
    pub const PUBLISHER: &str = "publisher";
    pub const EVENT: &str = "event";
    pub const PLACE: &str = "place";
    pub const TOPIC: &str = "topic";
    pub const LANGUAGE: &str = "language";
}

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// The record a document is of: of a turn, its statement.
    pub record: Field,
    /// The turn, in documents of turns.
    pub turn: Field,
    pub kind: Field,
    /// The kind of the statement.
    pub genre: Field,
    /// The statement is only referred to.
    pub referenced: Field,
    pub year: Field,
    pub day: Field,
    /// Who speaks in the turn; of the statement, its authors.
    pub speaker: Field,
    pub country: Field,
    /// For whom the turn is spoken.
    pub organisation: Field,
    pub publisher: Field,
    pub event: Field,
    pub place: Field,
    pub topic: Field,
    pub language: Field,
    /// The codes of a country, in capitals.
    pub code: Field,
    /// Words as they are written, and their stems.
    pub title: Field,
    pub title_stem: Field,
    /// Of a turn its text, of a statement its summary.
    pub text: Field,
    pub text_stem: Field,
    /// Of a turn, its words with those behind them (`pair.rs`).
    pub pair: Field,
    /// Of a turn, the title of its statement, so that words of both can meet.
    pub context: Field,
    pub context_stem: Field,
    /// All turns of a statement, so that words of several can meet.
    pub whole_stem: Field,
    /// The words of names in Latin letters, what is left of them without spelling, and whole names.
    pub name: Field,
    pub name_key: Field,
    pub name_whole: Field,
}

/// Tokens are made before they come here.
fn words(option: IndexRecordOption, norms: bool) -> TextOptions {
    TextOptions::default()
        .set_indexing_options(TextFieldIndexing::default().set_tokenizer("raw").set_index_option(option).set_fieldnorms(norms))
}

/// The schema of the index.
pub fn schema() -> (Schema, Fields) {
    let mut schema = SchemaBuilder::new();
    let fields = {
        let mut number = |name: &str| schema.add_i64_field(name, NumericOptions::from(INDEXED | FAST));
        let record = number(column::RECORD);
        let turn = number(column::TURN);
        let (year, day) = (number(column::YEAR), number(column::DAY));
        let (speaker, country) = (number(column::SPEAKER), number(column::COUNTRY));
        let (organisation, publisher) = (number(column::ORGANISATION), number(column::PUBLISHER));
        let (event, place, topic) = (number(column::EVENT), number(column::PLACE), number(column::TOPIC));
        let mut small = |name: &str| schema.add_u64_field(name, NumericOptions::from(INDEXED | FAST));
        let (kind, referenced) = (small(column::KIND), small("referenced"));
        let mut term = |name: &str| schema.add_text_field(name, STRING | FAST);
        let (genre, language) = (term(column::GENRE), term(column::LANGUAGE));
        let code = schema.add_text_field("code", STRING);
        let (positions, counts) = (IndexRecordOption::WithFreqsAndPositions, IndexRecordOption::WithFreqs);
        let mut text = |name: &str, option, norms| schema.add_text_field(name, words(option, norms));
        Fields {
            record,
            turn,
            kind,
            genre,
            referenced,
            year,
            day,
            speaker,
            country,
            organisation,
            publisher,
            event,
            place,
            topic,
            language,
            code,
            title: text("title", positions, true),
            title_stem: text("title_stem", counts, true),
            text: text("text", positions, true),
            text_stem: text("text_stem", counts, true),
            pair: text("pair", IndexRecordOption::Basic, false),
            context: text("context", positions, true),
            context_stem: text("context_stem", counts, true),
            whole_stem: text("whole_stem", counts, true),
            // A record with names in ten languages is not less likely to be meant.
            name: text("name", positions, false),
            name_key: text("name_key", IndexRecordOption::Basic, false),
            name_whole: text("name_whole", IndexRecordOption::Basic, false),
        }
    };
    (schema.build(), fields)
}
