//! What the numbers of documents say in the classic collections: whose they are, and of which day.

use jiff::civil::Date;

/// Letters at the front of numbers, and whose documents these are.
const SOURCES: &[(&str, &str)] = &[
    ("AP", "Associated Press"),
    ("APW", "Associated Press"),
    ("FBIS", "Foreign Broadcast Information Service"),
    ("FR", "Federal Register"),
    ("FT", "Financial Times"),
    ("LA", "Los Angeles Times"),
    ("NYT", "New York Times"),
    ("SJMN", "San Jose Mercury News"),
    ("WSJ", "Wall Street Journal"),
    ("XIE", "Xinhua"),
    ("XIN", "Xinhua"),
    ("AFP", "Agence France-Presse"),
    ("reuters-", "Reuters"),
];

/// Whose a document is, by the letters of its number: `AP880212-0001`, `NYT_ENG_20040101.0001`.
pub(super) fn source_of_number(number: &str) -> Option<&'static str> {
    let end = number.find(|ch: char| ch.is_ascii_digit())?;
    let letters = number.get(..end)?.trim_end_matches("_ENG_");
    SOURCES
        .iter()
        .find(|(known, _)| *known == letters)
        .map(|(_, source)| *source)
}

/// The day in the number of a document: `AP880212-0001`, `LA010189-0001`, `XIE19960101.0001`.
pub(super) fn date_of_number(number: &str) -> Option<String> {
    let letters = number.find(|ch: char| ch.is_ascii_digit())?;
    let rest = number.get(letters..)?;
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_alone = rest
        .get(length..)
        .is_some_and(|rest| rest.starts_with(['-', '.']));
    let digits = rest.get(..length).filter(|_| letters > 0 && is_alone)?;
    of_digits(digits).map(|day| day.to_string())
}

/// A date as it is written; one of six or eight digits is read as a day.
pub(super) fn date(text: &str) -> String {
    let digits = text.trim_start_matches('_');
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let day = of_digits(digits).filter(|_| is_number);
    day.map_or_else(|| text.to_owned(), |day| day.to_string())
}

/// A day in six or eight digits: the year first, or the month.
fn of_digits(digits: &str) -> Option<Date> {
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let day = |year: i16, month: i16, day: i16| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let century = |year: i16| if year < 50 { 2000 + year } else { 1900 + year };
    match digits.len() {
        8 => day(number(0, 4)?, number(4, 6)?, number(6, 8)?),
        6 => {
            let [first, second, third] = [number(0, 2)?, number(2, 4)?, number(4, 6)?];
            day(century(first), second, third).or_else(|| day(century(third), first, second))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_say_whose_and_when() {
        for (number, source, day) in [
            (
                "AP880212-0001",
                Some("Associated Press"),
                Some("1988-02-12"),
            ),
            (
                "LA010189-0001",
                Some("Los Angeles Times"),
                Some("1989-01-01"),
            ),
            ("XIE19960101.0001", Some("Xinhua"), Some("1996-01-01")),
            (
                "NYT_ENG_20040131.0001",
                Some("New York Times"),
                Some("2004-01-31"),
            ),
            ("FT911-3", Some("Financial Times"), None),
            (
                "FBIS3-1",
                Some("Foreign Broadcast Information Service"),
                None,
            ),
            ("doc-7", None, None),
            ("880212", None, None),
        ] {
            assert_eq!(
                (source_of_number(number), date_of_number(number).as_deref()),
                (source, day),
                "{number}"
            );
        }
        assert_eq!(
            (date("910514"), date("_19910514"), date("5 May 1991")),
            (
                "1991-05-14".into(),
                "1991-05-14".into(),
                "5 May 1991".into()
            )
        );
    }
}
