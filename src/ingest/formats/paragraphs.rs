//! Plain text in a field of a record, as paragraphs.

use super::wrap::{Wrapped, unix_lines};
use crate::ingest::record::Paragraph;

/// The paragraphs of a plain text.
///
/// A blank line ends one. A single line break ends one too, except in hard-wrapped text, where the
/// break only stands for a blank and an indented line begins a paragraph (as on the wires).
pub(crate) fn of_plain(text: &str) -> Vec<Paragraph> {
    let text = unix_lines(text);
    let wrapped = Wrapped::new(&text);
    let lines: Vec<&str> = text.split('\n').collect();
    let runs = lines.split(|line| line.trim().is_empty());
    runs.flat_map(|run| wrapped.paragraphs(run))
        .map(Paragraph::text)
        .collect()
}

/// A text without white space around it and with single spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIRE: &str = "Showers continued throughout the week in the Bahia cocoa\nzone, alleviating the drought since early January and\nimproving prospects.\n    The dry period means the temporao will be late this year\nin most places.";

    /// Texts, and their paragraphs.
    const TEXTS: &[(&str, &[&str])] = &[
        ("", &[]),
        (" \n\r\n ", &[]),
        ("One.", &["One."]),
        ("One.\n\nTwo.", &["One.", "Two."]),
        ("One.\r\n\r\nTwo.\r\rThree.", &["One.", "Two.", "Three."]),
        (
            "Press Release\nMay 11, 2026\nCHICAGO —",
            &["Press Release", "May 11, 2026", "CHICAGO —"],
        ),
        (
            "大阪府知事選挙が告示された。\n立候補したのは四人である。",
            &["大阪府知事選挙が告示された。", "立候補したのは四人である。"],
        ),
        (
            // A wire without its dateline, so that the first line is short, and signed off.
            "The International Cocoa Organization\n(ICCO) buffer stock manager bought 5,000 tonnes of cocoa today\nfor the buffer stock, traders said.\n    Such a purchase would bring cumulative buffer stock\npurchases to 26,000 tonnes, among other measures of the group.\n Reuter",
            &[
                "The International Cocoa Organization (ICCO) buffer stock manager bought 5,000 tonnes of cocoa today for the buffer stock, traders said.",
                "Such a purchase would bring cumulative buffer stock purchases to 26,000 tonnes, among other measures of the group.",
                "Reuter",
            ],
        ),
        (
            // Results: a line each, but for the note.
            "Shr 34 cts vs 1.19 dlrs\n    Net 807,000 vs 2,858,000\n    Year\n    Shr 1.16 dlrs vs 1.13 dlrs\n    Note: 4th qtr not available. Year includes 1985\nextraordinary gain from tax carry forward of 132,000 dlrs, or\nfive cts per shr.",
            &[
                "Shr 34 cts vs 1.19 dlrs",
                "Net 807,000 vs 2,858,000",
                "Year",
                "Shr 1.16 dlrs vs 1.13 dlrs",
                "Note: 4th qtr not available. Year includes 1985 extraordinary gain from tax carry forward of 132,000 dlrs, or five cts per shr.",
            ],
        ),
        (
            // Rows of tables, drawn with blanks or with dots, stay rows.
            "The department made the following projections for the 1986/87\nseasons, in mln bushels, with comparisons, unless noted below\nthe table, which has been revised twice.\n Planted   76.7    76.7     83.4\n Harvested  69.2   69.2     75.2\n Wheat ............. 12\nX - Includes imports.",
            &[
                "The department made the following projections for the 1986/87 seasons, in mln bushels, with comparisons, unless noted below the table, which has been revised twice.",
                "Planted   76.7    76.7     83.4",
                "Harvested  69.2   69.2     75.2",
                "Wheat ............. 12",
                "X - Includes imports.",
            ],
        ),
        (
            // A link was taken for a line; what lies around it is no hard-wrapped text.
            "The jury convicted him after a trial of three weeks that was\nheard in Santa Ana.\nFor more please visit the website of the office of the attorney at\nwww.example.org\nRead it.",
            &[
                "The jury convicted him after a trial of three weeks that was heard in Santa Ana.",
                "For more please visit the website of the office of the attorney at www.example.org",
                "Read it.",
            ],
        ),
        (
            "the right to be treated with fairness and with respect\nthe right to be heard at all proceedings in the matter before the court, and to be told of them\nthe right to an advocate",
            &[
                "the right to be treated with fairness and with respect",
                "the right to be heard at all proceedings in the matter before the court, and to be told of them",
                "the right to an advocate",
            ],
        ),
        (
            WIRE,
            &[
                "Showers continued throughout the week in the Bahia cocoa zone, alleviating the drought since early January and improving prospects.",
                "The dry period means the temporao will be late this year in most places.",
            ],
        ),
    ];

    #[test]
    fn lines_are_paragraphs_or_wrapped() {
        for (text, expected) in TEXTS {
            let found: Vec<_> = of_plain(text)
                .into_iter()
                .map(|paragraph| paragraph.text)
                .collect();
            assert_eq!(found, *expected, "{text:?}");
        }
    }
}
