//! Where in a text words stand that are nearly those of a quotation, and how they differ.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A stretch of words of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub start: usize,
    pub end: usize,
    /// Words that must be changed, added or left out to make one of the other.
    pub changes: usize,
}

/// Words that differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The words of the quotation, by their places.
    pub quoted: std::ops::Range<usize>,
    /// The words of the text, by their places.
    pub actual: std::ops::Range<usize>,
}

/// The stretch of `text` that is most like `quote`: the one with the fewest changes, and of these the first.
pub fn nearest(quote: &[String], text: &[String]) -> Option<Stretch> {
    // Each row tells, for every end in the text, the fewest changes for the words of the quotation so far, and where that begins.
    let mut row: Vec<(usize, usize)> = (0..=text.len()).map(|start| (0, start)).collect();
    for (place, word) in quote.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push((place + 1, 0));
        for (at, other) in text.iter().enumerate() {
            let (Some(diagonal), Some(above), Some(left)) = (row.get(at), row.get(at + 1), next.get(at)) else { return None };
            let same = (diagonal.0 + usize::from(word != other), diagonal.1);
            let (without, with) = ((above.0 + 1, above.1), (left.0 + 1, left.1));
            let best = [same, without, with].into_iter().min_by_key(|(changes, start)| (*changes, usize::MAX - start));
            next.push(best?);
        }
        row = next;
    }
    let (end, (changes, start)) = row.into_iter().enumerate().min_by_key(|(end, (changes, _))| (*changes, *end))?;
    Some(Stretch { start, end, changes })
}

/// How `actual` differs from `quote`.
pub fn differences(quote: &[String], actual: &[String]) -> Vec<Difference> {
    let change = |op: DiffOp| match op {
        DiffOp::Equal { .. } => None,
        op => Some(Difference { quoted: op.old_range(), actual: op.new_range() }),
    };
    capture_diff_slices(Algorithm::Myers, quote, actual).into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(ToOwned::to_owned).collect()
    }

    #[test]
    fn the_nearest_stretch_and_its_differences_are_found() {
        let text = words("we stated that our relations are that of a genuine partnership and more");
        let quote = words("relations are those of genuine partnership");
        let found = nearest(&quote, &text).expect("a stretch");
        assert_eq!((found.start, found.end, found.changes), (4, 11, 2));
        let differences = differences(&quote, &text[found.start..found.end]);
        let shown: Vec<_> = differences.iter().map(|one| (one.quoted.clone(), one.actual.clone())).collect();
        assert_eq!(shown, [(2..3, 2..3), (4..4, 4..5)]);
        assert_eq!(nearest(&words("x"), &[]).map(|stretch| stretch.changes), Some(1));
    }
}
