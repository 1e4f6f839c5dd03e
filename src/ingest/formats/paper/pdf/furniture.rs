//! What stands on the pages of a PDF besides its text: running heads, running feet, numbers of pages.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::lines::Line;
use super::pages::PageLines;

/// Lines at the top and at the bottom of a page that may be what repeats on others.
const EDGE: usize = 4;
/// Pages on which it repeats, at least.
const REPEATED: usize = 3;

/// Where lines may stand that repeat: the highest and the lowest of a page.
fn edges(page: &PageLines) -> Vec<usize> {
    let mut by_height: Vec<usize> = (0..page.lines.len()).collect();
    by_height.sort_by(|&one, &other| page.lines[other].base.total_cmp(&page.lines[one].base));
    if by_height.len() > 2 * EDGE {
        by_height.drain(EDGE..by_height.len() - EDGE);
    }
    by_height
}

/// A line with every number as one sign, at its height. What a page is called is a number too.
fn key(line: &Line, label: &str) -> (String, i64) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "no place is farther than `FARTHEST`"
    )]
    let height = (line.base / 4.0).round() as i64;
    if line.text == label {
        return ("#".to_owned(), height);
    }
    let mut text = String::with_capacity(line.text.len());
    for letter in line.text.chars().filter(|letter| !letter.is_whitespace()) {
        if !letter.is_numeric() {
            text.extend(letter.to_lowercase());
        } else if !text.ends_with('#') {
            text.push('#');
        }
    }
    (text, height)
}

/// Drops running heads, running feet and numbers of pages: what stands at the same height of three pages or more, numbers apart.
pub(super) fn drop_repeated(pages: &mut [PageLines]) {
    let mut seen: FxHashMap<(String, i64), usize> = FxHashMap::default();
    for page in pages.iter() {
        let keys: FxHashSet<_> = edges(page)
            .into_iter()
            .map(|at| key(&page.lines[at], &page.label))
            .collect();
        for (text, height) in keys {
            // A height near a boundary is on either side of it.
            for height in [height - 1, height, height + 1] {
                *seen.entry((text.clone(), height)).or_default() += 1;
            }
        }
    }
    let letters = |pages: &[PageLines]| {
        let lines = pages.iter().flat_map(|page| &page.lines);
        lines.map(|line| line.text.len()).sum::<usize>()
    };
    let before = letters(pages);
    let mut kept = pages.to_vec();
    for page in &mut kept {
        let edges = edges(page);
        let repeated: FxHashSet<usize> = edges
            .into_iter()
            .filter(|&at| {
                seen.get(&key(&page.lines[at], &page.label))
                    .is_some_and(|&pages| pages >= REPEATED)
            })
            .collect();
        let mut at = 0;
        page.lines.retain(|_| {
            at += 1;
            !repeated.contains(&(at - 1))
        });
    }
    // Pages that are all alike hold nothing else.
    if letters(&kept) * 4 > before {
        pages.clone_from_slice(&kept);
    }
}

/// The number that a line is, alone or between dashes.
fn printed_number(line: &Line) -> Option<usize> {
    let text = line.text.trim_matches(|sign: char| {
        sign.is_whitespace() || matches!(sign, '-' | '–' | '—' | '|' | '·')
    });
    let is_number =
        !text.is_empty() && text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// Names the pages by the numbers that are printed on them, where the file only counts them: on most pages a number stands at an edge
/// that is as much larger than the count.
pub(super) fn name_by_numbers(pages: &mut [PageLines]) {
    if pages.len() < REPEATED || !is_counted(pages) {
        return;
    }
    let mut shifts: FxHashMap<usize, usize> = FxHashMap::default();
    for (at, page) in pages.iter().enumerate() {
        let lines = edges(page).into_iter();
        let numbers = lines.filter_map(|line| printed_number(&page.lines[line]));
        let own: FxHashSet<usize> = numbers
            .filter_map(|number| number.checked_sub(at))
            .collect();
        for shift in own {
            *shifts.entry(shift).or_default() += 1;
        }
    }
    let most = shifts
        .into_iter()
        .max_by_key(|&(shift, pages)| (pages, Reverse(shift)));
    let is_on_most = |found: usize| found >= REPEATED && found * 2 > pages.len();
    let first = most
        .filter(|&(_, found)| is_on_most(found))
        .map_or(1, |(shift, _)| shift);
    for (at, page) in pages.iter_mut().enumerate() {
        page.label = (at + first).to_string();
    }
}

/// Whether pages are called by nothing but their number, from whatever on.
fn is_counted(pages: &[PageLines]) -> bool {
    let mut numbers = pages.iter().map(|page| page.label.parse::<usize>());
    let Some(Ok(first)) = numbers.next() else {
        return false;
    };
    first < 2
        && numbers
            .zip(first + 1..)
            .all(|(number, count)| number == Ok(count))
}
