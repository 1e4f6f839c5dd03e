//! The layout that files of judgements and runs share.

/// The lines that hold something, numbered from 1 and cut into columns at white space. As in `trec_eval`, what
/// begins with `#` is a comment.
pub(super) fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.starts_with('#'))
        .map(|(number, line)| (number, line.split_whitespace().collect::<Vec<_>>()))
        .filter(|(_, columns)| !columns.is_empty())
}
