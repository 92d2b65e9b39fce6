//! Regular expressions that are part of the program. The one place where a pattern is taken for granted.
use regex::Regex;

#[expect(clippy::expect_used, reason = "patterns are constants of the program, which the corpus test uses")]
pub fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern is valid")
}

/// Declares patterns that are compiled at first use.
macro_rules! patterns {
    ($($name:ident = $source:expr;)*) => {$(
        pub(in crate::reader) static $name: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| $crate::reader::pattern::pattern($source));
    )*};
}
pub(crate) use patterns;
