use proptest::prelude::*;

use super::*;

/// Date as written, and as it should be printed.
const CERTAIN: &[(&str, &str)] = &[
    // ISO 8601 and its neighbours.
    ("2024", "2024"),
    ("2024-03", "2024-03"),
    ("2024-03-09", "2024-03-09"),
    ("20240309", "2024-03-09"),
    ("2024-03-09T10:00:00Z", "2024-03-09T10:00:00Z"),
    (
        "2024-03-09T10:00:00.123+01:00",
        "2024-03-09T10:00:00.123+01:00",
    ),
    ("2019-03-26 12:38:00 -0500", "2019-03-26T12:38:00-05:00"),
    ("2024-03-09 10:00:00 UTC", "2024-03-09T10:00:00Z"),
    ("2024-3-9", "2024-03-09"),
    ("2024/03/09", "2024-03-09"),
    ("2024.03.09", "2024-03-09"),
    ("2024/03", "2024-03"),
    ("03/2024", "2024-03"),
    ("2024-03-09Z", "2024-03-09"),
    ("2024-03-09+01:00", "2024-03-09"),
    // Eras, numbers in Han characters, Roman numbers, two calendars, two names of one month.
    ("令和6年3月9日", "2024-03-09"),
    ("平成31年3月9日(土) 10時5分", "2019-03-09T10:05:00"),
    ("令和元年5月1日", "2019-05-01"),
    ("昭和六十四年一月七日", "1989-01-07"),
    ("中華民國113年3月9日", "2024-03-09"),
    ("二〇二四年三月九日", "2024-03-09"),
    ("二〇二四年十二月三十一日 星期二", "2024-12-31"),
    ("9 III 2024", "2024-03-09"),
    ("9.X.2024", "2024-10-09"),
    ("9-XII-2024 r.", "2024-12-09"),
    ("28 شعبان 1445 هـ الموافق 9 مارس 2024", "2024-03-09"),
    ("السبت 9 آذار / مارس 2024", "2024-03-09"),
    ("Saturday, the 9th day of March, 2024", "2024-03-09"),
    ("e shtunë, 9 mars 2024", "2024-03-09"),
    ("9 наурыз 2024", "2024-03-09"),
    ("9 მარტი 2024", "2024-03-09"),
    ("9 మార్చి 2024", "2024-03-09"),
    ("9 ഏപ്രില്\u{200d} 2024", "2024-04-09"),
    // Mail and HTTP.
    ("Mon, 04 Mar 2024 10:00:00 GMT", "2024-03-04T10:00:00Z"),
    (
        "Mon, 4 Mar 2024 10:00:00 +0100",
        "2024-03-04T10:00:00+01:00",
    ),
    ("4 Mar 2024 10:00 -0500 (EST)", "2024-03-04T10:00:00-05:00"),
    ("Monday, 04-Mar-24 10:00:00 GMT", "2024-03-04T10:00:00Z"),
    ("Mon Mar  4 10:00:00 2024", "2024-03-04T10:00:00"),
    ("Sat Mar 09 10:00:00 EST 2024", "2024-03-09T10:00:00-05:00"),
    (
        "Mon Mar 04 2024 10:00:00 GMT+0100 (CET)",
        "2024-03-04T10:00:00+01:00",
    ),
    // Seconds and their parts since 1970.
    ("1709546400", "2024-03-04T10:00:00Z"),
    ("1709546400.5", "2024-03-04T10:00:00Z"),
    ("1709546400000", "2024-03-04T10:00:00Z"),
    ("1709546400000000", "2024-03-04T10:00:00Z"),
    ("1709546400000000000", "2024-03-04T10:00:00Z"),
    ("541350061", "1987-02-26T15:01:01Z"),
    ("-541350061", "1952-11-05T08:58:59Z"),
    ("20240309103000", "2024-03-09T10:30:00"),
    ("202403091030", "2024-03-09T10:30:00"),
    // The wires.
    ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01.79"),
    ("26-FEB-87", "1987-02-26"),
    // English.
    ("9 March 2024", "2024-03-09"),
    ("09 Mar 2024", "2024-03-09"),
    ("March 9, 2024", "2024-03-09"),
    ("MARCH 9, 2024", "2024-03-09"),
    ("Mar. 9, 2024", "2024-03-09"),
    ("Sept. 11, 2001", "2001-09-11"),
    ("Saturday, March 9, 2024", "2024-03-09"),
    ("March 9th, 2024", "2024-03-09"),
    ("the 1st of May 2024", "2024-05-01"),
    ("2024 March 9", "2024-03-09"),
    ("March 2024", "2024-03"),
    ("March, 2024", "2024-03"),
    ("Mar 2024", "2024-03"),
    ("March 9, 2024 at 3:05 p.m.", "2024-03-09T15:05:00"),
    ("March 9, 2024 3:05 PM EST", "2024-03-09T15:05:00-05:00"),
    ("2021-01-03T17:40:00EET", "2021-01-03T17:40:00+02:00"),
    ("2021-01-03T17:40 CET", "2021-01-03T17:40:00+01:00"),
    ("March 9, 2024, 12:15 am", "2024-03-09T00:15:00"),
    ("10am, 9 March 2024", "2024-03-09T10:00:00"),
    ("Published: March 9, 2024 | 10:05", "2024-03-09T10:05:00"),
    ("July 4, 1776", "1776-07-04"),
    ("30 January 1649", "1649-01-30"),
    ("1 January 2300", "2300-01-01"),
    // German, French, Spanish, Italian, Portuguese, Dutch, Russian.
    ("9. März 2024", "2024-03-09"),
    ("Samstag, 9. März 2024, 10.30 Uhr", "2024-03-09T10:30:00"),
    ("9. Jänner 2024", "2024-01-09"),
    ("09.03.2024", "2024-03-09"),
    ("9.3.24", "2024-03-09"),
    ("09.03.2024, 10:30", "2024-03-09T10:30:00"),
    ("9 mars 2024", "2024-03-09"),
    ("1er août 2024", "2024-08-01"),
    ("mar. 5 mars 2024", "2024-03-05"),
    ("samedi 9 mars 2024 à 10h30", "2024-03-09T10:30:00"),
    ("9 de marzo de 2024", "2024-03-09"),
    ("sábado, 9 de marzo del 2024", "2024-03-09"),
    ("9 marzo 2024", "2024-03-09"),
    ("1º de maio de 2024", "2024-05-01"),
    ("9 de março de 2024", "2024-03-09"),
    ("9 maart 2024", "2024-03-09"),
    ("zaterdag 9 mei 2024", "2024-05-09"),
    ("9 марта 2024", "2024-03-09"),
    ("9 марта 2024 г.", "2024-03-09"),
    ("5 мая 2024 года, 10:30", "2024-05-05T10:30:00"),
    ("март 2024", "2024-03"),
    // Chinese, Japanese, Korean.
    ("2024年3月9日", "2024-03-09"),
    ("２０２４年３月９日", "2024-03-09"),
    ("2024年3月9日（土）", "2024-03-09"),
    ("2024年3月9日 10時30分", "2024-03-09T10:30:00"),
    ("2024年3月9日 10:30", "2024-03-09T10:30:00"),
    ("2024年3月", "2024-03"),
    ("2024年", "2024"),
    ("2024년 3월 9일", "2024-03-09"),
    // Numbers that can mean one day only.
    ("25/03/2024", "2024-03-25"),
    ("03/25/2024", "2024-03-25"),
    ("25-03-2024", "2024-03-25"),
    ("03/03/2024", "2024-03-03"),
    ("3/25/24", "2024-03-25"),
    ("12/25/99", "1999-12-25"),
    ("25/03/2024 10:00", "2024-03-25T10:00:00"),
];

#[test]
fn written_dates_are_read_with_their_precision() {
    for (text, expected) in CERTAIN {
        let date = read(text, None, None).unwrap_or_else(|| panic!("`{text}` is not read"));
        assert_eq!(
            (date.published.to_string().as_str(), date.assumed),
            (*expected, None),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_date_or_impossible_is_not_read() {
    for text in [
        "",
        " ",
        "soon",
        "yesterday",
        "March",
        "9 March",
        "Monday",
        "10:00",
        "31 February 2024",
        "February 30, 2024",
        "29/02/2023",
        "32/01/2024",
        "13/13/2024",
        "00/00/2024",
        "0000-00-00",
        "2024-13-01",
        "9 March 2024 25:00",
        "9 March 2024 10:61",
        "March 9, 2024 13:00 pm",
        "9 and 10 March 2024",
        "March 9-10, 2024",
        "updated 5 minutes ago",
        "Q3 2024",
        "2024年13月1日",
        "2024年2月30日",
        "99999999999999999999",
        "12",
        "123",
        "1/2",
        "9 March 20245",
        "9 March 2024 2025",
        "May 2024 10:00",
        "not dated",
        "n/a",
        "1.2.3.4",
        "+",
        "-",
        "年",
        "年月日",
        "2024:03:09",
    ] {
        assert_eq!(read(text, None, None), None, "{text}");
    }
}

#[test]
fn the_order_of_numbers_is_given_or_assumed() {
    use DateOrder::{DayFirst, MonthFirst, YearFirst};
    let cases = [
        ("09/03/2024", Some(DayFirst), None, "2024-03-09", None),
        ("09/03/2024", Some(MonthFirst), None, "2024-09-03", None),
        (
            "09/03/2024",
            Some(MonthFirst),
            Some("fr"),
            "2024-09-03",
            None,
        ),
        ("09/03/2024", None, None, "2024-09-03", Some(MonthFirst)),
        (
            "09/03/2024",
            None,
            Some("en"),
            "2024-09-03",
            Some(MonthFirst),
        ),
        (
            "09/03/2024",
            None,
            Some("en-US"),
            "2024-09-03",
            Some(MonthFirst),
        ),
        (
            "09/03/2024",
            None,
            Some("en-GB"),
            "2024-03-09",
            Some(DayFirst),
        ),
        ("09/03/2024", None, Some("fr"), "2024-03-09", Some(DayFirst)),
        ("09-03-2024", None, Some("nl"), "2024-03-09", Some(DayFirst)),
        (
            "09/03/2024",
            Some(YearFirst),
            None,
            "2024-09-03",
            Some(MonthFirst),
        ),
        ("24/03/09", Some(YearFirst), None, "2024-03-09", None),
        ("24/03/09", Some(DayFirst), None, "2009-03-24", None),
        ("09.03.2024", Some(MonthFirst), None, "2024-09-03", None),
        ("25/03/2024", Some(MonthFirst), None, "2024-03-25", None),
        ("03/25/2024", Some(DayFirst), None, "2024-03-25", None),
        ("2024/03/09", Some(DayFirst), None, "2024-03-09", None),
    ];
    for (text, order, language, expected, assumed) in cases {
        let date = read(text, order, language).unwrap_or_else(|| panic!("`{text}` is not read"));
        assert_eq!(
            (date.published.to_string().as_str(), date.assumed),
            (expected, assumed),
            "{text} {order:?} {language:?}"
        );
    }
}

proptest! {
    #[test]
    fn reading_never_panics(text in "\\PC{0,40}|([0-9]{1,4}|[-/.: ,年月日]|March|am|pm|GMT|\\+0100|mar|th){0,12}") {
        let _ = read(&text, None, None);
        let _ = read(&text, Some(DateOrder::YearFirst), Some("de"));
    }

    // The stupid twin: write a known day in every way, and read it back.
    #[test]
    fn a_day_written_in_any_way_is_that_day(year in 1000_i16..=9999, month in 1_i8..=12, day in 1_i8..=28) {
        const ENGLISH: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
        let expected = Some(Published::Day(Date::new(year, month, day).unwrap()));
        let name = ENGLISH[usize::try_from(month - 1).unwrap()];
        let short = &name[..3];
        for text in [
            format!("{year:04}-{month:02}-{day:02}"), format!("{year:04}/{month}/{day}"), format!("{day} {name} {year}"), format!("{name} {day}, {year}"),
            format!("{day}-{}-{year}", short.to_uppercase()), format!("{short}. {day}, {year}"), format!("{day}.{month}.{year}"), format!("{year}年{month}月{day}日"),
        ] {
            prop_assert_eq!(read(&text, None, None).map(|date| date.published), expected, "{}", text);
        }
        let numbers = format!("{day:02}/{month:02}/{year}");
        prop_assert_eq!(read(&numbers, Some(DateOrder::DayFirst), None).map(|date| date.published), expected);
    }
}
