//! What formats of citations share: names with the family in front, dates in parts.

use crate::ingest::formats::paragraphs::one_line;

/// `Family, Given, Jr.` as people say it.
pub(super) fn flipped(name: &str) -> String {
    let parts: Vec<&str> = name.split(',').map(str::trim).collect();
    let said = match parts[..] {
        [family, given] => format!("{given} {family}"),
        [family, given, suffix] => format!("{given} {family} {suffix}"),
        _ => name.to_owned(),
    };
    one_line(&said)
}

/// `2021/06/12/Morning` and `1999///` as dates; others as they are.
pub(super) fn parted_date(date: &str) -> String {
    let date = one_line(date);
    if !date.contains('/') {
        return date;
    }
    let is_number = |part: &&str| {
        !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let parts: Vec<&str> = date
        .split('/')
        .map(str::trim)
        .take(3)
        .take_while(is_number)
        .collect();
    match parts.first() {
        Some(year) if year.len() == 4 => {
            let rest = parts.iter().skip(1).map(|part| format!("-{part:0>2}"));
            format!("{year}{}", rest.collect::<String>())
        }
        _ => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_dates_are_as_people_write_them() {
        for (name, expected) in [
            ("Marsh, Tilda", "Tilda Marsh"),
            ("Roe, B., Jr.", "B. Roe Jr."),
            ("Echo staff", "Echo staff"),
            ("a, b, c, d", "a, b, c, d"),
        ] {
            assert_eq!(flipped(name), expected);
        }
        for (date, expected) in [
            ("2021/6/12/", "2021-06-12"),
            ("1999///", "1999"),
            ("2021/06//Spring", "2021-06"),
            ("12/06/2021", "12/06/2021"),
            ("May 1999", "May 1999"),
        ] {
            assert_eq!(parted_date(date), expected);
        }
    }
}
