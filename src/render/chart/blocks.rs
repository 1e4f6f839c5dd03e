//! Numbers as a row of characters: blocks of an eighth to eight eighths, or signs that grow darker where there are only ASCII's.

use std::ops::Range;

/// What stands for a gap, for zero, and for eight heights.
pub(in crate::render) struct Signs {
    gap: char,
    zero: char,
    heights: [char; 8],
}

/// Eighths of a block.
pub(in crate::render) const BLOCKS: Signs = Signs {
    gap: ' ',
    zero: '·',
    heights: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

/// Where only ASCII can be shown.
pub(in crate::render) const ASCII: Signs = Signs {
    gap: ' ',
    zero: '.',
    heights: ['_', '-', '=', '+', 'o', '*', '#', '@'],
};

/// A sign for each number, `most` and what is beyond it the highest; what is greater than zero is never drawn as zero.
pub(in crate::render) fn blocks(values: &[Option<f64>], most: f64, signs: &Signs) -> String {
    let sign = |value: &Option<f64>| match value {
        None => signs.gap,
        Some(value) if *value <= 0.0 => signs.zero,
        Some(value) => signs.heights[height(value / most)],
    };
    values.iter().map(sign).collect()
}

/// Which of eight heights a part of the greatest number has.
fn height(part: f64) -> usize {
    let eighths = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
    eighths
        .into_iter()
        .filter(|eighth| part * 8.0 > *eighth + 1e-9)
        .count()
}

/// Which of so many steps stand together in each column, where there are fewer columns than steps: as many in each but the last.
pub(in crate::render) fn pooled(steps: usize, columns: usize) -> Vec<Range<usize>> {
    let each = steps.div_ceil(columns.max(1)).max(1);
    (0..steps)
        .step_by(each)
        .map(|at| at..(at + each).min(steps))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_eighths_of_the_greatest() {
        let values = [
            Some(0.0),
            None,
            Some(0.001),
            Some(1.0),
            Some(2.0),
            Some(4.0),
            Some(7.9),
            Some(8.0),
        ];
        assert_eq!(blocks(&values, 8.0, &BLOCKS), "· ▁▁▂▄██");
        assert_eq!(blocks(&values, 8.0, &ASCII), ". __-+@@");
        assert_eq!(blocks(&[Some(0.0), None], 0.0, &BLOCKS), "· ");
    }

    #[test]
    fn columns_take_all_steps() {
        assert_eq!(pooled(5, 2), [0..3, 3..5]);
        assert_eq!(pooled(4, 80).len(), 4);
        assert!(pooled(0, 80).is_empty());
        assert_eq!(pooled(3, 0).first(), Some(&(0..3)));
    }
}
