//! What clients send.

use super::{of_words, try_on};
use entity::FuzzyDate;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{App, databases};

/// The codes of errors that tell a client what to do otherwise.
const CODES: [&str; 4] = ["BAD_USER_INPUT", "LIMIT_EXCEEDED", "NOT_FOUND", "UNAUTHENTICATED"];

const DOCUMENT: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    ",",
    "!",
    "=",
    "|",
    "&",
    "@",
    "$",
    "...",
    " ",
    "\n",
    "#",
    "\"",
    "\"\"\"",
    "\\u0041",
    "\\uD800",
    "query",
    "mutation",
    "subscription",
    "fragment",
    "on",
    "statements",
    "people",
    "node",
    "nodes",
    "id",
    "name",
    "first",
    "filter",
    "A",
    "F",
    "null",
    "true",
    "0",
    "-1",
    "1e400",
    "99999999999999999999",
    "@include(if:$a)",
    "$a:Int",
    "__typename",
    "__schema",
    "{__typename}",
    "fragment F on Query{...F}",
    "query A($a:Int!){statements(first:$a){nodes{id}}}",
];
const SEARCH: &[&str] = &[
    "speaker:",
    "country:",
    "year:",
    "kind:",
    "title:",
    "\"",
    "(",
    ")",
    "AND",
    "OR",
    "NOT",
    "-",
    "+",
    "*",
    "?",
    "~",
    "^",
    "[",
    "]",
    " ",
    " ",
    "lavrov",
    "Лавров",
    "AZ",
    "2016",
    "..",
    ">",
    "<",
    "=",
    "\\",
    "/",
    ".*",
    "a",
    "*a",
    "\"a b",
    "中国",
];
const EDTF: &[&str] = &[
    "2016", "-", "07", "12", "/", "..", "~", "?", "%", "X", "XX", "Y", "E", "S", "T", "00:00:00", "Z", "+01:00", "-0001", "9999",
    "21", "31", "02", "29", "1", "0", "31-02", "y-170000",
];
const OPAQUE: &[&str] =
    &["U3RhdGVtZW50OjE", "UGVyc29uOjE", "OjE", "=", "-", "_", "AA", "LTE", "c2VhcmNoLg", "MTIz", "Ojk5OTk5OTk5OTk5OTk5OTk5OTk5"];

/// Every error has a code that tells what is wrong, and nothing went wrong inside.
fn is_clear(status: u16, body: &Value) -> Result<(), TestCaseError> {
    prop_assert!(status == 200 || status == 400, "{status}: {body}");
    prop_assert!(body["data"].is_object() || body["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{body}");
    for error in body["errors"].as_array().into_iter().flatten() {
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        prop_assert!(CODES.contains(&code), "{error}");
        prop_assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{error}");
    }
    Ok(())
}

/// Asks one server after the other with each made-up text.
fn ask_with(cases: u32, words: &'static [&'static str], longest: usize, question: impl Fn(&str) -> (String, Value)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for database in databases() {
        let app = runtime.block_on(App::start(database));
        try_on(cases, &of_words(words, longest), |text| {
            let (query, variables) = question(&text);
            let answer = runtime.block_on(app.ask(&query, variables));
            is_clear(answer.status, &answer.body)
        });
    }
}

#[test]
fn documents_are_answered_or_refused() {
    ask_with(300, DOCUMENT, 30, |text| (text.to_owned(), json!({"a": 1})));
    ask_with(200, DOCUMENT, 12, |text| (format!("{{statements{text}}}"), Value::Null));
}

#[test]
fn searches_are_answered_or_refused_with_the_place_in_them() {
    ask_with(200, SEARCH, 12, |text| ("query($q:String!){search(query:$q,first:3){totalCount}}".into(), json!({"q": text})));
    ask_with(100, SEARCH, 8, |text| {
        ("query($q:String!){verifyQuote(text:$q){verdict} suggestMentions(text:$q){exact}}".into(), json!({"q": text}))
    });
}

#[test]
fn dates_ids_and_cursors_are_understood_or_refused() {
    ask_with(150, EDTF, 6, |text| {
        ("query($d:String!){statements(filter:{made:{within:$d}}){totalCount}}".into(), json!({"d": text}))
    });
    ask_with(150, OPAQUE, 4, |text| {
        let query = "query($a:String,$i:ID!){node(id:$i){id} statements(first:1,after:$a){nodes{id}} people(last:1,before:$a){nodes{id}}}";
        (query.into(), json!({"a": text, "i": text}))
    });
}

#[test]
fn a_date_means_days_in_their_order_and_is_the_same_when_it_is_read_again() {
    try_on(5_000, &of_words(EDTF, 8), |text| {
        let Ok(date) = FuzzyDate::stated(text.as_str()) else { return Ok(()) };
        let (first, last) = date.days().map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(first.zip(last).is_none_or(|(first, last)| first <= last), "{text}: {first:?} {last:?}");
        let again: FuzzyDate = date.to_string().parse().map_err(|_| TestCaseError::fail(text.clone()))?;
        prop_assert_eq!(again, date);
        Ok(())
    });
}
