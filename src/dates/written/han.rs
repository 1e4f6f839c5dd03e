//! Dates in Chinese and Japanese as digits: numbers in Han characters (`二〇二〇年四月十七日`), and years of eras (`令和2年`,
//! `民國109年`).

/// Eras, and the year before their first.
const ERAS: &[(&str, u32)] = &[
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
    ("中華民國", 1911),
    ("中华民国", 1911),
    ("民國", 1911),
    ("民国", 1911),
];

/// A text with the years, months and days of its dates in digits, in our years.
pub(super) fn in_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((year, after)) = year_of_era(rest) {
            out.push_str(&year.to_string());
            rest = after;
            continue;
        }
        let end = rest.find(|ch| numeral(ch).is_none()).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end).unwrap_or(("", rest));
        match number(run) {
            Some(number) if after.starts_with(['年', '月', '日', '号', '號']) => {
                out.push_str(&number.to_string());
            }
            _ if run.is_empty() => {
                out.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
                continue;
            }
            _ => out.push_str(run),
        }
        rest = after;
    }
    out
}

/// The year that an era at the front names, and what stands behind its number.
fn year_of_era(text: &str) -> Option<(u32, &str)> {
    let (after, before_first) = ERAS
        .iter()
        .find_map(|(era, before)| Some((text.strip_prefix(era)?, before)))?;
    let after = after.trim_start();
    let is_digit = |ch: char| ch.is_ascii_digit() || ch == '元' || numeral(ch).is_some();
    let end = after.find(|ch| !is_digit(ch))?;
    let (year, rest) = after.split_at_checked(end)?;
    let year = match year {
        "元" => 1,
        year => year.parse().ok().or_else(|| number(year))?,
    };
    (rest.trim_start().starts_with('年') && (1..200).contains(&year))
        .then_some((before_first + year, rest))
}

fn numeral(ch: char) -> Option<u32> {
    "〇一二三四五六七八九十"
        .chars()
        .zip(0..)
        .find(|(numeral, _)| *numeral == ch || (ch == '零' && *numeral == '〇'))
        .map(|(_, value)| value)
}

/// A number in Han characters: `二〇二〇`, `十七`, `三十`.
fn number(text: &str) -> Option<u32> {
    let values: Vec<u32> = text.chars().map(numeral).collect::<Option<_>>()?;
    match values.as_slice() {
        [10] => Some(10),
        [10, ones @ 1..=9] => Some(10 + ones),
        [tens @ 1..=9, 10] => Some(tens * 10),
        [tens @ 1..=9, 10, ones @ 1..=9] => Some(tens * 10 + ones),
        [_, ..] if values.len() <= 4 && !values.contains(&10) => {
            Some(values.iter().fold(0, |number, value| number * 10 + value))
        }
        _ => None,
    }
}
