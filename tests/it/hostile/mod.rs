//! Whatever comes from outside gets an answer or a clear word: made-up input for every parser, and real files with something broken in them.
//!
//! Each run tries the same few hundred cases; `PROPTEST_CASES=100000 cargo test --workspace hostile` tries others, and as many as that. What
//! fails is shown as small as it can be made.

mod file;
mod request;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Tries `property` on what `strategy` makes: so many cases, unless the environment asks for another number.
pub fn try_on<S: Strategy>(cases: u32, strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    // The environment's number stands in the configuration that the library begins with.
    let asked = Config { failure_persistence: None, ..Config::default() };
    let mut runner = if std::env::var_os("PROPTEST_CASES").is_some() {
        TestRunner::new(asked)
    } else {
        TestRunner::new_with_rng(Config { cases, ..asked }, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
    };
    if let Err(error) = runner.run(strategy, property) {
        panic!("{error}");
    }
}

/// Texts of the words of a language, of any characters, and of both.
pub fn of_words(words: &'static [&'static str], longest: usize) -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => proptest::sample::select(words).prop_map(ToOwned::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => proptest::sample::select(&["\u{0}", "\u{202E}", "\u{200B}", "\u{FEFF}", "🏳️‍🌈", "\u{301}", "ﷺ", "İ", "\r\n"][..])
            .prop_map(ToOwned::to_owned),
    ];
    proptest::collection::vec(word, 0..longest).prop_map(|words| words.concat())
}
