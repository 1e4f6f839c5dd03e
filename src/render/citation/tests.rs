//! References of articles of which all is known, and of those of which little is.

use super::{CitationStyle, citation};
use crate::article::Article;

/// `author; author`, the date, the outlet, the address; empty for what is not known.
fn article(authors: &str, date: &str, source: &str, url: &str, title: &str) -> Article {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Article {
        authors: authors
            .split("; ")
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        published: date.parse().ok(),
        source: known(source),
        url: known(url),
        ..Article::new("a", title, "")
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn references_are_as_the_styles_have_them() {
    use CitationStyle::{Apa, Chicago, Mla};
    let echo = "The Harbour Echo";
    let url = "https://echo.example/bridge";
    let cases = [
        // All is known.
        (
            ["Tilda Marsh", "2024-03-09", echo, url, "Bridge shut"],
            Some("A1"),
            [
                (
                    Apa,
                    "Marsh, T. (2024, March 9). Bridge shut. *The Harbour Echo*, A1. https://echo.example/bridge",
                ),
                (
                    Mla,
                    "Marsh, Tilda. “Bridge shut.” *The Harbour Echo*, 9 Mar. 2024, p. A1, https://echo.example/bridge.",
                ),
                (
                    Chicago,
                    "Tilda Marsh, “Bridge shut,” *Harbour Echo*, March 9, 2024, https://echo.example/bridge.",
                ),
            ],
        ),
        // Two authors, no page, no address; the headline is a question.
        (
            [
                "Tilda Marsh; Jan van der Beek Jr.",
                "2024-05",
                echo,
                "",
                "Who pays?",
            ],
            None,
            [
                (
                    Apa,
                    "Marsh, T., & van der Beek, J., Jr. (2024, May). Who pays? *The Harbour Echo*.",
                ),
                (
                    Mla,
                    "Marsh, Tilda, and Jan van der Beek Jr. “Who pays?” *The Harbour Echo*, May 2024.",
                ),
                (
                    Chicago,
                    "Tilda Marsh and Jan van der Beek Jr., “Who pays?” *Harbour Echo*, May 2024.",
                ),
            ],
        ),
        // Three authors, a year, several pages.
        (
            ["A. B. Cole; Echo staff; Di Roe", "1987", echo, "", "Ferry"],
            Some("4–6"),
            [
                (
                    Apa,
                    "Cole, A. B., Echo staff, & Roe, D. (1987). Ferry. *The Harbour Echo*, 4–6.",
                ),
                (
                    Mla,
                    "Cole, A. B., et al. “Ferry.” *The Harbour Echo*, 1987, pp. 4–6.",
                ),
                (Chicago, "A. B. Cole et al., “Ferry,” *Harbour Echo*, 1987."),
            ],
        ),
        // An organisation, a time of day.
        (
            ["Reuters", "1987-09-01T10:00:00Z", "Reuters", "", "Cocoa"],
            None,
            [
                (Apa, "Reuters. (1987, September 1). Cocoa. *Reuters*."),
                (Mla, "Reuters. “Cocoa.” *Reuters*, 1 Sept. 1987."),
                (Chicago, "Reuters, “Cocoa,” *Reuters*, September 1, 1987."),
            ],
        ),
        // No author, no date.
        (
            ["", "", echo, url, "Bridge shut"],
            None,
            [
                (
                    Apa,
                    "Bridge shut. (n.d.). *The Harbour Echo*. https://echo.example/bridge",
                ),
                (
                    Mla,
                    "“Bridge shut.” *The Harbour Echo*, https://echo.example/bridge.",
                ),
                (
                    Chicago,
                    "“Bridge shut,” *Harbour Echo*, https://echo.example/bridge.",
                ),
            ],
        ),
        // Nothing but a headline; an address that is none.
        (
            ["", "", "", "urn:x", "Bridge shut"],
            None,
            [
                (Apa, "Bridge shut. (n.d.)."),
                (Mla, "“Bridge shut.”"),
                (Chicago, "“Bridge shut.”"),
            ],
        ),
        // Not even that; before our era.
        (
            ["Tilda Marsh", "-000043", "", "", ""],
            None,
            [
                (Apa, "Marsh, T. (44 BCE). [No headline]."),
                (Mla, "Marsh, Tilda. “[No headline].” 44 BCE."),
                (Chicago, "Tilda Marsh, “[No headline],” 44 BCE."),
            ],
        ),
    ];
    for ([authors, date, source, url, title], page, expected) in cases {
        let article = article(authors, date, source, url, title);
        for (style, expected) in expected {
            let reference = citation(&article, page, style);
            let marked: String = reference
                .pieces()
                .map(|(text, italic)| {
                    if italic {
                        format!("*{text}*")
                    } else {
                        text.to_owned()
                    }
                })
                .collect();
            assert_eq!(marked, expected, "{style}");
            assert_eq!(reference.to_string(), expected.replace('*', ""));
        }
    }
}

#[test]
fn of_very_many_authors_some_are_named() {
    let authors: Vec<String> = (b'A'..=b'V')
        .map(|letter| format!("Ann {}x", char::from(letter)))
        .collect();
    let article = article(&authors.join("; "), "2024", "Echo", "", "T");
    let reference = citation(&article, None, CitationStyle::Apa).to_string();
    assert!(reference.starts_with("Ax, A., Bx, A., "), "{reference}");
    assert!(
        reference.contains("Sx, A., . . . Vx, A. (2024). T. Echo."),
        "{reference}"
    );
}

#[test]
fn html_is_escaped() {
    let article = article("A & B", "", "<Echo>", "", "T");
    let html = citation(&article, None, CitationStyle::Mla).html();
    assert_eq!(html, "A &amp; B. “T.” <i>&lt;Echo&gt;</i>.");
}
