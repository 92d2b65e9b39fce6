//! What commands say to the one who gave them.

#![expect(clippy::print_stdout, reason = "a command speaks to its terminal")]

/// A line of the command's result, on standard output.
pub fn line(text: &str) {
    println!("{text}");
}

/// Why the command failed, on standard error.
pub fn error(text: &str) {
    eprintln!("communique: {text}");
}
