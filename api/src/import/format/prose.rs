//! Running text out of mark-up: blanks collapse as a browser collapses them, paragraphs are separated by an empty line.

/// Text that is being put together.
#[derive(Default)]
pub struct Prose {
    text: String,
    gap: Gap,
    /// Whether the next word joins the last one, whatever blanks the mark-up has between them.
    glued: bool,
}

/// What stands between what is written and what comes.
#[derive(Clone, Copy, Default, PartialEq, PartialOrd)]
enum Gap {
    #[default]
    None,
    Blank,
    Line,
    Paragraph,
}

impl Prose {
    /// Text in which a run of blanks means one.
    pub fn text(&mut self, text: &str) {
        // A no-break space is a letter here: whoever wrote it meant it.
        for character in text.chars() {
            if character.is_ascii_whitespace() {
                self.blank();
            } else {
                self.close_gap();
                self.text.push(character);
            }
        }
    }

    /// Text in which every blank counts.
    pub fn verbatim(&mut self, text: &str) {
        if !text.is_empty() {
            self.close_gap();
            self.text.push_str(text);
        }
    }

    /// Text as it is to be read where it stands.
    pub fn add(&mut self, text: &str, verbatim: bool) {
        if verbatim {
            self.verbatim(text);
        } else {
            self.text(text);
        }
    }

    /// A blank.
    pub fn blank(&mut self) {
        if self.gap == Gap::None {
            self.gap = Gap::Blank;
        }
    }

    /// A remark of the source amid the words, in brackets; it never joins them.
    pub fn aside(&mut self, remark: &str) {
        if !remark.is_empty() {
            self.glued = false;
            self.blank();
            self.text(&aside(remark));
            self.blank();
        }
    }

    /// What comes follows without a blank.
    pub fn glue(&mut self) {
        self.glued = true;
    }

    /// A new line; a second one begins a new paragraph.
    pub fn line(&mut self) {
        self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
    }

    /// A new paragraph.
    pub fn paragraph(&mut self) {
        self.gap = Gap::Paragraph;
    }

    pub fn finish(self) -> String {
        self.text
    }

    fn close_gap(&mut self) {
        if !self.text.is_empty() {
            match self.gap {
                Gap::Blank if !self.glued => self.text.push(' '),
                Gap::None | Gap::Blank => {}
                Gap::Line => self.text.push('\n'),
                Gap::Paragraph => self.text.push_str("\n\n"),
            }
        }
        self.gap = Gap::None;
        self.glued = false;
    }
}

/// A remark of the source amid somebody's words, in brackets unless it brings its own.
fn aside(text: &str) -> String {
    if text.starts_with(['(', '[', '/', '<', '*', '–', '—']) { text.to_owned() } else { format!("[{text}]") }
}

/// `text` on one line.
pub fn squeeze(text: &str) -> String {
    let mut prose = Prose::default();
    prose.text(text);
    prose.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_collapse_and_breaks_stay() {
        let mut prose = Prose::default();
        prose.paragraph();
        prose.text("  One\n  two ");
        prose.line();
        prose.text(" three");
        prose.paragraph();
        prose.text("four");
        prose.line();
        prose.line();
        prose.text("five ");
        assert_eq!(prose.finish(), "One two\nthree\n\nfour\n\nfive");
    }

    #[test]
    fn glued_words_join() {
        let mut prose = Prose::default();
        prose.text("End");
        prose.glue();
        prose.text("\n .");
        prose.blank();
        prose.text("New");
        assert_eq!(prose.finish(), "End. New");
    }

    #[test]
    fn asides_get_brackets_once() {
        assert_eq!(aside("Applause."), "[Applause.]");
        assert_eq!(aside("(Applause.)"), "(Applause.)");
    }
}
